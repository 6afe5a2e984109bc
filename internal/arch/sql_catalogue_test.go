package arch

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "renew the golden files")

// The catalogue names every statement on household-level tables: the house and function that send it, what
// it says of its reach, what it does, and the tables it touches. A new one is a line that somebody reads.
func TestTheCatalogueNamesEveryStatementOnHouseholds(t *testing.T) {
	t.Parallel()
	owner, routed := tables(t)
	lines := map[string]int{}
	for _, q := range queries(t, owner) {
		text := sqlNoise.ReplaceAllString(q.text, "")
		if len(household(text, routed)) == 0 {
			continue
		}
		var touched []string
		for _, m := range mentions.FindAllStringSubmatch(text, -1) {
			name := strings.ToLower(m[2])
			if _, ours := owner[name]; ours && !slices.Contains(touched, name) {
				touched = append(touched, name)
			}
		}
		does, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(text)), " ")
		if !starts.MatchString(q.text) {
			does = "piece"
		}
		lines[fmt.Sprintf("%-10s %-28s %-10s %-7s %s", q.house, q.function, q.mark, strings.TrimSpace(does), strings.Join(touched, " "))]++
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%-10s %-28s %-10s %-7s %s\n", "house", "function", "reach", "does", "tables")
	all := make([]string, 0, len(lines))
	for line, n := range lines {
		if n > 1 {
			line += fmt.Sprintf(" (%d)", n)
		}
		all = append(all, line)
	}
	slices.Sort(all)
	for _, line := range all {
		b.WriteString(line + "\n")
	}
	golden := filepath.Join("testdata", "sql.txt")
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
		t.Errorf("the statements on household-level tables have changed; read the difference, then run with -update.\n got:\n%s\nwant:\n%s", b.String(), want)
	}
}

var (
	tableText = regexp.MustCompile(`(?s)CREATE TABLE (\w+) \((.*?)\n\)( {{routed (\w+)}})?`)
	keyText   = regexp.MustCompile(`(?i)\b(PRIMARY KEY|UNIQUE|FOREIGN KEY) ?\(([^)]*)\)`)
	indexText = regexp.MustCompile(`(?i)CREATE (UNIQUE )?INDEX \w+ ON (\w+)[^(]*\(([^)]*)\)`)
	typeText  = regexp.MustCompile(`(?im)^\s+\w+\s+([A-Za-z]+)\b.*NOT NULL`)
)

// Keys of household-level tables begin with the commune, unique ones and foreign ones hold it; columns are
// of types that both engines give back as they were given.
func TestTablesCanBeDistributedByCommune(t *testing.T) {
	t.Parallel()
	_, routed := tables(t)
	seen := 0
	err := walk(func(p string) error {
		if !strings.HasPrefix(p, "internal/db/migrations/") {
			return nil
		}
		text := read(t, p)
		for _, m := range tableText.FindAllStringSubmatch(text, -1) {
			if m[3] == "" {
				continue
			}
			seen++
			primary := false
			for _, k := range keyText.FindAllStringSubmatch(m[2], -1) {
				first, _, _ := strings.Cut(k[2], ",")
				primary = primary || strings.EqualFold(k[1], "primary key")
				if strings.TrimSpace(first) != "commune_id" {
					t.Errorf("%s: %s: %s (%s) does not begin with commune_id", p, m[1], k[1], k[2])
				}
			}
			if m[1] != m[4] || !primary {
				t.Errorf("%s: %s has no primary key, or another name where it is routed", p, m[1])
			}
		}
		for _, m := range indexText.FindAllStringSubmatch(text, -1) {
			if m[1] != "" && slices.Contains(routed, m[2]) && !strings.Contains(m[3], "commune_id") {
				t.Errorf("%s: a unique index on %s (%s) without commune_id", p, m[2], m[3])
			}
		}
		for _, m := range typeText.FindAllStringSubmatch(text, -1) {
			if foreign.MatchString(m[1]) {
				t.Errorf("%s: the type %s is not the same on both engines", p, m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < len(routed)-1 {
		t.Errorf("%d of %d household-level tables were read", seen, len(routed))
	}
}
