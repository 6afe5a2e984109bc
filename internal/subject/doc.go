// Package subject answers for the data of persons (quyền của chủ thể dữ liệu): what is held on one person, what
// persons ask for, restriction, how long records are kept, data for research from which nobody can be told, and
// the record of what is done with data. It rests on Luật 91/2025/QH15 and Nghị định 356/2025/NĐ-CP, before 2026
// on Nghị định 13/2023/NĐ-CP; which articles were read stands with each statement, and most were not.
//
// It reads across houses and writes its own tables; what other houses keep is changed by their functions.
//
//	holding.go     Holding: all that is held on one person
//	request.go     what persons ask for: Request, its days, Enter, Answer
//	retention.go   the kinds of records and their periods; dry run; removal in bounded acts
//	processing.go  the record of processing activities, from data/processing.toml
//	research.go    households for research: generalised, then suppressed, then checked
//	anonymous.go   k-anonymity: a pure function and its check
//	store.go       SQL of subject_request and subject_period
package subject
