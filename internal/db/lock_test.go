package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
)

// Who locks a part lets others have other parts; who locks the whole waits for all of them.
func TestPartsOfAThingAreLockedApart(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if d.Engine() == db.SQLite {
			return // one writer
		}
		held, end, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		go func() {
			done <- d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				err := tx.LockPart(ctx, "thing", 1, 5)
				var one int64
				err = errors.Join(err, tx.QueryRow(ctx, `select 1`).Scan(&one)) // the lock is had before an answer
				close(held)
				<-end
				return err
			})
		}()
		<-held
		within := func(lock func(context.Context, *db.Tx) error) error {
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			return d.Write(ctx, lock)
		}
		if err := within(func(ctx context.Context, tx *db.Tx) error { return tx.LockPart(ctx, "thing", 1, 6) }); err != nil {
			t.Errorf("another part: %v", err)
		}
		if err := within(func(ctx context.Context, tx *db.Tx) error { return tx.Lock(ctx, "thing", 2) }); err != nil {
			t.Errorf("another thing: %v", err)
		}
		if err := within(func(ctx context.Context, tx *db.Tx) error { return tx.LockPart(ctx, "thing", 1, 5) }); err == nil {
			t.Error("the same part was had by two")
		}
		if err := within(func(ctx context.Context, tx *db.Tx) error { return tx.Lock(ctx, "thing", 1) }); err == nil {
			t.Error("the whole was had beside a part of it")
		}
		close(end)
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if err := within(func(ctx context.Context, tx *db.Tx) error { return tx.Lock(ctx, "thing", 1) }); err != nil {
			t.Errorf("the whole, later: %v", err)
		}
	})
}
