package operation

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
)

// BackupOptions say where a backup goes and who can open it.
type BackupOptions struct {
	// File is the new file; one that exists is never written over.
	File string
	// Recipients seal the file; without any it lies open.
	Recipients []age.Recipient
	// Keys are the ids of the identity numbers' keys.
	Keys []string
	// Key is the content of the key file, to be put into a sealed backup; nil leaves it out.
	Key []byte
	// Version is the program's.
	Version string
}

// Backup writes one snapshot of the database into a new file while the program goes on working, and
// records that it did. A file that stands there is whole and on disk, even when the record of it failed.
func Backup(ctx context.Context, d *db.DB, o BackupOptions) (Contents, error) {
	began := time.Now()
	if _, err := os.Lstat(o.File); err == nil {
		return Contents{}, fault.New(fault.Conflict, "operation.file_exists", "File", o.File)
	}
	if o.Key != nil && len(o.Recipients) == 0 {
		return Contents{}, fault.New(fault.Invalid, "operation.key_in_the_open")
	}
	part, err := os.OpenFile(o.File+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return Contents{}, fault.New(fault.Invalid, "operation.cannot_write", "File", o.File, "Error", cause(err))
	}
	defer os.Remove(part.Name())
	defer part.Close()
	out := bufio.NewWriterSize(part, 1<<18)
	c := Contents{Encrypted: len(o.Recipients) > 0}
	err = d.Read(ctx, func(q db.Querier) (err error) {
		c.Header, c.Manifest, err = snapshot(ctx, q, o, out)
		return err
	})
	if err == nil {
		err = out.Flush()
	}
	if err == nil {
		err = part.Sync()
	}
	if err != nil {
		return Contents{}, fmt.Errorf("backup: %w", err)
	}
	info, err := part.Stat()
	if err != nil {
		return Contents{}, err
	}
	c.Bytes = info.Size()
	// A link, unlike a rename, refuses a file that came there meanwhile.
	if err := os.Link(part.Name(), o.File); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return Contents{}, fault.New(fault.Conflict, "operation.file_exists", "File", o.File)
		}
		if err := os.Rename(part.Name(), o.File); err != nil { // a file system without links
			return Contents{}, fmt.Errorf("backup: %w", err)
		}
	}
	if err := syncDir(filepath.Dir(o.File)); err != nil {
		return Contents{}, err
	}
	return c, remember(ctx, d, c.Schema, Made{
		At: c.Made, File: filepath.Base(o.File), Bytes: c.Bytes, Rows: c.Rows(), Encrypted: c.Encrypted, WithKey: c.WithKey,
		Seconds: time.Since(began).Seconds(),
	})
}

// snapshot writes the container from what q sees.
func snapshot(ctx context.Context, q db.Querier, o BackupOptions, out *bufio.Writer) (Header, Manifest, error) {
	h := Header{Format: format, Product: "giamngheo", Version: o.Version, Engine: q.Engine(), Made: time.Now().UTC().Truncate(time.Second), Keys: o.Keys, WithKey: o.Key != nil}
	var err error
	if h.Schema, err = db.SchemaVersion(ctx, q); err != nil {
		return h, Manifest{}, err
	}
	if h.Demo, err = db.Setting(ctx, q, db.SettingDemo); err != nil {
		return h, Manifest{}, err
	}
	if h.Tables, err = carried(ctx, q); err != nil {
		return h, Manifest{}, err
	}
	w, err := newWriter(out, o.Recipients, h)
	if err != nil {
		return h, Manifest{}, err
	}
	if o.Key != nil {
		if err := w.entry(keyName, o.Key); err != nil {
			return h, Manifest{}, err
		}
	}
	for _, t := range h.Tables {
		if err := w.table(t, func(line func([]byte) error) (Sum, error) { return dump(ctx, q, t, line) }); err != nil {
			return h, Manifest{}, err
		}
	}
	return h, Manifest{w.sums}, w.close()
}

// remember records a backup that was made, for the doctor and the auditor.
func remember(ctx context.Context, d *db.DB, schema int64, m Made) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := addMade(ctx, tx, m); err != nil {
			return err
		}
		return audit.RecordIn(ctx, tx, schema, account.System.Audit(), audit.Line{
			Act: "operation.backup", Thing: "installation",
			After: map[string]any{"rows": m.Rows, "bytes": m.Bytes, "encrypted": m.Encrypted},
		})
	})
}

// Verify reads a backup to its end without restoring it: every byte, count and hash. newest is the
// program's schema version.
func Verify(path string, identities []age.Identity, newest int64) (Contents, error) {
	return read(path, identities, newest, nowhere{})
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// cause is what the system says, without the path that the sentence names already.
func cause(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
