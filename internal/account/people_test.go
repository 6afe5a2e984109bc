package account

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
	"giamngheo/internal/unit"
)

// country is Gia Lai with two districts (11, 12), a commune in each (111, 121) and a village (1111).
func country(t *testing.T, d *db.DB) {
	t.Helper()
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		var units []unit.Unit
		for _, u := range []struct {
			id, parent unit.ID
			level      unit.Level
			kind       unit.Kind
			name       string
		}{
			{1, 0, unit.Country, "", "Việt Nam"},
			{10, 1, unit.Province, "tỉnh", "Gia Lai"},
			{11, 10, unit.District, "huyện", "Kông Chro"},
			{12, 10, unit.District, "huyện", "Ia Pa"},
			{111, 11, unit.Commune, "xã", "Chư Krêy"},
			{121, 12, unit.Commune, "xã", "Ia Kdăm"},
			{122, 12, unit.Commune, "xã", "Chư Krêy"},
			{1111, 111, unit.Village, "làng", "Lơ Pơ"},
		} {
			units = append(units, unit.Unit{ID: u.id, Parent: u.parent, Level: u.level, Kind: u.kind, Name: u.name, Code: fmt.Sprint(u.id), From: "2004-01-01", To: day.Forever})
		}
		return unit.Insert(ctx, tx, units)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func over(r Role, u unit.ID) Grant {
	return Grant{Role: r, Unit: u, Period: day.Period{From: "2022-01-01", To: day.Forever}}
}

func TestTheRightToGrantStaysWithinTheSubtree(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		country(t, d)
		s, _ := service(d)
		mustAdd(t, s, "lan", CommuneOfficer, 111)
		mustAdd(t, s, "xa", CommuneOfficer, 121)
		keeper, err := s.Enrol(t.Context(), System, Officer{Login: "quan", Name: "Quản trị Kông Chro", Grant: over(Administrator, 11)})
		if err != nil {
			t.Fatal(err)
		}
		who := Actor{ID: keeper, Login: "quan", Role: Administrator, Unit: 11}
		for _, c := range []struct {
			name  string
			login string
			give  Grant
			want  fault.Kind // Internal when it is given
		}{
			{"a commune of his", "lan", over(CommuneChair, 111), fault.Internal},
			{"a village of his", "lan", over(VillageSurveyor, 1111), fault.Internal},
			{"his own district's officer", "lan", over(DistrictOfficer, 11), fault.Internal},
			{"the next district", "lan", over(DistrictOfficer, 12), fault.NotFound},
			{"the province", "lan", over(ProvinceSecretary, 10), fault.NotFound},
			{"a province's role over his district", "lan", over(ProvinceSecretary, 11), fault.Invalid},
			{"a surveyor over a commune", "lan", over(VillageSurveyor, 111), fault.Invalid},
			{"a commune's officer over a district", "lan", over(CommuneOfficer, 11), fault.Invalid},
			{"somebody of another district", "xa", over(CommuneOfficer, 111), fault.NotFound},
			{"nobody", "khong", over(CommuneOfficer, 111), fault.NotFound},
			{"himself", "quan", over(DistrictOfficer, 11), fault.Forbidden},
		} {
			err := s.Grant(t.Context(), who, c.login, c.give)
			if c.want == fault.Internal && err != nil || c.want != fault.Internal && fault.KindOf(err) != c.want {
				t.Errorf("%s: %v, want kind %d", c.name, err, c.want)
			}
		}
		// What is said of a login elsewhere is what is said of none.
		elsewhere, none := s.Grant(t.Context(), who, "xa", over(CommuneOfficer, 111)), s.Grant(t.Context(), who, "xb", over(CommuneOfficer, 111))
		if strings.ReplaceAll(elsewhere.Error(), "xa", "xb") != none.Error() {
			t.Errorf("a login elsewhere: %v; no login: %v", elsewhere, none)
		}
		if _, err := s.Enrol(t.Context(), who, Officer{Login: "moi", Name: "Mới", Grant: over(CommuneOfficer, 121)}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an account elsewhere: %v", err)
		}
	})
}

func TestAnAccountOfTwoAreasIsManagedInEachForItself(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		country(t, d)
		s, _ := service(d)
		ctx := t.Context()
		mustAdd(t, s, "lan", CommuneOfficer, 111)
		if err := s.Grant(ctx, System, "lan", over(CommuneOfficer, 121)); err != nil {
			t.Fatal(err)
		}
		who := Actor{ID: 99, Login: "quan", Role: Administrator, Unit: 11}
		found, more, err := s.Find(ctx, who, Query{Area: 11, Limit: 10})
		if err != nil || more || len(found) != 1 || len(found[0].Grants) != 1 {
			t.Fatal(found, more, err)
		}
		p, err := s.Profile(ctx, who, found[0].ID)
		if err != nil || p.Whole || len(p.Grants) != 1 || p.Grants[0].Unit != 111 {
			t.Errorf("seen from one of two areas: %+v, %v", p, err)
		}
		for name, err := range map[string]error{
			"shut":     s.Disable(ctx, who, "lan", true),
			"password": s.SetPassword(ctx, who, "lan", goodPassword),
			"unlock":   s.Unlock(ctx, who, "lan"),
			"describe": s.Describe(ctx, who, "lan", "Khác", "", ""),
		} {
			if fault.KindOf(err) != fault.Forbidden {
				t.Errorf("%s: %v, want forbidden", name, err)
			}
		}
		all, err := grantsOf(ctx, d, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range all {
			want := fault.Kind(fault.Internal)
			if g.Unit == 121 {
				want = fault.NotFound
			}
			if err := s.EndGrant(ctx, who, "lan", g.ID, s.today()); (err == nil) != (want == fault.Internal) || err != nil && fault.KindOf(err) != want {
				t.Errorf("end over %d: %v", g.Unit, err)
			}
		}
		left, err := s.Posts(ctx, Actor{ID: p.ID})
		if err != nil || len(left) != 1 || left[0].Unit != 121 {
			t.Errorf("posts left: %v, %v", left, err)
		}
	})
}

func TestFindChoosesByWordsRoleAndState(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		country(t, d)
		s, _ := service(d)
		ctx := t.Context()
		for i, o := range []Officer{
			{Login: "hang.lt", Name: "Lê Thị Hằng", Office: "Phòng Lao động", Grant: over(DistrictOfficer, 11)},
			{Login: "binh.nv", Name: "Nguyễn Văn Bình", Grant: over(CommuneOfficer, 111)},
			{Login: "dung.t", Name: "Trần Dũng", Grant: over(CommuneOfficer, 121)},
			{Login: "cu", Name: "Người Cũ", Grant: Grant{Role: CommuneOfficer, Unit: 111, Period: day.Period{From: "2020-01-01", To: "2021-01-01"}}},
		} {
			if _, err := s.Enrol(ctx, System, o); err != nil {
				t.Fatal(i, err)
			}
		}
		if err := s.Disable(ctx, System, "binh.nv", true); err != nil {
			t.Fatal(err)
		}
		who := Actor{ID: 99, Role: Administrator, Unit: 10}
		for _, c := range []struct {
			q    Query
			want []string
		}{
			{Query{Area: 10}, []string{"binh.nv", "cu", "dung.t", "hang.lt"}},
			{Query{Area: 11}, []string{"binh.nv", "cu", "hang.lt"}},
			{Query{Area: 10, Text: "hang le"}, []string{"hang.lt"}},
			{Query{Area: 10, Text: "lao dong"}, []string{"hang.lt"}},
			{Query{Area: 10, Role: CommuneOfficer}, []string{"binh.nv", "cu", "dung.t"}},
			{Query{Area: 10, State: Shut}, []string{"binh.nv"}},
			{Query{Area: 10, State: RanOut}, []string{"cu"}},
			{Query{Area: 10, State: InUse, After: "dung.t"}, []string{"hang.lt"}},
		} {
			c.q.Limit = 10
			found, _, err := s.Find(ctx, who, c.q)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, a := range found {
				got = append(got, a.Login)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%+v: %v, want %v", c.q, got, c.want)
			}
		}
		if found, more, err := s.Find(ctx, who, Query{Area: 10, Limit: 2}); len(found) != 2 || !more || err != nil {
			t.Errorf("a page of two: %d, %v, %v", len(found), more, err)
		}
		if _, _, err := s.Find(ctx, Actor{ID: 99, Role: Administrator, Unit: 11}, Query{Area: 12, Limit: 2}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("another district's: %v", err)
		}
	})
}

func TestOneActsInOnePostAtATime(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		country(t, d)
		s, now := service(d)
		ctx := t.Context()
		mustAdd(t, s, "lan", CommuneOfficer, 111)
		if err := s.Grant(ctx, System, "lan", over(CommuneChair, 121)); err != nil {
			t.Fatal(err)
		}
		who, err := s.SignIn(ctx, "lan", goodPassword)
		if err != nil {
			t.Fatal(err)
		}
		posts, err := s.Posts(ctx, who)
		if err != nil || len(posts) != 2 {
			t.Fatal(posts, err)
		}
		for _, g := range posts {
			next, err := s.Switch(ctx, who, g.ID)
			if err != nil || next.Role != g.Role || next.Unit != g.Unit {
				t.Errorf("switch to %v: %+v, %v", g, next, err)
			}
		}
		if got := lines(t, d); !slices.Contains(got, "account.switch") {
			t.Errorf("no line says so: %v", got)
		}
		mustAdd(t, s, "khac", CommuneOfficer, 121)
		other, err := s.SignIn(ctx, "khac", goodPassword)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := s.Posts(ctx, other)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Switch(ctx, who, theirs[0].ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("somebody else's post: %v", err)
		}
		*now = now.AddDate(3, 0, 0) // the grant of mustAdd has ended by then
		if _, err := s.Switch(ctx, who, posts[slices.IndexFunc(posts, func(g Grant) bool { return g.Unit == 111 })].ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a post that ended: %v", err)
		}
	})
}

func TestALinkSetsAPasswordOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		country(t, d)
		s, now := service(d)
		ctx := t.Context()
		if _, err := s.Enrol(ctx, System, Officer{Login: "lan", Name: "Lan", Grant: over(CommuneOfficer, 111)}); err != nil {
			t.Fatal(err)
		}
		first, err := s.Invite(ctx, System, "lan")
		if err != nil {
			t.Fatal(err)
		}
		token, err := s.Invite(ctx, System, "lan")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Accept(ctx, first, goodPassword); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the link before: %v", err)
		}
		if err := s.Accept(ctx, token, "ngắn"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a short password: %v", err)
		}
		if err := s.Accept(ctx, token, goodPassword); err != nil {
			t.Fatal(err)
		}
		if _, err := s.SignIn(ctx, "lan", goodPassword); err != nil {
			t.Errorf("signing in: %v", err)
		}
		if err := s.Accept(ctx, token, goodPassword+"!"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the link again: %v", err)
		}
		for name, act := range map[string]func() error{
			"a week later":      func() error { *now = now.Add(InviteLimit); return nil },
			"once it was shut":  func() error { return s.Disable(ctx, System, "lan", true) },
			"a password by CLI": func() error { return s.SetPassword(ctx, System, "lan", goodPassword) },
		} {
			if err := s.Disable(ctx, System, "lan", false); err != nil {
				t.Fatal(err)
			}
			late, err := s.Invite(ctx, System, "lan")
			if err != nil {
				t.Fatal(err)
			}
			if err := act(); err != nil {
				t.Fatal(err)
			}
			if _, _, err := s.Invited(ctx, late); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s the link is %v", name, err)
			}
		}
	})
}
