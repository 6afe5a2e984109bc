package db

import (
	"context"
	"fmt"
)

// Analyze renews what PostgreSQL's planner knows of the tables, after a load that changed their size
// at once; autovacuum would come to it only minutes later. SQLite's planner goes by the keys and
// needs nothing.
func (d *DB) Analyze(ctx context.Context) error {
	if d.engine == SQLite {
		return nil
	}
	if _, err := d.write.ExecContext(ctx, `analyze`); err != nil {
		return fmt.Errorf("analyze: %w", err)
	}
	return nil
}
