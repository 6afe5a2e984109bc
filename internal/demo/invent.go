package demo

import (
	"strconv"

	"giamngheo/internal/household"
)

// Person is a member of a household who needs an invented name.
type Person struct {
	Ethnic   household.Ethnic
	Female   bool
	Born     int // year, 0 when not known
	Relation household.Relation
}

// Invent gives the members of one household invented names, each by the custom of the member's own
// ethnic group and sex; children bear the name of the line that their group reckons by. The same seed
// and key give the same names. It is for a training copy of real data.
func Invent(seed uint64, key string, members []Person) []string {
	if len(members) == 0 {
		return nil
	}
	head := members[0]
	namings := map[household.Ethnic]*naming{}
	own := map[household.Ethnic]string{}     // the head's line, as each group writes it
	married := map[household.Ethnic]string{} // the line of who married in
	taken := map[string]bool{}
	out := make([]string, len(members))
	for i, m := range members {
		n, ok := namings[m.Ethnic]
		if !ok {
			group := string(m.Ethnic)
			if len(otherFamilies[group]) == 0 && !ownCustom[group] {
				group = kinh // a group that the lists do not know is written as most names are
			}
			n = &naming{}
			r := stream(seed, "invent", key, group)
			n.begin(r, group, strconv.Itoa(622+r.IntN(18)), district{eastern: r.chance(50)})
			n.taken = taken
			namings[m.Ethnic], own[m.Ethnic] = n, n.lineage("")
			married[m.Ethnic] = n.lineage(own[m.Ethnic])
		}
		line := own[m.Ethnic]
		switch m.Relation {
		case household.Spouse:
			line = married[m.Ethnic]
		case household.Child:
			if matrilineal(string(m.Ethnic)) != head.Female {
				line = married[m.Ethnic]
			}
		case household.Kin, household.OtherRel:
			line = n.lineage("")
		}
		out[i] = n.person(line, m.Female, m.Born)
	}
	return out
}

// ownCustom are the groups whose names have a custom of their own.
var ownCustom = map[string]bool{jrai: true, ede: true, bahnar: true, xodang: true, kinh: true}
