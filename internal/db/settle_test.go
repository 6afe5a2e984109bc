package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
)

func TestSettleWaitsForTheActsUnderWay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		under, end, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		go func() {
			done <- d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := db.Setting(ctx, tx, "settle") // it has only read when the wait begins
				close(under)
				<-end
				return errors.Join(err, db.SetSetting(ctx, tx, "settle", "1"))
			})
		}()
		<-under
		settled := make(chan error, 1)
		go func() { settled <- d.Settle(t.Context()) }()
		select {
		case err := <-settled:
			close(end)
			t.Fatalf("it did not wait: %v", err)
		case <-time.After(300 * time.Millisecond):
		}
		close(end)
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if err := <-settled; err != nil {
			t.Fatal(err)
		}
		if v, err := db.Setting(t.Context(), d, "settle"); err != nil || v != "1" {
			t.Errorf("the act's row is %q, %v", v, err)
		}
	})
}
