// Package duplicate finds persons and households who may stand in the register twice (hộ, nhân khẩu trùng),
// keeps the pairs until an officer has judged them, and remembers the judgment. It rests on no article of
// the review; an identity number belongs to one person (Nghị định 137/2015/NĐ-CP).
//
// Nothing is merged here. A pair found the same is mended by a request of change.
//
// A pair is two households with the persons in whom they look alike. One number on two persons is found in
// the whole register; a likeness of names only within a commune. A pair that reaches across communes stands
// in the queue of both, and is judged by somebody who sees both households; to others it tells nothing but
// that the number stands elsewhere.
//
//	score.go    how alike two persons are: points, reasons, threshold; a pure function
//	name.go     how alike two names are
//	find.go     the pairs of a commune without comparing all with all
//	pair.go     Pair, Match, Decision and their small types
//	check.go    Check: a commune; CheckBelow: a unit; Entered: one household as it is typed
//	service.go  Queue, Get, Decide, Start
//	store.go    SQL of duplicate_pair and duplicate_check
package duplicate
