// Package standard is the multidimensional poverty standard (chuẩn nghèo đa chiều): its editions as
// data with dates and sources, the rule that classifies a household, and the score card (Phiếu B)
// whose answers give the income points.
//
// It takes facts and gives an answer; it knows no database. The rule stands in classify.go, its
// numbers in editions/*.toml, the score cards in cards/*.toml, worked examples in testdata. Every
// number carries a mark that says how well its source was read; what is not verified is shown as such.
//
//	classify.go       the rule: Facts in, Result out; Check says what is missing
//	sentence.go       a result in words, for the family
//	edition.go        an edition and its parts; ByID, InForce
//	edition_check.go  what an edition's file must hold
//	card.go           a score card and its parts
//	score.go          answers in, points out, question by question
//	card_check.go     what a card's file must hold
//	card_sheet.go     a card as the cells of a sheet, read and written
//	decode.go         TOML read strictly; problem.go names mistakes and their places
//
// The rule rests on QĐ 59/2015/QĐ-TTg (2016-2021), NĐ 07/2021/NĐ-CP with TT 07/2021/TT-BLĐTBXH
// (2022-2026) and NĐ 351/2025/NĐ-CP (2027-2030).
package standard
