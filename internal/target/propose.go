package target

import (
	"cmp"
	"slices"

	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
	"giamngheo/internal/unit"
)

// Rule names a way to share a unit's target out to the units below.
type Rule string

// The rules.
const (
	// Proportional gives each unit the same share of its poor households, afresh.
	Proportional Rule = "proportional"
	// EqualEffort keeps what was handed down and closes the gap with the units whose effort is lowest,
	// raising them to one level. Where nothing was handed down it gives what Proportional gives.
	EqualEffort Rule = "equal_effort"
	// EqualPoints gives each unit the same fall of its rate, as far as it has poor households.
	EqualPoints Rule = "equal_points"
	// Needs gives more where poor households lack more: in proportion to all their deprivations.
	Needs Rule = "needs"
)

// Rules lists the rules as they are offered.
var Rules = []Rule{Proportional, EqualEffort, EqualPoints, Needs}

// Title is the rule's name.
func (r Rule) Title(l lang.Lang) string { return l.T("target.rule_" + string(r)) }

// Explain says in a sentence what the rule does.
func (r Rule) Explain(l lang.Lang) string { return l.T("target.rule_" + string(r) + "_explained") }

// Candidate is a unit below for which a target is proposed.
type Candidate struct {
	Stand        Stand
	Target       *Target // what it was given so far; stays as it is when set by hand
	Deprivations int64   // of its poor households together, -1 when not known
}

// Proposed is a proposed target.
type Proposed struct {
	Unit       unit.ID
	Households int64
	Points     percent.Points // of the unit's own denominator
	Effort     percent.Points // of its poor households
	RateMet    percent.Points
	Before     int64  // what it was given so far
	Manual     bool   // set by hand: not touched
	Reason     string // why it was set by hand
	Capped     bool   // the rule would have given more than it has poor households
}

// Proposal is a sharing out of a unit's target.
type Proposal struct {
	Rule  Rule
	Want  int64
	Rows  []Proposed // in the order of the candidates
	Sum   int64
	Short int64 // Want less Sum: not to be placed; negative when what was set by hand already exceeds Want
}

// Propose shares want households out by a rule. The sum is exact; no unit is asked for more than its
// poor households, and what it cannot take goes to the others; what was set by hand stays.
func Propose(rule Rule, want int64, candidates []Candidate) (Proposal, error) {
	if !slices.Contains(Rules, rule) {
		return Proposal{}, fault.New(fault.Invalid, "target.no_rule", "Rule", string(rule))
	}
	parts := make([]part, 0, len(candidates))
	for _, c := range candidates {
		p := part{unit: c.Stand.Unit, hi: c.Stand.Poor}
		switch rule {
		case Proportional, EqualEffort:
			p.weight = c.Stand.Poor
		case EqualPoints:
			p.weight = c.Stand.Households
		case Needs:
			if c.Deprivations < 0 {
				return Proposal{}, fault.New(fault.Invalid, "target.needs_unknown")
			}
			p.weight = c.Deprivations
		}
		if c.Target != nil && c.Target.Manual {
			p.lo, p.hi, p.weight = c.Target.Households, c.Target.Households, 0
		} else if c.Target != nil && rule == EqualEffort {
			p.lo = min(c.Target.Households, p.hi)
		}
		parts = append(parts, p)
	}
	short := shareOut(parts, want)
	p := Proposal{Rule: rule, Want: want, Short: short}
	byUnit := make(map[unit.ID]part, len(parts))
	for _, x := range parts {
		byUnit[x.unit] = x
	}
	for _, c := range candidates {
		x := byUnit[c.Stand.Unit]
		r := Proposed{Unit: x.unit, Households: x.got, Points: c.Stand.Points(x.got), RateMet: c.Stand.After(x.got)}
		r.Effort, _ = percent.Of(x.got, c.Stand.Poor)
		if c.Target != nil {
			r.Before = c.Target.Households
			r.Manual, r.Reason = c.Target.Manual, c.Target.Reason
		}
		r.Capped = !r.Manual && x.settled && x.got == x.hi && x.weight > 0 && x.got > 0
		p.Sum += x.got
		p.Rows = append(p.Rows, r)
	}
	return p, nil
}

// Targets are the proposal as targets handed down by a unit; those set by hand are left out.
func (p Proposal) Targets(parent unit.ID, year int, indicator, basis string, before map[unit.ID]Target) []Target {
	var out []Target
	for i, r := range p.Rows {
		if r.Manual {
			continue
		}
		t, had := before[r.Unit]
		if !had {
			t = Target{Unit: r.Unit, Year: year, Indicator: indicator, Position: i + 1}
		}
		t.Households, t.Points, t.Parent, t.Rule, t.Basis = r.Households, -1, parent, string(p.Rule), cmp.Or(basis, t.Basis)
		out = append(out, t)
	}
	return out
}
