package unit

import (
	"context"
	"strings"
	"testing"

	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
)

// everybody may.
func everybody(context.Context, db.Querier, ID) error { return nil }

func lines(t *testing.T, d *db.DB) (n int64) {
	t.Helper()
	if err := d.QueryRow(t.Context(), `select count(*) from audit_line where act = 'unit.set_bases'`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestBasesAreSetTogetherOrNotAtAll(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		shipped(t, d)
		gialai, _ := Shipped().ByCode(Province, "64", then)
		districts := Shipped().Children(gialai.ID, then)
		a, b := districts[0].ID, districts[1].ID
		base := func(households, persons int64) Base {
			return Base{Households: households, Persons: persons, MinorityHouseholds: -1, MinorityPersons: -1}
		}
		set := func(allow Allow, source string, changes ...BaseChange) error {
			return SetBases(ctx, d, audit.System, allow, gialai.ID, then, source, changes)
		}
		first := []BaseChange{{a, NoBase, base(10, 40)}, {b, NoBase, base(20, -1)}, {gialai.ID, NoBase, base(30, -1)}}
		if err := set(everybody, "niên giám", first...); err != nil {
			t.Fatal(err)
		}
		if err := set(everybody, "niên giám", first...); err != nil {
			t.Errorf("the same form a second time: %v", err)
		}
		if n := lines(t, d); n != 1 {
			t.Errorf("%d audit lines of one act sent twice, want 1", n)
		}
		got, err := BasesOn(ctx, d, gialai.ID, then)
		if err != nil || len(got) != 3 || got[a].Persons != 40 || got[b].Households != 20 || got[gialai.ID].Source != "niên giám" {
			t.Errorf("stored %+v, %v", got, err)
		}
		if days, err := BaseDays(ctx, d, gialai.ID); err != nil || len(days) != 1 || days[0] != then {
			t.Errorf("days %v, %v", days, err)
		}
		forbidden := fault.New(fault.Forbidden, "account.forbidden")
		elsewhere := Shipped().Children(districts[0].ID, then)[0].ID
		for name, c := range map[string]struct {
			err  error
			kind fault.Kind
		}{
			"no right":                      {set(func(context.Context, db.Querier, ID) error { return forbidden }, "x", BaseChange{a, base(10, 40), base(11, 40)}), fault.Forbidden},
			"no source":                     {set(everybody, "", BaseChange{a, base(10, 40), base(11, 40)}), fault.Invalid},
			"a figure changed meanwhile":    {set(everybody, "x", BaseChange{a, base(9, 40), base(11, 40)}), fault.Conflict},
			"one right, one not below":      {set(everybody, "x", BaseChange{a, base(10, 40), base(11, 40)}, BaseChange{elsewhere, NoBase, base(1, 1)}), fault.NotFound},
			"one right, one cannot be":      {set(everybody, "x", BaseChange{a, base(10, 40), base(11, 40)}, BaseChange{b, base(20, -1), Base{Households: 1, Persons: 1, MinorityHouseholds: 2, MinorityPersons: 0}}), fault.Invalid},
			"a unit that was deleted on it": {set(everybody, "x", BaseChange{999999999, NoBase, base(1, 1)}), fault.NotFound},
		} {
			if fault.KindOf(c.err) != c.kind || c.err == nil {
				t.Errorf("%s: %v, want kind %v", name, c.err, c.kind)
			}
		}
		got, err = BasesOn(ctx, d, gialai.ID, then)
		if err != nil || got[a].Households != 10 || lines(t, d) != 1 {
			t.Errorf("a refused act changed something: %+v, %v", got[a], err)
		}
		if err := set(everybody, strings.Repeat("x", 10), BaseChange{a, base(10, 40), base(11, 40)}); err != nil || lines(t, d) != 2 {
			t.Errorf("a right change: %v, %d lines", err, lines(t, d))
		}
	})
}
