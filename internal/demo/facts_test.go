package demo

import (
	"testing"

	"pgregory.net/rapid"

	"giamngheo/internal/household"
	"giamngheo/internal/standard"
)

// What is proposed is judged by the card and the standard, not by the generator, and agrees with the
// people of the house.
func TestFactsLeadWhereTheyAreToLead(t *testing.T) {
	t.Parallel()
	s, err := newScorer()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		f, group := drawFamily(t)
		for range 50 { // chance may choose again; the rules hold each time
			factsHold(t, s, f, group)
		}
	})
}

func factsHold(t *rapid.T, s *scorer, f *family, group int) {
	want := map[int]standard.Class{toPoor: standard.Poor, toNear: standard.NearPoor, toNeither: standard.NotPoor}
	to := pick(f.r, []int{toPoor, toNear, toNeither})
	area := pick(f.r, []standard.Area{standard.Rural, standard.Urban})
	f.members[0].disabled = f.r.chance(15)
	vary := hardship(f.r.Uint64(), "630")
	p := f.people()
	d := deprive(f.r, group, to, p, area == standard.Urban, &vary)
	causes, needs := explain(f.r, d, p, group)
	if to == toNeither { // then nobody asks for causes
		causes, needs = household.CausesOf(8), household.NeedsOf(6)
	}
	sh, err := s.answer(f.r, area, to == toNeither, p, d, causes)
	if err != nil {
		t.Fatal(err)
	}
	answers := sh.answers()
	points, err := s.card.Score(region, area, answers)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.edition.Classify(standard.Facts{Area: area, PointsA: points, Income: -1, Deprived: d}); got.Class != want[to] {
		t.Fatalf("%d points, %v in the %s area is %v, want %v", points, d.List(), area, got.Class, want[to])
	}
	for _, rule := range []struct {
		name string
		ok   bool
	}{
		{"dependants are counted from the members", d.Has(dDependants) == (2*p.dependants > p.members)},
		{"no nutrition without a child", p.children > 0 || !d.Has(dNutrition)},
		{"no schooling without a child of school age", p.schoolAge > 0 || !d.Has(dChildSchool)},
		{"no adult schooling without a person of 16 to 30", p.youth > 0 || !d.Has(dAdultSchool)},
		{"no lack of work where nobody can work", p.able > 0 || !d.Has(dJob)},
		{"no insurance without a person of six", p.overSix > 0 || !d.Has(dInsurance)},
		{"a deprived house has one durable part at most", !d.Has(dHouse) || len(answers["house"]) <= 1},
		{"a durable house has two durable parts", d.Has(dHouse) || len(answers["house"]) >= 2},
		{"without a device no internet", !d.Has(dDevice) || d.Has(dInternet)},
		{"school was finished where nobody lacks it", p.grown == 0 || d.Has(dAdultSchool) || answers["education"][0] != "none"},
		{"one to three causes", len(causes.List()) >= 1 && len(causes.List()) <= 3},
		{"one to three needs", len(needs.List()) >= 1 && len(needs.List()) <= 3},
		{"marks agree with the members", f.marks(f.r, p, to).Has(household.FemaleHead) == f.members[0].female},
	} {
		if !rule.ok {
			t.Fatalf("%s: %v, %+v, %v", rule.name, d.List(), p, answers)
		}
	}
}

// The card counted by the generator is the card counted by the product.
func TestPointsAgreeWithTheCard(t *testing.T) {
	t.Parallel()
	s, err := newScorer()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string, n int) int { return rapid.IntRange(0, n).Draw(t, name) }
		sh := sheet{
			members: 1 + draw("members", 9), workers: draw("workers", 9), pension: draw("pension", 3), floor: draw("floor", 60),
			electricity: draw("kwh", 190), land: draw("land", 20), education: draw("education", 3), job: draw("job", 2),
		}
		for _, has := range [][]bool{sh.house[:], sh.assets[:], sh.livestock[:]} {
			for i := range has {
				has[i] = rapid.Bool().Draw(t, "has")
			}
		}
		area := rapid.SampledFrom([]standard.Area{standard.Rural, standard.Urban}).Draw(t, "area")
		want, err := s.card.Score(region, area, sh.answers())
		if err != nil {
			t.Fatal(err)
		}
		if got := s.columns[area].points(&sh); got != want {
			t.Fatalf("%d points for %+v, the card says %d", got, sh, want)
		}
	})
}
