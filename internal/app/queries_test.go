package app

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/report"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

const (
	// mostQueries is what no page may pass, whatever the table of testdata/queries.txt allows it.
	mostQueries = 20
	// spare is how many more a page may ask when it is the first to ask for something that is then kept.
	spare = 16
	// batch is how many households a file's rows are read at once, at least.
	batch = 100
)

// files are rows that send the households one after the other: read in batches, never one by one.
var files = []string{"GET /units/{id}/households/xlsx", "GET /units/{id}/households/csv", "GET /units/{id}/forms/14/{format}", "GET /units/{id}/forms/15/{format}", "GET /units/{id}/research/xlsx", "GET /units/{id}/research/csv"}

// apart is how many more PostgreSQL is asked than SQLite.
var apart = map[string]int{
	"POST /households/{commune}/{id}/edit": -3, // SQLite's search index forgets a household's old terms by a statement of its own; and as below
	"GET /operate":                         1,  // the time on its machine
	// The end of the audit's chain and the newest number, which PostgreSQL knows where it writes the line.
	"POST /units/{id}/targets": -2, "POST /households/{commune}/{id}/lists": -2, "POST /rounds/{round}/households/{commune}/{id}": -2,
	"GET /households/{commune}/{id}/persons/{n}": -2, // its look is written before it is shown
}

// visited is one page as one role opened it.
type visited struct {
	pattern, path string
	about         string // the level of unit that it speaks of, or the form's number
	role          account.Role
}

// counted is what a page asked of the database: on the first visit, and when it was there before.
type counted struct {
	first, again int
	rows         int // lines of a file
}

// A page asks the database a stated number of times, whether few or many rows stand on it: no query per
// row, on either engine. The numbers stand in testdata/queries.txt, so that one more is a line that
// somebody reads.
func TestAPageAsksAStatedNumberOfTimes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorked(t, d)
		few := w.walk(t)
		w.grow(t)
		many := w.walk(t)
		stated := map[string]int{}
		alike := map[visited]counted{} // by all but the path
		for _, walk := range []map[visited]counted{few, many} {
			for v, n := range walk {
				if slices.Contains(files, v.pattern) {
					if most := 30 + 3*(n.rows/batch+len(w.all)); n.first > most {
						t.Errorf("%s as %s asks %d times for %d rows, more than %d", v.path, v.role, n.first, n.rows, most)
					}
					continue
				}
				if n.again > mostQueries || n.first > n.again+spare {
					t.Errorf("%s as %s asks %d times, %d when it was there before", v.path, v.role, n.first, n.again)
				}
				if other := few[v]; walk[v] != other && other.again != n.again {
					t.Errorf("%s as %s asks %d times of few rows, %d of many", v.path, v.role, other.again, n.again)
				}
				same := v
				same.path = ""
				// One less: a village whose poor households fill the page is not asked for the near-poor.
				if other, ok := alike[same]; ok && max(other.again, n.again)-min(other.again, n.again) > 1 {
					t.Errorf("%s as %s asks %d times, another %s %d", v.path, v.role, n.again, v.about, other.again)
				}
				alike[same] = n
				line := fmt.Sprintf("%-52s %-17s", v.pattern, v.about)
				stated[line] = max(stated[line], n.again)
			}
		}
		for act, n := range w.acts(t, func([]db.Statement) {}) {
			stated[fmt.Sprintf("%-52s %-17s", act, "")] = n
		}
		w.compare(t, stated)
	})
}

// compare holds the numbers against the table; both engines share it.
func (w *worked) compare(t *testing.T, stated map[string]int) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "%-52s %-17s %s\n", "door", "about", "queries, at most over the roles that may pass")
	place := func(line string) int {
		return slices.IndexFunc(w.m.Routes(), func(rt web.Route) bool { return rt.Pattern == strings.TrimSpace(line[:52]) })
	}
	lines := make([]string, 0, len(stated))
	for line := range stated {
		lines = append(lines, line)
	}
	slices.SortFunc(lines, func(a, b string) int {
		if n := place(a) - place(b); n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	for _, line := range lines {
		n := stated[line]
		if w.d.Engine() == db.Postgres {
			n -= apart[strings.TrimSpace(line[:52])]
		}
		fmt.Fprintf(&b, "%s %d\n", line, n)
	}
	golden := filepath.Join("testdata", "queries.txt")
	if *update && w.d.Engine() == db.SQLite {
		if err := os.WriteFile(golden, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) && !*update {
		t.Errorf("pages ask otherwise than stated; read the difference, then run with -update.\n%s", difference(string(want), b.String()))
	}
}

// difference are the lines that only one of two texts has.
func difference(want, got string) string {
	var b strings.Builder
	for _, x := range []struct{ sign, text, other string }{{"- ", want, got}, {"+ ", got, want}} {
		for line := range strings.Lines(x.text) {
			if !strings.Contains(x.other, line) {
				b.WriteString(x.sign + line)
			}
		}
	}
	return b.String()
}

// walk opens every GET row of the route table as every role that may, each for the units of its area.
func (w *worked) walk(t *testing.T) map[visited]counted {
	t.Helper()
	out := map[visited]counted{}
	for _, rt := range w.m.Routes() {
		if !strings.HasPrefix(rt.Pattern, "GET ") {
			continue
		}
		shown := false
		for _, role := range account.Roles {
			if !rt.Open(role) {
				continue
			}
			for _, p := range w.all {
				if !w.own(role).covers(p) {
					continue
				}
				for _, v := range w.addresses(rt.Pattern, role, p) {
					if _, seen := out[v]; seen || shown && slices.Contains(files, rt.Pattern) && p != w.otherDistrict {
						continue
					}
					n, code := w.visit(v)
					if code >= http.StatusInternalServerError {
						t.Errorf("%s as %s = %d", v.path, role, code)
					}
					if code == http.StatusOK {
						out[v], shown = n, true
					}
				}
			}
		}
		if !shown && !slices.Contains(unshown, rt.Pattern) {
			t.Errorf("%s: no address of this row answers; say one in addresses", rt.Pattern)
		}
	}
	return out
}

// unshown are rows that only send the reader on, and the second step of a sign-in, which stands in the middle of one.
var unshown = []string{
	"GET /{$}", "GET /sign-in", "GET /sign-in/oidc", "GET /sign-in/oidc/callback", "GET /confirm/oidc", "GET /security/oidc", "GET /sign-in/code",
}

// addresses are the pages of a row about a unit.
func (w *worked) addresses(pattern string, role account.Role, p *territory) (out []visited) {
	level := w.levels[p]
	add := func(about, format string, args ...any) {
		out = append(out, visited{pattern, fmt.Sprintf(format, args...), about, role})
	}
	switch pattern {
	case "GET /lists/{id}":
		add("", "/lists/%d", w.list)
	case "GET /imports/{id}", "GET /imports/{id}/errors":
		add("", "%s", strings.Replace(strings.TrimPrefix(pattern, "GET "), "{id}", "1", 1))
	case "GET /accounts/{account}":
		if level == unit.Commune {
			add("", "/accounts/%d", p.person)
		}
	case "GET /hand-over/{account}":
		if level == unit.Commune {
			add("", "/hand-over/%d", p.person)
		}
	case "GET /officers/{batch}":
		add("", "/officers/%d", w.batch)
	case "GET /welcome/{token}":
		add("", "/welcome/%s", w.token)
	case "GET /officers/template":
		add("", "/officers/template")
	case "GET /import-templates/{kind}":
		add("", "/import-templates/households")
	case "GET /imports", "GET /imports/new", "GET /lists", "GET /security/totp", "GET /security/totp.png":
		add("", "%s", strings.TrimPrefix(pattern, "GET "))
	case "GET /audit":
		add("", "/audit")
		add("household", "/audit?thing=household:%s", w.commune.ref)
	case "GET /units/{id}/duplicates":
		if p == w.commune || p == w.district { // where pairs are
			add(string(level), "/units/%d/duplicates", p.id)
		}
	case "GET /duplicates/{commune}/{id}/{other}/{second}":
		add("", "%s", w.pair)
	case "GET /subjects/{commune}/{request}":
		add("", "%s", w.asked)
	case "GET /audit/households/{commune}/{id}":
		if level == unit.Commune {
			for _, ref := range w.households(p) {
				add("", "/audit/households/%s", ref)
			}
		}
	case "GET /search":
		add(string(level), "/search?unit=%d&q=%s", p.id, url.QueryEscape(p.words[0]))
	case "GET /rounds/{id}", "GET /rounds/{id}/waiting", "GET /rounds/{id}/close":
		path := strings.Replace(strings.TrimPrefix(pattern, "GET "), "{id}", "%d", 1) + "?unit=%d"
		add(string(level), path, w.open, p.id)
		if pattern == "GET /rounds/{id}" {
			add("closed, "+string(level), path, w.round, p.id)
		}
	case "GET /rounds/{round}/households/{commune}/{id}":
		if level == unit.Commune {
			for _, ref := range w.households(p) {
				add("", "/rounds/%d/households/%s", w.open, ref)
			}
		}
	case "GET /households/{commune}/{id}", "GET /households/{commune}/{id}/edit":
		if level == unit.Commune {
			for _, ref := range w.households(p) {
				add("", "/households/%s%s", ref, strings.TrimPrefix(pattern, "GET /households/{commune}/{id}"))
			}
		}
	case "GET /units/{id}/forms/{n}":
		for n := 1; n <= len(report.Forms) && (n == 1 || role == account.ProvinceSecretary); n++ {
			add(string(level), "/units/%d/forms/%d?round=%d", p.id, n, w.round)
		}
	default:
		if path, ok := unitless[pattern]; ok {
			add("", "%s", path)
		} else if tries, _ := w.tries(pattern, w.own(role), p); len(tries) > 0 {
			add(string(level), "%s", tries[0].path)
		}
	}
	return out
}

// visit opens a page twice.
func (w *worked) visit(v visited) (n counted, code int) {
	res, first := w.observe(http.MethodGet, v.path, nil, v.role)
	again := first
	if !slices.Contains(files, v.pattern) {
		_, again = w.observe(http.MethodGet, v.path, nil, v.role)
	}
	return counted{len(first), len(again), strings.Count(res.Body.String(), "\n")}, res.Code
}

// observe sends a request and gives what it counted of the database. Locks are left out: SQLite, with its one
// writer, needs none.
func (w *worked) observe(method, path string, form url.Values, role account.Role) (*httptest.ResponseRecorder, []db.Statement) {
	r := request(method, path, form, w.cookies[role])
	ctx, trace := db.Observe(r.Context())
	res := httptest.NewRecorder()
	w.m.ServeHTTP(res, r.WithContext(ctx))
	return res, slices.DeleteFunc(trace.Statements(), func(s db.Statement) bool { return strings.Contains(s.Text, "pg_advisory") })
}

// acts are what one record's acts ask: as often for a household of few as for one of many.
func (w *worked) acts(t *testing.T, see func([]db.Statement)) map[string]int {
	t.Helper()
	out := map[string]int{}
	act := func(pattern string, role account.Role, path string, form url.Values) {
		t.Helper()
		res, all := w.observe(http.MethodPost, path, form, role)
		if res.Code != http.StatusSeeOther {
			t.Fatalf("%s = %d\n%s", path, res.Code, res.Body)
		}
		if n, ok := out[pattern]; ok && n != len(all) {
			t.Errorf("%s asks %d times, another %d", path, len(all), n)
		}
		out[pattern] = len(all)
		see(all)
	}
	for i, ref := range w.households(w.commune) {
		act("POST /rounds/{round}/households/{commune}/{id}", account.CommuneOfficer, fmt.Sprintf("/rounds/%d/households/%s", w.open, ref),
			url.Values{"members": {"4"}, "children": {"1"}, "points_a": {fmt.Sprint(90 + i)}, "deprived": {"1", "7"}, "causes": {"1"}, "needs": {"2"}})
		path := fmt.Sprintf("/households/%s/edit", ref)
		page, _ := w.observe(http.MethodGet, path, nil, account.CommuneOfficer)
		form := filled(page.Body.String())
		form.Set("do", "save")
		form.Set("address", "Thôn thử")
		act("POST /households/{commune}/{id}/edit", account.CommuneOfficer, path, form)
		act("POST /households/{commune}/{id}/lists", account.CommuneOfficer, fmt.Sprintf("/households/%s/lists", ref), url.Values{"list": {fmt.Sprint(w.list)}})
	}
	for _, district := range []*territory{w.district, w.otherDistrict} {
		form := filled(ask(w.m, http.MethodGet, fmt.Sprintf("/units/%d/targets?year=2023&edit=%d", w.province.id, district.id), nil, w.cookies[account.ProvinceSecretary]).Body.String())
		form.Set("households", "12")
		form.Set("reason", "thử")
		act("POST /units/{id}/targets", account.ProvinceSecretary, fmt.Sprintf("/units/%d/targets", w.province.id), form)
	}
	return out
}

var inForm = regexp.MustCompile(`<(input|select|option|/select|textarea)\b([^>]*)>`)

// filled is what a browser would send of the page's own form, without its buttons.
func filled(page string) url.Values {
	out, chosen := url.Values{}, ""
	for _, m := range inForm.FindAllStringSubmatch(page[strings.Index(page, "<main"):], -1) {
		a := map[string]string{}
		for _, x := range attribute.FindAllStringSubmatch(m[2], -1) {
			a[x[1]] = html.UnescapeString(x[2])
		}
		on := strings.Contains(m[2], " checked") || strings.Contains(m[2], " selected")
		switch {
		case m[1] == "select":
			chosen = a["name"]
		case m[1] == "/select":
			chosen = ""
		case m[1] == "option" && chosen != "" && on:
			out.Add(chosen, a["value"])
		case m[1] == "input" && a["name"] != "" && (on || a["type"] != "checkbox" && a["type"] != "radio"):
			out.Add(a["name"], a["value"])
		}
	}
	return out
}
