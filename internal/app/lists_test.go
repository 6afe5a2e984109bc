package app

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/roster"
	"giamngheo/internal/seal"
	"giamngheo/internal/standard"
	"giamngheo/internal/web"
)

// Every order of a list, forwards and backwards, through pages that meet without gap or repetition.
func TestAListStandsInTheOrderAskedFor(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		commune, round := register(t, d, seal.Ephemeral())
		key := map[roster.By]func(x roster.Line) string{
			roster.ByName:    func(x roster.Line) string { return lang.NameKey(x.Head) },
			roster.ByCode:    func(x roster.Line) string { return x.Code },
			roster.ByVillage: func(x roster.Line) string { return fmt.Sprint(x.Village) },
			roster.ByMembers: func(x roster.Line) string { return fmt.Sprintf("%03d", x.Members) },
			roster.ByA:       func(x roster.Line) string { return fmt.Sprintf("%04d", x.Found.PointsA) },
			roster.ByB:       func(x roster.Line) string { return fmt.Sprintf("%04d", x.Found.Deprived.Count()) },
		}
		for _, by := range roster.Orders {
			for _, down := range []bool{false, true} {
				a := roster.Asked{Filter: review.Filter{Area: commune.ID, Round: round.ID}, Order: roster.Order{By: by, Down: down}}
				var all []roster.Line
				for {
					p, err := roster.Read(t.Context(), d, a, 7)
					if err != nil || p.Kept != a.Order {
						t.Fatal(p.Kept, err)
					}
					all = append(all, p.Lines...)
					if !p.More {
						break
					}
					a.After = p.Lines[len(p.Lines)-1].Ref
				}
				seen := map[household.Ref]bool{}
				for i, x := range all {
					seen[x.Ref] = true
					if i == 0 {
						continue
					}
					n := strings.Compare(key[by](all[i-1]), key[by](x))
					if by != roster.ByVillage && (!down && n > 0 || down && n < 0) {
						t.Errorf("%s, down %t: %q before %q", by, down, key[by](all[i-1]), key[by](x))
					}
				}
				if by == roster.ByVillage && all[0].Village == all[len(all)-1].Village {
					t.Error("the villages are mixed")
				}
				if len(all) != 24 || len(seen) != 24 {
					t.Errorf("%s: %d households, %d of them once", by, len(all), len(seen))
				}
			}
		}
		// A household that leaves the list while it is paged through keeps its place in the order.
		a := roster.Asked{Filter: review.Filter{Area: commune.ID, Round: round.ID, Classes: []standard.Class{standard.Poor}}, Order: roster.Order{By: roster.ByCode}}
		a.After = household.Ref{Commune: commune.ID, ID: 23}
		p, err := roster.Read(t.Context(), d, a, 7)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range p.Lines {
			if x.Code < fmt.Sprintf("%05d", 22+23) {
				t.Errorf("%s stands before the household that has left", x.Code)
			}
		}
	})
}

// A mark for many: all or none, an audit line for each and one for the act; not for who may not write.
func TestManyHouseholdsAreMarkedAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		keys := seal.Ephemeral()
		commune, _ := register(t, d, keys)
		s := household.NewService(d, keys)
		var refs []household.Ref
		for i := range household.ID(24) {
			refs = append(refs, household.Ref{Commune: commune.ID, ID: i + 1})
		}
		reader := account.Actor{ID: 7, Role: account.DistrictOfficer, Unit: commune.ID}
		if _, err := s.Mark(t.Context(), reader, commune.ID, refs, household.Merit, true); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a reader marks: %v", err)
		}
		missing := append(slices.Clone(refs), household.Ref{Commune: commune.ID, ID: 999})
		if _, err := s.Mark(t.Context(), account.System, commune.ID, missing, household.Merit, true); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a household that is not there: %v", err)
		}
		if _, err := s.Mark(t.Context(), account.System, commune.ID, refs, household.FemaleHead, true); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a mark that follows from the head's sex: %v", err)
		}
		// Six of them bear the mark already.
		for _, want := range []int64{18, 0} {
			if n, err := s.Mark(t.Context(), account.System, commune.ID, refs, household.Merit, true); err != nil || n != want {
				t.Errorf("marked %d, %v, want %d", n, err, want)
			}
		}
		list, err := household.ByRefs(t.Context(), d, refs)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range list {
			if !h.Flags.Has(household.Merit) || h.Version > 2 {
				t.Errorf("%s: %v, version %d", h.Ref, h.Flags, h.Version)
			}
		}
		lines, err := audit.List(t.Context(), d, audit.Filter{Area: int64(commune.ID), Whole: true, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		count := map[string]int{}
		for _, l := range lines {
			count[l.Act]++
		}
		if count["household.update"] != 18 || count["household.mark"] != 1 {
			t.Errorf("audit: %v", count)
		}
	})
}

// The form's act is asked for twice, refused when the list has changed and while a closed review rests on it, and
// done once the next review is open.
func TestAnActOnAWholeListIsConfirmed(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	h := newHouses(d, seal.Ephemeral())
	l := newLand(t, d, h)
	m := web.New(web.Config{DB: d, Accounts: h.Accounts})
	Routes(m, h)
	cookies := ask(m, http.MethodPost, "/sign-in/demo", url.Values{"role": {string(account.CommuneOfficer)}}, nil).Result().Cookies()
	path := fmt.Sprintf("/units/%d/households/picks?class=poor", l.commune.id)
	post := func(form url.Values) (int, string) {
		res := ask(m, http.MethodPost, path, form, cookies)
		return res.Code, res.Body.String()
	}
	form := url.Values{"act": {"set:merit"}, "scope": {"all"}}
	code, body := post(form)
	if code != http.StatusOK || !strings.Contains(body, "2 hộ sẽ được ghi đặc điểm") || !strings.Contains(body, `name="confirm"`) {
		t.Errorf("the question: %d", code)
	}
	form.Set("confirm", "1")
	form.Set("count", "3")
	if code, body = post(form); code != http.StatusOK || !strings.Contains(body, "Số hộ vừa thay đổi") {
		t.Errorf("after the list has changed: %d", code)
	}
	form.Set("count", "2")
	for _, c := range []struct {
		code int
		done bool
	}{{http.StatusConflict, false}, {http.StatusSeeOther, true}} {
		if code, _ = post(form); code != c.code {
			t.Errorf("the act: %d, want %d", code, c.code)
		}
		got, err := household.Get(t.Context(), d, l.commune.ref)
		if err != nil || got.Flags.Has(household.Merit) != c.done {
			t.Errorf("%v, %v", got.Flags, err)
		}
		if !c.done {
			if _, err := review.New(d).Open(t.Context(), account.System, review.Round{Year: 2023, Kind: review.Periodic, Edition: "vn-2022", Unit: l.province.id, Day: "2023-12-31", Source: "thử"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if code, _ = post(url.Values{"act": {"set:merit"}}); code != http.StatusSeeOther {
		t.Errorf("nothing ticked: %d", code)
	}
	if code, _ = post(url.Values{"act": {"burn:all"}, "scope": {"all"}}); code != http.StatusUnprocessableEntity {
		t.Errorf("an unknown act: %d", code)
	}
}
