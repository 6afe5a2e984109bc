package app

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/help"
	"giamngheo/internal/lang"
	"giamngheo/internal/seal"
	"giamngheo/internal/web"
)

// unexplained are the rows of the route table that answer with no page: files, and ways on to a page; and
// those of an import, a working list and an open round, of which this test has none (internal/arch asks
// them for their topic).
var unexplained = []string{
	"GET /{$}", "GET /import-templates/{kind}", "GET /imports/{id}", "GET /imports/{id}/errors", "GET /lists/{id}", "GET /rounds/{id}/close",
}

// unitless are addresses of rows that know no unit.
var unitless = map[string]string{
	"GET /plan-check": "/plan-check", "GET /standards/{id}": "/standards/vn-2022", "GET /sign-in": "/sign-in",
	"GET /help": "/help", "GET /help/glossary": "/help/glossary", "GET /help/{topic}": "/help/class", "GET /audit": "/audit",
	"GET /operate": "/operate",
}

var (
	topicShown = regexp.MustCompile(`data-help="([^"]*)"`)
	// named are the fields that a reader fills in; hidden ones and buttons need no words.
	named     = regexp.MustCompile(`<(input|select|textarea)\b[^>]*>`)
	attribute = regexp.MustCompile(`([a-z-]+)="([^"]*)"`)
)

// Every page says what it is for, where its figures come from and what it rests on: its topic of the help
// exists in both languages. Every field that it asks for says how to fill it in.
func TestEveryPageAndEveryFieldExplainsItself(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	h := newHouses(d, seal.Ephemeral())
	l := newLand(t, d, h)
	m := web.New(web.Config{DB: d, Accounts: h.Accounts})
	Routes(m, h)
	cookies := map[account.Role][]*http.Cookie{}
	for _, role := range account.Roles {
		cookies[role] = ask(m, http.MethodPost, "/sign-in/demo", map[string][]string{"role": {string(role)}}, nil).Result().Cookies()
	}
	for _, rt := range m.Routes() {
		if !strings.HasPrefix(rt.Pattern, "GET ") || slices.Contains(unexplained, rt.Pattern) {
			continue
		}
		shown, pages := 0, 0
		for _, role := range append([]account.Role{""}, account.Roles...) {
			if !rt.Open(role) || pages > 0 && role != account.CommuneOfficer {
				continue
			}
			for _, path := range addresses(l, rt.Pattern, l.own(role)) {
				res := ask(m, http.MethodGet, path, nil, cookies[role])
				if res.Code != http.StatusOK {
					continue
				}
				if shown++; pages >= 4 {
					break
				}
				if !strings.HasPrefix(res.Header().Get("Content-Type"), "text/html") || !strings.Contains(res.Body.String(), "<html") {
					continue
				}
				pages++
				explained(t, path, res.Body.String())
			}
		}
		if shown == 0 {
			t.Errorf("%s: no address of this row answers; say one in tries or unitless", rt.Pattern)
		}
	}
}

// addresses are ways through a row that stay in the reader's own area.
func addresses(l *land, pattern string, own *territory) (out []string) {
	if path, ok := unitless[pattern]; ok {
		return []string{path}
	}
	for _, p := range l.all {
		if !own.covers(p) {
			continue
		}
		tries, _ := l.tries(pattern, own, p)
		for _, one := range tries {
			out = append(out, one.path)
		}
	}
	return out
}

func explained(t *testing.T, path, body string) {
	t.Helper()
	topic := topicShown.FindStringSubmatch(body)
	if topic == nil {
		t.Errorf("%s has no help: set Help in its web.Page", path)
		return
	}
	for _, one := range lang.All {
		if _, ok := help.Of(topic[1], one); !ok {
			t.Errorf("%s: the topic %q is not there in %s", path, topic[1], one)
		}
	}
	main := body[strings.Index(body, "<main"):]
	for _, field := range named.FindAllString(main, -1) {
		a := map[string]string{}
		for _, x := range attribute.FindAllStringSubmatch(field, -1) {
			a[x[1]] = x[2]
		}
		switch a["type"] {
		case "hidden", "submit", "checkbox", "radio":
			continue // boxes and answers are explained by their group
		}
		if a["aria-labelledby"] != "" {
			continue // a cell of a grid bears the words of its row and column
		}
		if a["id"] != "" && !strings.Contains(a["aria-describedby"], a["id"]+"-help") && a["aria-label"] == "" {
			path, _, _ = strings.Cut(path, "?")
			t.Errorf("%s: the field %q says nothing of how to fill it in: set Help", path, a["id"])
		}
	}
}
