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
	c.Rate = stand.Rate()
	for _, ch := range children {
		r := rowOf(ch)
		if !r.HasTarget {
			c.Missing++
		}
		c.SumHouseholds += r.Households
		c.Rows = append(c.Rows, r)
	}
	c.SumPoints = stand.Points(c.SumHouseholds)
	c.RateMet = stand.After(c.SumHouseholds)
	c.Promised = c.Rate
	if parent == nil {
		return c
	}
	c.HasParent = true
	c.ParentHouseholds = parent.Households
	c.ParentPoints = parent.PointsIn(stand)
	c.GapHouseholds = c.ParentHouseholds - c.SumHouseholds
	c.GapPoints = c.ParentPoints - c.SumPoints
	c.Promised = c.Rate - c.ParentPoints
	c.Absorb = absorb(c.Rows, c.GapHouseholds)
	return c
}

func rowOf(ch Child) Row {
	r := Row{Unit: ch.Stand.Unit, Stand: ch.Stand, Rate: ch.Stand.Rate()}
	if ch.Target != nil {
		r.Target, r.HasTarget = *ch.Target, true
		r.Households = ch.Target.Households
		r.Points = ch.Target.PointsIn(ch.Stand)
	}
	r.Left = ch.Stand.Poor - r.Households
	r.RateMet = ch.Stand.After(r.Households)
	r.Effort, _ = percent.Of(r.Households, ch.Stand.Poor)
	return r
}

// absorb shares the gap out to the units with the lowest effort.
func absorb(rows []Row, gap int64) []Absorber {
	if gap <= 0 {
		return nil
	}
	parts := make([]part, 0, len(rows))
	var want int64 = gap
	byUnit := make(map[unit.ID]Row, len(rows))
	for _, r := range rows {
		byUnit[r.Unit] = r
		parts = append(parts, part{unit: r.Unit, weight: r.Stand.Poor, lo: r.Households, hi: max(r.Households, r.Stand.Poor)})
		want += r.Households
	}
	shareOut(parts, want)
	var out []Absorber
	for _, p := range parts {
		r := byUnit[p.unit]
		if take := p.got - r.Households; take > 0 {
			out = append(out, Absorber{Unit: p.unit, Take: take, Left: r.Left, Effort: r.Effort})
		}
	}
	slices.SortFunc(out, func(a, b Absorber) int {
		return cmp.Or(cmp.Compare(b.Take, a.Take), cmp.Compare(a.Unit, b.Unit))
	})
	return out
}
