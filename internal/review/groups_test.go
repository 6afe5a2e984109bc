package review_test

import (
	"context"
	"math/rand/v2"
	"os"
	"regexp"
	"testing"

	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
)

// A register that was made before the groups were counted must not show zeros.
func TestTheMigrationCountsGroupsOfWhatIsStored(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../db/migrations/0011_review_groups.sql")
	if err != nil {
		t.Fatal(err)
	}
	updates := regexp.MustCompile(`(?s)UPDATE .*?;`).FindAllString(string(text), -1)
	if len(updates) != 2 {
		t.Fatalf("%d updates", len(updates))
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := settle(t, d)
		id := begin(t, s, 2022)
		r := rand.New(rand.NewPCG(7, 8))
		for range 120 {
			mustRecord(t, s, id, anyInput(r))
		}
		act(t, d, func(ctx context.Context, tx *db.Tx) error {
			for _, q := range append([]string{`update review_tally set f_no_labour_persons = 0, f_merit_persons = 0, f_other = 0, f_other_persons = 0`}, updates...) {
				if _, err := tx.Exec(ctx, q); err != nil {
					return err
				}
			}
			return nil
		})
		verified(t, d, id)
	})
}
