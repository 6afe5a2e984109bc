package target

import (
	"cmp"
	"slices"

	"giamngheo/internal/percent"
	"giamngheo/internal/unit"
)

// Cascade is a unit's target set against the targets of the units below it.
type Cascade struct {
	Stand Stand
	Rows  []Row

	// Parent is what the unit itself is to reach, HasParent whether it has a target at all.
	HasParent        bool
	ParentHouseholds int64
	ParentPoints     percent.Points // of the unit's households

	// Sum is what the units below reach together.
	SumHouseholds int64
	SumPoints     percent.Points // of the unit's households
	Missing       int            // units below without a target

	// Gap is Parent less Sum: households that nobody was given; negative when more was handed down
	// than asked.
	GapHouseholds int64
	GapPoints     percent.Points

	Rate     percent.Points // now
	RateMet  percent.Points // at the end of the year when every unit below reaches its target
	Promised percent.Points // now less the unit's own points: what the plan says

	Absorb []Absorber // who could take the gap, in order; empty when there is none
}

// Row is one unit below.
type Row struct {
	Unit       unit.ID
	Stand      Stand
	Target     Target // zero when HasTarget is false
	HasTarget  bool
	Households int64          // the target in households
	Points     percent.Points // the target in points: as printed, or derived from the households
	Rate       percent.Points // now
	RateMet    percent.Points // at the end of the year when the target is reached
	Effort     percent.Points // the target as a share of the poor households, in percent
	Left       int64          // poor households left when the target is reached
}

// Absorber is a unit that could take households of the gap.
type Absorber struct {
	Unit   unit.ID
	Take   int64          // households it would take
	Left   int64          // poor households left to it before
	Effort percent.Points // its effort before
}

// Settle sets a unit's target against those of the units below.
//
// Who could absorb the gap: the gap is filled from the units whose effort (target over poor
// households) is the lowest, raising them together to one level of effort, the lowest at which the
// gap is closed; no unit is asked for more than its poor households. The list is in order of the
// households taken.
func Settle(parent *Target, stand Stand, children []Child) Cascade {
	c := Cascade{Stand: stand}
	c.Rate, _ = percent.Of(stand.Poor, stand.Households)
	for _, ch := range children {
		r := row(ch)
		if !r.HasTarget {
			c.Missing++
		}
		c.SumHouseholds += r.Households
		c.Rows = append(c.Rows, r)
	}
	c.SumPoints, _ = percent.Of(c.SumHouseholds, stand.Households)
	c.RateMet, _ = percent.Of(stand.Poor-c.SumHouseholds, stand.Households)
	c.Promised = c.Rate
	if parent == nil {
		return c
	}
	c.HasParent = true
	c.ParentHouseholds = parent.Households
	c.ParentPoints = points(*parent, stand)
	c.GapHouseholds = c.ParentHouseholds - c.SumHouseholds
	c.GapPoints = c.ParentPoints - c.SumPoints
	c.Promised = c.Rate - c.ParentPoints
	c.Absorb = absorb(c.Rows, c.GapHouseholds)
	return c
}

func row(ch Child) Row {
	r := Row{Unit: ch.Stand.Unit, Stand: ch.Stand}
	r.Rate, _ = percent.Of(ch.Stand.Poor, ch.Stand.Households)
	if ch.Target != nil {
		r.Target, r.HasTarget = *ch.Target, true
		r.Households = ch.Target.Households
		r.Points = points(*ch.Target, ch.Stand)
	}
	r.Left = ch.Stand.Poor - r.Households
	r.RateMet, _ = percent.Of(r.Left, ch.Stand.Households)
	r.Effort, _ = percent.Of(r.Households, ch.Stand.Poor)
	return r
}

// points is the printed face of a target, or the one that its households amount to.
func points(t Target, s Stand) percent.Points {
	if t.Points >= 0 {
		return t.Points
	}
	p, _ := percent.Of(t.Households, s.Households)
	return p
}

// absorb shares the gap out to the units with the lowest effort.
func absorb(rows []Row, gap int64) []Absorber {
	if gap <= 0 {
		return nil
	}
	shares := make([]share, 0, len(rows))
	for _, r := range rows {
		if r.Left > 0 {
			shares = append(shares, share{unit: r.Unit, has: r.Households, cap: r.Stand.Poor, weight: r.Stand.Poor})
		}
	}
	level(shares, gap)
	byUnit := map[unit.ID]Row{}
	for _, r := range rows {
		byUnit[r.Unit] = r
	}
	var out []Absorber
	for _, s := range shares {
		if s.give > 0 {
			r := byUnit[s.unit]
			out = append(out, Absorber{Unit: s.unit, Take: s.give, Left: r.Left, Effort: r.Effort})
		}
	}
	slices.SortFunc(out, func(a, b Absorber) int {
		return cmp.Or(cmp.Compare(b.Take, a.Take), cmp.Compare(a.Unit, b.Unit))
	})
	return out
}

// share is one unit in a levelling: what it has, what it can have at most, and what a full effort of
// it weighs.
type share struct {
	unit   unit.ID
	has    int64
	cap    int64
	weight int64
	give   int64
}

// level gives out amount so that the units with the lowest has/weight rise together to one level,
// none above its cap. Ties go to the smaller unit id; the result does not depend on the order.
func level(shares []share, amount int64) {
	slices.SortFunc(shares, func(a, b share) int { return cmp.Compare(a.unit, b.unit) })
	var room int64
	for _, s := range shares {
		room += max(0, s.cap-s.has)
	}
	amount = min(amount, room)
	// Give one household after another to the unit that stays lowest: exact, and a gap is at most a
	// few thousand households.
	for range amount {
		best := -1
		for i, s := range shares {
			if s.has+s.give >= s.cap {
				continue
			}
			if best < 0 || (s.has+s.give+1)*shares[best].weight < (shares[best].has+shares[best].give+1)*s.weight {
				best = i
			}
		}
		shares[best].give++
	}
}
