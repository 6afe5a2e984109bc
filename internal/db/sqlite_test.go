package db_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"giamngheo/internal/db"
)

func TestTheDatabaseIsItsOwnersAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // a directory that others can read is what this test is about
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), db.Config{Dir: dir, Relaxed: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := set(context.Background(), d, "a", "b"); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) < 2 {
		t.Fatalf("files %v, %v; want the database and its log", files, err)
	}
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 && strings.Contains(f, db.FileName) {
			t.Errorf("%s is %s", f, info.Mode())
		}
	}
}
