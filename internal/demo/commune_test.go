package demo

import (
	"testing"

	"giamngheo/internal/household"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// Whole districts, made without a database: the register would take each household, and the judged
// facts give the plan's figures.
func TestCommunesAreMadeAsPlanned(t *testing.T) {
	t.Parallel()
	rows := mustAnnex(t)
	card, err := newScorer()
	if err != nil {
		t.Fatal(err)
	}
	// Ayun Pa is the smallest, An Khê has nearly only Kinh, Đak Pơ few of the poor.
	for seed, at := range []int{2, 7, 9, 2, 7} {
		seed := uint64(seed)
		whole, err := planDistricts(seed, rows)
		if err != nil {
			t.Fatal(err)
		}
		place, ok := unit.Shipped().ByCode(unit.District, rows[at+1].Code, day22)
		if !ok {
			t.Fatalf("no district %s", rows[at+1].Code)
		}
		communes, err := planCommunes(seed, rows[at+1].Code, whole[at], unit.Shipped().Children(place.ID, day22))
		if err != nil {
			t.Fatal(err)
		}
		m := &maker{seed: seed, card: card, full: seed == 3}
		var got cells
		numbers := map[household.Identity]bool{}
		for i := range communes {
			c := &communes[i]
			c.Index = i
			for k := range c.Villages {
				c.Villages[k].Unit.ID = unit.ID(1_000_000 + 20*i + k)
			}
			out, err := m.make(c)
			if err != nil {
				t.Fatal(err)
			}
			got.add(tally(t, c, out, card))
			households := len(out.now)
			if m.full {
				households = c.Cells.households() + c.Cells.ends(majority, toLeft) + c.Cells.ends(minority, toLeft)
			}
			if len(out.households) != households {
				t.Fatalf("%s: %d households, want %d", c.Unit.Title(), len(out.households), households)
			}
			codes := map[string]bool{}
			for _, h := range out.households {
				if problems := household.Check(h, day22); len(problems) > 0 {
					t.Fatalf("%s: %v", h.Ref, problems)
				}
				if codes[h.Code] {
					t.Fatalf("code %s twice", h.Code)
				}
				codes[h.Code] = true
				for _, p := range h.Persons {
					if p.Identity != "" && numbers[p.Identity] {
						t.Fatalf("%s twice", string(p.Identity))
					}
					numbers[p.Identity] = true
				}
			}
		}
		got.Base = whole[at].Base // which the households under review do not show
		if got != whole[at] {
			t.Fatalf("made %+v, planned %+v", got, whole[at])
		}
	}
}

// tally judges a commune's facts by card and standard and counts the households by their way.
func tally(t *testing.T, c *commune, out made, s *scorer) *cells {
	was := map[household.Ref]standard.Class{}
	for _, b := range out.before {
		was[b.Household] = b.Class
		if b.Members < 1 || b.Children > b.Members {
			t.Fatalf("%s had %d members, %d of them children", b.Household, b.Members, b.Children)
		}
	}
	from := map[standard.Class]int{standard.None: unlisted, standard.Poor: wasPoor, standard.NearPoor: wasNear}
	to := map[standard.Class]int{standard.None: toLeft, standard.Poor: toPoor, standard.NearPoor: toNear, standard.Average: toNeither, standard.NotPoor: toNeither}
	var got cells
	for _, in := range out.now {
		class := standard.None
		if !in.Left {
			points, err := s.card.Score(region, c.Area, in.sheet.answers())
			if err != nil {
				t.Fatal(err)
			}
			class = s.edition.Classify(standard.Facts{Area: c.Area, PointsA: points, Income: in.Income, Deprived: in.Deprived}).Class
		}
		g := majority
		if in.Ethnic.Minority() {
			g = minority
		}
		got.Flow[g][from[was[in.Household]]][to[class]]++
	}
	return &got
}
