package app

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// An officer whose posts have ended has no area: a session from before opens no door, and there is no new one.
func TestWhoHoldsNoPostReachesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouses(d, seal.Ephemeral())
		l := newLand(t, d, h)
		m := web.New(web.Config{DB: d, Accounts: h.Accounts})
		Routes(m, h)
		for _, role := range account.Roles {
			cookies := ask(m, http.MethodPost, "/sign-in/demo", url.Values{"role": {string(role)}}, nil).Result().Cookies()
			own := l.own(role)
			login := "demo." + strings.ReplaceAll(string(role), "_", "-")
			found, _, err := h.Accounts.Find(t.Context(), account.System, account.Query{Area: own.id, Role: role, Limit: 50})
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range found {
				for _, g := range a.Grants {
					if a.Login != login {
						continue
					}
					if err := h.Accounts.EndGrant(t.Context(), account.System, login, g.ID, day.Of(h.Accounts.Now())); err != nil {
						t.Fatal(err)
					}
				}
			}
			for _, rt := range m.Routes() {
				tries, _ := l.tries(rt.Pattern, own, own)
				if rt.Permission == web.Public || len(tries) == 0 {
					continue
				}
				method, _, _ := strings.Cut(rt.Pattern, " ")
				res := ask(m, method, tries[0].path, tries[0].form, cookies)
				if res.Code != http.StatusUnauthorized && !strings.HasPrefix(res.Header().Get("Location"), web.SignInPath) {
					t.Errorf("%s without a post: %s %s = %d", role, method, tries[0].path, res.Code)
				}
				for _, s := range own.secrets(l.abroad) {
					if strings.Contains(res.Body.String(), s) && !tries[0].says(s) {
						t.Errorf("%s without a post: %s %s tells %q", role, method, tries[0].path, s)
					}
				}
			}
			if res := ask(m, http.MethodPost, "/sign-in/demo", url.Values{"role": {string(role)}}, nil); res.Code == http.StatusSeeOther && !strings.HasPrefix(res.Header().Get("Location"), web.SignInPath) {
				if again := ask(m, http.MethodGet, "/posts", nil, res.Result().Cookies()); again.Code == http.StatusOK {
					t.Errorf("%s signs in without a post", role)
				}
			}
		}
	})
}

// How long an answer takes tells nothing of what lies outside: a page over a foreign area asks the database
// the same, whether it holds records or not.
func TestARefusalAsksTheSameOfAnEmptyArea(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouses(d, seal.Ephemeral())
		l := newLand(t, d, h)
		m := web.New(web.Config{DB: d, Accounts: h.Accounts})
		Routes(m, h)
		var bare *territory
		for _, u := range unit.Shipped().Below(l.otherDistrict.id, unit.Commune, landDay) {
			if u.ID != l.far.id {
				bare = &territory{id: u.ID, title: u.Title(), above: l.otherDistrict, counts: []int64{1, 2}}
			}
		}
		n := 0
		for _, role := range []account.Role{account.DistrictOfficer, account.CommuneOfficer, account.CommuneChair, account.VillageSurveyor} {
			cookies := ask(m, http.MethodPost, "/sign-in/demo", url.Values{"role": {string(role)}}, nil).Result().Cookies()
			asks := func(path string) (int, []string) {
				r := request(http.MethodGet, path, nil, cookies)
				ctx, trace := db.Observe(r.Context())
				res := httptest.NewRecorder()
				m.ServeHTTP(res, r.WithContext(ctx))
				var texts []string
				for _, s := range trace.Statements() {
					texts = append(texts, s.Text)
				}
				return res.Code, texts
			}
			for _, rt := range m.Routes() {
				if !rt.Open(role) || !strings.HasPrefix(rt.Pattern, "GET /units/{id}") && !strings.HasPrefix(rt.Pattern, "GET /households/") &&
					!strings.HasPrefix(rt.Pattern, "GET /rounds") && rt.Pattern != "GET /search" {
					continue
				}
				full, _ := l.tries(rt.Pattern, l.own(role), l.far)
				empty, _ := l.tries(rt.Pattern, l.own(role), bare)
				for i := range min(len(full), len(empty)) {
					if full[i].own || empty[i].own {
						continue
					}
					n++
					code, with := asks(full[i].path)
					other, without := asks(empty[i].path)
					if code != other || strings.Join(with, ";") != strings.Join(without, ";") {
						t.Errorf("%s: %s = %d after %d statements, %s = %d after %d", role, full[i].path, code, len(with), empty[i].path, other, len(without))
					}
				}
			}
		}
		if n < 50 {
			t.Errorf("only %d pages were compared", n)
		}
	})
}
