package app

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/seal"
	"giamngheo/internal/web"
)

// Who looks at a family, finds it by a search or sees it on a list leaves a line that has no word of what was
// typed; the auditor sees who it was, takes the log out with a line of his own, and the chain is whole.
func TestWhoLooksAtAFamilyIsSeen(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouses(d, seal.Ephemeral())
		l := newLand(t, d, h)
		m := web.New(web.Config{DB: d, Accounts: h.Accounts})
		Routes(m, h)
		cookies := map[account.Role][]*http.Cookie{}
		for _, role := range []account.Role{account.CommuneOfficer, account.Auditor, account.Administrator} {
			cookies[role] = ask(m, http.MethodPost, "/sign-in/demo", url.Values{"role": {string(role)}}, nil).Result().Cookies()
		}
		get := func(role account.Role, path string) string {
			t.Helper()
			res := ask(m, http.MethodGet, path, nil, cookies[role])
			if res.Code != http.StatusOK {
				t.Fatalf("%s as %s = %d", path, role, res.Code)
			}
			return res.Body.String()
		}
		ref, word := l.village.ref.String(), l.village.words[0]
		page := get(account.CommuneOfficer, "/households/"+ref)
		if strings.Contains(page, "/audit/") {
			t.Error("an officer is offered the log")
		}
		get(account.CommuneOfficer, "/households/"+ref+"/edit")
		get(account.CommuneOfficer, "/search?q="+url.QueryEscape(word))
		if page := get(account.Auditor, "/households/"+ref); !strings.Contains(page, "/audit/households/"+ref) {
			t.Error("the auditor is not led to who has looked at this family")
		}
		for _, role := range []account.Role{account.Auditor, account.Administrator} {
			page := get(role, "/audit/households/"+ref)
			for _, want := range []string{"demo.commune-officer", "demo.auditor", "Xem hộ"} {
				if !strings.Contains(page, want) {
					t.Errorf("who has looked, for %s: no %q", role, want)
				}
			}
			get(role, "/audit/people")
			get(role, "/audit/chain")
		}
		file := get(account.Auditor, "/audit/csv")
		if strings.Count(file, "\n") < 10 || !strings.Contains(file, "household.look") {
			t.Errorf("the log as a file: %.300s", file)
		}
		lines, err := audit.List(t.Context(), d, audit.Filter{Area: int64(l.province.id), Whole: true, Limit: 500})
		if err != nil {
			t.Fatal(err)
		}
		acts := map[string]int{}
		for _, e := range lines {
			acts[e.Act]++
			if after, _ := e.After.(string); strings.Contains(strings.ToLower(after), strings.ToLower(word)) {
				t.Errorf("the line of %s holds what was searched for: %s", e.Act, after)
			}
		}
		for act, least := range map[string]int{"household.look": 3, "household.search": 1, "audit.look": 6, "audit.export": 1, "account.sign_in": 3} {
			if acts[act] < least {
				t.Errorf("%d lines of %s, want %d", acts[act], act, least)
			}
		}
		v, err := audit.Verify(t.Context(), d, nil, func(f audit.Finding) { t.Errorf("found %+v", f) })
		if err != nil || v.Lines < int64(len(lines)) {
			t.Errorf("proved %+v, %v", v, err)
		}
	})
}

// Whatever page or file names the head of a household leaves a line: a new door cannot forget it.
func TestNoPageNamesAFamilyUnseen(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	h := newHouses(d, seal.Ephemeral())
	l := newLand(t, d, h)
	m := web.New(web.Config{DB: d, Accounts: h.Accounts})
	Routes(m, h)
	named := map[string]bool{}
	for _, role := range account.Roles {
		cookies := ask(m, http.MethodPost, "/sign-in/demo", url.Values{"role": {string(role)}}, nil).Result().Cookies()
		own := l.own(role)
		for _, rt := range m.Routes() {
			if !rt.Open(role) || !strings.HasPrefix(rt.Pattern, "GET ") {
				continue
			}
			for _, p := range l.all {
				tries, _ := l.tries(rt.Pattern, own, p)
				for _, one := range tries {
					before, _, err := audit.Size(t.Context(), d)
					if err != nil {
						t.Fatal(err)
					}
					res := ask(m, http.MethodGet, one.path, nil, cookies)
					names := slices.ContainsFunc(l.all, func(p *territory) bool {
						head := p.words[0] // of an area without a household of its own somebody else
						return strings.HasPrefix(head, "Chủhộ") && strings.Contains(res.Body.String(), head) && !strings.Contains(one.path, url.QueryEscape(head))
					})
					if !names {
						continue
					}
					after, _, err := audit.Size(t.Context(), d)
					if err != nil {
						t.Fatal(err)
					}
					if named[rt.Pattern] = true; after == before {
						t.Errorf("%s: GET %s names a family and leaves no line", role, one.path)
					}
				}
			}
		}
	}
	if len(named) < 12 {
		t.Errorf("only %d rows name a family: %v", len(named), named)
	}
}
