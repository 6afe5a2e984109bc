package intake

import (
	"context"

	"giamngheo/internal/unit"
)

// bases decides the rows of population bases. There are few: all of them are decided at the end.
type bases struct {
	*pass
	taken []*baseRow
}

type baseRow struct {
	*line
	unit   unit.ID
	now    unit.Base
	before *unit.Base
	diff   []FieldChange
}

func (t *bases) full() bool { return len(t.taken) >= chunkRows }

func (t *bases) take(_ context.Context, l *line) error {
	r := &baseRow{line: l}
	t.taken = append(t.taken, r)
	code, name := l.text("unit_code"), l.text("unit")
	if !l.failed {
		id, err := t.places.unitOf(code, name)
		field := "unit"
		if name == "" || !t.has("unit") {
			field = "unit_code"
		}
		l.fail(field, err)
		r.unit = id
	}
	number := func(id string) int64 {
		if !filled(l.cell(id)) {
			if id == "households" {
				l.fail(id, invalid("intake.households_required"))
			}
			return -1
		}
		n, err := countOf(l.cell(id))
		if err == nil && (n < 0 || n > 200_000_000) {
			err = invalid("intake.number_unlikely", "Most", 200_000_000)
		}
		l.fail(id, err)
		return n
	}
	r.now = unit.Base{
		Households: number("households"), Persons: number("persons"),
		MinorityHouseholds: number("minority_households"), MinorityPersons: number("minority_persons"),
		Day: t.on, Source: l.text("source"),
	}
	if r.now.Households >= 0 && r.now.MinorityHouseholds > r.now.Households {
		l.fail("minority_households", invalid("intake.minority_more"))
	}
	if r.now.Persons >= 0 && r.now.MinorityPersons > r.now.Persons {
		l.fail("minority_persons", invalid("intake.minority_more"))
	}
	verified, err := flagOf(l.cell("verified"))
	l.fail("verified", err)
	r.now.Verified = verified
	return nil
}

func (t *bases) flush(ctx context.Context) error {
	var ids []unit.ID
	for _, r := range t.taken {
		if !r.failed {
			ids = append(ids, r.unit)
		}
	}
	known, err := unit.OwnBases(ctx, t.q, ids, t.on)
	if err != nil {
		return err
	}
	for _, r := range t.taken {
		if !r.failed {
			if first := t.again(key{commune: r.unit}, r.n); first != 0 {
				r.fail("unit", invalid("intake.unit_twice", "Unit", t.places.title(r.unit), "Row", first))
			}
		}
		if !r.failed {
			if b, ok := known[r.unit]; ok {
				r.before = &b
			}
			t.overlay(r)
		}
		outcome := byte(isChanged)
		switch {
		case r.failed:
		case r.before == nil:
			outcome = isNew
		case len(r.diff) == 0:
			outcome = isUnchanged
		}
		t.settle(r.line, outcome, t.places.title(r.unit), "", r.diff)
		if t.apply != nil && !r.failed && outcome != isUnchanged {
			if err := t.apply.base(ctx, r.unit, r.before, r.now); err != nil {
				return err
			}
		}
	}
	t.taken = t.taken[:0]
	return nil
}

// overlay leaves what no column says as it is, and lists what changes.
func (t *bases) overlay(r *baseRow) {
	none := unit.NoBase
	old := &none
	if r.before != nil {
		old = r.before
	}
	for id, at := range map[string][2]*int64{
		"persons":             {&r.now.Persons, &old.Persons},
		"minority_households": {&r.now.MinorityHouseholds, &old.MinorityHouseholds},
		"minority_persons":    {&r.now.MinorityPersons, &old.MinorityPersons},
	} {
		if !t.has(id) {
			*at[0] = *at[1]
		}
	}
	if !t.has("source") {
		if r.now.Source = old.Source; r.now.Source == "" {
			r.now.Source = t.imp.File
		}
	}
	if !t.has("verified") {
		r.now.Verified = old.Verified
	}
	add := func(id, before, after string) {
		if before != after {
			r.diff = append(r.diff, FieldChange{Field: id, Before: before, After: after})
		}
	}
	add("households", known0(old.Households), known0(r.now.Households))
	add("persons", known0(old.Persons), known0(r.now.Persons))
	add("minority_households", known0(old.MinorityHouseholds), known0(r.now.MinorityHouseholds))
	add("minority_persons", known0(old.MinorityPersons), known0(r.now.MinorityPersons))
	add("source", old.Source, r.now.Source)
	add("verified", yes(old.Verified), yes(r.now.Verified))
}
