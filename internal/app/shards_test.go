package app

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/unit"
)

var partition = regexp.MustCompile(`\bon (\w+)_p(\d)\b`)

// What pages and acts send under the mark "routed" goes to one partition of each table: the plans of the
// statements that they really sent say so, on PostgreSQL with the register hash-partitioned by commune.
func TestRoutedStatementsTouchOnePartition(t *testing.T) {
	t.Parallel()
	dbtest.Partitioned(t, func(t *testing.T, d *db.DB) {
		w := newWorked(t, d)
		// The measure itself: a statement on the whole register names all three.
		whole := w.explain(t, db.Statement{Text: "-- all-shards\nselect count(*) from household"})
		if n := len(partition.FindAllString(whole, -1)); n != 3 {
			t.Fatalf("%d partitions in\n%s", n, whole)
		}
		planned := map[string]bool{}
		plan := func(all []db.Statement) {
			t.Helper()
			for _, s := range all {
				// An insert finds the partition of its row when it runs; its plan names none.
				if s.Mark() != "routed" || s.Loaded || planned[s.Text] || strings.Contains(s.Text, "insert into") {
					continue
				}
				planned[s.Text] = true
				tables := map[string]string{}
				said := w.explain(t, s)
				for _, m := range partition.FindAllStringSubmatch(said, -1) {
					if before, ok := tables[m[1]]; ok && before != m[2] {
						t.Errorf("more than one partition of %s:\n%s\n%s", m[1], s.Text, said)
					}
					tables[m[1]] = m[2]
				}
				if len(tables) == 0 && !strings.Contains(said, "One-Time Filter: false") {
					t.Errorf("no partition in the plan:\n%s\n%s", s.Text, said)
				}
			}
		}
		for _, rt := range w.m.Routes() {
			for p, level := range w.levels {
				if !strings.HasPrefix(rt.Pattern, "GET ") || !rt.Open(account.CommuneOfficer) || !w.commune.covers(p) {
					continue
				}
				for _, v := range w.addresses(rt.Pattern, account.CommuneOfficer, p) {
					if level == unit.Commune || level == unit.Village {
						_, all := w.observe(http.MethodGet, v.path, nil, v.role)
						plan(all)
					}
				}
			}
		}
		w.acts(t, plan)
		if len(planned) < 15 {
			t.Errorf("only %d routed statements were seen", len(planned))
		}
		t.Logf("%d routed statements", len(planned))
	})
}

// explain is the plan of a statement with the values it was sent with.
func (w *worked) explain(t *testing.T, s db.Statement) string {
	t.Helper()
	rows, err := w.d.Query(t.Context(), "explain (costs off) "+s.Text, s.Args...)
	if err != nil {
		t.Fatalf("%s: %v", s.Text, err)
	}
	defer rows.Close()
	var b strings.Builder
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		b.WriteString(line + "\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
