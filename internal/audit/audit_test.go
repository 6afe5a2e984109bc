package audit_test

import (
	"context"
	"errors"
	"testing"

	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
)

func TestALineLivesAndDiesWithItsAct(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		record := func(fail error) error {
			return d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				if err := audit.Record(ctx, tx, audit.Actor{ID: 7, Name: "lan (commune officer)"}, audit.Line{
					Act: "review.record", Thing: "household:14/20001", UnitID: 14, After: map[string]int{"class": 1},
				}); err != nil {
					return err
				}
				return fail
			})
		}
		if err := record(errors.New("refused")); err == nil {
			t.Fatal("the act should have failed")
		}
		if err := record(nil); err != nil {
			t.Fatal(err)
		}
		var n, at int64
		var before, after string
		row := d.QueryRow(t.Context(), `select count(*), max(at), max(before), max(after) from audit_line`)
		if err := row.Scan(&n, &at, &before, &after); err != nil {
			t.Fatal(err)
		}
		if n != 1 || at != dbtest.Clock.UnixMicro() || before != "" || after != `{"class":1}` {
			t.Errorf("lines %d, at %d, before %q, after %q", n, at, before, after)
		}
	})
}

func TestListKeepsToTheAreaAndToTheRecord(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			// Unit 1 holds 14 and 15; 99 stands elsewhere.
			for _, pair := range [][2]int{{1, 1}, {1, 14}, {14, 14}, {1, 15}, {15, 15}, {99, 99}} {
				if _, err := tx.Exec(ctx, `insert into unit_below (ancestor_id, unit_id, depth) values ($1, $2, 0)`, pair[0], pair[1]); err != nil {
					return err
				}
			}
			for _, l := range []audit.Line{
				{Act: "a", Thing: "household:14/1", UnitID: 14},
				{Act: "b", Thing: "household:15/1", UnitID: 15},
				{Act: "c", Thing: "household:99/1", UnitID: 99},
				{Act: "d", Thing: "account:unknown"},
				{Act: "e", Thing: "household:14/1", UnitID: 14},
			} {
				if err := audit.Record(ctx, tx, audit.System, l); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name   string
			filter audit.Filter
			want   string
		}{
			{"the whole unit, newest first", audit.Filter{Area: 1, Limit: 9}, "eba"},
			{"with lines of no unit", audit.Filter{Area: 1, Whole: true, Limit: 9}, "edba"},
			{"one commune", audit.Filter{Area: 15, Limit: 9}, "b"},
			{"one record", audit.Filter{Area: 1, Thing: "household:14/1", Limit: 9}, "ea"},
			{"a record elsewhere", audit.Filter{Area: 1, Thing: "household:99/1", Limit: 9}, ""},
			{"a page", audit.Filter{Area: 1, Limit: 2}, "eb"},
		} {
			entries, err := audit.List(ctx, d, c.filter)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, e := range entries {
				got += e.Act
			}
			if got != c.want {
				t.Errorf("%s: acts %q, want %q", c.name, got, c.want)
			}
		}
		first, err := audit.List(ctx, d, audit.Filter{Area: 1, Limit: 2})
		if err != nil {
			t.Fatal(err)
		}
		rest, err := audit.List(ctx, d, audit.Filter{Area: 1, Before: first[1].ID, Limit: 2})
		if err != nil || len(rest) != 1 || rest[0].Act != "a" {
			t.Errorf("the page after = %v, %v, want act a alone", rest, err)
		}
	})
}
