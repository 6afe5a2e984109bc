package operation_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"filippo.io/age"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/operation"
	"giamngheo/internal/unit"
)

// From each engine into each engine, while officers write: what was acknowledged before the backup
// began is there, every tally is right, the same names are found, and new rows get new numbers.
func TestABackupUnderWritesRestoresOnEitherEngine(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		filled(t, d)
		s := household.NewService(d, keys)
		commune, village := someCommune(t, d)
		create := func(ctx context.Context, n int64) error {
			_, err := s.Create(ctx, account.System, household.Household{
				Ref: household.Ref{Commune: commune}, Village: village, Code: fmt.Sprint("B", n), CodeYear: 2022, Head: "Đinh Thử", Address: "\"x\"\\\n\u0001thôn",
				Ethnic: household.Bahnar, Members: 1,
				Persons: []household.Person{{Name: "Đinh Thử", Sex: household.Male, Born: "1967", Ethnic: household.Bahnar, Relation: household.Head, Identity: "064067001234"}},
			})
			return err
		}
		var acknowledged atomic.Int64
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		first := make(chan bool)
		go func() {
			for n := int64(1); ; n++ {
				if err := create(ctx, n); err != nil {
					if ctx.Err() == nil {
						ended <- err
					}
					close(ended)
					return
				}
				acknowledged.Store(n)
				if n == 20 {
					close(first)
				}
			}
		}()
		select {
		case <-first:
		case err := <-ended:
			t.Fatal(err)
		}
		before := acknowledged.Load()
		file := filepath.Join(t.TempDir(), "b.age")
		id := identity(t)
		made, err := operation.Backup(t.Context(), d, operation.BackupOptions{
			File: file, Recipients: []age.Recipient{id.Recipient()}, Keys: keys.IDs(), Version: "test",
		})
		if err != nil {
			t.Fatal(err)
		}
		// At least one act follows the snapshot, for the test to mean something.
		if acknowledged.Load() <= before {
			if err := create(t.Context(), 1_000_000); err != nil {
				t.Fatal(err)
			}
		}
		stop()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		found, err := operation.Verify(file, []age.Identity{id}, newest(t))
		if err != nil || found.Rows() != made.Rows() || !found.Encrypted || found.Bytes != made.Bytes {
			t.Fatalf("verify = %d rows, %v; want %d", found.Rows(), err, made.Rows())
		}
		for name, to := range dbtest.Targets(t) {
			keyFile := filepath.Join(t.TempDir(), "seal.key")
			r, err := operation.Restore(t.Context(), operation.RestoreOptions{
				File: file, Identities: []age.Identity{id}, To: to, KeyFile: keyFile, Finish: finish,
			})
			if err != nil {
				t.Fatalf("restore into %s: %v", name, err)
			}
			if len(r.Missing) != 1 || r.Missing[0] != keys.IDs()[0] {
				t.Errorf("missing keys %v, want %v", r.Missing, keys.IDs())
			}
			to.Relaxed = true
			back, err := db.Open(t.Context(), to)
			if err != nil {
				t.Fatal(err)
			}
			defer back.Close()
			if err := operation.CheckWhole(t.Context(), back); err != nil {
				t.Error(err)
			}
			verified(t, back)
			chained(t, back)
			q := household.NewService(back, keys)
			list, err := household.Search(t.Context(), back, household.Query{Text: "dinh thu", Area: unit.CountryID, Limit: 1000})
			if err != nil || int64(len(list)) < before {
				t.Fatalf("%s: %d households found, %v; %d were acknowledged before", name, len(list), err, before)
			}
			if list, err = household.Search(t.Context(), back, household.Query{Text: "B7", Area: commune}); err != nil || len(list) == 0 {
				t.Fatalf("%s: B7: %v, %v", name, list, err)
			}
			h, err := q.Get(t.Context(), account.System, list[0].Ref)
			if err != nil || h.Address != "\"x\"\\ \u0001thôn" || string(h.Persons[0].Identity) != household.Identity("064067001234").Mask() {
				t.Errorf("%s: %+v, %v", name, h, err)
			}
			if _, err := q.Create(t.Context(), account.System, household.Household{
				Ref: household.Ref{Commune: commune}, Village: village, Code: "NEW", CodeYear: 2022, Head: "Rơ Châm Mới", Ethnic: household.Jrai, Members: 1,
			}); err != nil {
				t.Errorf("%s: the first new household after the restore: %v", name, err)
			}
			chained(t, back) // the new line goes on where the old ended
		}
	})
}

func someCommune(t testing.TB, d *db.DB) (commune, village unit.ID) {
	t.Helper()
	u, err := unit.ByCode(t.Context(), d, unit.District, "630", "2022-12-31")
	if err != nil {
		t.Fatal(err)
	}
	below, err := unit.Below(t.Context(), d, u.ID, unit.Commune, "2022-12-31")
	if err != nil || len(below) == 0 {
		t.Fatalf("communes: %v", err)
	}
	villages, err := unit.Below(t.Context(), d, below[0].ID, unit.Village, "2022-12-31")
	if err != nil || len(villages) == 0 {
		t.Fatalf("villages: %v", err)
	}
	return below[0].ID, villages[0].ID
}

func TestBackupRefusesWhatWouldHarm(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	file := filepath.Join(t.TempDir(), "b")
	if _, err := operation.Backup(t.Context(), d, operation.BackupOptions{File: file, Key: []byte("k")}); !isFault(err, "operation.key_in_the_open") {
		t.Errorf("the key in an open file: %v", err)
	}
	if _, err := operation.Backup(t.Context(), d, operation.BackupOptions{File: filepath.Join(file, "x")}); !isFault(err, "operation.cannot_write") {
		t.Errorf("no folder: %v", err)
	}
	if _, err := operation.Backup(t.Context(), d, operation.BackupOptions{File: file}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	was, _ := os.ReadFile(file)
	if _, err := operation.Backup(t.Context(), d, operation.BackupOptions{File: file}); !isFault(err, "operation.file_exists") {
		t.Errorf("a second backup into the same file: %v", err)
	}
	if is, _ := os.ReadFile(file); !bytes.Equal(was, is) {
		t.Error("the first backup was written over")
	}
	made, err := operation.History(t.Context(), d)
	if err != nil || len(made) != 1 || made[0].File != "b" || made[0].Encrypted {
		t.Errorf("history %+v, %v", made, err)
	}
}

func TestAKeyTravelsOnlySealedAndOpensTheNumbers(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	dir := t.TempDir()
	secret := []byte("00112233 " + strings.Repeat("ab", 32) + "\n")
	file := filepath.Join(dir, "b")
	pass, err := age.NewScryptRecipient("mật khẩu dài của phòng máy")
	if err != nil {
		t.Fatal(err)
	}
	pass.SetWorkFactor(10)
	if _, err := operation.Backup(t.Context(), d, operation.BackupOptions{File: file, Recipients: []age.Recipient{pass}, Keys: []string{"00112233"}, Key: secret}); err != nil {
		t.Fatal(err)
	}
	content, _ := os.ReadFile(file)
	if bytes.Contains(content, secret[:20]) {
		t.Error("the key lies open in the backup")
	}
	if _, err := operation.Verify(file, nil, newest(t)); !isFault(err, "operation.sealed") {
		t.Errorf("without the passphrase: %v", err)
	}
	wrong, _ := age.NewScryptIdentity("mật khẩu khác")
	if _, err := operation.Verify(file, []age.Identity{wrong}, newest(t)); !isFault(err, "operation.wrong_identity") {
		t.Errorf("with another passphrase: %v", err)
	}
	right, _ := age.NewScryptIdentity("mật khẩu dài của phòng máy")
	r, err := operation.Restore(t.Context(), operation.RestoreOptions{
		File: file, Identities: []age.Identity{right}, To: db.Config{Dir: filepath.Join(dir, "new")}, KeyFile: filepath.Join(dir, "new", "seal.key"), Finish: finish,
	})
	if err != nil || len(r.Missing) != 0 {
		t.Fatalf("missing %v, %v", r.Missing, err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "new", "seal.key"))
	if err != nil || !bytes.Equal(got, secret) {
		t.Errorf("the key file is %q, %v", got, err)
	}
	info, err := os.Stat(filepath.Join(dir, "new", "seal.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func isFault(err error, key string) bool {
	f := fault.As(err)
	return f != nil && f.Key == key
}

// A backup taken before an upgrade, at an older schema, restores and comes forward.
func TestABackupOfAnOlderSchemaComesForward(t *testing.T) {
	t.Parallel()
	for name, to := range dbtest.Targets(t) {
		old, err := db.Open(t.Context(), db.Config{Dir: t.TempDir(), Relaxed: true})
		if err != nil {
			t.Fatal(err)
		}
		defer old.Close()
		if err := old.MigrateTo(t.Context(), 7); err != nil {
			t.Fatal(err)
		}
		// Written as a program of that day wrote it.
		if err := old.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `insert into unit (id, code, level, kind, name, folded, parent_id, valid_from, valid_to, source)
				values (1, '', 'country', '', 'Việt Nam', 'vietnam', 0, '1900-01-01', '9999-12-31', ''), (141, '64', 'province', 'tỉnh', 'Gia Lai', 'gialai', 1, '2004-01-01', '9999-12-31', '')`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "old")
		made, err := operation.Backup(t.Context(), old, operation.BackupOptions{File: file})
		if err != nil || made.Schema != 7 {
			t.Fatalf("schema %d, %v", made.Schema, err)
		}
		if _, err := operation.Restore(t.Context(), operation.RestoreOptions{File: file, To: to, KeyFile: filepath.Join(t.TempDir(), "k"), Finish: finish}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		back, err := db.Open(t.Context(), to)
		if err != nil {
			t.Fatal(err)
		}
		defer back.Close()
		if err := back.CheckSchema(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := unit.ByCode(t.Context(), back, unit.Province, "64", "2022-12-31"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
