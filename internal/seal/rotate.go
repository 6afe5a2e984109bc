package seal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// NewLine is a new key as a key file or a key store holds it.
func NewLine() string { return newKey().line() }

// RetiredName is where the file's old keys go: they open nothing that is in the database any more, but what
// lies in backups that were made before.
func RetiredName(path string) string { return path + ".retired" }

// Add puts a new key before those of a file. Processes that run take it up within a second.
func Add(path string) error {
	return exclusive(path, func() error {
		list, err := readFile(path)
		if err != nil {
			return err
		}
		return replace(path, append([]key{newKey()}, list...))
	})
}

// Retire leaves only the newest key in a file, and puts the others into the file of retired ones first. It
// gives their ids.
func Retire(path string, now time.Time) (ids []string, err error) {
	err = exclusive(path, func() error {
		list, err := readFile(path)
		if err != nil || len(list) < 2 {
			return err
		}
		retired := RetiredName(path)
		text, err := os.ReadFile(retired)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("retired keys: %w", err)
		}
		var b strings.Builder
		b.Write(text)
		if len(text) == 0 {
			b.WriteString("# giamngheo: keys that only backups made before their day still need. Keep this file where the backups' keys are, not here.\n")
		}
		for _, k := range list[1:] {
			ids = append(ids, fmt.Sprintf("%x", k.id))
			if !strings.Contains(b.String(), k.line()) { // written by a try that was broken off
				fmt.Fprintf(&b, "# retired %s\n%s\n", now.Format(time.DateOnly), k.line())
			}
		}
		if err := put(retired, b.String()); err != nil {
			return err
		}
		return replace(path, list[:1])
	})
	return ids, err
}

func replace(path string, list []key) error {
	text := remark
	for _, k := range list {
		text += k.line() + "\n"
	}
	return put(path, text)
}

// put replaces a file as a whole: whoever reads it meanwhile, or after a power cut, has the old or the new one.
func put(path, text string) error {
	made, err := write(path, text)
	if err != nil {
		return err
	}
	if err := os.Rename(made, path); err != nil {
		os.Remove(made)
		return fmt.Errorf("key file: %w", err)
	}
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	return nil
}
