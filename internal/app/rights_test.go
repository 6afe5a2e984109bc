package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/change"
	"giamngheo/internal/committee"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/job"
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
	ref    household.Ref // a household that lies in it; of communes and villages
	asked  int64         // a request about it that waits
	counts []int64       // its population base and its target, unlike any other's; none of a village
	person int64         // the account of somebody who holds a role in it
	staff  string        // his name
	login  string        // and his login
	member int64         // somebody in its steering committee
	charge int64         // what he is in charge of
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

// land is two districts of a province and a commune of another province, one household in each commune, and
// a second village with a household of its own in the commune of Kông Chro.
type land struct {
	country, province, district, sibling, otherDistrict, otherProvince *territory
	commune, nearby, far, abroad                                       *territory
	village, across                                                    *territory // two villages of the commune
	round                                                              review.RoundID
	batch                                                              account.BatchID // officers that another province brought
	all                                                                []*territory
}

// own is the area of each role's demonstration account.
func (l *land) own(role account.Role) *territory {
	switch role {
	case account.DistrictOfficer:
		return l.district
	case account.CommuneOfficer, account.CommuneChair, account.FrontSupervisor:
		return l.commune
	case account.VillageSurveyor:
		return l.village
	default:
		return l.province
	}
}

const landDay day.Date = "2022-12-31"

func newLand(t *testing.T, d *db.DB, h Houses) *land {
	t.Helper()
	l := &land{}
	if err := job.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
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
	l.village, l.across = &territory{above: l.commune}, &territory{above: l.commune}
	homes := []*territory{l.village, l.across, l.nearby, l.far, l.abroad}
	villages := make([]unit.Unit, len(homes))
	for i, c := range homes {
		if c.above == l.commune {
			c = l.commune
		}
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
		for i, v := range []*territory{l.village, l.across} {
			v.id, v.title = villages[i].ID, villages[i].Title()
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
	l.all = append(l.all, l.village, l.across)
	for i, c := range homes {
		c.words = []string{fmt.Sprint("Chủhộ", i), fmt.Sprint("MÃ-", i, i, i), villages[i].Name}
		c.ref, err = h.Households.Create(t.Context(), account.System, household.Household{
			Ref: household.Ref{Commune: villages[i].Parent}, Village: villages[i].ID, Code: c.words[1], CodeYear: 2022, Head: "Đinh " + c.words[0], Address: "thử",
			Ethnic: household.Bahnar, EthnicGiven: "12", EthnicList: household.List2008, Members: 4,
		})
		if err != nil {
			t.Fatal(err)
		}
		key, err := h.Changes.Ask(t.Context(), account.System, change.Wish{Kind: change.Exit, Household: c.ref}, "thử lý do", "thử giấy tờ")
		if err != nil {
			t.Fatal(err)
		}
		c.asked = key.ID
		// The sheet of acts names the household by its key.
		c.words = append(c.words, "household:"+c.ref.String())
	}
	for i, p := range l.all {
		l.addPerson(t, h, p, i)
	}
	keeper := account.Actor{ID: l.otherProvince.person, Role: account.Administrator, Unit: l.otherProvince.id}
	l.batch, err = h.Accounts.ReadBatch(t.Context(), keeper, "cán bộ.csv", strings.NewReader("Họ và tên,Vai trò\nLò Khácvùng,Thanh tra\n"))
	if err != nil {
		t.Fatal(err)
	}
	l.otherProvince.words = append(l.otherProvince.words, "Khácvùng")
	// Who reaches for the commune's household reaches beyond the surveyor's village.
	l.commune.ref, l.commune.asked = l.across.ref, l.across.asked
	err = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		r, err := review.Add(ctx, tx, review.Round{Year: 2022, Kind: review.Periodic, Edition: "vn-2022", Unit: l.country.id, Day: landDay, Status: review.Closed, Source: "thử"})
		if err != nil {
			return err
		}
		l.round = r.ID
		if _, err := review.LoadClasses(ctx, tx, r, func(yield func(review.Given, error) bool) {
			for i, c := range homes {
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

// addPerson makes an account with a post in a territory, and one whose only post there has ended.
func (l *land) addPerson(t *testing.T, h Houses, p *territory, n int) {
	t.Helper()
	role := account.Administrator
	switch {
	case p.above == nil:
		role = account.Auditor
	case p.counts == nil:
		role = account.VillageSurveyor
	}
	name := fmt.Sprint("Cánbộ", n)
	for i, period := range []day.Period{{From: "2022-01-01", To: day.Forever}, {From: "2021-01-01", To: "2021-02-01"}} {
		login := fmt.Sprintf("canbo%d.%d", n, i)
		id, err := h.Accounts.Add(t.Context(), account.System, login, name, "", account.Grant{Role: role, Unit: p.id, Period: period})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Accounts.Describe(t.Context(), account.System, login, name, fmt.Sprint("Cơquan", n), ""); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			p.person, p.login = id, login
		}
	}
	p.staff = name
	l.addCommittee(t, h, p, n)
	p.words = append(p.words, name, fmt.Sprint("Cơquan", n), fmt.Sprintf("canbo%d.", n))
}

// addCommittee puts somebody into a territory's committee, in charge of the territory itself.
func (l *land) addCommittee(t *testing.T, h Houses, p *territory, n int) {
	t.Helper()
	s, always := committee.NewService(h.DB), day.Period{From: "2022-01-01", To: day.Forever}
	var err error
	p.member, err = s.Appoint(t.Context(), account.System, committee.Member{Unit: p.id, Duty: committee.Head, Name: fmt.Sprint("Trưởngban", n, "."), Basis: fmt.Sprint("Quyếtđịnh", n, "."), Period: always})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Charge(t.Context(), account.System, p.id, committee.Charge{Member: p.member, Place: p.id, Period: always}); err != nil {
		t.Fatal(err)
	}
	members, err := s.Of(t.Context(), account.System, p.id, "2023-01-01")
	if err != nil {
		t.Fatal(err)
	}
	p.charge = members[0].Charges[0].ID
	p.words = append(p.words, fmt.Sprint("Trưởngban", n, "."), fmt.Sprint("Quyếtđịnh", n, "."))
}

// Every row of the route table, as every role, over own, child, sibling, parent and foreign units: a
// page of one's area or a refusal, never a word or a count of what lies outside, and no act there.
func TestNobodyReachesBeyondTheArea(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouses(d, seal.Ephemeral())
		l := newLand(t, d, h)
		m := web.New(web.Config{DB: d, Accounts: h.Accounts, Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))})
		Routes(m, h)
		cookies := map[account.Role][]*http.Cookie{}
		for _, role := range account.Roles {
			res := ask(m, http.MethodPost, "/sign-in/demo", url.Values{"role": {string(role)}}, nil)
			if cookies[role] = res.Result().Cookies(); res.Code != http.StatusSeeOther || len(cookies[role]) == 0 {
				t.Fatalf("sign in as %s = %d", role, res.Code)
			}
		}
		n := 0
		turnedAway := map[string]bool{} // what nobody has already asked for
		for _, rt := range m.Routes() {
			method, _, _ := strings.Cut(rt.Pattern, " ")
			for _, role := range account.Roles {
				own := l.own(role)
				before := targetsOutside(t, d, l, own)
				for _, p := range l.all {
					if !rt.Open(role) && p != own && p != l.abroad {
						continue // the door looks at the role before it looks at what is asked for
					}
					tries, ok := l.tries(rt.Pattern, own, p)
					if !ok {
						t.Fatalf("%s: this test does not know the row; say in tries how it reaches for a unit", rt.Pattern)
					}
					for _, one := range tries {
						n++
						res := ask(m, method, one.path, one.form, cookies[role])
						l.judge(t, rt, role, p, one, res)
						if key := method + " " + one.path + " " + one.form.Encode(); rt.Permission != web.Public && !turnedAway[key] {
							turnedAway[key] = true
							if nobody := ask(m, method, one.path, one.form, nil); nobody.Code != http.StatusUnauthorized &&
								!strings.HasPrefix(nobody.Header().Get("Location"), web.SignInPath) {
								t.Errorf("nobody: %s %s = %d", method, one.path, nobody.Code)
							}
						}
					}
				}
				if after := targetsOutside(t, d, l, own); after != before {
					t.Errorf("%s: %s changes a target outside the area: %s, was %s", role, rt.Pattern, after, before)
				}
			}
		}
		t.Logf("%d tries", n)
	})
}

// ask sends one request, as a browser would send it.
func ask(m *web.Mux, method, path string, form url.Values, cookies []*http.Cookie) *httptest.ResponseRecorder {
	res := httptest.NewRecorder()
	m.ServeHTTP(res, request(method, path, form, cookies))
	return res
}

func request(method, path string, form url.Values, cookies []*http.Cookie) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for _, c := range cookies {
		r.AddCookie(c)
	}
	return r
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
	case rt.Open(role) && mine && !one.own && method == http.MethodGet && res.Code != http.StatusOK && (!p.ref.IsZero() || !strings.Contains(one.path, "/households/") && !strings.Contains(one.path, "/changes/")):
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
			// What the reader typed himself may come back to him.
			if strings.Contains(body, s) && !one.says(s) {
				t.Errorf("%s: %s %s tells %q of %s", role, method, one.path, s, x.title)
			}
		}
	}
}

// says tells whether the reader typed a text himself.
func (one try) says(s string) bool {
	if strings.Contains(one.path, url.QueryEscape(s)) || strings.Contains(one.path, s) {
		return true
	}
	for _, values := range one.form {
		if slices.ContainsFunc(values, func(v string) bool { return strings.Contains(v, s) }) {
			return true
		}
	}
	return false
}

// targetsOutside are the targets that an area's officer may not touch: those of the units outside, and
// those that a unit outside handed down.
func targetsOutside(t *testing.T, d *db.DB, l *land, own *territory) string {
	t.Helper()
	var b strings.Builder
	for _, p := range l.all {
		if own.covers(p) && p != own || p.counts == nil {
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
