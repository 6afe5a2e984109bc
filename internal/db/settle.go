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
	var limit int64
	if err := d.write.QueryRowContext(ctx, `select cast(cast(pg_snapshot_xmax(pg_current_snapshot()) as text) as bigint)`).Scan(&limit); err != nil {
		return fmt.Errorf("acts under way: %w", err)
	}
	for {
		var oldest int64
		if err := d.write.QueryRowContext(ctx, `select cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint)`).Scan(&oldest); err != nil {
			return fmt.Errorf("acts under way: %w", err)
		}
		if oldest >= limit {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}
