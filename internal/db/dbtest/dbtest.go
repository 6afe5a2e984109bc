// Package dbtest gives each test a migrated database of its own: SQLite always, PostgreSQL too when
// TEST_POSTGRES names a server (`make test` starts one), and that hash-partitioned when
// TEST_PARTITIONED is set.
package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"giamngheo/internal/db"
)

// Clock is the time at which tests run unless they say otherwise.
var Clock = time.Date(2022, 12, 26, 9, 0, 0, 0, time.UTC)

// Each runs a test on every engine, side by side.
func Each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, SQLite(t))
	})
	if os.Getenv("TEST_POSTGRES") != "" {
		t.Run("postgres", func(t *testing.T) {
			t.Parallel()
			test(t, Postgres(t))
		})
	}
}

var template struct {
	sync.Once
	file []byte
	err  error
}

// SQLite is a migrated database in a directory that the test removes.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	template.Do(func() {
		dir, err := os.MkdirTemp("", "dbtest")
		if err != nil {
			template.err = err
			return
		}
		defer os.RemoveAll(dir)
		d, err := db.Open(context.Background(), db.Config{Dir: dir, Relaxed: true})
		if err == nil {
			err = d.Migrate(context.Background())
			// Closing the last connection folds the write-ahead log into the file.
			if cerr := d.Close(); err == nil {
				err = cerr
			}
		}
		if err == nil {
			template.file, err = os.ReadFile(filepath.Join(dir, db.FileName))
		}
		template.err = err
	})
	if template.err != nil {
		t.Fatalf("dbtest: %v", template.err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, db.FileName), template.file, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, db.Config{Dir: dir, Relaxed: true})
}

var schemas atomic.Int64

// Postgres is a migrated schema of its own on the server that TEST_POSTGRES names.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	return postgres(t, os.Getenv("TEST_PARTITIONED") != "")
}

// Partitioned runs a test on PostgreSQL with the household-level tables hash-partitioned by commune, where
// TEST_POSTGRES names a server.
func Partitioned(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	if os.Getenv("TEST_POSTGRES") != "" {
		test(t, postgres(t, true))
	}
}

func postgres(t testing.TB, partitioned bool) *db.DB {
	t.Helper()
	base := os.Getenv("TEST_POSTGRES")
	name := fmt.Sprintf("t%d_%d_%d", os.Getpid(), time.Now().UnixNano(), schemas.Add(1))
	admin, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	if _, err := admin.Exec("create schema " + name); err != nil {
		t.Fatalf("dbtest: TEST_POSTGRES: %v", err)
	}
	sep := "?"
	if strings.Contains(base, "?") {
		sep = "&"
	}
	d := open(t, db.Config{URL: base + sep + "search_path=" + url.QueryEscape(name), Partitioned: partitioned})
	t.Cleanup(func() {
		admin, err := sql.Open("pgx", base)
		if err != nil {
			return
		}
		defer admin.Close()
		_, _ = admin.Exec("drop schema " + name + " cascade")
	})
	if err := d.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return d
}

func open(t testing.TB, cfg db.Config) *db.DB {
	t.Helper()
	cfg.Now = func() time.Time { return Clock }
	d, err := db.Open(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}
