package operation_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
	"giamngheo/internal/operation"
)

// One bit turned anywhere, or an end cut off anywhere, is found, and the sentence names the place.
func TestEveryDamageIsFound(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	id := identity(t)
	d := dbtest.SQLite(t) // small, so that many bytes can be tried
	open, sealed := filepath.Join(dir, "open"), filepath.Join(dir, "sealed")
	for file, to := range map[string][]age.Recipient{open: nil, sealed: {id.Recipient()}} {
		if _, err := operation.Backup(t.Context(), d, operation.BackupOptions{File: file, Recipients: to}); err != nil {
			t.Fatal(err)
		}
	}
	known := newest(t)
	for _, file := range []string{open, sealed} {
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := operation.Verify(file, []age.Identity{id}, known); err != nil {
			t.Fatalf("undamaged: %v", err)
		}
		r := rand.New(rand.NewPCG(1, 2))
		try := func(what string, at int, content []byte) {
			if err := os.WriteFile(file, content, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := operation.Verify(file, []age.Identity{id}, known)
			if fault.As(err) == nil {
				t.Errorf("%s: %s at byte %d of %d: %v", filepath.Base(file), what, at, len(whole), err)
			}
		}
		places := []int{}
		for i := range min(150, len(whole)) { // the heads and the trailer, every byte
			places = append(places, i, len(whole)-1-i)
		}
		for range 500 {
			places = append(places, r.IntN(len(whole)))
		}
		for _, at := range places {
			bad := bytes.Clone(whole)
			bad[at] ^= 1 << r.IntN(8)
			try("a bit turned", at, bad)
		}
		for range 60 {
			at := r.IntN(len(whole))
			try("cut off", at, whole[:at])
		}
		for at := range 50 {
			try("cut off", at, whole[:len(whole)-1-at])
		}
		try("something added", len(whole), append(bytes.Clone(whole), "more"...))
	}
}

func TestADamagedFileIsNamedByItsPlaceAndNothingIsRestored(t *testing.T) {
	t.Parallel()
	for name, to := range dbtest.Targets(t) {
		for what, c := range map[string]struct {
			damage func([]byte) []byte
			key    string
		}{
			"in the middle": {func(b []byte) []byte { b[len(b)/2] ^= 4; return b }, "operation.damaged"},
			"a row twice":   {func(b []byte) []byte { return rowTwice(t, b) }, "operation.damaged"},
			"cut short":     {func(b []byte) []byte { return b[:len(b)*2/3] }, "operation.cut_short"},
			"no backup":     {func([]byte) []byte { return []byte("PK\x03\x04 something else") }, "operation.not_a_backup"},
			"empty":         {func([]byte) []byte { return nil }, "operation.not_a_backup"},
		} {
			file := plainFile(t)
			b, _ := os.ReadFile(file)
			if err := os.WriteFile(file, c.damage(b), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := operation.Restore(t.Context(), operation.RestoreOptions{File: file, To: to, KeyFile: filepath.Join(t.TempDir(), "k"), Finish: finish})
			if !isFault(err, c.key) {
				t.Errorf("%s, %s: %v", name, what, err)
				continue
			}
			if strings.Contains(c.key, "damaged") || strings.Contains(c.key, "cut") {
				if args := fault.As(err).Args; len(args) < 8 || args[3].(int64) == 0 {
					t.Errorf("%s, %s: no place in %v", name, what, args)
				}
			}
			unserved(t, to)
		}
		// The same place still takes a good one.
		if _, err := operation.Restore(t.Context(), operation.RestoreOptions{File: plainFile(t), To: to, KeyFile: filepath.Join(t.TempDir(), "k"), Finish: finish}); err != nil {
			t.Errorf("%s: a good backup after bad ones: %v", name, err)
		}
		// And then it is full.
		if _, err := operation.Restore(t.Context(), operation.RestoreOptions{File: plainFile(t), To: to, KeyFile: filepath.Join(t.TempDir(), "k"), Finish: finish}); !isFault(err, "operation.not_empty") {
			t.Errorf("%s: into a full place: %v", name, err)
		}
	}
}

// rowTwice puts a household in the place of the one after it: every line is well formed, so the engine refuses
// the second before the sums at the end are reached.
func rowTwice(t testing.TB, backup []byte) []byte {
	t.Helper()
	unpack, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer unpack.Close()
	whole, err := unpack.DecodeAll(backup, nil)
	if err != nil {
		t.Fatal(err)
	}
	const head = 512 // of a tar entry
	at := bytes.Index(whole, []byte("tables/household/")) + head
	for {
		first := bytes.IndexByte(whole[at:], '\n') + 1
		second := bytes.IndexByte(whole[at+first:], '\n') + 1
		if first == second {
			copy(whole[at+first:], whole[at:at+first])
			break
		}
		at += first
	}
	pack, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer pack.Close()
	const trailer = 40
	return append(pack.EncodeAll(whole, nil), backup[len(backup)-trailer:]...)
}

// unserved fails when a database stands there that a server would serve.
func unserved(t testing.TB, to db.Config) {
	t.Helper()
	if to.URL == "" {
		entries, err := os.ReadDir(to.Dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !strings.HasPrefix(e.Name(), ".restore-") {
				t.Errorf("%s was left behind", e.Name())
			}
		}
		return
	}
	d, err := db.Open(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	tables, err := db.Tables(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	if len(tables) == 0 {
		return
	}
	if err := operation.CheckWhole(t.Context(), d); !isFault(err, "operation.half") {
		t.Errorf("a half database would be served: %v", err)
	}
}

func TestANewerBackupIsRefused(t *testing.T) {
	t.Parallel()
	_, err := operation.Verify(plainFile(t), nil, newest(t)-1)
	if !isFault(err, "operation.newer") {
		t.Errorf("Verify by an older program = %v", err)
	}
}

// A process killed in the middle of a restore leaves no database that would be served, and the next
// restore succeeds.
func TestARestoreThatIsKilledLeavesNothingServed(t *testing.T) {
	t.Parallel()
	file := plainFile(t)
	for name, to := range dbtest.Targets(t) {
		for _, stage := range []string{"load", "finish"} {
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestRestoreChild$")
			cmd.Env = append(os.Environ(), "RESTORE_CHILD="+stage, "RESTORE_FILE="+file, "RESTORE_DIR="+to.Dir, "RESTORE_URL="+to.URL)
			out, err := cmd.CombinedOutput()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != -1 {
				t.Fatalf("%s, %s: the child was not killed: %v\n%s", name, stage, err, out)
			}
			unserved(t, to)
		}
		if _, err := operation.Restore(t.Context(), operation.RestoreOptions{File: file, To: to, KeyFile: filepath.Join(t.TempDir(), "k"), Finish: finish}); err != nil {
			t.Fatalf("%s: the restore after the killed ones: %v", name, err)
		}
		if to.URL == "" {
			if left, _ := filepath.Glob(filepath.Join(to.Dir, ".restore-*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		}
		d, err := db.Open(t.Context(), to)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		verified(t, d)
	}
}

// TestRestoreChild is the process that dies: by itself, with kill -9, at the stage it is told.
func TestRestoreChild(t *testing.T) {
	stage := os.Getenv("RESTORE_CHILD")
	if stage == "" {
		return // only TestARestoreThatIsKilledLeavesNothingServed starts it
	}
	die := func() {
		p, _ := os.FindProcess(os.Getpid())
		_ = p.Kill()
		select {}
	}
	if stage == "load" {
		operation.DuringLoad(func(table string) {
			if table == "review_tally" {
				die()
			}
		})
	}
	_, err := operation.Restore(context.Background(), operation.RestoreOptions{
		File: os.Getenv("RESTORE_FILE"), To: db.Config{Dir: os.Getenv("RESTORE_DIR"), URL: os.Getenv("RESTORE_URL")},
		KeyFile: filepath.Join(t.TempDir(), "k"),
		Finish: func(context.Context, *db.DB) error {
			die()
			return nil
		},
	})
	t.Errorf("it lived: %v, %v", err, fs.ErrNotExist)
}
