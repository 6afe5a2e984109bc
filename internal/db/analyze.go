package db

import (
	"context"
	"fmt"
	"strings"
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

// Analyze is DB.Analyze within an act, for tables that it has just filled and is about to read. A table whose
// earlier filling was rolled back may be known as many pages without a row, and is then read from end to
// end once for each row of another.
func (t *Tx) Analyze(ctx context.Context, tables ...string) error {
	if t.engine == SQLite {
		return nil
	}
	if _, err := t.Exec(ctx, `analyze `+strings.Join(tables, ", ")); err != nil {
		return fmt.Errorf("analyze: %w", err)
	}
	return nil
}
