package target

import (
	"math/rand"
	"slices"
	"testing"

	"giamngheo/internal/fault"
	"giamngheo/internal/unit"

	"pgregory.net/rapid"
)

func candidates(cs []Child) []Candidate {
	var out []Candidate
	for _, c := range cs {
		out = append(out, Candidate{Stand: c.Stand, Target: c.Target, Deprivations: c.Stand.Poor * 4})
	}
	return out
}

func TestProposeThePlanOf2023(t *testing.T) {
	t.Parallel()
	for _, rule := range Rules {
		p, err := Propose(rule, 7663, candidates(districts()))
		if err != nil || p.Sum != 7663 || p.Short != 0 {
			t.Errorf("%s: sum %d, short %d, %v, want 7663 exactly", rule, p.Sum, p.Short, err)
		}
		at := map[unit.ID]Proposed{}
		for _, r := range p.Rows {
			at[r.Unit] = r
		}
		switch rule {
		case Proportional:
			// 7663 of 38550 is 19,88 %: Kông Chro's part of that is 1000,5 households.
			if got := at[630].Households; got != 1000 && got != 1001 {
				t.Errorf("proportional gives Kông Chro %d", got)
			}
		case EqualEffort:
			for _, r := range p.Rows {
				if r.Households < r.Before {
					t.Errorf("equal effort takes %d households back from %d", r.Before-r.Households, r.Unit)
				}
			}
			if at[624].Households != at[624].Before {
				t.Errorf("Ayun Pa, asked for 39 %% of its poor, is asked for more: %+v", at[624])
			}
		case EqualPoints:
			// 2,00 points of Pleiku's 62150 households are more than its 248 poor ones.
			if r := at[622]; r.Households != 248 || !r.Capped {
				t.Errorf("equal points asks Pleiku for %+v, want all its poor, marked as capped", r)
			}
		}
	}
}

func TestProposeKeepsWhatWasSetByHand(t *testing.T) {
	t.Parallel()
	cs := candidates(districts())
	cs[6].Target.Manual, cs[6].Target.Reason = true, "huyện nghèo, có đề án riêng"
	for _, rule := range Rules {
		p, err := Propose(rule, 7663, cs)
		if err != nil {
			t.Fatal(err)
		}
		if r := p.Rows[6]; r.Households != cs[6].Target.Households || !r.Manual || r.Reason == "" {
			t.Errorf("%s changed a value set by hand: %+v", rule, r)
		}
		if p.Sum != 7663 {
			t.Errorf("%s: sum %d with a value set by hand, want 7663", rule, p.Sum)
		}
		for _, t2 := range p.Targets(64, 2023, PoorReduction, "", nil) {
			if t2.Unit == 630 {
				t.Errorf("%s would overwrite the value set by hand", rule)
			}
		}
	}
}

func TestProposeRefuses(t *testing.T) {
	t.Parallel()
	if _, err := Propose("by heart", 1, nil); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an unknown rule: %v", err)
	}
	if _, err := Propose(Needs, 1, []Candidate{{Stand: Stand{1, 10, 5}, Deprivations: -1}}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("needs not known: %v", err)
	}
}

// Over all inputs: the sum is exact as far as the bounds allow, no unit is asked for more than its poor
// households, what was set by hand stays, the order of the units does not matter, and twice gives the same.
func TestProposeHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 25).Draw(t, "units")
		var cs []Candidate
		var poor, fixed, room int64
		for i := range n {
			c := Candidate{Stand: Stand{Unit: unit.ID(i + 1), Households: rapid.Int64Range(0, 70000).Draw(t, "households")}}
			c.Stand.Poor = rapid.Int64Range(0, c.Stand.Households).Draw(t, "poor")
			if rapid.Bool().Draw(t, "few") {
				c.Stand.Poor = min(c.Stand.Poor, 5)
			}
			// A poor household has at least one deprivation, as the standard asks.
			c.Deprivations = c.Stand.Poor * rapid.Int64Range(1, 12).Draw(t, "deprivations")
			poor += c.Stand.Poor
			if rapid.Bool().Draw(t, "has a target") {
				c.Target = &Target{Households: rapid.Int64Range(0, c.Stand.Poor).Draw(t, "before"), Manual: rapid.IntRange(0, 3).Draw(t, "manual") == 0}
				if c.Target.Manual {
					fixed += c.Target.Households
				}
			}
			if c.Target == nil || !c.Target.Manual {
				room += c.Stand.Poor
			}
			cs = append(cs, c)
		}
		want := rapid.Int64Range(0, poor+10).Draw(t, "want")
		rule := rapid.SampledFrom(Rules).Draw(t, "rule")
		p, err := Propose(rule, want, cs)
		if err != nil {
			t.Fatal(err)
		}
		var sum, floor int64
		for i, r := range p.Rows {
			c := cs[i]
			sum += r.Households
			if r.Households < 0 || r.Households > c.Stand.Poor {
				t.Errorf("unit %d is asked for %d of %d poor households", r.Unit, r.Households, c.Stand.Poor)
			}
			if c.Target != nil && c.Target.Manual && r.Households != c.Target.Households {
				t.Errorf("a value set by hand changed from %d to %d", c.Target.Households, r.Households)
			}
			if c.Target != nil && rule == EqualEffort {
				floor += c.Target.Households
				if r.Households < c.Target.Households {
					t.Errorf("equal effort took households back from unit %d", r.Unit)
				}
			} else if c.Target != nil && c.Target.Manual {
				floor += c.Target.Households
			}
		}
		if expect := min(max(want, floor), fixed+room); sum != expect || p.Sum != sum || p.Short != want-sum {
			t.Errorf("%s: sum %d, said %d and %d short of %d, want %d", rule, sum, p.Sum, p.Short, want, expect)
		}
		shuffled := slices.Clone(cs)
		rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed"))).Shuffle(n, func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		q, err := Propose(rule, want, shuffled)
		if err != nil {
			t.Fatal(err)
		}
		at := map[unit.ID]Proposed{}
		for _, r := range q.Rows {
			at[r.Unit] = r
		}
		for _, r := range p.Rows {
			if at[r.Unit] != r {
				t.Errorf("in another order unit %d gets %+v, not %+v", r.Unit, at[r.Unit], r)
			}
		}
	})
}

// Fair to one household: without bounds in the way, nobody is further than one household from the exact share.
func TestLargestRemainderIsWithinOneHousehold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.Int64Range(1, 5000), 1, 30).Draw(t, "weights")
		var total int64
		for _, w := range weights {
			total += w
		}
		want := rapid.Int64Range(0, total).Draw(t, "want")
		var parts []part
		for i, w := range weights {
			parts = append(parts, part{unit: unit.ID(i + 1), weight: w, hi: w})
		}
		if short := shareOut(parts, want); short != 0 {
			t.Fatalf("%d could not be given out", short)
		}
		for _, p := range parts {
			if d := p.got*total - want*p.weight; d >= total || d <= -total {
				t.Errorf("weight %d of %d got %d of %d", p.weight, total, p.got, want)
			}
		}
	})
}

// Who could absorb a gap takes exactly the gap, as far as there are poor households.
func TestAbsorbTakesTheGap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var cs []Child
		var left int64
		for i := range rapid.IntRange(0, 20).Draw(t, "units") {
			poor := rapid.Int64Range(0, 300).Draw(t, "poor")
			h := rapid.Int64Range(0, poor+5).Draw(t, "target")
			left += max(0, poor-h)
			cs = append(cs, Child{Stand{unit.ID(i + 1), 1000, poor}, &Target{Households: h, Points: -1}})
		}
		want := rapid.Int64Range(0, 4000).Draw(t, "want")
		c := Settle(&Target{Households: want, Points: -1}, Stand{99, 20000, 5000}, cs)
		var taken int64
		for _, a := range c.Absorb {
			taken += a.Take
			if a.Take <= 0 || a.Take > a.Left {
				t.Errorf("takes %d of %d left", a.Take, a.Left)
			}
		}
		if expect := min(max(0, c.GapHouseholds), left); taken != expect {
			t.Errorf("absorbed %d, want %d", taken, expect)
		}
	})
}
