package audit_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
)

// Whoever keeps the database can write a chain anew so that it is whole in itself. The anchors in the log tell;
// when their chain is written anew too, those of the second sink do.
func TestAChainWrittenAnewIsFound(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		file := filepath.Join(t.TempDir(), "anchors")
		to := audit.Sinks{File: file}
		record(t, d, 4, 14)
		for range 2 { // nothing has come since: no second line
			if _, ok, err := audit.Secure(ctx, d, to); err != nil || !ok {
				t.Fatal(ok, err)
			}
		}
		record(t, d, 2, 14)
		if _, _, err := audit.Secure(ctx, d, to); err != nil {
			t.Fatal(err)
		}
		outside, err := audit.ReadAnchors(file)
		if err != nil || len(outside) != 2 {
			t.Fatalf("outside: %v, %v", outside, err)
		}
		if v, found := verify(t, d, outside...); len(found) > 0 || v.Anchors != 2 || v.Outside != 2 {
			t.Fatalf("untouched: %+v %v", v, found)
		}

		if err := tamper(t, d, `update audit_line set actor = 'hoa (auditor)' where unit_id = 14 and seq = 2`); err != nil {
			t.Fatal(err)
		}
		if err := audit.WriteAnew(ctx, d, chainOf14(d)); err != nil {
			t.Fatal(err)
		}
		_, found := verify(t, d)
		if len(found) == 0 || found[0].Kind != audit.Rewrote || found[0].Chain != chainOf14(d) || found[0].Seq != 4 {
			t.Errorf("chain 14 written anew: %v", found)
		}

		// The anchors too: their lines are changed to what the chain is now, and linked again.
		if err := tamper(t, d, `delete from audit_line where chain = $1`, audit.AnchorChain); err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"audit_anchored", "audit_head where chain = 257"} {
			if err := tamper(t, d, `delete from `+table); err != nil {
				t.Fatal(err)
			}
		}
		record(t, d, 1, 15)
		for range 3 {
			if _, _, err := audit.MakeAnchor(ctx, d); err != nil {
				t.Fatal(err)
			}
			record(t, d, 1, 15)
		}
		if _, found := verify(t, d); len(found) > 0 {
			t.Errorf("in itself the log is whole again: %v", found)
		}
		if _, found := verify(t, d, outside...); len(found) != 2 || found[0].Kind != audit.Rewrote || found[0].Chain != audit.AnchorChain {
			t.Errorf("against the second sink: %v", found)
		}
	})
}

func TestAnAnchorIsReadWhereverItStands(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	record(t, d, 1, 14)
	a, ok, err := audit.MakeAnchor(t.Context(), d)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	got, ok := audit.ParseAnchor("<85>Nov 27 09:00:00 may-chu giamngheo[7]: " + a.String())
	if !ok || got.String() != a.String() {
		t.Errorf("read again: %v %v, want %v", got, ok, a)
	}
	for _, not := range []string{"", "giamngheo-audit-anchor v1", strings.Replace(a.String(), "hash=", "hash=x", 1), strings.Replace(a.String(), "v1", "v2", 1)} {
		if _, ok := audit.ParseAnchor(not); ok {
			t.Errorf("%q is read as an anchor", not)
		}
	}
}

// The system log gets the anchor; one that does not take it is told, and gets it the next time.
func TestAnchorsGoToASystemLog(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	record(t, d, 1, 14)
	l, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	broken := audit.Sinks{File: filepath.Join(t.TempDir(), "no", "such", "place"), Syslog: "udp://" + l.LocalAddr().String()}
	if _, _, err := audit.Secure(t.Context(), d, broken); err == nil {
		t.Error("a file that cannot be written is no error")
	}
	b := make([]byte, 1000)
	n, _, err := l.ReadFrom(b)
	if err != nil {
		t.Fatal(err)
	}
	a, ok := audit.ParseAnchor(string(b[:n]))
	if v, found := verify(t, d, a); !ok || len(found) > 0 || v.Outside != 1 {
		t.Errorf("in the system log: %q, %v", b[:n], found)
	}
	s, err := audit.StateOf(t.Context(), d)
	if err != nil || s.Sent.Error == "" || s.AnchoredAt.IsZero() {
		t.Errorf("state: %+v, %v", s, err)
	}
	if err := os.MkdirAll(filepath.Dir(broken.File), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, _, err := audit.Secure(t.Context(), d, audit.Sinks{File: broken.File}); err != nil {
		t.Error(err)
	}
	if kept, err := audit.ReadAnchors(broken.File); err != nil || len(kept) != 1 || kept[0].String() != a.String() {
		t.Errorf("the file afterwards: %v, %v", kept, err)
	}
	if _, _, err := audit.Secure(t.Context(), d, audit.Sinks{Syslog: "somewhere"}); err != nil {
		t.Error("nothing was to be sent, and it was:", err)
	}
}
