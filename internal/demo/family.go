package demo

import (
	"strconv"

	"giamngheo/internal/household"
)

// surveyYear is the year at whose end the demonstration stands; ages are counted there.
const surveyYear = 2022

// member is one person of an invented family.
type member struct {
	name       string
	female     bool
	born       int // year
	month, day int // 0 when only the year is known
	relation   household.Relation
	lineage    string
	disabled   bool
}

func (m *member) age() int { return surveyYear - m.born }

// shape is how the generations of a family live together.
type shape int

const (
	alone shape = iota
	oldCouple
	youngCouple
	singleParent
	nuclear
	stem // a family with a parent of its head
	threeGenerations
	threeWidowed // the same with one grandparent
	grandparents // with grandchildren whose parents are away
	shapes
)

// family is one household's people, the head first.
type family struct {
	r       rng
	n       *naming
	ethnic  string
	members []member
}

// shapeWeights by group and by how the household is to end: poor, near-poor, neither.
var shapeWeights = [groups][3][shapes]int{
	majority: {
		toPoor:    {26, 18, 4, 18, 22, 6, 1, 1, 4},
		toNear:    {12, 12, 6, 14, 42, 9, 2, 1, 2},
		toNeither: {6, 8, 8, 7, 54, 11, 3, 2, 1},
	},
	minority: {
		toPoor:    {4, 4, 5, 14, 50, 13, 4, 3, 3},
		toNear:    {3, 4, 6, 10, 53, 14, 5, 3, 2},
		toNeither: {2, 3, 6, 6, 56, 16, 6, 4, 1},
	},
}

var childWeights = [groups][]int{majority: {28, 48, 20, 4}, minority: {16, 29, 26, 16, 9, 4}}

// drawShape draws how a family lives and how many of the youngest generation it has.
func drawShape(r rng, group, to int) (shape, int) {
	if to == toLeft {
		to = toPoor
	}
	s := shape(r.weighted(shapeWeights[group][to][:]...))
	kids := 1 + r.weighted(childWeights[group]...)
	if s == grandparents || s == singleParent {
		kids = min(kids, 3)
	}
	if s == threeGenerations || s == threeWidowed {
		kids = min(kids, 4)
	}
	return s, kids
}

// shapeOf draws a shape for a family of exactly so many members.
func shapeOf(r rng, size int) (shape, int) {
	switch {
	case size <= 1:
		return alone, 0
	case size == 2:
		s := []shape{oldCouple, youngCouple, singleParent}[r.weighted(45, 25, 30)]
		return s, 1
	case size >= 5 && r.chance(14):
		return threeGenerations, size - 4
	case size >= 4 && r.chance(16):
		return stem, size - 3
	case size <= 4 && r.chance(9):
		return singleParent, size - 1
	default:
		return nuclear, size - 2
	}
}

// build makes the people of a family; the slices of an earlier family are used again.
func (f *family) build(group int, s shape, kids int, elderlyAlone int) {
	f.members = f.members[:0]
	r := f.r
	switch s {
	case alone:
		age := r.between(61, 88)
		if !r.chance(elderlyAlone) {
			age = r.between(28, 59)
		}
		f.head(r.chance(62), age)
	case oldCouple:
		f.couple(r.between(58, 82), r.between(0, 5))
	case youngCouple:
		f.couple(r.between(19, 27), r.between(2, 6))
	case singleParent, nuclear, stem:
		f.parentsAndChildren(group, s, kids)
	case threeGenerations, threeWidowed:
		f.threeGenerations(group, s, kids)
	case grandparents:
		f.skipped(kids)
	}
}

// ages draws the mother's age and her children's, eldest first: the first child at 19 to 25, two
// years or more between children, the last before 45, nobody at home past 28.
func (f *family) ages(group, kids int) (mother int, children []int) {
	r := f.r
	first := r.between(19, 25)
	span := 0
	children = make([]int, kids)
	for i := kids - 2; i >= 0; i-- {
		room := min(44-first, 26) - span - 2*i
		span += r.between(2, max(2, min(5, room)))
		children[i] = span
	}
	youngest := r.between(0, max(0, min(15, 28-span)))
	if group == minority && r.chance(40) {
		youngest = min(youngest, r.between(0, 5))
	}
	for i := range children {
		children[i] += youngest
	}
	return first + span + youngest, children
}

func (f *family) parentsAndChildren(group int, s shape, kids int) {
	r := f.r
	mother, children := f.ages(group, kids)
	father := max(mother+r.between(-1, 7), children[0]+20)
	var line string
	if s == singleParent {
		female := r.chance(80)
		age := mother
		if !female {
			age = father
		}
		line = f.head(female, age).lineage
	} else {
		line = f.couple(mother, father-mother)
	}
	f.children(children, line, household.Child)
	if s == stem {
		f.parentOfHead()
	}
}

// parentOfHead adds a parent of the head, whose name agrees with the head's descent.
func (f *family) parentOfHead() {
	r, head := f.r, &f.members[0]
	female := r.chance(70)
	line := head.lineage
	if f.descends(female) {
		f.add(member{female: female, born: head.born - r.between(20, 32), relation: household.Parent, lineage: line})
		return
	}
	f.add(member{female: female, born: head.born - r.between(20, 32), relation: household.Parent, lineage: f.n.lineage(line)})
}

// descends tells whether a parent of this sex hands the name down.
func (f *family) descends(female bool) bool { return female == matrilineal(f.ethnic) }

// threeGenerations is an old head, a married child and grandchildren.
func (f *family) threeGenerations(group int, s shape, kids int) {
	r := f.r
	mother, children := f.ages(group, kids)
	father := max(mother+r.between(-1, 7), children[0]+20)
	// Among the Jrai the husband moves to his wife's house, among the Kinh the wife to her husband's.
	daughterStays := r.chance(15)
	if matrilineal(f.ethnic) {
		daughterStays = r.chance(90)
	} else if f.ethnic == bahnar || f.ethnic == xodang {
		daughterStays = r.chance(50)
	}
	child, partner := father, mother
	if daughterStays {
		child, partner = mother, father
	}
	elder := child + r.between(20, 30)
	var line string // what the elders hand down
	if s == threeGenerations {
		line = f.couple(elder, r.between(0, 4))
	} else {
		female := r.chance(70)
		h := f.head(female, elder)
		line = h.lineage
		if !f.descends(female) {
			line = f.n.lineage(line) // the name came from the parent who is no more
		}
	}
	f.add(member{female: daughterStays, born: surveyYear - child, relation: household.Child, lineage: line})
	other := f.n.lineage(line)
	f.add(member{female: !daughterStays, born: surveyYear - partner, relation: household.Kin, lineage: other})
	grand := other
	if f.descends(daughterStays) {
		grand = line
	}
	f.children(children, grand, household.Grandchild)
}

// skipped is grandparents with the children of a child who is away.
func (f *family) skipped(kids int) {
	r := f.r
	elder := r.between(57, 72)
	var line string
	if r.chance(50) {
		line = f.couple(elder, r.between(0, 5))
	} else {
		line = f.head(true, elder).lineage
	}
	if !f.descends(true) && len(f.members) == 1 || r.chance(40) {
		line = f.n.lineage(line) // children of the line that does not hand its name down
	}
	ages := make([]int, kids)
	for i, age := 0, r.between(3+2*kids, 15); i < kids; i++ {
		ages[i] = age
		age = max(0, age-r.between(2, 3))
	}
	f.children(ages, line, household.Grandchild)
}

// couple adds two spouses, one of them the head, and returns the name their children carry.
func (f *family) couple(wife, husbandOlder int) string {
	r := f.r
	wifeLine := f.n.lineage("")
	husbandLine := f.n.lineage(wifeLine)
	if !matrilineal(f.ethnic) {
		husbandLine = f.n.lineage("") // the same family name is no hindrance here
	}
	w := member{female: true, born: surveyYear - wife, lineage: wifeLine}
	h := member{born: surveyYear - wife - husbandOlder, lineage: husbandLine}
	husbandHeads := 76
	if matrilineal(f.ethnic) {
		husbandHeads = 60
	}
	if r.chance(husbandHeads) {
		h.relation, w.relation = household.Head, household.Spouse
		f.add(h)
		f.add(w)
	} else {
		h.relation, w.relation = household.Spouse, household.Head
		f.add(w)
		f.add(h)
	}
	if matrilineal(f.ethnic) {
		return wifeLine
	}
	return husbandLine
}

func (f *family) head(female bool, age int) *member {
	return f.add(member{female: female, born: surveyYear - age, relation: household.Head, lineage: f.n.lineage("")})
}

func (f *family) children(ages []int, line string, relation household.Relation) {
	for _, age := range ages {
		f.add(member{female: f.r.chance(49), born: surveyYear - age, relation: relation, lineage: line})
	}
}

// add names a member and gives a date of birth, or the year alone as old papers do.
func (f *family) add(m member) *member {
	m.name = f.n.person(m.lineage, m.female, m.born)
	yearOnly := 2
	switch age := m.age(); {
	case age >= 60:
		yearOnly = 55
	case age >= 40 && f.ethnic != kinh:
		yearOnly = 35
	case age >= 40:
		yearOnly = 12
	}
	if !f.r.chance(yearOnly) {
		m.month, m.day = f.r.between(1, 12), f.r.between(1, 28)
		if m.born == surveyYear {
			m.month = f.r.between(1, 9)
		}
	}
	f.members = append(f.members, m)
	return &f.members[len(f.members)-1]
}

// bornText is the birth as registers write it: "1967" or "1967-03-12".
func (m *member) bornText() string {
	if m.month == 0 {
		return strconv.Itoa(m.born)
	}
	b := make([]byte, 0, 10)
	b = strconv.AppendInt(b, int64(m.born), 10)
	return string(append(b, '-', byte('0'+m.month/10), byte('0'+m.month%10), '-', byte('0'+m.day/10), byte('0'+m.day%10)))
}
