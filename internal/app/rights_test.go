package app

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/standard"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// territory is a unit of the test with what must not be seen from outside it.
type territory struct {
	id     unit.ID
	title  string
	above  *territory
	ref    household.Ref // its household; of a commune only
	counts []int64       // its population base and its target, unlike any other's
	words  []string      // its household's head, code and village
}

// covers tells whether a unit is p itself or stands below it.
func (p *territory) covers(other *territory) bool {
	for ; other != nil; other = other.above {
		if other == p {
			return true
		}
	}
	return false
}

// secrets are the texts by which a page that a reader of one area sees would tell of p. The titles of
// the units above one's own stand on every page.
func (p *territory) secrets(reader *territory) []string {
	out := p.words
	if !p.covers(reader) {
		out = append([]string{p.title}, out...)
	}
	for _, n := range p.counts {
		for _, l := range lang.All {
			out = append(out, l.Int(n))
		}
	}
	return out
}

// land is two districts of a province and a commune of another province, one household in each commune.
type land struct {
	country, province, district, sibling, otherDistrict, otherProvince *territory
	commune, nearby, far, abroad                                       *territory
	round                                                              review.RoundID
	all                                                                []*territory
}

// own is the area of each role's demonstration account.
func (l *land) own(role account.Role) *territory {
	switch role {
	case account.DistrictOfficer:
		return l.district
	case account.CommuneOfficer:
		return l.commune
	default:
		return l.province
	}
}

const landDay day.Date = "2022-12-31"

func newLand(t *testing.T, d *db.DB, h Houses) *land {
	t.Helper()
	l := &land{}
	add := func(level unit.Level, code string, above *territory) *territory {
		u, ok := unit.Shipped().ByCode(level, code, landDay)
		if !ok {
			t.Fatalf("no %s %s", level, code)
		}
		n := int64(len(l.all))
		p := &territory{id: u.ID, title: u.Title(), above: above, counts: []int64{7_310_017 + n*n*n*1013, 5_210_011 + n*n*n*1019}}
		l.all = append(l.all, p)
		return p
	}
	first := func(district *territory, not unit.ID) string {
		for _, u := range unit.Shipped().Below(district.id, unit.Commune, landDay) {
			if u.ID != not {
				return u.Code
			}
		}
		t.Fatalf("%s has no commune", district.title)
		return ""
	}
	country, ok := unit.Shipped().Get(unit.CountryID)
	if !ok {
		t.Fatal("no country")
	}
	l.country = &territory{id: country.ID, title: country.Title(), counts: []int64{9_999_991, 9_999_973}}
	l.all = append(l.all, l.country)
	l.province = add(unit.Province, "64", l.country)
	l.district = add(unit.District, "630", l.province)
	l.commune = add(unit.Commune, "23827", l.district)
	l.nearby = add(unit.Commune, first(l.district, l.commune.id), l.district)
	l.otherDistrict = add(unit.District, "637", l.province)
	l.far = add(unit.Commune, first(l.otherDistrict, 0), l.otherDistrict)
	l.otherProvince = add(unit.Province, "62", l.country)
	l.sibling = add(unit.District, "610", l.otherProvince)
	l.abroad = add(unit.Commune, first(l.sibling, 0), l.sibling)
	communes := []*territory{l.commune, l.nearby, l.far, l.abroad}
	villages := make([]unit.Unit, len(communes))
	for i, c := range communes {
		u, _ := unit.Shipped().Get(c.id)
		villages[i] = unit.Unit{Code: fmt.Sprint("V", i), Level: unit.Village, Kind: "làng", Name: fmt.Sprint("Mốcsố", i), Parent: c.id, From: u.From, To: u.To, Source: "thử"}
	}
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := unit.Ship(ctx, tx); err != nil {
			return err
		}
		if err := db.SetSetting(ctx, tx, db.SettingDemo, "thử"); err != nil {
			return err
		}
		if err := unit.Insert(ctx, tx, villages); err != nil {
			return err
		}
		for _, p := range l.all {
			b := unit.Base{Households: p.counts[0], Persons: -1, MinorityHouseholds: -1, MinorityPersons: -1, Day: landDay, Source: "thử", Verified: true}
			if err := unit.SetBase(ctx, tx, p.id, b); err != nil {
				return err
			}
			asked := target.Target{Unit: p.id, Year: 2023, Indicator: target.PoorReduction, Households: p.counts[1], Points: -1, Rule: target.Given, Basis: "thử"}
			if p.above != nil && p.above != l.country {
				asked.Parent, asked.Position = p.above.id, 1
			}
			if err := target.Load(ctx, tx, []target.Target{asked}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range communes {
		c.words = []string{fmt.Sprint("Chủhộ", i), fmt.Sprint("MÃ-", i, i, i), villages[i].Name}
		c.ref, err = h.Households.Create(t.Context(), account.System, household.Household{
			Ref: household.Ref{Commune: c.id}, Village: villages[i].ID, Code: c.words[1], CodeYear: 2022, Head: "Đinh " + c.words[0], Address: "thử",
			Ethnic: household.Bahnar, EthnicGiven: "12", EthnicList: household.List2008, Members: 4,
		})
		if err != nil {
			t.Fatal(err)
		}
		// The sheet of acts names the household by its key.
		c.words = append(c.words, "household:"+c.ref.String())
	}
	err = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		r, err := review.Add(ctx, tx, review.Round{Year: 2022, Kind: review.Periodic, Edition: "vn-2022", Unit: l.country.id, Day: landDay, Status: review.Closed, Source: "thử"})
		if err != nil {
			return err
		}
		l.round = r.ID
		if _, err := review.LoadClasses(ctx, tx, r, func(yield func(review.Given, error) bool) {
			for i, c := range communes {
				g := review.Given{Household: c.ref, Village: villages[i].ID, Area: standard.Rural, Ethnic: household.Bahnar, Members: 4, Class: standard.Poor}
				if !yield(g, nil) {
					return
				}
			}
		}); err != nil {
			return err
		}
		return review.Rebuild(ctx, tx, r.ID)
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// try is one way to reach for a unit, its household or its figures.
type try struct {
	path string
	form url.Values
	// own says that the address names the reader's own unit and reaches for another by its values: it
	// may be answered, with nothing of the other.
	own bool
}

// tries are the ways through a row of the route table that reach for a unit; ok is false for a row
// that the test does not know.
func (l *land) tries(pattern string, own, p *territory) (out []try, ok bool) {
	at := func(format string, args ...any) { out = append(out, try{path: fmt.Sprintf(format, args...)}) }
	aside := func(format string, args ...any) {
		out = append(out, try{path: fmt.Sprintf(format, args...), own: true})
	}
	form := func(path string) {
		v := url.Values{"unit": {fmt.Sprint(p.id)}, "version": {"1"}, "households": {"1"}, "reason": {"thử"}, "year": {"2023"}, "rule": {string(target.Rules[0])}, "want": {fmt.Sprint(p.counts[1])}}
		out = append(out, try{path: fmt.Sprintf(path, p.id), form: v})
		// The address names the reader's own unit, the form another.
		out = append(out, try{path: fmt.Sprintf(path, own.id), form: v, own: true})
		out = append(out, try{path: fmt.Sprintf(path, own.id) + fmt.Sprint("?unit=", own.id), form: v, own: true})
	}
	ref := p.ref
	if ref.IsZero() {
		ref = household.Ref{Commune: p.id, ID: 1}
	}
	switch pattern {
	case "GET /units/{id}":
		at("/units/%d", p.id)
		at("/units/%d?lang=en&sort=-poor&round=%d", p.id, l.round)
		aside("/units/%d?unit=%d&id=%d", own.id, p.id, p.id)
	case "GET /units/{id}/households":
		at("/units/%d/households", p.id)
		at("/units/%d/households?village=%d&unit=%d", p.id, own.id, own.id)
		for _, name := range []string{"village", "unit", "area", "commune"} {
			aside("/units/%d/households?%s=%d", own.id, name, p.id)
			aside("/units/%d/households?%s=%d&%s=%d", own.id, name, own.id, name, p.id)
		}
		aside("/units/%d/households?after=%d/0", own.id, ref.Commune)
		aside("/units/%d/households?after=%d/%d", own.id, ref.Commune-1, 1)
	case "GET /units/{id}/households/xlsx", "GET /units/{id}/households/csv":
		format := pattern[strings.LastIndex(pattern, "/")+1:]
		at("/units/%d/households/%s", p.id, format)
		aside("/units/%d/households/%s?village=%d&unit=%d", own.id, format, p.id, p.id)
		aside("/units/%d/households/%s?after=%d/0", own.id, format, ref.Commune)
	case "POST /units/{id}/households/picks":
		for _, act := range []string{"add:0", "add:1", "remove:1", "set:merit", "clear:local"} {
			v := url.Values{"act": {act}, "name": {"thử"}, "scope": {"all"}, "confirm": {"1"}, "count": {"1"}}
			out = append(out, try{path: fmt.Sprintf("/units/%d/households/picks", p.id), form: v, own: act != "add:0"})
			v = url.Values{"act": {act}, "name": {"thử"}, "pick": {ref.String()}, "confirm": {"1"}, "count": {"1"}}
			out = append(out, try{path: fmt.Sprintf("/units/%d/households/picks", own.id), form: v, own: true})
			out = append(out, try{path: fmt.Sprintf("/units/%d/households/picks?village=%d", own.id, p.id), form: v, own: true})
		}
	case "POST /households/{commune}/{id}/lists":
		out = append(out, try{path: fmt.Sprintf("/households/%s/lists", ref), form: url.Values{"list": {"0"}, "name": {"thử"}}})
	case "GET /lists":
		aside("/lists?unit=%d", p.id)
	case "POST /lists":
		out = append(out, try{path: "/lists", form: url.Values{"kind": {"filter"}, "list-name": {"thử"}, "address": {fmt.Sprintf("/units/%d/households", p.id)}}, own: true})
	case "GET /lists/{id}":
		for id := range 12 {
			aside("/lists/%d?after=%d/0", id, ref.Commune)
		}
	case "POST /lists/{id}":
		out = append(out, try{path: "/lists/1", form: url.Values{"list-name": {"của tôi"}, "shared": {"1"}}, own: true})
	case "POST /lists/{id}/households":
		for id := range 12 {
			out = append(out, try{path: fmt.Sprint("/lists/", id, "/households"), form: url.Values{"row": {ref.String()}, "note." + ref.String(): {"thử"}}, own: true})
		}
	case "GET /households/{commune}/{id}":
		at("/households/%s", ref)
		at("/households/%s?unit=%d&commune=%d&round=%d", ref, own.id, own.id, l.round)
		aside("/households/%d/..%%2F%d%%2F%d", own.id, ref.Commune, ref.ID)
		aside("/households/%d/%d?commune=%d", own.id, 99, ref.Commune)
	case "GET /start":
		at("/start?unit=%d", p.id)
		aside("/start?unit=%d&unit=%d", own.id, p.id)
	case "GET /units/{id}/households/new":
		at("/units/%d/households/new", p.id)
		aside("/units/%d/households/new?unit=%d&commune=%d", own.id, p.id, p.id)
	case "POST /units/{id}/households/new":
		// The form has no field for a commune: a village of another one is refused.
		out = append(out, try{path: fmt.Sprintf("/units/%d/households/new", p.id), form: url.Values{"code": {"RA-1"}, "code_year": {"2022"}, "head": {"Đinh Ra"}, "ethnic": {"Ba Na"}, "members": {"1"}}})
	case "GET /households/{commune}/{id}/edit":
		at("/households/%s/edit", ref)
	case "POST /households/{commune}/{id}/edit":
		out = append(out, try{path: fmt.Sprintf("/households/%s/edit", ref), form: url.Values{"version": {"1"}, "head": {"Đinh Ra"}}})
	case "GET /rounds/{round}/households/{commune}/{id}":
		at("/rounds/%d/households/%s", l.round, ref)
	case "POST /rounds/{round}/households/{commune}/{id}":
		out = append(out, try{path: fmt.Sprintf("/rounds/%d/households/%s", l.round, ref), form: url.Values{"points_a": {"100"}, "members": {"4"}, "children": {"0"}}})
	case "POST /rounds/{round}/households/{commune}/{id}/remove":
		out = append(out, try{path: fmt.Sprintf("/rounds/%d/households/%s/remove", l.round, ref), form: url.Values{}})
	case "GET /search":
		at("/search?unit=%d&q=chuho", p.id)
		aside("/search?q=chuho")
		aside("/search?unit=%d&unit=%d&q=dinh", own.id, p.id)
		for _, w := range p.words {
			aside("/search?q=%s", url.QueryEscape(w))
		}
	case "GET /rounds":
		at("/rounds?unit=%d", p.id)
		at("/rounds?unit=%d&round=%d", p.id, l.round)
		aside("/rounds?unit=%d&unit=%d", own.id, p.id)
	case "GET /rounds/{id}":
		at("/rounds/%d?unit=%d", l.round, p.id)
		aside("/rounds/%d?unit=%d&unit=%d", l.round, own.id, p.id)
	case "GET /rounds/new":
		at("/rounds/new?unit=%d", p.id)
		aside("/rounds/new?unit=%d&unit=%d", own.id, p.id)
	case "POST /rounds":
		// A form that opens no round anywhere: what is tried is whose unit it may name.
		out = append(out, try{path: fmt.Sprintf("/rounds?unit=%d", p.id), form: url.Values{"year": {"none"}, "unit": {fmt.Sprint(p.id)}}})
		out = append(out, try{path: fmt.Sprintf("/rounds?unit=%d", own.id), form: url.Values{"year": {"none"}, "unit": {fmt.Sprint(p.id)}}, own: true})
	case "GET /rounds/{id}/waiting":
		at("/rounds/%d/waiting?unit=%d", l.round, p.id)
		aside("/rounds/%d/waiting?unit=%d&unit=%d", l.round, own.id, p.id)
	case "GET /rounds/{id}/close", "POST /rounds/{id}/close":
		// The round is the country's: nobody here may close it, whatever unit the address names.
		aside(strings.TrimPrefix(strings.TrimPrefix(strings.Replace(pattern, "{id}", "%d", 1), "GET "), "POST ")+"?unit=%d", l.round, p.id)
	case "GET /units/{id}/forms":
		at("/units/%d/forms?round=%d", p.id, l.round)
		aside("/units/%d/forms?unit=%d", own.id, p.id)
	case "GET /units/{id}/forms/{n}":
		at("/units/%d/forms/1?round=%d&deep=1", p.id, l.round)
		aside("/units/%d/forms/2?unit=%d&id=%d", own.id, p.id, p.id)
	case "GET /units/{id}/forms/{n}/{format}":
		at("/units/%d/forms/9/csv?round=%d&deep=1", p.id, l.round)
	case "GET /units/{id}/forms/14/{format}":
		at("/units/%d/forms/14/csv?round=%d", p.id, l.round)
	case "GET /units/{id}/forms/15/{format}":
		at("/units/%d/forms/15/csv?round=%d", p.id, l.round)
		aside("/units/%d/forms/15/csv?unit=%d", own.id, p.id)
	case "GET /units/{id}/annex/{format}":
		at("/units/%d/annex/xlsx?year=2023", p.id)
	case "GET /units/{id}/targets":
		at("/units/%d/targets", p.id)
		at("/units/%d/targets?year=2023&edit=%d&rule=%s", p.id, own.id, target.Rules[0])
		aside("/units/%d/targets?edit=%d", own.id, p.id)
		aside("/units/%d/targets?unit=%d&parent=%d", own.id, p.id, p.id)
	case "POST /units/{id}/targets":
		form("/units/%d/targets")
	case "POST /units/{id}/targets/proposal":
		form("/units/%d/targets/proposal")
	case "GET /units/{id}/targets/edit":
		at("/units/%d/targets/edit?year=2023", p.id)
		aside("/units/%d/targets/edit?year=2023&typed=1&unit=%d&c-%d-households=1&version-%d=1", own.id, p.id, p.id, p.id)
	case "POST /units/{id}/targets/edit":
		v := url.Values{"year": {"2023"}, "typed": {"1"}, "step": {"save"}, "basis": {"thử"}, fmt.Sprintf("version-%d", p.id): {"1"}, fmt.Sprintf("c-%d-households", p.id): {"1"}}
		out = append(out, try{path: fmt.Sprintf("/units/%d/targets/edit", p.id), form: v}, try{path: fmt.Sprintf("/units/%d/targets/edit", own.id), form: v, own: true})
	case "GET /units/{id}/base":
		at("/units/%d/base?day=%s", p.id, landDay)
		aside("/units/%d/base?unit=%d&parent=%d", own.id, p.id, p.id)
	case "POST /units/{id}/base":
		v := url.Values{"day": {string(landDay)}, "source": {"thử"}, "step": {"save"}, fmt.Sprintf("was-%d", p.id): {"-1 -1 -1 -1"}, fmt.Sprintf("c-%d-households", p.id): {"1"}}
		out = append(out, try{path: fmt.Sprintf("/units/%d/base", p.id), form: v}, try{path: fmt.Sprintf("/units/%d/base", own.id), form: v, own: true})
	case "GET /audit":
		aside("/audit?thing=household:%s", ref)
		aside("/audit?unit=%d&area=%d&thing=", p.id, p.id)
	case "GET /operate", "GET /{$}", "GET /plan-check", "POST /plan-check", "GET /standards/{id}", "GET /sign-in", "POST /sign-in", "POST /sign-in/demo", "POST /sign-out",
		"GET /help", "GET /help/glossary", "GET /help/{topic}":
		// These rows know no unit but the reader's own.
	default:
		return nil, false
	}
	return out, true
}

// Every row of the route table, as every role, over own, child, sibling, parent and foreign units: a
// page of one's area or a refusal, never a word or a count of what lies outside, and no act there.
func TestNobodyReachesBeyondTheArea(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouses(d, seal.Ephemeral())
		l := newLand(t, d, h)
		m := web.New(web.Config{DB: d, Accounts: h.Accounts})
		Routes(m, h)
		cookies := map[account.Role][]*http.Cookie{}
		for _, role := range account.Roles {
			res := ask(m, http.MethodPost, "/sign-in/demo", url.Values{"role": {string(role)}}, nil)
			if cookies[role] = res.Result().Cookies(); res.Code != http.StatusSeeOther || len(cookies[role]) == 0 {
				t.Fatalf("sign in as %s = %d", role, res.Code)
			}
		}
		n := 0
		for _, rt := range m.Routes() {
			for _, role := range account.Roles {
				own := l.own(role)
				for _, p := range l.all {
					tries, ok := l.tries(rt.Pattern, own, p)
					if !ok {
						t.Fatalf("%s: this test does not know the row; say in tries how it reaches for a unit", rt.Pattern)
					}
					for _, one := range tries {
						n++
						method, _, _ := strings.Cut(rt.Pattern, " ")
						before := targetsOutside(t, d, l, own)
						res := ask(m, method, one.path, one.form, cookies[role])
						l.judge(t, rt, role, p, one, res)
						if nobody := ask(m, method, one.path, one.form, nil); rt.Permission != web.Public && nobody.Code != http.StatusUnauthorized &&
							!strings.HasPrefix(nobody.Header().Get("Location"), web.SignInPath) {
							t.Errorf("nobody: %s %s = %d", method, one.path, nobody.Code)
						}
						if after := targetsOutside(t, d, l, own); after != before {
							t.Errorf("%s: %s %s changes a target outside the area: %s, was %s", role, method, one.path, after, before)
						}
					}
				}
			}
		}
		t.Logf("%d tries", n)
	})
}

// ask sends one request, as a browser would send it.
func ask(m *web.Mux, method, path string, form url.Values, cookies []*http.Cookie) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for _, c := range cookies {
		r.AddCookie(c)
	}
	res := httptest.NewRecorder()
	m.ServeHTTP(res, r)
	return res
}

// judge holds an answer against what the role may see and reach.
func (l *land) judge(t *testing.T, rt web.Route, role account.Role, p *territory, one try, res *httptest.ResponseRecorder) {
	t.Helper()
	own := l.own(role)
	method, _, _ := strings.Cut(rt.Pattern, " ")
	body := res.Body.String() + res.Header().Get("Location")
	mine := own.covers(p)
	switch {
	case res.Code >= http.StatusInternalServerError:
		t.Errorf("%s: %s %s = %d", role, method, one.path, res.Code)
	case !rt.Open(role) && res.Code != http.StatusForbidden:
		t.Errorf("%s may not pass %s: %s = %d, want 403", role, rt.Pattern, one.path, res.Code)
	case rt.Open(role) && !mine && !one.own && res.Code != http.StatusNotFound:
		t.Errorf("%s reaches beyond the area: %s %s = %d, want 404", role, method, one.path, res.Code)
	case rt.Open(role) && mine && !one.own && method == http.MethodGet && res.Code != http.StatusOK && (!p.ref.IsZero() || !strings.HasPrefix(one.path, "/households/")):
		// A page that is refused to everybody would prove nothing.
		if !strings.Contains(one.path, "village=") {
			t.Errorf("%s: GET %s = %d in the own area", role, one.path, res.Code)
		}
	}
	for _, x := range l.all {
		if own.covers(x) {
			continue
		}
		for _, s := range x.secrets(own) {
			if strings.Contains(body, s) && !strings.Contains(one.path, url.QueryEscape(s)) && !strings.Contains(one.path, s) {
				t.Errorf("%s: %s %s tells %q of %s", role, method, one.path, s, x.title)
			}
		}
	}
}

// targetsOutside are the targets that an area's officer may not touch: those of the units outside, and
// those that a unit outside handed down.
func targetsOutside(t *testing.T, d *db.DB, l *land, own *territory) string {
	t.Helper()
	var b strings.Builder
	for _, p := range l.all {
		if own.covers(p) && p != own {
			continue
		}
		got, _, err := target.Get(t.Context(), d, p.id, 2023, target.PoorReduction)
		if err != nil {
			t.Fatal(err)
		}
		if p == own && got.Parent == 0 {
			continue // the province's own target is its own
		}
		fmt.Fprintf(&b, "%d:%d v%d ", p.id, got.Households, got.Version)
	}
	return b.String()
}
