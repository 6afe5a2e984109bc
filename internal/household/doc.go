// Package household is the register (danh sách hộ): the households that are or were under review, the
// persons in them and the names under which they are found. It rests on Mẫu 01 and Mẫu 03 of
// Quyết định 24/2021/QĐ-TTg; classes and assessments are the business of package review.
//
// A household is known by its commune and an id within it (Ref). It never changes commune: a move is
// a new household that names the one it continues (From), and the old one has an end (Ended).
//
// An identity, telephone or account number is sealed before it reaches the database, found by a keyed index,
// and shown masked; whole only to who says for which purpose (Reveal). Search forgives marks, order of words and the many spellings of Jrai and Bahnar names.
//
//	household.go  Household, Person, Ref and their small types
//	flag.go       marks of a household: local ethnic group, no labour …
//	ethnic.go     the 54 ethnic groups with the codes of 2008 and of 1979
//	cause.go      causes of poverty and needs
//	number.go     numbers that are never printed whole: the mask, telephone and account numbers
//	identity.go   identity numbers: the check
//	reveal.go     a number shown whole for a purpose; households found by a number
//	section.go    which section of the data a mark, cause or need tells of
//	reseal.go     sealed numbers brought under a new key
//	check.go      what a household must fulfil before it is stored
//	name.go       folded words and sound keys of names
//	service.go    Create, Update: one method per act
//	act.go         Enter, Change, End: the acts within the act of a house above
//	bears.go       which facts decide a class or a figure, and which are trivial
//	history.go     who changed which value when, and from where it came
//	load.go       bulk loading for the demonstration and for imports
//	list.go       pages of the households of an area
//	store.go      SQL of household and household_person
//	store_number.go SQL of household_number
//	search.go     SQL of the name search
package household
