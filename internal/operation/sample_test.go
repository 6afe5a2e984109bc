package operation_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"filippo.io/age"

	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/demo"
	"giamngheo/internal/job"
	"giamngheo/internal/operation"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
)

var keys = seal.Ephemeral()

// filled puts one district of the demonstration into a database.
func filled(t testing.TB, d *db.DB) *db.DB {
	t.Helper()
	if err := job.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if _, err := demo.Make(t.Context(), d, keys, demo.Options{Seed: 64, Districts: []string{"630"}}); err != nil {
		t.Fatal(err)
	}
	return d
}

// plain is one backup of that district, made once for all tests that only read it.
var plain = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "operation")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	d, err := db.Open(ctx, db.Config{Dir: dir, Relaxed: true})
	if err != nil {
		return nil, err
	}
	defer d.Close()
	if err := finish(ctx, d); err != nil {
		return nil, err
	}
	if _, err := demo.Make(ctx, d, keys, demo.Options{Seed: 64, Districts: []string{"630"}}); err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "b.tar.zst")
	if _, err := operation.Backup(ctx, d, operation.BackupOptions{File: file, Keys: keys.IDs(), Version: "test"}); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// plainFile is that backup as a file of the test's own.
func plainFile(t testing.TB) string {
	t.Helper()
	b, err := plain()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "b.tar.zst")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func finish(ctx context.Context, d *db.DB) error {
	if err := d.Migrate(ctx); err != nil {
		return err
	}
	return job.Migrate(ctx, d)
}

// newest is the schema version of this program.
func newest(t testing.TB) int64 {
	t.Helper()
	v, err := db.NewestVersion()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// chained proves the audit's chains.
func chained(t testing.TB, d *db.DB) {
	t.Helper()
	v, err := audit.Verify(t.Context(), d, nil, func(f audit.Finding) { t.Errorf("audit: %+v", f) })
	if err != nil || v.Lines == 0 {
		t.Errorf("%d audit lines are proven, %v", v.Lines, err)
	}
}

// verified recounts every round.
func verified(t testing.TB, d *db.DB) {
	t.Helper()
	rounds, err := review.All(t.Context(), d)
	if err != nil || len(rounds) == 0 {
		t.Fatalf("rounds %v, %v", rounds, err)
	}
	for _, r := range rounds {
		err := d.Read(t.Context(), func(q db.Querier) error {
			diffs, n, err := review.VerifyCounting(t.Context(), q, r.ID)
			if len(diffs) > 0 || n.Households == 0 {
				t.Errorf("round %d: %d differences over %d households", r.ID, len(diffs), n.Households)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func identity(t testing.TB) *age.X25519Identity {
	t.Helper()
	i, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func recipients(id *age.X25519Identity) []age.Recipient { return []age.Recipient{id.Recipient()} }

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

var forever = day.Period{From: "2000-01-01", To: day.Forever}
