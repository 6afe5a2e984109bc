package intake

import (
	"context"

	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
)

// assessments decides the rows of a list of what a review found of households that the register knows.
type assessments struct {
	*pass
	taken []*assessRow
}

type assessRow struct {
	*line
	key
	find  finding
	house household.Household
	old   *review.Assessment
	diff  []FieldChange
}

func (t *assessments) full() bool { return len(t.taken) >= chunkRows }

func (t *assessments) take(_ context.Context, l *line) error {
	r := &assessRow{line: l}
	t.taken = append(t.taken, r)
	r.key, _ = l.keyOf()
	r.find = l.finding()
	if !r.find.any && !l.failed {
		l.fail("", invalid("intake.nothing_found"))
	}
	return nil
}

func (t *assessments) flush(ctx context.Context) error {
	var good []*assessRow
	for _, r := range t.taken {
		if !r.failed {
			good = append(good, r)
		}
	}
	order, parts := byCommune(good, func(r *assessRow) unit.ID { return r.commune })
	for _, commune := range order {
		if err := t.commune(ctx, commune, parts[commune]); err != nil {
			return err
		}
	}
	for _, r := range t.taken {
		outcome := byte(isChanged)
		switch {
		case r.failed:
		case len(r.diff) == 0:
			outcome = isUnchanged
		case r.old == nil:
			outcome = isNew
		}
		t.settle(r.line, outcome, r.house.Head, t.place(r.commune, r.house.Village), r.diff)
	}
	t.taken = t.taken[:0]
	return nil
}

func (t *assessments) commune(ctx context.Context, commune unit.ID, rows []*assessRow) error {
	codes := make([]string, len(rows))
	for i, r := range rows {
		codes[i] = r.code
	}
	known, err := t.known(ctx, commune, codes)
	if err != nil {
		return err
	}
	var list []*household.Household
	var ids []household.ID
	for _, r := range rows {
		var ok bool
		r.house, ok, err = t.choose(r.key, known[r.code])
		switch {
		case err != nil:
			r.fail("code", err)
		case !ok:
			r.fail("code", fault.New(fault.NotFound, "intake.household_unknown", "Code", r.code, "Commune", t.places.title(commune)))
		default:
			r.year = r.house.CodeYear
			if first := t.again(r.key, r.n); first != 0 {
				r.fail("code", invalid("intake.code_twice", "Code", r.code, "Row", first))
				continue
			}
			list, ids = append(list, &r.house), append(ids, r.house.ID)
		}
	}
	if len(list) == 0 {
		return nil
	}
	found, err := t.panel.Found(ctx, commune, ids)
	if err != nil {
		return err
	}
	pasts, err := t.panel.Pasts(ctx, commune, ids)
	if err != nil {
		return err
	}
	if !t.has("children") {
		if err := household.WithPersons(ctx, t.q, t.keys, commune, list); err != nil {
			return err
		}
	}
	var exchanges []review.Exchange
	for _, r := range rows {
		if r.failed {
			continue
		}
		if a, ok := found[r.house.Ref]; ok {
			r.old = &a
		}
		x, diff, err := t.assess(ctx, r.line, r.find, r.house, nil, r.old, pasts[r.house.Ref])
		if err != nil {
			return err
		}
		if x != nil && !r.failed {
			refused, err := t.frozen(ctx, commune)
			if err != nil {
				return err
			}
			if refused != nil {
				r.fail("", refused)
				continue
			}
			r.diff = diff
			exchanges = append(exchanges, *x)
		}
	}
	if t.apply == nil {
		return nil
	}
	return t.apply.exchange(ctx, commune, exchanges)
}
