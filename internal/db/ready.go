package db

import (
	"context"
	"fmt"
)

// Ready checks that the database answers readers and that its schema is this program's. It asks no
// writer, so a long act does not keep it waiting.
func (d *DB) Ready(ctx context.Context) error {
	p, err := d.goose()
	if err != nil {
		return err
	}
	var at int64
	if err := d.QueryRow(ctx, `select coalesce(max(version_id), 0) from goose_db_version`).Scan(&at); err != nil {
		return fmt.Errorf("schema version: %w", err)
	}
	sources := p.ListSources()
	if want := sources[len(sources)-1].Version; at != want {
		return fmt.Errorf("the database schema is version %d, this program's is %d", at, want)
	}
	return nil
}
