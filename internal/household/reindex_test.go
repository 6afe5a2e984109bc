package household_test

import (
	"context"
	"testing"

	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/seal"
)

// A register whose index was laid out anew is searched as before once it is completed; one that has its
// documents is left alone.
func TestCompleteWritesTheDocumentsThatAreMissing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlace(t, d, 1, 1, 1)
		s := household.NewService(d, seal.Ephemeral())
		act := func(fn func(ctx context.Context, tx *db.Tx) error) {
			t.Helper()
			if err := d.Write(t.Context(), fn); err != nil {
				t.Fatal(err)
			}
		}
		act(household.Complete) // of an empty register
		create(t, s, sample(p, 0, "64-001", "Nguyễn Phương"))
		for range 2 {
			act(household.Complete)
			if got := heads(t, d, "phuong", p.province); len(got) != 1 {
				t.Errorf("found %q", got)
			}
			act(func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, "-- all-shards\ndelete from household_search")
				return err
			})
			if got := heads(t, d, "phuong", p.province); len(got) != 0 {
				t.Errorf("found %q without documents", got)
			}
		}
	})
}
