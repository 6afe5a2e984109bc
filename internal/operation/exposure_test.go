package operation_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/job"
	"giamngheo/internal/operation"
	"giamngheo/internal/unit"
)

// certificate writes one that ends at a time, and its key, into two files.
func certificate(t *testing.T, dir string, until time.Time) (cert, key string) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"x.example"}, NotBefore: until.AddDate(-1, 0, 0), NotAfter: until}
	der, err := x509.CreateCertificate(rand.Reader, c, c, k.Public(), k)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, b := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// What makes a set-up unsafe, one after the other, and the state of the check that finds it.
func TestTheDoctorFindsAnUnsafeSetUp(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	if err := job.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return unit.Ship(ctx, tx) }); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil { //nolint:gosec // a folder must be entered
		t.Fatal(err)
	}
	cert, key := certificate(t, dir, time.Now().AddDate(0, 3, 0))
	swaps := filepath.Join(dir, "swaps")
	type setUp struct {
		operation.Setup
		now   time.Time
		uid   int
		cores bool
		swaps string
	}
	good := func() setUp {
		return setUp{Setup: operation.Setup{
			Data: dir, Addr: "0.0.0.0:443", OwnTLS: true, Certificate: cert, Key: key, Proxies: []netip.Prefix{netip.MustParsePrefix("10.1.2.3/32")},
		}, now: time.Now(), uid: 1000, swaps: "Filename Type\n/dev/dm-1 partition\n/dev/zram0 partition\n"}
	}
	examine := func(s setUp) map[string]operation.Finding {
		t.Helper()
		if err := os.WriteFile(swaps, []byte(s.swaps), 0o600); err != nil {
			t.Fatal(err)
		}
		o := operation.NewDoctor(d, s.Setup)
		o.Now, o.UID, o.Cores, o.Swaps = func() time.Time { return s.now }, func() int { return s.uid }, func() bool { return s.cores }, swaps
		list, err := o.Examine(t.Context(), account.System)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]operation.Finding{}
		for _, f := range list {
			out[f.Check] = f
		}
		return out
	}
	chmod := func(path string, mode os.FileMode) func() {
		return func() {
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, c := range []struct {
		name   string
		check  string
		state  operation.State
		change func(*setUp)
		before func()
		after  func()
	}{
		{name: "a certificate of its own", check: "address", state: operation.OK},
		{name: "a certificate of its own", check: "certificate", state: operation.OK},
		{name: "no HTTPS for all to hear", check: "address", state: operation.Wrong, change: func(s *setUp) { s.OwnTLS = false }},
		{name: "around the proxy", check: "address", state: operation.Look, change: func(s *setUp) { s.OwnTLS, s.HTTPS = false, true }},
		{name: "an authority's certificate", check: "certificate", state: operation.OK, change: func(s *setUp) { s.Certificate, s.Key = "", "" }},
		{name: "a certificate that ends soon", check: "certificate", state: operation.Look, change: func(s *setUp) { s.now = s.now.AddDate(0, 3, -7) }},
		{name: "a certificate that ended", check: "certificate", state: operation.Wrong, change: func(s *setUp) { s.now = s.now.AddDate(1, 0, 0) }},
		{name: "a certificate that is gone", check: "certificate", state: operation.Wrong, change: func(s *setUp) { s.Key = filepath.Join(dir, "none") }},
		{name: "a key for all to read", check: "certificate", state: operation.Wrong, before: chmod(key, 0o644), after: chmod(key, 0o600)},
		{name: "a proxy of a whole network", check: "proxy", state: operation.Look, change: func(s *setUp) { s.Proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")} }},
		{name: "a proxy of a whole network of IPv6", check: "proxy", state: operation.Look, change: func(s *setUp) { s.Proxies = []netip.Prefix{netip.MustParsePrefix("2001:db8::/32")} }},
		{name: "everybody a proxy", check: "proxy", state: operation.Wrong, change: func(s *setUp) { s.Proxies = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")} }},
		{name: "a folder for all to list", check: "files", state: operation.Look, before: chmod(dir, 0o755), after: chmod(dir, 0o700)},
		{name: "a user of its own", check: "power", state: operation.OK},
		{name: "root", check: "power", state: operation.Look, change: func(s *setUp) { s.uid = 0 }},
		{name: "swap that is encrypted or in memory", check: "traces", state: operation.OK},
		{name: "swap in the clear", check: "traces", state: operation.Look, change: func(s *setUp) { s.swaps += "/swapfile file 1 0 -2\n" }},
		{name: "core files", check: "traces", state: operation.Look, change: func(s *setUp) { s.cores = true }},
	} {
		s := good()
		if c.change != nil {
			c.change(&s)
		}
		if c.before != nil {
			c.before()
		}
		if got := examine(s)[c.check]; got.State != c.state {
			t.Errorf("%s: %s is %q (%s), want %q", c.name, c.check, got.State, got.Sentence("en"), c.state)
		}
		if c.after != nil {
			c.after()
		}
	}

	s := account.NewService(d)
	add := func(login string) {
		t.Helper()
		grant := account.Grant{Role: account.Administrator, Unit: unit.CountryID, Period: day.Period{From: "2022-01-01", To: day.Forever}}
		if _, err := s.Add(t.Context(), account.System, login, "Thử", "mật khẩu đủ dài 7", grant); err != nil {
			t.Fatal(err)
		}
	}
	state := func() operation.State { t.Helper(); return examine(good())["accounts"].State }
	add("lan.nguyen")
	if got := state(); got != operation.Look {
		t.Errorf("an administrator with nothing but a password: %q", got)
	}
	if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `insert into credential_subject (issuer, subject, account_id, made, used) values ('https://thử', 'lan', (select id from account where login = 'lan.nguyen'), 1, 1)`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if got := state(); got != operation.OK {
		t.Errorf("one whom an identity provider proves: %q", got)
	}
	add("taphuan.tinh")
	if got := state(); got != operation.Wrong {
		t.Errorf("an account of a training copy on real data: %q", got)
	}
	if err := s.Disable(t.Context(), account.System, "taphuan.tinh", true); err != nil {
		t.Fatal(err)
	}
	if got := state(); got != operation.OK {
		t.Errorf("a disabled one: %q", got)
	}
	add("demo.administrator")
	if got := state(); got != operation.Wrong {
		t.Errorf("an account of a demonstration on real data: %q", got)
	}
	if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return db.SetSetting(ctx, tx, db.SettingDemo, "x") }); err != nil {
		t.Fatal(err)
	}
	if got := state(); got != operation.OK {
		t.Errorf("the same on a demonstration: %q", got)
	}
}

// A backup that holds the key, or lies beside it, is told of.
func TestTheDoctorLooksWhereTheKeyWent(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	if err := job.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	dir, id := t.TempDir(), identity(t)
	for _, c := range []struct {
		name  string
		state operation.State
		o     operation.BackupOptions
	}{
		{"apart, encrypted, without the key", operation.OK, operation.BackupOptions{File: filepath.Join(t.TempDir(), "a"), Recipients: recipients(id)}},
		{"beside the key file", operation.Look, operation.BackupOptions{File: filepath.Join(dir, "b"), Recipients: recipients(id)}},
		{"with the key, encrypted", operation.Look, operation.BackupOptions{File: filepath.Join(t.TempDir(), "c"), Recipients: recipients(id), Key: []byte("key")}},
		{"with the key, in the clear", operation.Wrong, operation.BackupOptions{File: filepath.Join(t.TempDir(), "d"), Key: []byte("key")}},
	} {
		if _, err := operation.Backup(t.Context(), d, c.o); err != nil {
			if c.o.Recipients == nil {
				continue // refused at the source, which is better
			}
			t.Fatal(err)
		}
		list, err := operation.NewDoctor(d, operation.Setup{Data: dir, Addr: "127.0.0.1:1"}).Examine(t.Context(), account.System)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range list {
			if f.Check == "backup" && f.State != c.state {
				t.Errorf("%s: %q (%s), want %q", c.name, f.State, f.Sentence("en"), c.state)
			}
		}
	}
}
