package household

import (
	"slices"

	"giamngheo/internal/lang"
)

// The facts of a household fall in two: those by which its class, or a figure that counts it, is decided,
// and the trivial ones. The first are changed by request once a review has been closed; the others stay
// direct edits: the code, the address, an identity number, the spelling of a name.

// Bears lists the fields in which two states of a household differ and that bear on a class or a figure;
// nil when only trivial ones do.
func Bears(before, after Household) []string {
	var out []string
	add := func(field string, differs bool) {
		if differs && !slices.Contains(out, field) {
			out = append(out, field)
		}
	}
	add("village", before.Village != after.Village)
	add("ethnic", before.Ethnic != after.Ethnic)
	add("members", before.Members != after.Members)
	add("flags", before.Flags != after.Flags)
	add("head", !sameName(before.Head, after.Head))
	add("persons", len(before.Persons) != len(after.Persons))
	for i := range min(len(before.Persons), len(after.Persons)) {
		a, b := before.Persons[i], after.Persons[i]
		add("name", !sameName(a.Name, b.Name))
		add("sex", a.Sex != b.Sex)
		add("born", a.Born != b.Born)
		add("person_ethnic", a.Ethnic != b.Ethnic)
		add("relation", a.Relation != b.Relation)
	}
	return out
}

// sameName tells the spelling of one name from another name: marks, capitals, and a letter or two.
func sameName(a, b string) bool {
	x, y := []rune(lang.Fold(a)), []rune(lang.Fold(b))
	return distance(x, y) <= max(1, min(len(x), len(y))/5)
}

// distance is how many letters must be put in, taken out or exchanged to make b of a.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := diagonal
			if x != y {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
