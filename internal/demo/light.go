package demo

import (
	"fmt"

	"giamngheo/internal/day"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// Households of the whole country, as many as there are about, and the communes that they live in.
const (
	CountryHouseholds = 28_000_000
	lightHead         = "Không tên" // "no name": a light household names nobody
)

// lightCommune is a commune of the country outside the province: so many households of which only the
// register's row is made, and an assessment where they stood on a list.
type lightCommune struct {
	unit.Unit
	households int
}

// planLight spreads so many households over communes, each of a size of its own. As many communes take
// part as there would be at that number of the whole country's households, evenly over all of it.
func planLight(seed uint64, all []unit.Unit, households int) ([]lightCommune, error) {
	n := min(len(all), (households*len(all)+CountryHouseholds-1)/CountryHouseholds)
	out := make([]lightCommune, n)
	weights, caps := make([]int, n), make([]int, n)
	r := stream(seed, "light")
	for i := range out {
		out[i].Unit = all[i*len(all)/n]
		weights[i], caps[i] = r.between(50, 150), households
	}
	sizes, err := apportion(households, weights, caps)
	for i, size := range sizes {
		out[i].households = size
	}
	return out, err
}

// settled is what a commune of light households brings.
type settled struct {
	households []household.Household
	before     []review.Given // on a list at the end of 2021
	now        []known        // reviewed in 2022: on a list then or a year before
	base       unit.Base
}

// known is what the review of 2022 found of a household and where it stood before.
type known struct {
	review.Input
	past review.Past
}

// Poor and near-poor households of 10,000, by whether a commune is one of an ethnic minority. Only their
// mean is published (the country at the end of 2023: 293 and 278, QĐ 134/QĐ-BLĐTBXH); what a commune has
// is drawn around these guesses, alike in all provinces.
var lightRates = [groups]struct{ poor, near int }{majority: {186, 195}, minority: {900, 750}}

// Of 100 communes so many are of an ethnic minority, of one of these groups: a guess that does not ask
// where a group is known to live.
const minorityCommunes = 15

var lightGroups = []string{tay, thai, muong, nung, hmong, dao, "05", jrai, ede, bahnar, cham, xodang}

// lighter makes light households.
type lighter struct {
	seed    uint64
	edition *standard.Edition
}

// settle makes the households of a commune. The same seed and commune give the same ones.
func (l *lighter) settle(c *lightCommune) settled {
	r := stream(l.seed, "light", c.Code)
	group, share, main := majority, r.between(0, 8), pick(r, lightGroups)
	if r.chance(minorityCommunes) {
		group, share = minority, r.between(60, 95)
	}
	poor, near := lightRates[group].poor*r.between(50, 150)/100, lightRates[group].near*r.between(50, 150)/100
	area := areaOf(c.Kind)
	line := int(l.edition.Lines(area).Points.Line.N)
	out := settled{
		households: make([]household.Household, c.households),
		base:       unit.Base{Day: day22, Households: int64(c.households), Source: invented},
	}
	for i := range out.households {
		h := &out.households[i]
		ethnic, size := kinh, r.weighted(0, 9, 16, 22, 31, 14, 6, 2)
		if r.chance(share) {
			ethnic, size = main, r.weighted(0, 4, 8, 15, 25, 23, 14, 8, 3)
			out.base.MinorityHouseholds++
			out.base.MinorityPersons += int64(size)
		}
		out.base.Persons += int64(size)
		*h = household.Household{
			Ref:  household.Ref{Commune: c.ID, ID: household.ID(i + 1)},
			Code: fmt.Sprintf("%s%05d", c.Code, i+1), CodeYear: surveyYear - 1, Head: lightHead,
			Ethnic: household.Ethnic(ethnic), EthnicGiven: ethnic, EthnicList: household.List2008, Members: size,
		}
		if r.chance(20) {
			h.Flags |= household.FemaleHead
		}
		switch n := r.IntN(10_000); {
		case n < poor:
			out.review(r, h, area, line, toPoor, []int{wasPoor: 85, wasNear: 4, unlisted: 11})
		case n < poor+near:
			out.review(r, h, area, line, toNear, []int{wasPoor: 20, wasNear: 65, unlisted: 15})
		case n < poor+near+poor/5:
			out.review(r, h, area, line, toNeither, []int{wasPoor: 60, wasNear: 40})
		}
	}
	return out
}

// review gives a household what the two reviews know of it.
func (s *settled) review(r rng, h *household.Household, area standard.Area, line, to int, from []int) {
	if r.chance(8) {
		h.Flags |= household.NoLabour
	}
	if r.chance(3) {
		h.Flags |= household.Merit
	}
	in := known{Input: review.Input{
		Household: h.Ref, Area: area, Ethnic: h.Ethnic, Flags: h.Flags, Members: h.Members, Children: r.IntN(h.Members), PointsA: line - r.IntN(60), Income: -1,
	}}
	lacks := r.IntN(3)
	switch to {
	case toPoor:
		lacks = r.between(3, 6)
	case toNeither:
		in.PointsA = line + r.between(1, 60)
	}
	for in.Deprived.Count() < lacks {
		in.Deprived |= standard.DeprivedIn(r.between(1, 12))
	}
	if to != toNeither {
		in.Causes = household.CausesOf(household.Cause(r.between(1, 8)), household.Cause(r.between(1, 8)))
		in.Needs = household.NeedsOf(household.Need(r.between(1, 6)))
	}
	if was := r.weighted(from...); was != unlisted {
		in.past.Class = standard.Poor
		if was == wasNear {
			in.past.Class = standard.NearPoor
		}
		s.before = append(s.before, review.Given{
			Household: h.Ref, Area: area, Ethnic: h.Ethnic, Flags: h.Flags, Members: h.Members, Children: in.Children, Class: in.past.Class,
		})
	} else {
		in.WasPoorBefore = r.chance(12)
	}
	s.now = append(s.now, in)
}

// outside are the communes of the country that are not the province's, in the order of the register's key.
func outside(dir *unit.Directory, province unit.ID, on day.Date) []unit.Unit {
	var out []unit.Unit
	for _, p := range dir.Children(unit.CountryID, on) {
		if p.ID != province {
			out = append(out, dir.Below(p.ID, unit.Commune, on)...)
		}
	}
	return out
}
