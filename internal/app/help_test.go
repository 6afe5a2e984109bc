package app

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/duplicate"
	"giamngheo/internal/help"
	"giamngheo/internal/household"
	"giamngheo/internal/intake"
	"giamngheo/internal/lang"
	"giamngheo/internal/seal"
	"giamngheo/internal/web"
)

// unexplained are the rows of the route table that answer with no page: files, and ways on to a page.
var unexplained = []string{"GET /{$}", "GET /sign-in/code", "GET /sign-in/oidc", "GET /sign-in/oidc/callback", "GET /confirm/oidc", "GET /security/totp", "GET /security/totp.png", "GET /security/oidc", "GET /import-templates/{kind}", "GET /imports/{id}/errors", "GET /officers/template"}

// unitless are addresses of rows that know no unit.
var unitless = map[string]string{
	"GET /plan-check": "/plan-check", "GET /standards/{id}": "/standards/vn-2022", "GET /sign-in": "/sign-in",
	"GET /help": "/help", "GET /help/glossary": "/help/glossary", "GET /help/{topic}": "/help/class", "GET /audit": "/audit",
	"GET /operate": "/operate", "GET /posts": "/posts", "GET /officers": "/officers", "GET /accounts/new": "/accounts/new",
	"GET /confirm": "/confirm?next=/", "GET /confirm/ask": "/confirm/ask", "GET /security": "/security",
	"GET /retention": "/retention", "GET /processing": "/processing",
	"GET /audit/people": "/audit/people", "GET /audit/chain": "/audit/chain",
}

var topicShown = regexp.MustCompile(`data-help="([^"]*)"`)

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
	acts := actsOf(t, l, h, m, cookies)
	for _, rt := range m.Routes() {
		if !strings.HasPrefix(rt.Pattern, "GET ") || slices.Contains(unexplained, rt.Pattern) {
			continue
		}
		shown, pages := 0, 0
		for _, role := range append([]account.Role{""}, account.Roles...) {
			if !rt.Open(role) || pages > 0 && role != account.CommuneOfficer {
				continue
			}
			paths := addresses(l, rt.Pattern, l.own(role))
			if path, ok := acts[rt.Pattern]; ok {
				paths = []string{path}
			}
			for _, path := range paths {
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

// actsOf are the addresses of what officers make: an import with a strange column and an unknown village, a
// list with a household, an open round.
func actsOf(t *testing.T, l *land, h Houses, m *web.Mux, cookies map[account.Role][]*http.Cookie) map[string]string {
	t.Helper()
	sheet := "Mã hộ,Họ tên chủ hộ,Thôn,Dân tộc,Số nhân khẩu,Cột lạ\nA-1,Đinh Nhơn,Làng Lạ,Ba Na,3,x\n"
	in, err := h.Imports.Receive(t.Context(), account.System, intake.Upload{Kind: intake.Households, Area: l.commune.id, Year: 2022, File: "ho.csv"}, strings.NewReader(sheet))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Imports.Preview(t.Context(), account.System, in, intake.Choices{}); err != nil {
		t.Fatal(err)
	}
	send := func(role account.Role, path string, form url.Values) string {
		t.Helper()
		res := ask(m, http.MethodPost, path, form, cookies[role])
		if res.Code != http.StatusSeeOther {
			t.Fatalf("%s = %d", path, res.Code)
		}
		path, _, _ = strings.Cut(res.Header().Get("Location"), "?")
		return path
	}
	send(account.CommuneOfficer, "/households/"+l.commune.ref.String()+"/lists", url.Values{"list": {"0"}, "name": {"đi thăm"}})
	round := send(account.ProvinceSecretary, fmt.Sprintf("/rounds?unit=%d", l.province.id), url.Values{
		"unit": {fmt.Sprint(l.province.id)}, "year": {"2023"}, "kind": {"periodic"}, "day": {"31/12/2023"}, "edition": {"vn-2022"}, "source": {"thử"},
	})
	batch := account.BatchID(0)
	keeper, err := h.Accounts.SignInDemo(t.Context(), account.Administrator)
	if err == nil {
		batch, err = h.Accounts.ReadBatch(t.Context(), keeper, "cán bộ.csv", strings.NewReader("Họ và tên,Vai trò\nLò Mới,Thanh tra\n"))
	}
	if err != nil {
		t.Fatal(err)
	}
	token, err := h.Accounts.Invite(t.Context(), account.System, "canbo1.0")
	if err != nil {
		t.Fatal(err)
	}
	double := twice(t, h, l)
	person := strings.Replace(double, "/duplicates/", "/households/", 1)
	person = strings.Join(strings.Split(person, "/")[:4], "/") + "/persons/1"
	asked := send(account.CommuneOfficer, person, url.Values{"wish": {"see"}, "asker": {"thử"}})
	return map[string]string{
		"GET /households/{commune}/{id}/persons/{n}": person, "GET /subjects/{commune}/{request}": asked, "GET /duplicates/{commune}/{id}/{other}/{second}": double,
		"GET /officers/{batch}": fmt.Sprint("/officers/", batch), "GET /welcome/{token}": "/welcome/" + token,
		"GET /imports/{id}": fmt.Sprint("/imports/", in), "GET /lists/{id}": "/lists/1", "GET /rounds/{id}/close": round + "/close",
	}
}

// twice enters one person into two households of the commune and gives the address of the pair.
func twice(t *testing.T, h Houses, l *land) string {
	t.Helper()
	var refs [2]household.Ref
	first, err := household.Get(t.Context(), h.DB, l.commune.ref)
	if err != nil {
		t.Fatal(err)
	}
	for i := range refs {
		refs[i], err = h.Households.Create(t.Context(), account.System, household.Household{
			Ref: household.Ref{Commune: l.commune.id}, Village: first.Village, Code: fmt.Sprint("TR-", i), CodeYear: 2022, Address: "thử",
			Persons: []household.Person{{Name: "Đinh Trùng", Sex: household.Male, Born: "1970-05-06", Ethnic: household.Bahnar, Relation: household.Head}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Doubles.Check(t.Context(), account.System, l.commune.id); err != nil {
		t.Fatal(err)
	}
	return "/duplicates/" + duplicate.KeyOf(refs[0], refs[1]).String()
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
	path, _, _ = strings.Cut(path, "?")
	for _, f := range fieldsOf(body[strings.Index(body, "<main"):]) {
		if says := f.explained(body); says != "" {
			t.Errorf("%s: the field %q %s", path, f.id+f.name, says)
		}
	}
}

// field is what a reader fills in, ticks or chooses; hidden ones and buttons need no words.
type field struct {
	id, name, kind string
	describedBy    string
	labelledBy     string
	label          string // words on the field itself
	inLabel        bool   // it stands within its words
	group          string // what describes the group that it stands in
}

var (
	tag       = regexp.MustCompile(`<(/?(?:label|fieldset)|input|select|textarea)\b([^>]*)>`)
	attribute = regexp.MustCompile(`([a-z-]+)="([^"]*)"`)
)

func fieldsOf(page string) (out []field) {
	inLabel, group := false, ""
	for _, m := range tag.FindAllStringSubmatch(page, -1) {
		a := map[string]string{}
		for _, x := range attribute.FindAllStringSubmatch(m[2], -1) {
			a[x[1]] = x[2]
		}
		switch m[1] {
		case "label", "/label":
			inLabel = m[1] == "label"
		case "fieldset", "/fieldset":
			group = a["aria-describedby"]
		default:
			if a["type"] != "hidden" && a["type"] != "submit" {
				out = append(out, field{a["id"], a["name"], a["type"], a["aria-describedby"], a["aria-labelledby"], a["aria-label"], inLabel, group})
			}
		}
	}
	return out
}

// explained is what is wanting of a field, "" when nothing is: a sentence below it, or below its group, or
// words that say it all. All that a field points to stands on its page.
func (f field) explained(page string) string {
	for _, id := range strings.Fields(f.describedBy + " " + f.labelledBy + " " + f.group) {
		if !strings.Contains(page, `id="`+id+`"`) {
			return "points to " + id + ", which is not there"
		}
	}
	switch {
	case f.label != "", slices.Contains(strings.Fields(f.describedBy), f.id+"-help"):
	case f.labelledBy != "": // a cell of a grid bears the words of its row and column
	case f.inLabel && (f.kind == "checkbox" || f.id == ""): // a box, or a note, within the words for it
	case f.kind == "checkbox" && f.group != "" && strings.Contains(page, `for="`+f.id+`"`):
	default:
		return "says nothing of how to fill it in: set Help"
	}
	return ""
}
