package operation_test

import (
	"context"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/job"
	"giamngheo/internal/lang"
	"giamngheo/internal/operation"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

// Each check, in good health and in each of its illnesses.
func TestTheDoctorFindsEachIllness(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := job.Migrate(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		if err := os.Chmod(dir, 0o700); err != nil { //nolint:gosec // a folder must be entered
			t.Fatal(err)
		}
		healthy := operation.Setup{Data: dir, Addr: "127.0.0.1:8080", HTTPS: true, Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}}
		now := time.Now()
		examine := func(s operation.Setup, now time.Time) map[string]operation.Finding {
			t.Helper()
			o := operation.NewDoctor(d, s)
			o.Now = func() time.Time { return now }
			o.UID, o.Cores, o.Swaps = func() int { return 1000 }, func() bool { return false }, os.DevNull
			list, err := o.Examine(t.Context(), account.System)
			if err != nil {
				t.Fatal(err)
			}
			out := map[string]operation.Finding{}
			for _, f := range list {
				for _, l := range lang.All {
					for _, text := range []string{f.Title(l), f.Sentence(l)} {
						if text == "" || strings.ContainsAny(text, "⟦⟧") || strings.Contains(text, "<no value>") {
							t.Errorf("%s says %q", f.Check, text)
						}
					}
				}
				out[f.Check] = f
			}
			return out
		}
		expect := func(name string, got map[string]operation.Finding, check string, want operation.State) {
			t.Helper()
			if got[check].State != want {
				t.Errorf("%s: %s is %q (%s), want %q", name, check, got[check].State, got[check].Sentence(lang.En), want)
			}
		}
		write := func(fn func(ctx context.Context, tx *db.Tx) error) {
			t.Helper()
			if err := d.Write(t.Context(), fn); err != nil {
				t.Fatal(err)
			}
		}

		got := examine(healthy, now)
		for _, check := range []string{"database", "schema", "tallies", "keys", "files", "memory", "clock", "jobs", "rounds", "audit", "address", "certificate", "proxy", "accounts", "power", "traces", "purpose", "version"} {
			expect("healthy", got, check, operation.OK)
		}
		expect("nothing was backed up", got, "backup", operation.Wrong)
		expect("never checked", got, "integrity", operation.Look)
		if operation.Worst([]operation.Finding{got["database"], got["integrity"]}) != operation.Look {
			t.Error("the worst of ok and look is look")
		}

		open := healthy
		open.Addr, open.HTTPS, open.Proxies = "0.0.0.0:80", false, []netip.Prefix{netip.MustParsePrefix("::/0")}
		got = examine(open, now)
		expect("open to all", got, "address", operation.Wrong)
		expect("everybody's word", got, "proxy", operation.Wrong)
		open.Addr, open.HTTPS, open.Proxies = "localhost:80", true, nil
		expect("no proxy", examine(open, now), "proxy", operation.Look)

		if _, err := operation.NewDoctor(d, healthy).CheckIntegrity(t.Context()); err != nil {
			t.Fatal(err)
		}
		expect("checked", examine(healthy, now), "integrity", operation.OK)
		expect("long ago", examine(healthy, now.AddDate(0, 1, 0)), "integrity", operation.Look)

		id := identity(t)
		file := filepath.Join(t.TempDir(), "b")
		if _, err := operation.Backup(t.Context(), d, operation.BackupOptions{File: file}); err != nil {
			t.Fatal(err)
		}
		expect("unencrypted", examine(healthy, now), "backup", operation.Look)
		if _, err := operation.Backup(t.Context(), d, operation.BackupOptions{File: file + "2", Recipients: recipients(id)}); err != nil {
			t.Fatal(err)
		}
		expect("encrypted", examine(healthy, now), "backup", operation.OK)
		expect("two days old", examine(healthy, now.Add(48*time.Hour)), "backup", operation.Look)
		expect("two weeks old", examine(healthy, now.AddDate(0, 0, 14)), "backup", operation.Wrong)

		if _, err := seal.Load(filepath.Join(dir, seal.FileName)); err != nil {
			t.Fatal(err)
		}
		expect("keys there", examine(healthy, now), "keys", operation.OK)
		if err := os.Chmod(filepath.Join(dir, seal.FileName), 0o644); err != nil { //nolint:gosec // what the check is about
			t.Fatal(err)
		}
		expect("keys open", examine(healthy, now), "keys", operation.Wrong)
		if err := os.WriteFile(filepath.Join(dir, db.FileName), nil, 0o644); err != nil { //nolint:gosec // what the check is about
			t.Fatal(err)
		}
		expect("database readable by others", examine(healthy, now), "files", operation.Wrong)

		var round review.Round
		write(func(ctx context.Context, tx *db.Tx) (err error) {
			if err := unit.Ship(ctx, tx); err != nil {
				return err
			}
			round, err = review.Add(ctx, tx, review.Round{Year: 2022, Kind: review.Periodic, Edition: "vn-2022", Unit: unit.CountryID, Day: "2022-12-31", Status: review.Open, Source: "thử"})
			return err
		})
		got = examine(healthy, now)
		expect("open for years", got, "rounds", operation.Look)
		expect("never recounted", got, "tallies", operation.Look)
		for _, differences := range []int{3, 0} {
			write(func(ctx context.Context, tx *db.Tx) error {
				return audit.Record(ctx, tx, audit.System, audit.Line{Act: "review.verify", Thing: "round:" + itoa(int64(round.ID)), After: map[string]int{"differences": differences}})
			})
			want := operation.OK
			if differences > 0 {
				want = operation.Wrong
			}
			expect("recounted", examine(healthy, dbtest.Clock.Add(time.Hour)), "tallies", want)
		}
		expect("recounted long ago", examine(healthy, now), "tallies", operation.Look)
		expect("the clock runs behind", examine(healthy, dbtest.Clock.AddDate(0, 0, -3)), "clock", operation.Wrong)

		write(func(ctx context.Context, tx *db.Tx) error { return db.SetSetting(ctx, tx, db.SettingDemo, "x") })
		expect("a demonstration in public", examine(healthy, now), "purpose", operation.Look)
	})
}

func TestTheDoctorMissesTheKeyOfSealedNumbers(t *testing.T) {
	t.Parallel()
	d := filled(t, dbtest.SQLite(t))
	dir := t.TempDir()
	path := filepath.Join(dir, seal.FileName)
	if err := operation.CheckKey(t.Context(), d, seal.Source{File: path}); !isFault(err, "operation.key_lost") {
		t.Errorf("CheckKey without a key file = %v", err)
	}
	o := operation.NewDoctor(d, operation.Setup{Data: dir, Addr: "127.0.0.1:1"})
	state := func() operation.State {
		list, err := o.Examine(t.Context(), account.System)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range list {
			if f.Check == "keys" {
				return f.State
			}
		}
		return ""
	}
	if got := state(); got != operation.Wrong {
		t.Errorf("no key file: %q", got)
	}
	if _, err := seal.Load(path); err != nil { // another key
		t.Fatal(err)
	}
	if got := state(); got != operation.Wrong {
		t.Errorf("another key: %q", got)
	}
}
