package arch

import (
	"go/ast"
	"regexp"
	"strings"
	"testing"
)

// query is one SQL text of the product with the place where it stands.
type query struct {
	house    string // "review"
	function string // "FiguresOf"
	at       string
	text     string
	// mark is what it says of its reach: routed, all-shards or "". A text made of pieces has the mark that
	// the same function writes.
	mark string
	// rest are the other pieces that the same function writes.
	rest string
}

// whole is the text with all that the same function adds to it.
func (q query) whole() string { return sqlNoise.ReplaceAllString(q.text+"\n"+q.rest, "") }

// markOf is what a text says of its reach in its first line.
func markOf(text string) string {
	if m := mark.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

var (
	createTable = regexp.MustCompile(`(?i)CREATE (?:VIRTUAL )?TABLE (\w+)`)
	routedTable = regexp.MustCompile(`{{routed (\w+)}}`)
	// reads and writes name the table after these words.
	mentions = regexp.MustCompile(`(?i)\b(from|join|into|update)\s+(\w+)(?:\s+as)?(?:\s+(\w+))?`)
	writes   = regexp.MustCompile(`(?i)\b(?:insert\s+into|update|delete\s+from|truncate(?:\s+table)?|drop\s+table|alter\s+table)\s+(\w+)`)
	mark     = regexp.MustCompile(`^\s*-- (routed|all-shards)\b`)
	starts   = regexp.MustCompile(`(?i)^\s*(--[^\n]*\n\s*)*(select|insert|update|delete|with)\b`)
	sqlNoise = regexp.MustCompile(`--[^\n]*|'[^']*'`)
)

// tables gives the owner of every table (the house whose name its prefix is) and which tables are
// household-level, from the migrations.
func tables(t *testing.T) (owner map[string]string, routed []string) {
	t.Helper()
	owner = map[string]string{}
	err := walk(func(p string) error {
		if !strings.HasPrefix(p, "internal/db/migrations/") {
			return nil
		}
		text := read(t, p)
		for _, m := range createTable.FindAllStringSubmatch(text, -1) {
			house, _, _ := strings.Cut(m[1], "_")
			owner[m[1]] = house
		}
		for _, m := range routedTable.FindAllStringSubmatch(text, -1) {
			routed = append(routed, m[1])
		}
		if regexp.MustCompile(`(?i)\btrigger\b`).MatchString(text) {
			t.Errorf("%s: no triggers", p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	owner["setting"] = "db"
	return owner, routed
}

// house is the owner's name of a folder: "internal/review/reviewweb" is of review.
func house(dir string) string {
	rest := strings.TrimPrefix(dir, "internal/")
	name, _, _ := strings.Cut(rest, "/")
	return name
}

// queries are all texts that speak of a table of ours, and the bulk loads as if they were inserts.
func queries(t *testing.T, owner map[string]string) []query {
	t.Helper()
	files := goFiles(t)
	consts := constants(files)
	var all []query
	for _, s := range files {
		if s.test || strings.HasSuffix(s.dir(), "test") {
			continue
		}
		// A function that builds a query from pieces writes its mark in one of them.
		marked, pieces := map[ast.Node]string{}, map[ast.Node]string{}
		s.texts(consts[s.dir()], func(n ast.Node, text string) {
			in := s.function(n)
			pieces[in] += text + "\n"
			if m := markOf(text); m != "" && marked[in] == "" {
				marked[in] = m
			}
		})
		s.texts(consts[s.dir()], func(n ast.Node, text string) {
			for _, m := range mentions.FindAllStringSubmatch(text, -1) {
				if _, ours := owner[strings.ToLower(m[2])]; ours {
					q := query{house: house(s.dir()), function: s.functionName(n), at: s.at(n), text: text, mark: markOf(text)}
					if in := s.function(n); q.mark == "" && in != nil {
						q.mark, q.rest = marked[in], pieces[in]
					}
					all = append(all, q)
					return
				}
			}
		})
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 4 {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "Load" {
				return true
			}
			if table, ok := fold(call.Args[1], consts[s.dir()]); ok {
				if _, ours := owner[table]; ours {
					all = append(all, query{house: house(s.dir()), function: s.functionName(n), at: s.at(n), text: "-- routed\ninsert into " + table + " values", mark: "routed"})
				}
			}
			return true
		})
	}
	err := walk(func(p string) error {
		if strings.HasPrefix(p, "internal/") && strings.HasSuffix(p, ".sql") && !strings.Contains(p, "/migrations/") {
			all = append(all, query{house: house(p), at: p, text: read(t, p), mark: markOf(read(t, p))})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestOnlyTheOwnerWritesATable(t *testing.T) {
	t.Parallel()
	owner, _ := tables(t)
	found := 0
	for _, q := range queries(t, owner) {
		for _, m := range writes.FindAllStringSubmatch(sqlNoise.ReplaceAllString(q.text, ""), -1) {
			name := strings.ToLower(m[1])
			if o, ours := owner[name]; ours {
				found++
				if o != q.house {
					t.Errorf("%s: %s writes %s, which belongs to %s", q.at, q.house, name, o)
				}
			}
		}
	}
	if found == 0 {
		t.Error("no writing SQL was found: the test reads nothing")
	}
}

func TestSQLOnHouseholdLevelTablesCanBeDistributed(t *testing.T) {
	t.Parallel()
	owner, routed := tables(t)
	if len(routed) < 5 {
		t.Fatalf("only %v are household-level: the test reads nothing", routed)
	}
	for _, q := range queries(t, owner) {
		for _, fault := range q.faults(routed) {
			t.Errorf("%s: %s:\n%s", q.at, fault, q.text)
		}
	}
}

// The SQL of a house stands in its store files, where its reader looks for it.
func TestPagesHoldNoSQL(t *testing.T) {
	t.Parallel()
	owner, _ := tables(t)
	for _, q := range queries(t, owner) {
		if strings.HasSuffix(strings.SplitN(q.at, "/", 4)[2], "web") || q.house == "web" || q.house == "app" || q.house == "demo" {
			t.Errorf("%s: SQL stands in store.go of its house, not in pages or wiring", q.at)
		}
	}
}
