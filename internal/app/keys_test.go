package app_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/app"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/job"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

// sealedTown is a commune of households with numbers, and where its database is.
type sealedTown struct {
	to      db.Config
	data    string
	commune unit.ID
	refs    []household.Ref
}

const sealedHouseholds = 1200

func identityOf(i int) household.Number { return household.Number(fmt.Sprintf("064067%06d", i)) }
func phoneOf(i int) household.Number    { return household.Number(fmt.Sprintf("0905%06d", i)) }

func newSealedTown(t *testing.T, to db.Config, data string) sealedTown {
	t.Helper()
	town := sealedTown{to: to, data: data}
	d := town.open(t)
	defer d.Close()
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := job.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	keys := town.keys(t)
	u, ok := unit.Shipped().ByCode(unit.Commune, "23827", "2022-12-31")
	if !ok {
		t.Fatal("no commune")
	}
	town.commune = u.ID
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := unit.Ship(ctx, tx); err != nil {
			return err
		}
		village := []unit.Unit{{Code: "V", Level: unit.Village, Kind: "làng", Name: "Thử", Parent: u.ID, From: u.From, To: u.To, Source: "thử"}}
		if err := unit.Insert(ctx, tx, village); err != nil {
			return err
		}
		_, err := household.Load(ctx, tx, keys, func(yield func(household.Household, error) bool) {
			for i := range sealedHouseholds {
				h := household.Household{
					Ref: household.Ref{Commune: u.ID, ID: household.ID(i + 1)}, Village: village[0].ID, Code: fmt.Sprint("M", i), CodeYear: 2022, Head: fmt.Sprint("Đinh Thử", i),
					Ethnic: household.Bahnar, EthnicGiven: "12", EthnicList: household.List2008, Members: 1, Phone: phoneOf(i),
				}
				h.Persons = []household.Person{{Position: 1, Name: h.Head, Sex: household.Male, Born: "1967", Ethnic: h.Ethnic, Relation: household.Head, Identity: identityOf(i)}}
				town.refs = append(town.refs, h.Ref)
				if !yield(h, nil) {
					return
				}
			}
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	// A sheet that changes half of them leaves images behind, and a file that waits.
	var sheet strings.Builder
	sheet.WriteString("Mã hộ,Mã xã,Số điện thoại\n")
	for i := range sealedHouseholds / 4 {
		fmt.Fprintf(&sheet, "M%d,23827,0912%06d\n", i, i)
	}
	file := filepath.Join(data, "so.csv")
	if err := os.WriteFile(file, []byte(sheet.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	town.run(t, "import", "households", file, "--round", "2023", "--unit", "23827", "--level", "commune")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	return town
}

func (s sealedTown) open(t *testing.T) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), s.to)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (s sealedTown) keys(t *testing.T) *seal.Keys {
	t.Helper()
	k, err := seal.Load(filepath.Join(s.data, seal.FileName))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (s sealedTown) args(args ...string) []string {
	args = append(args, "--data", s.data)
	if s.to.URL != "" {
		args = append(args, "--database", s.to.URL)
	}
	return args
}

func (s sealedTown) run(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs strings.Builder
	if code := app.Run(t.Context(), s.args(args...), strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("%v = %d\n%s%s", args, code, out.String(), errs.String())
	}
	return out.String()
}

// whole proves that every number opens and is found, by this process's keys.
func (s sealedTown) whole(t *testing.T, d *db.DB, h *household.Service, every int) {
	t.Helper()
	for i := 0; i < sealedHouseholds; i += every {
		phone := phoneOf(i)
		if i < sealedHouseholds/4 {
			phone = household.Number(fmt.Sprintf("0912%06d", i))
		}
		for which, want := range map[household.Which]household.Number{household.IdentityOf(1): identityOf(i), household.Phone: phone} {
			if got, err := h.Reveal(t.Context(), account.System, s.refs[i], which, "inspect", ""); err != nil || got != want {
				t.Fatalf("household %d: %s opens as %s, %v", i, which, string(got), err)
			}
			list, err := h.FindNumber(t.Context(), account.System, string(want), s.commune)
			if err != nil || len(list) != 1 || list[0].Ref != s.refs[i] {
				t.Fatalf("household %d: %s is found in %d households, %v", i, which, len(list), err)
			}
		}
	}
}

// A change of keys is killed at random points again and again, while a program that runs on reads, finds and
// writes numbers; at the end everything is under the new key, nothing is lost, and the old key is gone.
func TestAKilledRotationLosesNothing(t *testing.T) {
	t.Parallel()
	for name, to := range dbtest.Targets(t) {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			if to.Dir != "" {
				data = to.Dir
			}
			town := newSealedTown(t, to, data)
			d := town.open(t)
			defer d.Close()
			keys := town.keys(t)
			old := keys.IDs()[0]
			running := household.NewService(d, keys) // opened before the rotation, as a server is
			killed, finished := 0, false
			for try := 0; try < 40 && !finished; try++ {
				cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestRotateChild$")
				cmd.Env = append(os.Environ(), "ROTATE_CHILD="+strings.Join(town.args("keys", "rotate", "--grace", "1200ms"), "\n"))
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				done := make(chan error, 1)
				go func() { done <- cmd.Wait() }()
				// The first tries end early, later ones are given more time.
				patience := time.Duration(rand.IntN(400)+try*150) * time.Millisecond
				select {
				case err := <-done:
					if err != nil {
						t.Fatalf("the rotation failed: %v", err)
					}
					finished = true
				case <-time.After(patience):
					_ = cmd.Process.Kill()
					<-done
					killed++
				}
				town.whole(t, d, running, 97)
				// Whoever writes meanwhile keeps what he wrote.
				i := 600 + try // of none that the sheet changed: it is to be taken back
				h, err := running.Get(t.Context(), account.System, town.refs[i])
				if err != nil {
					t.Fatal(err)
				}
				h.Address = fmt.Sprint("đội ", try)
				h.Flags |= household.Merit
				if err := running.Update(t.Context(), account.System, h); err != nil {
					t.Fatal(err)
				}
			}
			if killed == 0 || !finished {
				t.Fatalf("killed %d times, finished %t", killed, finished)
			}
			t.Logf("killed %d times", killed)
			fresh := town.keys(t)
			if ids := fresh.IDs(); len(ids) != 1 || ids[0] == old {
				t.Fatalf("the keys are %v, the old one %s", ids, old)
			}
			town.whole(t, d, household.NewService(d, fresh), 1)
			town.whole(t, d, running, 101)
			status := town.run(t, "keys", "status", "--format", "json")
			if strings.Contains(status, old) || !strings.Contains(status, fresh.IDs()[0]) {
				t.Errorf("the status still tells of the old key:\n%s", status)
			}
			if b, err := os.ReadFile(seal.RetiredName(filepath.Join(data, seal.FileName))); err != nil || strings.Count(string(b), old+" ") != 1 {
				t.Errorf("the retired keys are %d bytes, %v", len(b), err)
			}
			// What an import changed can be taken back although its images were made under the old key.
			town.run(t, "import", "undo", "1")
			h := household.NewService(d, fresh)
			if n, err := h.Reveal(t.Context(), account.System, town.refs[100], household.Phone, "inspect", ""); err != nil || n != phoneOf(100) {
				t.Errorf("taken back to %s, %v", string(n), err)
			}
		})
	}
}

// TestRotateChild is the rotation that is killed.
func TestRotateChild(t *testing.T) {
	args := os.Getenv("ROTATE_CHILD")
	if args == "" {
		return // only TestAKilledRotationLosesNothing starts it
	}
	if code := app.Run(context.Background(), strings.Split(args, "\n"), strings.NewReader(""), io.Discard, os.Stderr); code != 0 {
		t.Errorf("keys rotate ended with %d", code)
	}
}

// With a key store the operator puts the new key there and takes the old one out; the program never writes one.
func TestKeysInAStoreAreRotatedInTwoSteps(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	store := filepath.Join(t.TempDir(), "store")
	first, second := seal.NewLine(), seal.NewLine()
	put := func(lines ...string) {
		if err := os.WriteFile(store, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put(first)
	run := func(want int, args ...string) string {
		t.Helper()
		var out, errs strings.Builder
		args = append(args, "--data", dir, "--key-command", "cat "+store)
		if code := app.Run(t.Context(), args, strings.NewReader(""), &out, &errs); code != want {
			t.Fatalf("%v = %d, want %d\n%s%s", args, code, want, out.String(), errs.String())
		}
		return out.String() + errs.String()
	}
	run(0, "migrate")
	if out := run(0, "keys", "list"); !strings.Contains(out, first[:8]) {
		t.Errorf("the keys are %s", out)
	}
	if out := run(1, "keys", "rotate", "--grace", "0s"); !strings.Contains(out, "keys new") {
		t.Errorf("one key in the store: %s", out)
	}
	run(1, "keys", "add")
	put(second, first)
	out := run(0, "keys", "rotate", "--grace", "0s")
	if !strings.Contains(out, second[:8]) || !strings.Contains(out, first[:8]) {
		t.Errorf("the rotation says %s", out)
	}
	if out := run(0, "keys", "new"); len(strings.Fields(out)) != 2 {
		t.Errorf("a new key is %d words", len(strings.Fields(out)))
	}
	if out := run(0, "config"); strings.Contains(out, second[9:]) {
		t.Error("the settings show a key")
	}
	run(1, "backup", "--plain", "--with-key", "--out", filepath.Join(dir, "b"))
	for _, name := range []string{seal.FileName, seal.RetiredName(seal.FileName)} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			t.Errorf("%s lies on the disk", name)
		}
	}
}

// Every column of bytes is one that a change of keys brings along, or one that is known to hold nothing sealed.
func TestNoSealedColumnIsForgotten(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	known := map[string]bool{
		"household_person.identity": true, "household_person.identity_key": true, "household_number.number": true, "household_number.number_key": true,
		"intake.preview": true, "intake_chunk.content": true, "intake_change.image": true, "change_request.content": true, "credential_totp.secret": true,
		// Not sealed: compressed, a hash, a shape, a session.
		"household_history_run.changes": true, "account_session.data": true, "unit_boundary.shape": true,
		"audit_head.prev": true, "audit_line.prev": true, "audit_line.hash": true, "audit_head.hash": true, "audit_anchored.hash": true,
	}
	err := d.Read(t.Context(), func(q db.Querier) error {
		tables, err := db.Tables(t.Context(), q)
		for _, x := range tables {
			for _, c := range x.Columns {
				if name := x.Name + "." + c.Name; c.Kind == db.Bytes && !known[name] && !strings.HasPrefix(name, "river_") && !strings.HasPrefix(name, "household_search") {
					t.Errorf("%s: is it sealed? Name it in sealedPlaces and here, or here alone", name)
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
