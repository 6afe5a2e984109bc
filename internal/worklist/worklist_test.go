package worklist_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
	"giamngheo/internal/worklist"
)

// land is a district (11) with two communes (111, 112) of four households each, and two officers of the
// first commune, one of the district.
func land(t *testing.T, d *db.DB) (s *worklist.Service, lan, binh, huy account.Actor) {
	t.Helper()
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		var units []unit.Unit
		for _, u := range []struct {
			id, parent unit.ID
			level      unit.Level
		}{{1, 0, unit.Country}, {10, 1, unit.Province}, {11, 10, unit.District}, {111, 11, unit.Commune}, {112, 11, unit.Commune}, {1111, 111, unit.Village}, {1121, 112, unit.Village}} {
			units = append(units, unit.Unit{ID: u.id, Parent: u.parent, Level: u.level, Name: fmt.Sprint("U", u.id), Code: fmt.Sprint(u.id), From: "2004-01-01", To: day.Forever})
		}
		if err := unit.Insert(ctx, tx, units); err != nil {
			return err
		}
		_, err := household.Load(ctx, tx, seal.Ephemeral(), func(yield func(household.Household, error) bool) {
			for i := range 8 {
				c := unit.ID(111 + i/4)
				h := household.Household{
					Ref: household.Ref{Commune: c, ID: household.ID(i%4 + 1)}, Village: c*10 + 1, Code: fmt.Sprint("M", i), CodeYear: 2022, Head: fmt.Sprint("Rơ Châm ", i),
					Ethnic: household.Jrai, EthnicGiven: "10", EthnicList: household.List2008, Members: 3,
				}
				if !yield(h, nil) {
					return
				}
			}
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	accounts := account.NewService(d)
	officer := func(login string, role account.Role, u unit.ID) account.Actor {
		if _, err := accounts.Add(t.Context(), account.System, login, login, "một câu mật khẩu dài", account.Grant{Role: role, Unit: u, Period: day.Period{From: "2004-01-01", To: day.Forever}}); err != nil {
			t.Fatal(err)
		}
		who, err := accounts.SignIn(t.Context(), login, "một câu mật khẩu dài")
		if err != nil {
			t.Fatal(err)
		}
		return who
	}
	return worklist.NewService(d), officer("lan", account.CommuneOfficer, 111), officer("binh", account.CommuneOfficer, 111), officer("huy", account.DistrictOfficer, 11)
}

func refs(commune unit.ID, ids ...household.ID) (out []household.Ref) {
	for _, i := range ids {
		out = append(out, household.Ref{Commune: commune, ID: i})
	}
	return out
}

func on(t *testing.T, s *worklist.Service, who account.Actor, id worklist.ID, waiting bool) (out []household.Ref) {
	t.Helper()
	list, err := s.Entries(t.Context(), who, id, waiting, household.Ref{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		out = append(out, e.Household)
	}
	return out
}

func TestAListIsFilledTickedAndEmptied(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _, _, huy := land(t, d)
		ctx := t.Context()
		id, n, err := s.Add(ctx, huy, 0, "  Hộ cần   đến thăm ", append(refs(112, 2), refs(111, 1, 3)...))
		if err != nil || n != 3 {
			t.Fatal(n, err)
		}
		if _, n, err := s.Add(ctx, huy, id, "", refs(111, 3, 4)); err != nil || n != 1 {
			t.Errorf("one of two is new: %d, %v", n, err)
		}
		want := append(refs(111, 1, 3, 4), refs(112, 2)...)
		if got := on(t, s, huy, id, false); !slices.Equal(got, want) {
			t.Errorf("on the list: %v, want %v", got, want)
		}
		marks := []worklist.Mark{{Household: refs(111, 1)[0], Note: " Nhà   dột ", Done: true}, {Household: refs(111, 3)[0]}}
		for _, want := range []int64{1, 0} {
			if n, gone, err := s.Save(ctx, huy, id, marks); err != nil || n != want || gone != 0 {
				t.Errorf("save: %d, %d gone, %v, want %d", n, gone, err, want)
			}
		}
		list, err := s.Entries(ctx, huy, id, false, household.Ref{}, 1)
		if err != nil || len(list) != 1 || list[0].Note != "Nhà dột" || list[0].Done == "" {
			t.Errorf("entry: %+v, %v", list, err)
		}
		if next, err := s.Entries(ctx, huy, id, false, list[0].Household, 2); err != nil || len(next) != 2 || next[0].Household != refs(111, 3)[0] {
			t.Errorf("the page after: %+v, %v", next, err)
		}
		if got := on(t, s, huy, id, true); !slices.Equal(got, want[1:]) {
			t.Errorf("waiting: %v", got)
		}
		if l, err := s.Get(ctx, huy, id); err != nil || l.Name != "Hộ cần đến thăm" || l.Households != 4 || l.Done != 1 || !l.Mine {
			t.Errorf("list: %+v, %v", l, err)
		}
		if holds, err := s.Holding(ctx, huy, refs(111, 4)[0]); err != nil || !holds[id] || len(holds) != 1 {
			t.Errorf("holding: %v, %v", holds, err)
		}
		if n, err := s.Remove(ctx, huy, id, refs(111, 2, 3)); err != nil || n != 1 {
			t.Errorf("remove: %d, %v", n, err)
		}
		// Of one form all is stored or nothing: the second household is no longer on the list.
		if _, _, err := s.Save(ctx, huy, id, []worklist.Mark{{Household: refs(111, 4)[0], Off: true}, {Household: refs(111, 3)[0], Note: "x"}}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a note on a household that is not there: %v", err)
		}
		if n, gone, err := s.Save(ctx, huy, id, []worklist.Mark{{Household: refs(111, 4)[0], Off: true}, {Household: refs(112, 2)[0], Note: "Vắng"}}); err != nil || n != 1 || gone != 1 {
			t.Errorf("one off, one noted: %d, %d gone, %v", n, gone, err)
		}
		lines, err := audit.List(ctx, d, audit.Filter{Area: 11, Whole: true, Thing: fmt.Sprint("worklist:", id), Limit: 20})
		if err != nil || len(lines) != 6 || lines[0].Act != "worklist.save" {
			t.Errorf("%d audit lines, %v", len(lines), err)
		}
		for _, l := range lines {
			if strings.Contains(fmt.Sprint(l), "dột") || strings.Contains(fmt.Sprint(l), "thăm") {
				t.Errorf("the audit line tells a note or a name: %v", l)
			}
		}
		if err := s.Delete(ctx, huy, id); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Get(ctx, huy, id); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a deleted list: %v", err)
		}
	})
}

func TestASharedListIsReadInTheUnitAndShowsWhatTheReaderMaySee(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, lan, binh, huy := land(t, d)
		ctx := t.Context()
		id, _, err := s.Add(ctx, lan, 0, "Của Lan", refs(111, 1, 2))
		if err != nil {
			t.Fatal(err)
		}
		for _, who := range []account.Actor{binh, huy} {
			if _, err := s.Get(ctx, who, id); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s reads a list that is not shared: %v", who.Login, err)
			}
		}
		if err := s.Change(ctx, lan, id, "Của Lan", true); err != nil {
			t.Fatal(err)
		}
		if l, err := s.Get(ctx, binh, id); err != nil || l.Mine || l.Households != 2 {
			t.Errorf("shared: %+v, %v", l, err)
		}
		if lists, err := s.All(ctx, binh); err != nil || len(lists) != 1 || lists[0].Owner != "lan" || lists[0].Mine {
			t.Errorf("whose it is: %+v, %v", lists, err)
		}
		if lists, err := s.Picks(ctx, binh); err != nil || len(lists) != 0 {
			t.Errorf("a reader may put households on %+v, %v", lists, err)
		}
		if lists, err := s.Picks(ctx, lan); err != nil || len(lists) != 1 || lists[0].ID != id {
			t.Errorf("the owner may put households on %+v, %v", lists, err)
		}
		if _, err := s.Get(ctx, huy, id); fault.KindOf(err) != fault.NotFound {
			t.Errorf("another unit reads it: %v", err)
		}
		for name, err := range map[string]error{
			"rename": s.Change(ctx, binh, id, "x", false), "delete": s.Delete(ctx, binh, id),
			"add":    second(s.Add(ctx, binh, id, "", refs(111, 3))),
			"remove": first(s.Remove(ctx, binh, id, refs(111, 1))),
			"save":   third(s.Save(ctx, binh, id, []worklist.Mark{{Household: refs(111, 1)[0], Note: "x"}})),
		} {
			if fault.KindOf(err) != fault.Forbidden {
				t.Errorf("a reader may %s: %v", name, err)
			}
		}
		// An officer who is moved to another area keeps his list and sees nothing of the former area in it.
		huys, _, err := s.Add(ctx, huy, 0, "Của Huy", append(refs(111, 1), refs(112, 1)...))
		if err != nil {
			t.Fatal(err)
		}
		huy.Unit = 112
		if got := on(t, s, huy, huys, false); !slices.Equal(got, refs(112, 1)) {
			t.Errorf("after the move: %v", got)
		}
		if lists, err := s.All(ctx, huy); err != nil || len(lists) != 1 || lists[0].Households != 1 {
			t.Errorf("after the move: %+v, %v", lists, err)
		}
		if _, _, err := s.Save(ctx, huy, huys, []worklist.Mark{{Household: refs(111, 1)[0], Note: "x"}}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a note outside the area: %v", err)
		}
		if _, _, err := s.Add(ctx, lan, id, "", refs(112, 1)); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a household outside the area: %v", err)
		}
		admin := lan
		admin.Role = account.Administrator
		if _, err := s.All(ctx, admin); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("an administrator: %v", err)
		}
	})
}

func TestAFilterIsKeptByItsAddress(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	s, lan, _, _ := land(t, d)
	ctx := t.Context()
	id, err := s.Create(ctx, lan, worklist.List{Kind: worklist.Filter, Name: "Nghèo", Address: "/units/111/households?class=poor&movement=&after=111%2F4&cols=class&lang=en&sort=name"})
	if err != nil {
		t.Fatal(err)
	}
	l, err := s.Get(ctx, lan, id)
	if err != nil || l.Address != "/units/111/households?class=poor&cols=class&sort=name" {
		t.Errorf("%+v, %v", l, err)
	}
	if _, _, err := s.Add(ctx, lan, id, "", refs(111, 1)); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a household on a filter: %v", err)
	}
	for _, bad := range []string{"", "https://x.vn/units/1/households", "//x.vn/units/1/households", "/units/1/targets", "/audit", "/units/1/households/../../audit"} {
		if _, err := s.Create(ctx, lan, worklist.List{Kind: worklist.Filter, Name: "x", Address: bad}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for _, name := range []string{" ", strings.Repeat("a", 121)} {
		if _, err := s.Create(ctx, lan, worklist.List{Kind: worklist.Picked, Name: name}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", name, err)
		}
	}
	for range worklist.MaxLists - 1 {
		if _, err := s.Create(ctx, lan, worklist.List{Kind: worklist.Picked, Name: "x"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Create(ctx, lan, worklist.List{Kind: worklist.Picked, Name: "x"}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("one list more than there may be: %v", err)
	}
}

func first(_ int64, err error) error { return err }

func second(_ worklist.ID, _ int64, err error) error { return err }

func third(_, _ int64, err error) error { return err }

func TestASurveyorsListHoldsHisVillageAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _, _, _ := land(t, d)
		ctx := t.Context()
		who := account.Actor{ID: 90, Login: "mo", Role: account.VillageSurveyor, Unit: 1111}
		id, n, err := s.Add(ctx, who, 0, "Làng tôi", refs(111, 1, 2))
		if err != nil || n != 2 {
			t.Fatal(n, err)
		}
		if _, _, err := s.Add(ctx, who, id, "", refs(112, 2)); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a household of another commune: %v", err)
		}
		if got, want := on(t, s, who, id, false), refs(111, 1, 2); !slices.Equal(got, want) {
			t.Errorf("on the list: %v, want %v", got, want)
		}
		if l, err := s.Get(ctx, who, id); err != nil || l.Households != 2 {
			t.Errorf("the list counts %d, %v", l.Households, err)
		}
		who.Unit = 1121 // now in charge of another village
		if got := on(t, s, who, id, false); len(got) != 0 {
			t.Errorf("from another village: %v", got)
		}
	})
}
