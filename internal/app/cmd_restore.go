package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"giamngheo/internal/operation"
)

// RestoreCmd puts a backup into an empty place.
type RestoreCmd struct {
	opening `kong:"embed"`
	File    string `arg:"" help:"The backup." type:"path"`
}

// Help is what `giamngheo restore --help` adds.
func (RestoreCmd) Help() string {
	return `Restores into a data directory without a database, or into an empty PostgreSQL database; what stands
somewhere already is never touched. Everything is read back and compared with the counts and hashes of
the backup before it counts; a restore that fails or is broken off leaves no database that would be served.
The backup may come from the other engine, and from an older version.

  giamngheo restore /backup/FILE --identity /root/backup.key --data /var/lib/giamngheo
  giamngheo restore /backup/FILE --identity /root/backup.key --database postgres://giamngheo@db.example/giamngheo`
}

// Run restores.
func (c *RestoreCmd) Run(ctx context.Context, g *Globals) error {
	identities, err := c.identities()
	if err != nil {
		return err
	}
	began := time.Now()
	r, err := operation.Restore(ctx, operation.RestoreOptions{
		File: c.File, Identities: identities, To: g.config(), KeyFile: g.source().File, KeyCommand: g.KeyCommand, Finish: forward,
	})
	if err != nil {
		return err
	}
	tellContents(g, r.Contents)
	fmt.Fprintln(g.Out, g.Lang.T("backup.restored", "Tables", len(r.Tables), "Rows", g.Lang.Int(r.Rows()),
		"Households", g.Lang.Int(r.Households), "Seconds", fmt.Sprintf("%.1f", time.Since(began).Seconds())))
	if len(r.Missing) > 0 {
		fmt.Fprintln(g.Out, g.Lang.T("backup.key_missing", "Keys", strings.Join(r.Missing, ", "), "File", g.source().File))
	}
	return nil
}
