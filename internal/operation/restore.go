package operation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"filippo.io/age"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/seal"
)

// RestoreOptions say what is restored and where to.
type RestoreOptions struct {
	File       string
	Identities []age.Identity // open a sealed backup
	// To is where the database goes: a directory without one, or an empty PostgreSQL database.
	To db.Config
	// KeyFile is where the key file stands, or goes when the backup holds it.
	KeyFile string
	// KeyCommand prints the keys where they lie in a key store; no file is written then.
	KeyCommand string
	// Finish brings the restored database to this program's version: tables of the job queue, units.
	Finish func(ctx context.Context, d *db.DB) error
}

// Restored says what was restored.
type Restored struct {
	Contents
	Households int64 // search documents written
	// Missing are the keys that the identity numbers need and the key file does not hold.
	Missing []string
}

// Restore puts a backup into an empty place, reads everything back and compares it with the counts and
// hashes of the backup. When it returns an error, or is killed, no database stands there that could be
// served: on SQLite the file is made aside and moved in when it is whole; on PostgreSQL the database
// is marked until the end, and the next restore clears it.
func Restore(ctx context.Context, o RestoreOptions) (Restored, error) {
	t, err := aim(ctx, o)
	if err != nil {
		return Restored{}, err
	}
	defer t.giveUp()
	var r Restored
	if r.Contents, err = t.fill(ctx, o); err != nil {
		return Restored{}, err
	}
	if err := o.Finish(ctx, t.d); err != nil {
		return Restored{}, err
	}
	err = t.d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if r.Households, err = household.Reindex(ctx, tx); err != nil {
			return err
		}
		if err := db.SetSetting(ctx, tx, settingRestored, r.Made.Format("2006-01-02T15:04:05Z")); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, account.System.Audit(), audit.Line{
			Act: "operation.restore", Thing: "installation", After: map[string]any{"rows": r.Rows(), "made": r.Made, "from": r.Engine},
		}); err != nil {
			return err
		}
		return db.SetSetting(ctx, tx, db.SettingRestoring, "")
	})
	if err != nil {
		return Restored{}, err
	}
	if err := t.d.Analyze(ctx); err != nil {
		return Restored{}, err
	}
	if r.Missing, err = t.keys(r.Contents, seal.Source{File: o.KeyFile, Command: o.KeyCommand}); err != nil {
		return Restored{}, err
	}
	return r, t.finish()
}

// fill makes the tables at the backup's version, loads them and compares, all in one act.
func (t *target) fill(ctx context.Context, o RestoreOptions) (Contents, error) {
	newest, err := db.NewestVersion()
	if err != nil {
		return Contents{}, err
	}
	l := &loading{t: t, asked: ctx}
	// The header is needed before the act begins: it tells which version the tables must have.
	head, err := peek(o.File, o.Identities, newest)
	if err != nil {
		return Contents{}, err
	}
	// The mark stands as soon as there is a table to hold it (migration 1).
	if err := t.d.MigrateTo(ctx, 1); err != nil {
		return Contents{}, err
	}
	if err := t.mark(ctx); err != nil {
		return Contents{}, err
	}
	if err := t.d.MigrateTo(ctx, head.Schema); err != nil {
		return Contents{}, err
	}
	var c Contents
	err = t.d.Write(ctx, func(inner context.Context, tx *db.Tx) error {
		l.tx, l.ctx = tx, inner
		if c, err = read(o.File, o.Identities, newest, l); err != nil {
			return err
		}
		return l.compare(c.Manifest)
	})
	if err != nil && fault.As(err) == nil && ctx.Err() == nil {
		// A damaged row may reach the engine before the sums that give it away: what the engine refuses
		// is blamed on the file when the file is not what was written.
		if _, broken := read(o.File, o.Identities, newest, nowhere{}); broken != nil {
			return c, broken
		}
	}
	return c, err
}

// peek reads only the header.
func peek(path string, identities []age.Identity, newest int64) (Header, error) {
	p := &header{}
	if _, err := read(path, identities, newest, p); !errors.Is(err, errEnough) {
		return Header{}, err
	}
	return p.Header, nil
}

var errEnough = errors.New("the header was enough")

type header struct{ Header }

func (p *header) begin(h Header, _ []byte) error {
	p.Header = h
	return errEnough
}

func (*header) table(db.Table, func(func([]any) error) error) error { return errEnough }

// loading takes a backup into the tables of a target, within one act.
type loading struct {
	t      *target
	tx     *db.Tx
	ctx    context.Context // of the act
	asked  context.Context // the caller's: an act on SQLite does not end with it, so it is asked
	tables []db.Table
}

func (l *loading) begin(h Header, key []byte) error {
	l.t.key = key
	var err error
	if l.tables, err = carried(l.ctx, l.tx); err != nil {
		return err
	}
	if !slices.EqualFunc(byName(l.tables), byName(h.Tables), sameTable) {
		return fault.New(fault.Invalid, "operation.other_tables", "Version", h.Version)
	}
	return nil
}

func byName(tables []db.Table) []db.Table {
	return slices.SortedFunc(slices.Values(tables), func(a, b db.Table) int { return strings.Compare(a.Name, b.Name) })
}

func sameTable(a, b db.Table) bool {
	return a.Name == b.Name && slices.Equal(a.Key, b.Key) && slices.EqualFunc(a.Columns, b.Columns, func(a, b db.Column) bool {
		return a.Name == b.Name && a.Kind == b.Kind && a.NotNull == b.NotNull
	})
}

// duringLoad is told before each table; tests end the process there.
var duringLoad = func(string) {}

func (l *loading) table(t db.Table, rows func(func([]any) error) error) error {
	duringLoad(t.Name)
	// What a migration put there by itself came with the backup too.
	if _, err := l.tx.Exec(l.ctx, "delete from "+t.Name); err != nil {
		return fmt.Errorf("table %s: %w", t.Name, err)
	}
	var failed error // what the engine says of a load that was broken off tells less
	_, err := l.tx.Load(l.ctx, t.Name, t.Names(), func(yield func([]any, error) bool) {
		n := 0
		err := rows(func(values []any) error {
			if n++; n%1000 == 0 && l.asked.Err() != nil {
				return l.asked.Err()
			}
			if !yield(values, nil) {
				return errStopped
			}
			return nil
		})
		if failed = err; err != nil && !errors.Is(err, errStopped) {
			yield(nil, err)
		}
	})
	if failed != nil && !errors.Is(failed, errStopped) {
		return failed
	}
	if err != nil {
		return err
	}
	return l.tx.Renumber(l.ctx, l.find(t.Name))
}

var errStopped = errors.New("the engine took no more rows")

// find is the target's own description of a table: it knows what the engine numbers.
func (l *loading) find(name string) db.Table {
	i := slices.IndexFunc(l.tables, func(t db.Table) bool { return t.Name == name })
	return l.tables[i]
}

// compare reads every table back and compares it with what the backup says.
func (l *loading) compare(m Manifest) error {
	for _, t := range l.tables {
		if err := l.asked.Err(); err != nil {
			return err
		}
		got, err := dump(l.ctx, l.tx, t, nil)
		if err != nil {
			return err
		}
		if want := m.Sums[t.Name]; got != want {
			return fault.New(fault.Internal, "operation.not_the_same", "Table", t.Name, "Rows", got.Rows, "Want", want.Rows)
		}
	}
	// The mark came away with the settings of the backup; it stands again until the end.
	return db.SetSetting(l.ctx, l.tx, db.SettingRestoring, l.t.started)
}
