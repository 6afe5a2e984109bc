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
