package db_test

import (
	"context"
	"testing"

	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
)

func TestPurposeTellsAnInstallationThatIsNotTheRealOne(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, want := range []string{"", db.SettingTraining, db.SettingDemo} {
			err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				if want != "" {
					if err := db.SetSetting(ctx, tx, want, "1"); err != nil {
						return err
					}
				}
				got, err := db.Purpose(ctx, tx)
				if got != want {
					t.Errorf("the purpose is %q, want %q", got, want)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}
