package dbtest

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"giamngheo/internal/db"
)

// Targets are an empty place for each engine that the tests have, by name: a directory, and a
// PostgreSQL schema without a table when TEST_POSTGRES names a server.
func Targets(t testing.TB) map[string]db.Config {
	t.Helper()
	out := map[string]db.Config{"sqlite": {Dir: t.TempDir()}}
	base := os.Getenv("TEST_POSTGRES")
	if base == "" {
		return out
	}
	name := fmt.Sprintf("e%d_%d_%d", os.Getpid(), time.Now().UnixNano(), schemas.Add(1))
	admin, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	if _, err := admin.Exec("create schema " + name); err != nil {
		t.Fatalf("dbtest: TEST_POSTGRES: %v", err)
	}
	t.Cleanup(func() {
		if admin, err := sql.Open("pgx", base); err == nil {
			defer admin.Close()
			_, _ = admin.Exec("drop schema " + name + " cascade")
		}
	})
	sep := "?"
	if strings.Contains(base, "?") {
		sep = "&"
	}
	out["postgres"] = db.Config{URL: base + sep + "search_path=" + url.QueryEscape(name), Partitioned: os.Getenv("TEST_PARTITIONED") != ""}
	return out
}
