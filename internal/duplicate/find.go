package duplicate

import (
	"cmp"
	"slices"
	"strconv"

	"giamngheo/internal/household"
)

// Persons are compared only with those with whom they share a key: the pieces of the name in any order; the
// day of birth and the sex; the year of birth and the given name. What shares none of these cannot reach the
// threshold but by the number, and numbers are looked up in the index. So the work grows with the persons of
// the commune and not with their pairs.
//
// window bounds the comparisons within one key: persons of one name are sorted by birth, and each is held
// against so many that follow.
const window = 40

// index holds the persons of one commune.
type index struct {
	persons []Person
	blocks  map[string][]int32
	homes   map[household.ID][2]int32 // from, to in persons: a household's members stand together
}

func newIndex() *index {
	return &index{blocks: map[string][]int32{}, homes: map[household.ID][2]int32{}}
}

// add takes a person; the persons of one household come one after the other.
func (x *index) add(p Person) {
	n := int32(len(x.persons))
	p.keys = keysOf(p)
	x.persons = append(x.persons, p)
	at, known := x.homes[p.Household.ID]
	if !known {
		at[0] = n
	}
	at[1] = n + 1
	x.homes[p.Household.ID] = at
	for _, k := range p.keys {
		x.blocks[k] = append(x.blocks[k], n)
	}
}

// keysOf are the keys under which a person is compared.
func keysOf(p Person) []string {
	if len(p.forms.Sounds) == 0 {
		return nil
	}
	keys := []string{nameKey(p)}
	if y := year(p.Born); y != 0 {
		if !yearOnly(p.Born) {
			keys = append(keys, "d"+p.Born+string(p.Sex))
		}
		keys = append(keys, "g"+strconv.Itoa(y)+p.forms.Sounds[len(p.forms.Sounds)-1])
	}
	return keys
}

func nameKey(p Person) string { return "n" + sorted(p.forms.Sounds) }

// pairs visits every two persons who are alike enough, each two once.
func (x *index) pairs(visit func(a, b Person, s Score)) {
	for i := range x.blocks {
		list := x.blocks[i]
		if len(list) < 2 {
			continue
		}
		if len(list) > window {
			list = slices.Clone(list)
			slices.SortStableFunc(list, func(a, b int32) int { return cmp.Compare(x.persons[a].Born, x.persons[b].Born) })
		}
		for k, a := range list {
			for _, b := range list[k+1 : min(k+1+window, len(list))] {
				p, q := &x.persons[a], &x.persons[b]
				if i != firstShared(p, q) {
					continue // met under another key
				}
				if s := x.score(*p, *q); s.Pair() {
					visit(*p, *q, s)
				}
			}
		}
	}
}

// firstShared is the key under which two persons are held against each other, when they share several.
func firstShared(a, b *Person) string {
	for _, k := range a.keys {
		if slices.Contains(b.keys, k) {
			return k
		}
	}
	return ""
}

// score compares two persons of whom the second is in the index; what else is known counts only where it
// can matter.
func (x *index) score(a, b Person) Score {
	around := Around{Bearers: len(x.blocks[nameKey(a)])}
	s := Compare(a, b, around)
	if s.Pair() || s.Points+Points[MatesAlikeMany] < Threshold || a.Household == b.Household {
		return s
	}
	if around.Mates = x.mates(x.home(a.Household), a, b); around.Mates > 0 {
		s = Compare(a, b, around)
	}
	return s
}

func (x *index) home(ref household.Ref) []Person {
	at := x.homes[ref.ID]
	return x.persons[at[0]:at[1]]
}

// mates counts the further members of a's household, home, who are alike with one of b's.
func (x *index) mates(home []Person, a, b Person) int {
	n := 0
	for _, m := range home {
		if m.Position == a.Position {
			continue
		}
		for _, o := range x.home(b.Household) {
			if o.Position == b.Position || year(m.Born) == 0 || year(m.Born) != year(o.Born) {
				continue
			}
			if l := likeness(m.forms, o.forms); l == NameSame || l == NameSounds {
				n++
				break
			}
		}
	}
	return n
}

// like are the persons of the index who are alike with one who is not in it, of a household with home.
func (x *index) like(a Person, home []Person, visit func(b Person, s Score)) {
	seen := map[int32]bool{}
	for _, k := range keysOf(a) {
		for _, i := range x.blocks[k] {
			b := x.persons[i]
			if seen[i] || b.Household == a.Household {
				continue
			}
			seen[i] = true
			around := Around{Bearers: len(x.blocks[nameKey(a)]) + 1}
			around.Mates = x.mates(home, a, b)
			if s := Compare(a, b, around); s.Pair() {
				visit(b, s)
			}
		}
	}
}
