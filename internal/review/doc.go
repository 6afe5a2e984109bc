// Package review holds the yearly review (rà soát hộ nghèo, hộ cận nghèo): its rounds, what was found
// at each household, and the tallies that every report sums.
//
// It rests on Quyết định 24/2021/QĐ-TTg (procedure) and Thông tư 07/2021/TT-BLĐTBXH (method and
// forms). A Round is one review of one unit, open while households are recorded and closed when its
// results stand. An Assessment is one household in a round: what was found, the class the standard
// gives, the class before and the movement between the two. It is never changed by a later round or
// a later standard: what was judged stays as it was judged.
//
// Tallies and flows count assessments per commune and per village. Record keeps them exact in the
// act's own transaction, Rebuild makes them anew after a bulk load, and Verify proves them equal to
// a recount. Everything that shows figures sums tallies, so its cost grows with communes, not with
// households (doc/decisions/0006-tallies.md).
//
//	round.go       a round, its states
//	movement.go    what became of a household between two rounds: the one table
//	assessment.go  what is recorded, what is kept
//	counts.go      what is counted, and the columns it is kept in
//	cells.go       the cells of tally and flow that an assessment counts in
//	service.go     Open, Close, Record, Remove: the acts
//	bulk.go        Load, LoadClasses, Rebuild
//	correct.go     a closed round's assessment corrected; the one before is kept
//	follow.go      open rounds after splits, merges, moves and the like
//	settled.go     households whose facts an approved review rests on
//	verify.go      stored cells against a recount
//	figures.go     figures of a unit and of the units below it
//	flow.go        movement between the lists; opening − out + in = closing
//	list.go        the households behind a figure
//	address.go     a list's filter in the address of a page
//	history.go     a household through the rounds
//	card.go        score cards, shipped and imported
//	result.go      what was counted of a unit: the sums over its communes
//	memory.go      the communes' counts between requests
//	store_*.go     SQL of review_round, review_assessment, review_tally and review_flow
package review
