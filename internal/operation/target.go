package operation

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/seal"
)

// target is the place that a backup is restored into.
type target struct {
	d       *db.DB
	dir     string // SQLite: where the finished database goes
	aside   string // SQLite: where it is made
	key     []byte // the key file that came with the backup
	started string
	done    bool
}

// aim opens an empty place, or refuses one that is not.
func aim(ctx context.Context, o RestoreOptions) (*target, error) {
	t := &target{dir: o.To.Dir, started: time.Now().UTC().Format(time.RFC3339)}
	if o.To.URL != "" {
		err := t.aimPostgres(ctx, o.To)
		if err != nil && t.d != nil {
			t.d.Close()
		}
		return t, err
	}
	if err := os.MkdirAll(t.dir, 0o700); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if _, err := os.Lstat(filepath.Join(t.dir, db.FileName+suffix)); err == nil {
			return nil, fault.New(fault.Conflict, "operation.not_empty", "Place", filepath.Join(t.dir, db.FileName+suffix))
		}
	}
	// What a restore that was killed has left behind is nobody's.
	left, err := filepath.Glob(filepath.Join(t.dir, asidePattern))
	if err != nil {
		return nil, err
	}
	for _, l := range left {
		if err := os.RemoveAll(l); err != nil {
			return nil, err
		}
	}
	if t.aside, err = os.MkdirTemp(t.dir, asidePattern); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	// Without a flush at each step: the file counts only once it is whole, and is flushed then.
	t.d, err = db.Open(ctx, db.Config{Dir: t.aside, Relaxed: true})
	if err != nil {
		os.RemoveAll(t.aside)
	}
	return t, err
}

const asidePattern = ".restore-*"

func (t *target) aimPostgres(ctx context.Context, c db.Config) error {
	var err error
	if t.d, err = db.Open(ctx, c); err != nil {
		return err
	}
	tables, err := db.Tables(ctx, t.d)
	if err != nil || len(tables) == 0 {
		return err
	}
	mark := ""
	if slices.ContainsFunc(tables, func(x db.Table) bool { return x.Name == "setting" }) {
		if mark, err = db.Setting(ctx, t.d, db.SettingRestoring); err != nil {
			return err
		}
	}
	if mark == "" {
		return fault.New(fault.Conflict, "operation.not_empty", "Place", tables[0].Name)
	}
	// The mark proves that nothing stands here but what an earlier restore has left half done.
	return t.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, x := range tables {
			if _, err := tx.Exec(ctx, "drop table "+x.Name+" cascade"); err != nil {
				return fmt.Errorf("clear %s: %w", x.Name, err)
			}
		}
		return nil
	})
}

// mark says that what stands here is not whole yet.
func (t *target) mark(ctx context.Context) error {
	return t.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return db.SetSetting(ctx, tx, db.SettingRestoring, t.started)
	})
}

// keys puts the key file that came with the backup into its place, and tells which keys are wanting.
func (t *target) keys(c Contents, from seal.Source) ([]string, error) {
	if path := from.File; !from.There() {
		if t.key == nil {
			return c.Keys, nil
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, fmt.Errorf("key file: %w", err)
		}
		if err := os.WriteFile(path, t.key, 0o600); err != nil {
			return nil, fmt.Errorf("key file: %w", err)
		}
	}
	k, err := from.Load()
	if err != nil {
		return nil, err
	}
	have := k.IDs()
	return slices.DeleteFunc(slices.Clone(c.Keys), func(id string) bool { return slices.Contains(have, id) }), nil
}

// finish puts the finished database where it is served from.
func (t *target) finish() error {
	t.done = true
	if err := t.d.Close(); err != nil {
		return err
	}
	if t.aside == "" {
		return nil
	}
	made, final := filepath.Join(t.aside, db.FileName), filepath.Join(t.dir, db.FileName)
	f, err := os.Open(made)
	if err != nil {
		return err
	}
	err = f.Sync()
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	if err := os.Link(made, final); errors.Is(err, fs.ErrExist) {
		return fault.New(fault.Conflict, "operation.not_empty", "Place", final)
	} else if err != nil {
		if err := os.Rename(made, final); err != nil {
			return err
		}
	}
	if err := os.RemoveAll(t.aside); err != nil {
		return err
	}
	return syncDir(t.dir)
}

// giveUp takes away what a restore that failed has made. On PostgreSQL the mark stays: the tables are
// empty, are not served, and the next restore clears them.
func (t *target) giveUp() {
	if !t.done {
		t.d.Close()
	}
	if t.aside != "" {
		os.RemoveAll(t.aside)
	}
}

// CheckWhole refuses a database into which a backup is being restored or a demonstration made, or was until
// somebody broke it off.
func CheckWhole(ctx context.Context, q db.Querier) error {
	v, err := db.Setting(ctx, q, db.SettingRestoring)
	if err != nil {
		return err
	}
	if v != "" {
		return fault.New(fault.Conflict, "operation.half", "Since", v)
	}
	if v, err = db.Setting(ctx, q, db.SettingMaking); err == nil && v != "" {
		return fault.New(fault.Conflict, "demo.unfinished")
	}
	return err
}
