// Package change carries out what may not simply be edited: the changes of facts that an approved review
// rests on, and what becomes of households between two reviews. Somebody who knows the household asks, with
// reason and evidence; somebody else, who answers for the whole area that it touches, approves or refuses.
//
// An approved request is one act: the register, the open rounds, the corrected assessment, the history of
// each value and one audit line, all of it or nothing (doc/decisions/0036-changes-by-request.md). A request
// remembers what it was made on; when that has changed meanwhile it is outdated and is never carried out.
// A household never changes commune: who moves is a new household that names the one it continues.
//
//	kind.go     the kinds of request, what of a household each touches, the states
//	wish.go     what is asked: the form of every kind
//	plan.go     pure: what a wish makes of the households, or why it cannot be
//	request.go  a request with its reason, evidence, maker, checker
//	service.go  Ask, Approve, Refuse, Withdraw: one method per act
//	apply.go    an approved wish carried out
//	read.go     requests of an area, what waits, what conflicts
//	freeze.go   periods in which nothing is approved
//	store.go    SQL of change_request and change_touch
package change
