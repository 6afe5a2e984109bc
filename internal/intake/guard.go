package intake

import (
	"context"

	"giamngheo/internal/fault"
	"giamngheo/internal/freeze"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
)

// guard tells which rows of a commune may not change what decides a class: those of a frozen commune, and
// those of households that an approved review rests on. The other facts of the same households may change.
type guard struct {
	frozen  error
	settled map[household.ID]review.Round
}

// guardOf reads it for the households of a commune that rows would change.
func (p *pass) guardOf(ctx context.Context, commune unit.ID, ids []household.ID) (guard, error) {
	var g guard
	var err error
	if g.frozen, err = p.frozen(ctx, commune); err == nil && g.frozen == nil && len(ids) > 0 {
		g.settled, err = review.Settled(ctx, p.q, commune, ids)
	}
	return g, err
}

// frozen is the refusal of a frozen commune, nil of any other.
func (p *pass) frozen(ctx context.Context, commune unit.ID) (refusal, err error) {
	if refusal, ok := p.ice[commune]; ok {
		return refusal, nil
	}
	period, frozen, err := freeze.Over(ctx, p.q, commune, p.today)
	if err != nil {
		return nil, err
	}
	if frozen {
		refusal = period.Refusal()
	}
	if p.ice == nil {
		p.ice = map[unit.ID]error{}
	}
	p.ice[commune] = refusal
	return refusal, nil
}

// refusal is why a household may not be changed so, nil when it may.
func (g guard) refusal(id household.ID) error {
	if g.frozen != nil {
		return g.frozen
	}
	if r, ok := g.settled[id]; ok {
		return fault.New(fault.Conflict, "intake.by_request", "Year", r.Year)
	}
	return nil
}

// bearing are the columns of a list of households whose change bears on a class or a figure.
func bearing(field string) bool {
	switch field {
	case "village", "ethnic", "members":
		return true
	}
	for _, f := range flagFields {
		if f.id == field {
			return true
		}
	}
	return false
}

// hold refuses the rows that would change what may be changed by request only, each at its column.
func (t *households) hold(ctx context.Context, commune unit.ID, rows []*houseRow) error {
	var ids []household.ID
	anew := false
	for _, r := range rows {
		switch {
		case r.failed:
		case r.before == nil:
			anew = true
		case household.Bears(*r.before, r.now) != nil:
			ids = append(ids, r.before.ID)
		}
	}
	if len(ids) == 0 && !anew {
		return nil
	}
	g, err := t.guardOf(ctx, commune, ids)
	if err != nil {
		return err
	}
	for _, r := range rows {
		switch {
		case r.failed:
		case r.before == nil:
			r.fail("", g.frozen)
		case household.Bears(*r.before, r.now) != nil:
			refused := g.refusal(r.before.ID)
			for _, c := range r.diff {
				if bearing(c.Field) {
					r.fail(c.Field, refused)
				}
			}
			if !r.failed {
				r.fail("head", refused) // the name of another person
			}
		}
	}
	return nil
}

// hold refuses the persons of households that may be changed by request only.
func (t *persons) hold(ctx context.Context, commune unit.ID, groups []*group) error {
	var ids []household.ID
	for _, g := range groups {
		if !g.rows[0].failed && household.Bears(g.before, g.now) != nil {
			ids = append(ids, g.before.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	held, err := t.guardOf(ctx, commune, ids)
	if err != nil {
		return err
	}
	for _, g := range groups {
		if g.rows[0].failed || household.Bears(g.before, g.now) == nil {
			continue
		}
		refused := held.refusal(g.before.ID)
		if refused == nil {
			continue
		}
		row, field := g.rows[0], ""
		for _, r := range g.rows {
			for _, c := range r.diff {
				if field == "" && c.Field != "identity" && t.has(c.Field) {
					row, field = r, c.Field
				}
			}
		}
		row.fail(field, refused)
		g.spoilAll(row)
	}
	return nil
}
