package demo

import (
	"fmt"

	"giamngheo/internal/day"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// made is what one commune brings to the register, to the two reviews and to the population base.
type made struct {
	commune    unit.ID
	households []household.Household
	before     []review.Given // its households in the review of 2021
	now        []sheeted      // its households in the review of 2022
	bases      []base
}

// sheeted is a household's input to the review with its answers still in short form: the long form
// is made when it is stored, so that memory does not hold it for a whole province.
type sheeted struct {
	review.Input
	sheet sheet
}

// base is the population of one village at the end of 2022.
type base struct {
	unit              unit.ID
	households, count [groups]int // count is persons
}

// maker makes the households of communes; it is only read while they are made.
type maker struct {
	seed uint64
	full bool // all households, not only those under review
	card *scorer
}

// work is one commune being made.
type work struct {
	*maker
	c      *commune
	r      rng
	n      naming
	f      family
	ids    *identities
	vary   [13]int
	out    made
	serial int
}

// make makes one commune; what comes out depends on the seed and the plan alone.
func (m *maker) make(c *commune) (made, error) {
	w := work{maker: m, c: c, r: stream(m.seed, "households", c.Unit.Code), ids: newIdentities(m.seed, c.Index), vary: hardship(m.seed, c.Code)}
	w.n.taken = map[string]bool{}
	w.f = family{r: w.r, n: &w.n}
	w.out.commune = c.Unit.ID
	for i := range c.Villages {
		if err := w.village(&c.Villages[i]); err != nil {
			return made{}, fmt.Errorf("%s: %w", c.Villages[i].Unit.Code, err)
		}
	}
	return w.out, nil
}

// fate is one household to be made: its group, where it was and where it is to end.
type fate struct{ group, from, to int }

func (w *work) village(v *village) error {
	var fates []fate
	for g := range groups {
		for from := range fromStates {
			for to := range toStates {
				for range v.Cells.Flow[g][from][to] {
					fates = append(fates, fate{g, from, to})
				}
			}
		}
	}
	w.r.Shuffle(len(fates), func(i, j int) { fates[i], fates[j] = fates[j], fates[i] })
	b := base{unit: v.Unit.ID, households: v.Cells.Base}
	for _, f := range fates {
		persons, err := w.reviewed(v, f)
		if err != nil {
			return err
		}
		if f.to != toLeft {
			b.count[f.group] += persons
		}
	}
	// The households that no review knows have 3.6 members, those of minorities 4.5.
	var rest, persons [groups]int
	for g, tenths := range [groups]int{majority: 36, minority: 45} {
		rest[g] = v.Cells.Base[g] - v.Cells.reviewed(g)
		persons[g] = (rest[g]*tenths + 5) / 10
		b.count[g] += persons[g]
	}
	w.out.bases = append(w.out.bases, b)
	if !w.full {
		return nil
	}
	for g := range groups {
		for _, size := range sizes(w.r, g, rest[g], persons[g]) {
			s, kids := shapeOf(w.r, size)
			if _, _, err := w.settle(v, g, s, kids, 60); err != nil {
				return err
			}
		}
	}
	return nil
}

// sizes draws members for so many households that add up to so many persons.
func sizes(r rng, group, households, persons int) []int {
	weights := [groups][]int{majority: {0, 9, 16, 22, 31, 14, 6, 2}, minority: {0, 4, 8, 15, 25, 23, 14, 8, 3}}[group]
	out := make([]int, households)
	sum := 0
	for i := range out {
		out[i] = r.weighted(weights...)
		sum += out[i]
	}
	for sum != persons && households > 0 {
		i := r.IntN(households)
		switch {
		case sum < persons && out[i] < 9:
			out[i]++
			sum++
		case sum > persons && out[i] > 1:
			out[i]--
			sum--
		}
	}
	return out
}

// settle makes a family and registers it; the people are counted for what follows.
func (w *work) settle(v *village, group int, s shape, kids, elderlyAlone int) (*household.Household, people, error) {
	ethnic := kinh
	if group == minority {
		ethnic = v.ethnic(w.r, w.c)
	}
	w.n.begin(w.r, ethnic, w.c.Code, w.c.District)
	w.f.ethnic = ethnic
	w.f.build(group, s, kids, elderlyAlone)
	w.serial++
	h := household.Household{
		Ref:         household.Ref{Commune: w.c.Unit.ID, ID: household.ID(w.serial)},
		Village:     v.Unit.ID,
		Code:        fmt.Sprintf("%s%05d", w.c.Unit.Code, w.serial),
		CodeYear:    surveyYear - 1,
		Head:        w.f.members[0].name,
		Address:     w.address(v),
		Ethnic:      household.Ethnic(ethnic),
		EthnicGiven: ethnic,
		EthnicList:  household.List2008,
		Members:     len(w.f.members),
		Persons:     make([]household.Person, len(w.f.members)),
	}
	if w.r.chance(map[bool]int{true: 8, false: 3}[s == alone || s == oldCouple]) {
		w.f.members[w.r.IntN(len(w.f.members))].disabled = true
	}
	for i := range w.f.members {
		var err error
		if h.Persons[i], err = w.person(i, &w.f.members[i]); err != nil {
			return nil, people{}, err
		}
	}
	p := w.f.people()
	h.Flags = w.f.marks(w.r, p, group)
	w.out.households = append(w.out.households, h)
	return &w.out.households[len(w.out.households)-1], p, nil
}

func (w *work) address(v *village) string {
	if w.c.Area == standard.Urban {
		return fmt.Sprintf("Số %d, %s %s", w.r.between(1, 260), v.Unit.Kind, v.Unit.Name)
	}
	return v.Unit.Title()
}

func (w *work) person(i int, m *member) (household.Person, error) {
	p := household.Person{
		Position: i + 1, Name: m.name, Sex: household.Male, Born: m.bornText(),
		Ethnic: household.Ethnic(w.f.ethnic), Relation: m.relation,
	}
	if m.female {
		p.Sex = household.Female
	}
	// Every citizen has a number from birth; papers of small children often lack it, seldom others'.
	known := 97
	if m.age() < 14 {
		known = 35
	}
	if !w.r.chance(known) {
		return p, nil
	}
	var err error
	p.Identity, err = w.ids.next(w.birthProvince(m), m.female, m.born)
	return p, err
}

// birthProvince is where a person's birth was registered: Gia Lai, or where the settlers came from.
func (w *work) birthProvince(m *member) string {
	from := []string{"064"}
	switch w.f.ethnic {
	case kinh:
		if w.r.chance(map[bool]int{true: 15, false: 62}[m.born > 1990]) {
			from = []string{"052", "052", "052", "051", "049", "036", "034", "038", "040", "042", "046"}
		}
	case tay, nung, dao, hmong:
		if m.born < 1992 || w.r.chance(10) {
			from = []string{"004", "004", "020", "002", "006"}
		}
	case muong, thai:
		if m.born < 1990 || w.r.chance(10) {
			from = []string{"038", "040", "017"}
		}
	}
	return pick(w.r, from)
}

// reviewed makes a household that a review knows, with its papers of both years.
func (w *work) reviewed(v *village, f fate) (int, error) {
	s, kids := drawShape(w.r, f.group, f.to)
	h, p, err := w.settle(v, f.group, s, kids, 78)
	if err != nil {
		return 0, err
	}
	if f.from != unlisted {
		class := standard.Poor
		if f.from == wasNear {
			class = standard.NearPoor
		}
		before := review.Given{
			Household: h.Ref, Village: h.Village, Area: w.c.Area, Ethnic: h.Ethnic, Flags: h.Flags,
			Members: h.Members, Class: class,
		}
		for i := range w.f.members { // those born since were not there
			switch age := w.f.members[i].age() - 1; {
			case age < 0:
				before.Members--
			case age < 16:
				before.Children++
			}
		}
		w.out.before = append(w.out.before, before)
	}
	in := sheeted{Input: review.Input{
		Household: h.Ref, Village: h.Village, Area: w.c.Area, Ethnic: h.Ethnic, Flags: h.Flags,
		Members: h.Members, Children: p.children, PointsA: -1, Income: -1,
	}}
	switch f.to {
	case toLeft:
		in.Left = true
		h.Ended = day.New(surveyYear, 1, 1+w.r.IntN(300))
	default:
		if f.from == unlisted && f.to != toNeither {
			w.newcomer(f, h, &in.Input)
		}
		in.Deprived = deprive(w.r, f.group, f.to, p, w.c.Area == standard.Urban, &w.vary)
		if f.to != toNeither {
			in.Causes, in.Needs = explain(w.r, in.Deprived, p, f.group)
		}
		if in.sheet, err = w.card.answer(w.r, w.c.Area, f.to == toNeither, p, in.Deprived, in.Causes); err != nil {
			return 0, err
		}
		if f.to == toNeither && w.r.chance(30) {
			in.Income = w.card.declared(w.r, w.c.Area)
		}
	}
	w.out.now = append(w.out.now, in)
	return h.Members, nil
}

// newcomer tells how a household comes to a list it was not on: again, with people who moved in or
// set up a household of their own, or for the first time.
func (w *work) newcomer(f fate, h *household.Household, in *review.Input) {
	switch {
	case w.r.chance(12):
		in.WasPoorBefore = f.to == toPoor
		in.WasNearPoorBefore = f.to == toNear
	case w.r.chance(15):
		in.Arrived = true
		h.CodeYear = surveyYear
	}
}
