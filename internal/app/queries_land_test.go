package app

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/change"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/demo"
	"giamngheo/internal/household"
	"giamngheo/internal/intake"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/standard"
	"giamngheo/internal/subject"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
	"giamngheo/internal/worklist"
)

// worked is two districts of the demonstration with the year's round under way: of each level a unit with
// many below it and one with few, all behind the assembled program's door.
type worked struct {
	land
	d        *db.DB
	h        Houses
	m        *web.Mux
	levels   map[*territory]unit.Level
	families map[unit.ID][]household.Ref
	cookies  map[account.Role][]*http.Cookie
	// open is the round under way.
	open review.RoundID
	// list and imported are what the rows of lists and imports show.
	list     worklist.ID
	imported intake.ID
	token    string // of a link to set a password
	// pair and asked are the addresses of two households that may be one, and of what a person asked.
	pair, asked string
}

func newWorked(t *testing.T, d *db.DB) *worked {
	t.Helper()
	keys := seal.Ephemeral()
	w := &worked{d: d, h: newHouses(d, keys), levels: map[*territory]unit.Level{}, families: map[unit.ID][]household.Ref{}, cookies: map[account.Role][]*http.Cookie{}}
	ctx := t.Context()
	// Kông Chro, where the demonstration's officers are, and Ayun Pa, the smallest district.
	if _, err := demo.Make(ctx, d, keys, demo.Options{Seed: 64, Districts: []string{"630", "634"}}); err != nil {
		t.Fatal(err)
	}
	rounds, err := review.All(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	w.round = rounds[0].ID
	province, district, commune := w.by(t, unit.Province, "64"), w.by(t, unit.District, "630"), w.by(t, unit.Commune, "23827")
	w.open, err = review.New(d).Open(ctx, account.System, review.Round{
		Year: 2023, Kind: review.Periodic, Edition: "vn-2022", Unit: province.ID, Day: "2023-12-31", Source: "thử",
	})
	if err != nil {
		t.Fatal(err)
	}
	w.province = w.spot(t, province, nil)
	w.district = w.spot(t, district, w.province)
	w.otherDistrict = w.spot(t, w.by(t, unit.District, "634"), w.province)
	w.commune = w.spot(t, commune, w.district)
	for _, above := range []*territory{w.district, w.otherDistrict, w.commune} {
		few, many := w.extremes(t, above)
		for _, u := range []unit.Unit{few, many} {
			if !slices.ContainsFunc(w.all, func(p *territory) bool { return p.id == u.ID }) {
				w.spot(t, u, above)
			}
		}
	}
	err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		var targets []target.Target
		for _, above := range []*territory{w.district, w.otherDistrict} {
			units, err := unit.Children(ctx, tx, above.id, landDay)
			if err != nil {
				return err
			}
			for i, u := range units {
				targets = append(targets, target.Target{Unit: u.ID, Year: 2023, Indicator: target.PoorReduction, Households: 1, Points: -1, Parent: above.id, Position: i + 1, Rule: target.Given, Basis: "thử"})
			}
		}
		return target.Load(ctx, tx, targets)
	})
	if err != nil {
		t.Fatal(err)
	}
	w.m = web.New(web.Config{DB: d, Accounts: w.h.Accounts})
	Routes(w.m, w.h)
	for _, role := range account.Roles {
		w.cookies[role] = ask(w.m, http.MethodPost, "/sign-in/demo", url.Values{"role": {string(role)}}, nil).Result().Cookies()
	}
	w.list = 1
	w.send(t, account.CommuneOfficer, "/households/"+w.commune.ref.String()+"/lists", url.Values{"list": {"0"}, "name": {"đi thăm"}})
	w.imported = w.receive(t, 1)
	w.enrol(t, 1)
	w.pair = twice(t, w.h, &w.land)
	id, err := subject.NewService(d, w.h.Households).Enter(ctx, account.System, subject.Request{Household: w.commune.ref, Wish: subject.See, Asker: "thử"})
	if err != nil {
		t.Fatal(err)
	}
	w.asked = fmt.Sprintf("/subjects/%d/%d", w.commune.ref.Commune, id)
	for _, p := range w.all {
		if w.levels[p] != unit.Commune {
			continue
		}
		for _, ref := range w.households(p) {
			key, err := w.h.Changes.Ask(ctx, account.System, change.Wish{Kind: change.Exit, Household: ref}, "thử lý do", "thử giấy tờ")
			if err != nil {
				t.Fatal(err)
			}
			p.asked = key.ID
		}
	}
	w.send(t, account.CommuneOfficer, "/security/totp", nil) // begins to set an app up, which its page then shows
	return w
}

// enrol makes as many accounts as are said in each commune, and a list of them that waits.
func (w *worked) enrol(t *testing.T, each int) {
	t.Helper()
	keeper, err := w.h.Accounts.SignInDemo(t.Context(), account.Administrator)
	if err != nil {
		t.Fatal(err)
	}
	var rows strings.Builder
	for _, p := range w.all {
		if w.levels[p] != unit.Commune {
			continue
		}
		for n := range each {
			o := account.Officer{Login: fmt.Sprintf("canbo%d.%d.%d", p.id, each, n), Name: fmt.Sprint("Đinh ", n), Grant: account.Grant{Role: account.CommuneOfficer, Unit: p.id, Period: day.Period{From: "2022-01-01", To: day.Forever}}}
			id, err := w.h.Accounts.Enrol(t.Context(), keeper, o)
			if err != nil {
				t.Fatal(err)
			}
			if p.person == 0 {
				p.person = id
			}
			fmt.Fprintf(&rows, "Siu %d,auditor,%s\n", n, p.title)
		}
	}
	if w.batch == 0 {
		if w.batch, err = w.h.Accounts.ReadBatch(t.Context(), keeper, "x.csv", strings.NewReader("name,role,unit\n"+rows.String())); err != nil {
			t.Fatal(err)
		}
		if w.token, err = w.h.Accounts.Invite(t.Context(), account.System, fmt.Sprintf("canbo%d.%d.0", w.commune.id, each)); err != nil {
			t.Fatal(err)
		}
	}
}

func (w *worked) by(t *testing.T, level unit.Level, code string) unit.Unit {
	t.Helper()
	u, err := unit.ByCode(t.Context(), w.d, level, code, landDay)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// spot is a place to ask for, with one of the households on its lists.
func (w *worked) spot(t *testing.T, u unit.Unit, above *territory) *territory {
	t.Helper()
	p := &territory{id: u.ID, title: u.Title(), above: above, counts: []int64{1, 2}}
	head, err := household.ByRefs(t.Context(), w.d, w.listed(t, u.ID, 1))
	if err != nil {
		t.Fatal(err)
	}
	p.words = []string{head[0].Head}
	w.levels[p], w.all = u.Level, append(w.all, p)
	if u.Level == unit.Commune {
		refs := w.listed(t, u.ID, 30)
		found, err := household.ByRefs(t.Context(), w.d, refs)
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(found, func(a, b household.Household) int { return cmp.Compare(a.Members, b.Members) })
		w.families[u.ID] = []household.Ref{found[0].Ref, found[len(found)-1].Ref}
		p.ref = found[0].Ref
	}
	return p
}

// listed are households on the lists of a unit.
func (w *worked) listed(t *testing.T, u unit.ID, n int) (out []household.Ref) {
	t.Helper()
	found, err := review.List(t.Context(), w.d, review.Filter{Area: u, Round: w.round, Classes: []standard.Class{standard.Poor}, Limit: n})
	if err != nil || len(found) < n {
		t.Fatalf("%d households on the list of unit %d, want %d: %v", len(found), u, n, err)
	}
	for _, a := range found {
		out = append(out, a.Household)
	}
	return out
}

// households are two of a commune, one that lists few people and one that lists many.
func (w *worked) households(p *territory) []household.Ref { return w.families[p.id] }

// extremes are the units below with the fewest and the most households on the lists.
func (w *worked) extremes(t *testing.T, above *territory) (few, many unit.Unit) {
	t.Helper()
	units, err := unit.Children(t.Context(), w.d, above.id, landDay)
	if err != nil {
		t.Fatal(err)
	}
	figures, err := review.FiguresBelow(t.Context(), w.d, w.round, above.id, landDay)
	if err != nil {
		t.Fatal(err)
	}
	poor := func(u unit.Unit) int64 { return figures[u.ID].Poor() }
	units = slices.DeleteFunc(units, func(u unit.Unit) bool { return poor(u) == 0 })
	slices.SortFunc(units, func(a, b unit.Unit) int { return cmp.Compare(poor(a), poor(b)) })
	return units[0], units[len(units)-1]
}

func (w *worked) send(t *testing.T, role account.Role, path string, form url.Values) {
	t.Helper()
	if res := ask(w.m, http.MethodPost, path, form, w.cookies[role]); res.Code != http.StatusSeeOther {
		t.Fatalf("%s sends %s: %d\n%s", role, path, res.Code, res.Body)
	}
}

// receive takes a sheet of n households in and looks at it: an unknown village and a strange column each.
func (w *worked) receive(t *testing.T, n int) intake.ID {
	t.Helper()
	sheet := "Mã hộ,Họ tên chủ hộ,Thôn,Dân tộc,Số nhân khẩu,Cột lạ\n"
	for i := range n {
		sheet += fmt.Sprintf("A-%d,Đinh Nhơn,Làng Lạ %d,Ba Na,3,x\n", i, i)
	}
	in, err := w.h.Imports.Receive(t.Context(), account.System, intake.Upload{Kind: intake.Households, Area: w.commune.id, Year: 2022, File: "ho.csv"}, strings.NewReader(sheet))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.h.Imports.Preview(t.Context(), account.System, in, intake.Choices{}); err != nil {
		t.Fatal(err)
	}
	return in
}

// grow adds rows of everything that a page may list: rounds long past, lists and households on them,
// imports and their rejected rows, lines of the audit.
func (w *worked) grow(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	refs := w.listed(t, w.commune.id, 60)
	err := w.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for year := 2016; year <= 2020; year++ {
			r, err := review.Add(ctx, tx, review.Round{Year: year, Kind: review.Periodic, Edition: "vn-2022", Unit: w.province.id, Day: day.EndOf(year), Status: review.Closed, Source: "thử"})
			if err != nil {
				return err
			}
			_, err = review.LoadClasses(ctx, tx, r, func(yield func(review.Given, error) bool) {
				for _, ref := range refs {
					if !yield(review.Given{Household: ref, Area: standard.Rural, Ethnic: household.Bahnar, Members: 4, Class: standard.Poor}, nil) {
						return
					}
				}
			})
			if err != nil {
				return err
			}
			if err := review.Rebuild(ctx, tx, r.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	officer, err := w.h.Accounts.SignInDemo(ctx, account.CommuneOfficer)
	if err != nil {
		t.Fatal(err)
	}
	lists := worklist.NewService(w.d)
	if _, _, err := lists.Add(ctx, officer, w.list, "", refs); err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		if _, _, err := lists.Add(ctx, officer, 0, fmt.Sprint("danh sách ", i), refs[:3]); err != nil {
			t.Fatal(err)
		}
	}
	for range 5 {
		w.imported = w.receive(t, 40)
	}
	if _, err := w.h.Households.Mark(ctx, account.System, w.commune.id, refs, household.Merit, true); err != nil {
		t.Fatal(err)
	}
	w.enrol(t, 12)
}
