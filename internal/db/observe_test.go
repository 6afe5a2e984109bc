package db_test

import (
	"context"
	"testing"

	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
)

// What a request sends to the database is counted where it is asked for, inside and outside of acts,
// and nowhere else.
func TestObserveNotesEveryStatement(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, trace := db.Observe(t.Context())
		var n int
		read := func(ctx context.Context, q db.Querier) {
			t.Helper()
			if err := q.QueryRow(ctx, "-- routed\nselect count(*) from household where commune_id = $1", 7).Scan(&n); err != nil {
				t.Fatal(err)
			}
		}
		read(ctx, d)
		read(t.Context(), d) // nobody observes this one
		if err := d.Read(ctx, func(q db.Querier) error { read(ctx, q); return nil }); err != nil {
			t.Fatal(err)
		}
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			if _, err := tx.Load(ctx, "setting", []string{"name", "value"}, func(yield func([]any, error) bool) { yield([]any{"thử", "1"}, nil) }); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `delete from setting where name = $1`, "thử")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		all := trace.Statements()
		if len(all) != 4 || trace.Len() != 4 {
			t.Fatalf("noted %d statements, want 4: %v", len(all), all)
		}
		if got := all[0]; got.Mark() != "routed" || got.Args[0] != 7 {
			t.Errorf("first = %+v", got)
		}
		if got := all[2]; !got.Loaded || got.Text != "insert into setting (name,value) values ($1,$2)" {
			t.Errorf("load = %+v", got)
		}
		if got := all[3]; got.Mark() != "" || got.Args[0] != "thử" {
			t.Errorf("last = %+v", got)
		}
	})
}
