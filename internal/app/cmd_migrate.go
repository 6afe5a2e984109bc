package app

import (
	"context"
	"fmt"

	"giamngheo/internal/db"
)

// MigrateCmd makes the database, or brings it to this program's version.
type MigrateCmd struct{}

// Help is what `giamngheo migrate --help` adds.
func (MigrateCmd) Help() string {
	return `Makes the database when there is none: the tables, and the units of the country. Brings an older
one forward, never back; a database of a newer program is refused. It may run again, and serve does
the same at its start. Make a backup first (doc/operate.md).`
}

// Run migrates.
func (c *MigrateCmd) Run(ctx context.Context, g *Globals) error {
	d, err := db.Open(ctx, g.config())
	if err != nil {
		return err
	}
	defer d.Close()
	if err := migrate(ctx, d); err != nil {
		return err
	}
	_, err = fmt.Fprintln(g.Out, "The database is ready for giamngheo "+version+".")
	return err
}
