package db

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing/fstest"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the schema to this program's version. A schema newer than the program is refused:
// the older program would not know what it overwrites.
func (d *DB) Migrate(ctx context.Context) error {
	p, err := d.goose()
	if err != nil {
		return err
	}
	if err := d.refuseNewer(ctx, p); err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// CheckSchema refuses a schema that is older or newer than this program's.
func (d *DB) CheckSchema(ctx context.Context) error {
	p, err := d.goose()
	if err != nil {
		return err
	}
	if err := d.refuseNewer(ctx, p); err != nil {
		return err
	}
	if pending, err := p.HasPending(ctx); err != nil {
		return err
	} else if pending {
		return fmt.Errorf("the database schema is older than this program; run `giamngheo migrate`")
	}
	return nil
}

func (d *DB) refuseNewer(ctx context.Context, p *goose.Provider) error {
	at, err := p.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("schema version: %w", err)
	}
	sources := p.ListSources()
	if newest := sources[len(sources)-1].Version; at > newest {
		return fmt.Errorf("the database schema is version %d, this program knows %d: use a newer giamngheo", at, newest)
	}
	return nil
}

func (d *DB) goose() (*goose.Provider, error) {
	dialect := goose.DialectSQLite3
	if d.engine == Postgres {
		dialect = goose.DialectPostgres
	}
	files, err := d.migrationFiles()
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(dialect, d.write, files)
}

var (
	// routedTable ends the definition of a household-level table, keyed first by commune.
	routedTable = regexp.MustCompile(`\) {{routed (\w+)}};`)
	// engineOnly holds what only one engine is to see.
	engineOnly = regexp.MustCompile(`(?s)/\*(sqlite|postgres):\s(.*?)\*/`)
)

// migrationFiles are the migrations as this engine is to see them. Three marks stand for the true
// differences: `) {{routed name}};` ends a household-level table (clustered by its key on SQLite,
// hash-partitioned on request on PostgreSQL), and /*sqlite: …*/ and /*postgres: …*/ hold text for
// one engine.
func (d *DB) migrationFiles() (fs.FS, error) {
	out := fstest.MapFS{}
	entries, err := migrations.ReadDir("migrations")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		b, err := migrations.ReadFile("migrations/" + e.Name())
		if err != nil {
			return nil, err
		}
		s := engineOnly.ReplaceAllStringFunc(string(b), func(m string) string {
			part := engineOnly.FindStringSubmatch(m)
			if Engine(part[1]) == d.engine {
				return part[2]
			}
			return ""
		})
		s = routedTable.ReplaceAllStringFunc(s, func(m string) string {
			name := routedTable.FindStringSubmatch(m)[1]
			switch {
			case d.engine == SQLite:
				return ") WITHOUT ROWID;"
			case d.cfg.Partitioned:
				return partitioned(name)
			default:
				return ");"
			}
		})
		out[e.Name()] = &fstest.MapFile{Data: []byte(s)}
	}
	return out, nil
}

func partitioned(table string) string {
	var b strings.Builder
	b.WriteString(") PARTITION BY HASH (commune_id);")
	for i := range 3 {
		fmt.Fprintf(&b, "\nCREATE TABLE %s_p%d PARTITION OF %s FOR VALUES WITH (MODULUS 3, REMAINDER %d);", table, i, table, i)
	}
	return b.String()
}
