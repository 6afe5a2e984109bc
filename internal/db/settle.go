package db

import (
	"context"
	"fmt"
	"time"
)

// Settle returns when every act that was under way has ended; those begun meanwhile may still run.
func (d *DB) Settle(ctx context.Context) error {
	if d.engine == SQLite {
		// One writer, in however many processes: an act of ours comes after those before.
		return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
			_, err := tx.Exec(ctx, `update setting set value = value where name = 'none'`)
			return err
		})
	}
	// A transaction counts from its begin: one that has only read so far may still write what it read.
	var now time.Time
	if err := d.write.QueryRowContext(ctx, `select clock_timestamp()`).Scan(&now); err != nil {
		return fmt.Errorf("acts under way: %w", err)
	}
	for {
		var under int
		err := d.write.QueryRowContext(ctx, `
			select count(*) from pg_stat_activity
			where datname = current_database() and usename = current_user and pid <> pg_backend_pid() and xact_start <= $1`, now).Scan(&under)
		if err != nil {
			return fmt.Errorf("acts under way: %w", err)
		}
		if under == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}
