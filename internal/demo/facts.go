package demo

import (
	"giamngheo/internal/household"
	"giamngheo/internal/standard"
)

// The deprivations by their number in the standard (domain order of 2022).
const (
	dJob = 1 + iota
	dDependants
	dNutrition
	dInsurance
	dAdultSchool
	dChildSchool
	dHouse
	dSpace
	dWater
	dLatrine
	dInternet
	dDevice
)

// deprivationChance in percent, by group and by how the household is to end, for the countryside.
// They are guesses; no table by indicator was published. The second is counted from the members.
var deprivationChance = [groups][3][13]int{
	majority: {
		toPoor:    {0, 52, 0, 9, 31, 30, 5, 34, 14, 12, 46, 44, 26},
		toNear:    {0, 30, 0, 5, 22, 16, 2, 10, 7, 6, 18, 16, 7},
		toNeither: {0, 16, 0, 2, 12, 8, 1, 4, 4, 3, 8, 5, 2},
	},
	minority: {
		toPoor:    {0, 57, 0, 31, 27, 46, 17, 41, 31, 29, 80, 55, 27},
		toNear:    {0, 34, 0, 14, 17, 24, 6, 14, 12, 12, 40, 24, 9},
		toNeither: {0, 22, 0, 6, 10, 15, 3, 7, 8, 8, 26, 11, 4},
	},
}

// people counts a family's members as the indicators and marks ask for them.
type people struct {
	members, children, dependants, able int
	schoolAge, youth, overSix, elderly  int
	grown                               int // 18 to 30
	disabled                            bool
}

func (f *family) people() people {
	p := people{members: len(f.members)}
	for i := range f.members {
		m := &f.members[i]
		age := m.age()
		if age >= 16 && age < 60 && !m.disabled {
			p.able++
		}
		if age < 16 {
			p.children++
			if age >= 3 {
				p.schoolAge++
			}
		}
		if age >= 16 && age <= 30 {
			p.youth++
			if age >= 18 {
				p.grown++
			}
		}
		if age >= 6 {
			p.overSix++
		}
		if age >= 60 {
			p.elderly++
		}
		p.disabled = p.disabled || m.disabled
	}
	for i := range f.members {
		m := &f.members[i]
		// Dependants are children, disabled persons and old people on monthly assistance: from 80,
		// and from 60 where nobody is able to work.
		if age := m.age(); age < 16 || m.disabled || age >= 80 || age >= 60 && p.able == 0 {
			p.dependants++
		}
	}
	return p
}

// marks are the household's flags; chance only decides on merit and on assistance applied for.
func (f *family) marks(r rng, p people, to int) household.Flags {
	var flags household.Flags
	set := func(on bool, flag household.Flags) {
		if on {
			flags |= flag
		}
	}
	set(f.ethnic == jrai || f.ethnic == bahnar, household.Local)
	set(p.able == 0, household.NoLabour)
	set(f.members[0].female, household.FemaleHead)
	set(p.disabled, household.Disabled)
	set(p.elderly > 0 && r.chance(4), household.Merit)
	set(p.disabled && r.chance(70) || p.able == 0 && to != toNeither && r.chance(80), household.Social)
	return flags
}

// hardship varies how often each deprivation is met in a district, in percent.
func hardship(seed uint64, district string) (h [13]int) {
	r := stream(seed, "hardship", district)
	for i := range h {
		h[i] = r.between(72, 135)
	}
	return h
}

// deprive draws the deprivations of a household so that their number is on the side of three on
// which the household is to end; what its members exclude does not come up.
func deprive(r rng, group, to int, p people, urban bool, vary *[13]int) standard.Deprivations {
	var chance [13]int
	for n := 1; n <= 12; n++ {
		c := deprivationChance[group][to][n] * vary[n] / 100
		if urban {
			c = c * 7 / 10
		}
		chance[n] = min(c, 95)
	}
	if p.able == 0 {
		chance[dJob] = 0
	}
	if p.children == 0 {
		chance[dNutrition] = 0
	}
	if p.overSix == 0 {
		chance[dInsurance] = 0
	}
	if p.youth == 0 {
		chance[dAdultSchool] = 0
	}
	if p.schoolAge == 0 {
		chance[dChildSchool] = 0
	}
	if p.members <= 2 {
		chance[dSpace] = min(chance[dSpace], 3)
	}
	if to == toNeither && (urban || p.able == 0) { // above the line by their house, if by anything
		chance[dHouse], chance[dSpace] = 0, 0
	}
	var d standard.Deprivations
	if 2*p.dependants > p.members {
		d |= standard.DeprivedIn(dDependants)
	}
	for n := 1; n <= 12; n++ {
		if r.chance(chance[n]) {
			d |= lacking(n)
		}
	}
	for to == toPoor && d.Count() < 3 {
		var w [13]int
		for n, c := range chance {
			if c > 0 && !d.Has(n) {
				w[n] = c
			}
		}
		d |= lacking(r.weighted(w[:]...))
	}
	for to == toNear && d.Count() > 2 {
		var w [13]int
		for n := range chance {
			if n > 0 && n != dDependants && d.Has(n) && !(n == dInternet && d.Has(dDevice)) {
				w[n] = 100 - chance[n]
			}
		}
		d &^= standard.DeprivedIn(r.weighted(w[:]...))
	}
	return d
}

// lacking is a deprivation with what it brings: without any device nobody uses the internet.
func lacking(n int) standard.Deprivations {
	if n == dDevice {
		return standard.DeprivedIn(dInternet, dDevice)
	}
	return standard.DeprivedIn(n)
}

// explain draws one to three causes and needs that follow from what was found.
func explain(r rng, d standard.Deprivations, p people, group int) (household.CauseSet, household.NeedSet) {
	has := func(points int, ns ...int) int {
		for _, n := range ns {
			if d.Has(n) {
				return points
			}
		}
		return 0
	}
	land, capital, labour, tools, knowledge, skills, illness := 18, 26, 5, 13, 10, 8, 7
	if group == minority {
		land, knowledge, skills = 24, 20, 14
	}
	knowledge += has(18, dAdultSchool)
	skills += has(16, dJob, dAdultSchool)
	if p.disabled || p.elderly > 0 {
		illness += 24
	}
	if 2*p.dependants > p.members {
		labour += 40
	}
	if p.able == 0 { // who cannot work lacks no tools
		land, capital, tools, knowledge, skills, labour = 0, 0, 0, 0, 0, 60
	}
	var causes household.CauseSet
	weights := []int{land, capital, labour, tools, knowledge, skills, illness, 4}
	for range 1 + r.weighted(38, 42, 20) {
		if i := r.weighted(weights...); i >= 0 {
			causes |= household.CausesOf(household.Cause(i + 1))
			weights[i] = 0
		}
	}
	wish := []int{has(40, dNutrition, dInsurance) + 4, has(40, dAdultSchool, dChildSchool) + 3, 4, 2, has(45, dHouse, dSpace) + 2, 2}
	if causes.Has(7) {
		wish[0] += 30
	}
	if p.able > 0 {
		if causes.Has(1) || causes.Has(4) || causes.Has(5) || causes.Has(6) {
			wish[2] += 45
		}
		if causes.Has(2) {
			wish[3] += 55
		}
	} else {
		wish[2], wish[3] = 0, 0
	}
	var needs household.NeedSet
	for range 1 + r.weighted(40, 42, 18) {
		if i := r.weighted(wish...); i >= 0 {
			needs |= household.NeedsOf(household.Need(i + 1))
			wish[i] = 0
		}
	}
	return causes, needs
}
