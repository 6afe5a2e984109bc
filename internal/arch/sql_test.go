package arch

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// query is one SQL text of the product with the place where it stands.
type query struct {
	house string // "review"
	at    string
	text  string
	// built says that the text is a piece of a query whose mark is written by the same function.
	built bool
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
	// bans are the forms that a register distributed by commune cannot run (or that only one engine has).
	bans = map[string]*regexp.Regexp{
		"recursive query":          regexp.MustCompile(`(?i)\bwith\s+recursive\b`),
		"row lock":                 regexp.MustCompile(`(?i)\bfor\s+(no\s+key\s+)?(update|share)\b`),
		"grouping sets":            regexp.MustCompile(`(?i)\b(grouping\s+sets|rollup\s*\(|cube\s*\()`),
		"merge":                    regexp.MustCompile(`(?i)^\s*merge\s+into\b`),
		"select *":                 regexp.MustCompile(`(?i)\bselect\s+(\w+\.)?\*(?:\s+from\s+[^(\s])`),
		"offset page":              regexp.MustCompile(`(?i)\boffset\s+(\$|\d)`),
		"ilike, greatest or = any": regexp.MustCompile(`(?i)\bilike\b|\bgreatest\s*\(|=\s*any\s*\(`),
	}
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
		var marked []ast.Node // functions that build a query from pieces and mark it
		s.texts(nil, func(n ast.Node, text string) {
			if mark.MatchString(text) && strings.Count(strings.TrimSpace(text), "\n") == 0 {
				marked = append(marked, s.function(n))
			}
		})
		s.texts(consts[s.dir()], func(n ast.Node, text string) {
			for _, m := range mentions.FindAllStringSubmatch(text, -1) {
				if _, ours := owner[strings.ToLower(m[2])]; ours {
					all = append(all, query{house(s.dir()), s.at(n), text, slices.Contains(marked, s.function(n))})
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
					all = append(all, query{house(s.dir()), s.at(n), "-- routed\ninsert into " + table + " values", false})
				}
			}
			return true
		})
	}
	err := walk(func(p string) error {
		if strings.HasPrefix(p, "internal/") && strings.HasSuffix(p, ".sql") && !strings.Contains(p, "/migrations/") {
			all = append(all, query{house(strings.TrimSuffix(p, "/")), p, read(t, p), false})
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
		text := sqlNoise.ReplaceAllString(q.text, "")
		for name, ban := range bans {
			if ban.MatchString(text) {
				t.Errorf("%s: %s", q.at, name)
			}
		}
		var at []int // where household-level tables stand in the text
		for _, m := range mentions.FindAllStringSubmatchIndex(text, -1) {
			if slices.Contains(routed, strings.ToLower(text[m[4]:m[5]])) {
				at = append(at, m[0])
			}
		}
		if len(at) == 0 {
			continue
		}
		if starts.MatchString(q.text) && !mark.MatchString(q.text) && !q.built {
			t.Errorf("%s: the first line says neither -- routed nor -- all-shards:\n%s", q.at, q.text)
		}
		if strings.Contains(strings.ToLower(text), " match ") {
			continue // SQLite's full-text search; the same question has another text on PostgreSQL
		}
		for _, i := range at[1:] {
			if loose := looseJoin(text, i); loose != "" {
				t.Errorf("%s: two household-level tables are joined other than on commune_id: %s", q.at, loose)
			}
		}
	}
}

var (
	onCommune = regexp.MustCompile(`(?i)\b\w+\.commune_id\s*=\s*\w+\.commune_id\b|using\s*\(\s*commune_id|\(\s*\w+\.commune_id\s*,[^)]*\)\s*(=|in)\s*\(`)
	nextTable = regexp.MustCompile(`(?i)\b(left\s+join|join|union|group\s+by|order\s+by)\b`)
)

// looseJoin is the piece of text from a join of a household-level table up to the next table, when
// that piece does not tie it to its neighbour by the commune; "" when it does, or is no join.
func looseJoin(text string, i int) string {
	rest := text[i:]
	if !strings.HasPrefix(strings.ToLower(rest), "join") {
		return ""
	}
	end := len(rest)
	if m := nextTable.FindStringIndex(rest[len("join"):]); m != nil {
		end = m[0] + len("join")
	}
	if onCommune.MatchString(rest[:end]) {
		return ""
	}
	return rest[:end]
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
