package db_test

import (
	"context"
	"errors"
	"testing"

	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
)

// What is recalled is read once for each version, and never what an act saw that was not stored.
func TestRecallReadsAgainAfterRenew(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		reads := 0
		recall := func(q db.Querier) string {
			v, err := db.Recall(t.Context(), q, "thing", "key", func(q db.Querier) (string, error) {
				reads++
				return db.Setting(t.Context(), q, "thing")
			})
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		change := func(to string, fail error) {
			err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				if err := db.SetSetting(ctx, tx, "thing", to); err != nil {
					return err
				}
				if err := tx.Renew(ctx, "thing"); err != nil {
					return err
				}
				if got := recall(tx); got != to {
					t.Errorf("the act sees %q, want %q", got, to)
				}
				return fail
			})
			if !errors.Is(err, fail) {
				t.Fatal(err)
			}
		}
		change("một", nil)
		for range 3 {
			if got := recall(d); got != "một" {
				t.Errorf("%q, want một", got)
			}
		}
		change("hai", errors.New("refused"))
		if got := recall(d); got != "một" {
			t.Errorf("after an act that was refused: %q", got)
		}
		change("ba", nil)
		if got := recall(d); got != "ba" || reads != 3+2 {
			t.Errorf("%q after %d reads; want ba after 5, three of them inside acts", got, reads)
		}
	})
}
