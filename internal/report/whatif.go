package report

import (
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
)

// WhatIf is the cascade as it would be with other targets for the units below; a unit without one in
// given has none. Nothing is read or stored. When the rest is shared out by a rule, the targets that
// differ from those that stand are kept as they were put down, like those set by hand.
func (c Cascade) WhatIf(given map[unit.ID]target.Target) Cascade {
	out := c
	out.Candidates = nil
	children := make([]target.Child, 0, len(c.Rows))
	for i, r := range c.Rows {
		child, candidate := target.Child{Stand: r.Stand}, c.Candidates[i]
		candidate.Target = nil
		if t, ok := given[r.Unit]; ok {
			child.Target = &t
			kept := t
			kept.Manual = t.Manual || !r.HasTarget || t.Households != r.Target.Households
			candidate.Target = &kept
		}
		children = append(children, child)
		out.Candidates = append(out.Candidates, candidate)
	}
	out.Cascade = target.Settle(c.Own, c.Stand, children)
	return out
}
