package report

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
)

// Cascade is a unit's target of a year set against those it handed down, over where the units stood at
// the end of the year before.
type Cascade struct {
	target.Cascade // rows in the order of the deciding paper, then by code

	Unit      unit.Unit
	Year      int
	Indicator *target.Indicator
	Own       *target.Target // nil when the unit has none
	Units     []unit.Unit    // of the rows

	Round    review.Round // whose results are the stand
	HasRound bool         // false: the review of the year before is not there, and who is poor not known
	Base     unit.Base    // the denominator
	HasBase  bool

	// Candidates are the rows as target.Propose takes them.
	Candidates []target.Candidate
}

// Propose shares the unit's own target out to the units below by a rule.
func (c Cascade) Propose(rule target.Rule) (target.Proposal, error) {
	return target.Propose(rule, c.ParentHouseholds, c.Candidates)
}

// Accepted are the targets of a proposal, ready to be stored over those that stand.
func (c Cascade) Accepted(p target.Proposal, basis string) []target.Target {
	before := map[unit.ID]target.Target{}
	for _, r := range c.Rows {
		if r.HasTarget {
			before[r.Unit] = r.Target
		}
	}
	return p.Targets(c.Unit.ID, c.Year, c.Indicator.ID, basis, before)
}

// Sentence says in one sentence whether what was handed down adds up to what was asked, and who could
// take what is missing.
func (c Cascade) Sentence(l lang.Lang) string {
	switch {
	case !c.HasRound:
		return l.T("target.say_no_round", "Year", strconv.Itoa(c.Year-1))
	case !c.HasParent:
		return l.T("target.say_no_own", "Unit", c.Unit.TitleIn(l), "Year", strconv.Itoa(c.Year))
	case c.Missing == len(c.Rows):
		return l.T("target.say_nothing_down", "Households", l.Int(c.ParentHouseholds))
	case c.GapHouseholds == 0:
		return l.T("target.say_adds_up", "Households", l.Int(c.ParentHouseholds))
	case c.GapHouseholds < 0:
		return l.T("target.say_too_much", "Households", l.Int(-c.GapHouseholds), "Asked", l.Int(c.ParentHouseholds), "Sum", l.Int(c.SumHouseholds))
	case len(c.Absorb) == 0:
		return l.T("target.say_gap", "Gap", l.Int(c.GapHouseholds), "Points", l.Points(c.GapPoints))
	}
	return l.T("target.say_gap_absorb", "Gap", l.Int(c.GapHouseholds), "Points", l.Points(c.GapPoints), "Units", c.absorbers(l, 3))
}

// absorbers names the first units that could take the gap, each with its households.
func (c Cascade) absorbers(l lang.Lang, most int) string {
	titles := make(map[unit.ID]string, len(c.Units))
	for _, u := range c.Units {
		titles[u.ID] = u.TitleIn(l)
	}
	var named []string
	var rest int64
	for i, a := range c.Absorb {
		if i < most {
			named = append(named, l.T("target.say_unit_takes", "Unit", titles[a.Unit], "Households", l.Int(a.Take)))
		} else {
			rest += a.Take
		}
	}
	if rest > 0 {
		named = append(named, l.T("target.say_others_take", "Households", l.Int(rest)))
	}
	return strings.Join(named, ", ")
}

// CascadeOf puts a unit's cascade of a year together. The units below are those of the last day of the
// year before, on which the review's results and the population base stand.
func CascadeOf(ctx context.Context, q db.Querier, u unit.Unit, year int, indicator string) (Cascade, error) {
	ind, err := target.IndicatorByID(indicator)
	if err != nil {
		return Cascade{}, err
	}
	c := Cascade{Unit: u, Year: year, Indicator: ind}
	on := day.EndOf(year - 1)
	own, handed, err := target.Around(ctx, q, u.ID, year, indicator)
	if err != nil {
		return c, err
	}
	c.Own = own
	given := make(map[unit.ID]*target.Target, len(handed))
	for i := range handed {
		given[handed[i].Unit] = &handed[i]
	}
	if c.Units, err = unit.Children(ctx, q, u.ID, on); err != nil {
		return c, err
	}
	slices.SortStableFunc(c.Units, func(a, b unit.Unit) int { return cmp.Compare(position(given[a.ID]), position(given[b.ID])) })
	stand, stands, err := c.stands(ctx, q, on)
	if err != nil {
		return c, err
	}
	var children []target.Child
	for _, below := range c.Units {
		s := stands[below.ID]
		s.stand.Unit = below.ID
		children = append(children, target.Child{Stand: s.stand, Target: given[below.ID]})
		c.Candidates = append(c.Candidates, target.Candidate{Stand: s.stand, Target: given[below.ID], Deprivations: s.lacks})
	}
	c.Cascade = target.Settle(c.Own, stand.stand, children)
	return c, nil
}

// position is a target's row in its paper; units without one come last.
func position(t *target.Target) int {
	if t == nil {
		return 1 << 30
	}
	return t.Position
}

// standing is a stand with the deprivations of its poor households, -1 when not known.
type standing struct {
	stand target.Stand
	lacks int64
}

// stands reads where the unit and those below it stood.
func (c *Cascade) stands(ctx context.Context, q db.Querier, on day.Date) (own standing, below map[unit.ID]standing, err error) {
	own.stand.Unit = c.Unit.ID
	below = map[unit.ID]standing{}
	if c.Base, c.HasBase, err = unit.BaseOf(ctx, q, c.Unit.ID, on); err != nil {
		return own, nil, err
	}
	// A base of another year is no denominator of this year's end.
	c.HasBase = c.HasBase && c.Base.Day.Year() == on.Year()
	bases, err := unit.BasesBelow(ctx, q, c.Unit.ID, on)
	if err != nil {
		return own, nil, err
	}
	var figures review.Figures
	figuresBelow := map[unit.ID]review.Figures{}
	if c.Round, c.HasRound, err = review.RoundOf(ctx, q, c.Unit.ID, on.Year()); err != nil {
		return own, nil, err
	}
	if c.HasRound {
		if figures, err = review.FiguresOf(ctx, q, c.Round.ID, c.Unit.ID); err != nil {
			return own, nil, err
		}
		if figuresBelow, err = review.FiguresBelow(ctx, q, c.Round.ID, c.Unit.ID, on); err != nil {
			return own, nil, err
		}
	}
	own = c.standing(c.Unit.ID, c.Base, c.HasBase, figures)
	for _, u := range c.Units {
		b, ok := bases[u.ID]
		below[u.ID] = c.standing(u.ID, b, ok, figuresBelow[u.ID])
	}
	return own, below, nil
}

// standing counts what the indicator counts, over its denominator; 0 where that is not known.
func (c *Cascade) standing(id unit.ID, b unit.Base, known bool, f review.Figures) standing {
	s := standing{stand: target.Stand{Unit: id}, lacks: -1}
	if known && b.Day.Year() == c.Year-1 {
		if n, ok := c.Indicator.Denominator.In(b); ok {
			s.stand.Households = n
		}
	}
	switch c.Indicator.Counted {
	case target.CountPoor:
		s.stand.Poor = f.Poor()
	case target.CountMinorityPoor:
		s.stand.Poor = f.MinorityPoor()
	case target.CountLacks:
		poor, near := f.Of(standard.Poor), f.Of(standard.NearPoor)
		for _, n := range c.Indicator.Deprivations {
			s.stand.Poor += poor.Deprived[n-1] + near.Deprived[n-1]
		}
		s.stand.Households = (poor.Households + near.Households) * int64(len(c.Indicator.Deprivations))
	}
	if c.Round.Detail {
		s.lacks = f.Of(standard.Poor).PointsB
	}
	return s
}
