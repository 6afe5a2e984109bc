package app

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/seal"
	"giamngheo/internal/web"
)

var update = flag.Bool("update", false, "renew the golden files")

// Who may pass which door stands in testdata/permissions.txt, so that a change of rights is a line
// that somebody reads. "+proof" asks whoever passes to prove again who he is.
func TestPermissions(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	h := newHouses(d, seal.Ephemeral())
	m := web.New(web.Config{DB: d, Accounts: h.Accounts})
	Routes(m, h)
	var b strings.Builder
	fmt.Fprintf(&b, "%-52s %-16s %s\n", "door", "permission", "open to")
	for _, r := range m.Routes() {
		var open []string
		if r.Open("") {
			open = append(open, "nobody")
		}
		for _, role := range account.Roles {
			if r.Open(role) {
				open = append(open, string(role))
			}
		}
		permission := string(r.Permission)
		if r.Fresh {
			permission += "+proof"
		}
		fmt.Fprintf(&b, "%-52s %-16s %s\n", r.Pattern, permission, strings.Join(open, " "))
	}
	golden := filepath.Join("testdata", "permissions.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the rights have changed; read the difference, then run with -update.\n got:\n%s\nwant:\n%s", b.String(), want)
	}
}
