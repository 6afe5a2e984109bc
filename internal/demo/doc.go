// Package demo makes the demonstration province (tỉnh minh hoạ): Gia Lai at the end of 2022, with the
// published figures and not one real family.
//
// Real are the units, the households and poor households of each district (annex of Kế hoạch
// 64/KH-UBND, 9 January 2023), the province's published results of 2021 and 2022, and the targets of
// 2023. Everything below the district, and every person, is invented: villages, families, names,
// identity numbers, answers and deprivations. doc/demonstration.md tells them apart line by line.
//
// The generator proposes facts and the product judges: it fills in score-card answers and
// deprivations, and the review itself makes the classes. The annex comes out digit for digit because
// the numbers of families of each kind are divided in whole households from the province down to the
// village (apportion.go, plan.go), and a check at the end counts them again (check.go).
//
// The way of the data: annex.go, plan.go and village.go say how many families of each kind live
// where; commune.go makes the families of one commune with family.go, name.go, identity.go, facts.go
// and answers.go; load.go stores them, run.go tells the stages in order.
//
// Everything follows from the seed: each commune has random streams of its own, so neither the
// number of processors nor the order of work changes a digit.
package demo
