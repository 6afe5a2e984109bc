package handover_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
	"giamngheo/internal/handover"
	"giamngheo/internal/unit"
	"giamngheo/internal/worklist"
)

func TestWhoFollowsHasThePostsAndTheLists(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			var units []unit.Unit
			for _, u := range []struct {
				id, parent unit.ID
				level      unit.Level
			}{{1, 0, unit.Country}, {10, 1, unit.Province}, {11, 10, unit.District}, {12, 10, unit.District}, {111, 11, unit.Commune}, {121, 12, unit.Commune}} {
				units = append(units, unit.Unit{ID: u.id, Parent: u.parent, Level: u.level, Name: fmt.Sprint("U", u.id), Code: fmt.Sprint(u.id), From: "2004-01-01", To: day.Forever})
			}
			return unit.Insert(ctx, tx, units)
		})
		if err != nil {
			t.Fatal(err)
		}
		accounts, ctx := account.NewService(d), t.Context()
		accounts.Now = func() time.Time { return dbtest.Clock }
		over := func(r account.Role, u unit.ID) account.Grant {
			return account.Grant{Role: r, Unit: u, Period: day.Period{From: "2022-01-01", To: day.Forever}}
		}
		ids := map[string]int64{}
		for login, g := range map[string]account.Grant{
			"cu": over(account.CommuneOfficer, 111), "moi": over(account.FrontSupervisor, 111), "xa": over(account.CommuneOfficer, 121), "quan": over(account.Administrator, 11),
		} {
			if ids[login], err = accounts.Enrol(ctx, account.System, account.Officer{Login: login, Name: login, Grant: g}); err != nil {
				t.Fatal(err)
			}
		}
		// He also holds a post in another district, which stays his.
		if err := accounts.Grant(ctx, account.System, "cu", over(account.CommuneOfficer, 121)); err != nil {
			t.Fatal(err)
		}
		lists := worklist.NewService(d)
		old := account.Actor{ID: ids["cu"], Login: "cu", Role: account.CommuneOfficer, Unit: 111}
		mine, err := lists.Create(ctx, old, worklist.List{Kind: worklist.Picked, Name: "Đi thăm"})
		if err != nil {
			t.Fatal(err)
		}
		elsewhere := old
		elsewhere.Unit = 121
		kept, err := lists.Create(ctx, elsewhere, worklist.List{Kind: worklist.Picked, Name: "Xã kia"})
		if err != nil {
			t.Fatal(err)
		}
		s, who := handover.New(d), account.Actor{ID: ids["quan"], Login: "quan", Role: account.Administrator, Unit: 11}
		today := day.Of(dbtest.Clock)
		for name, c := range map[string]struct {
			from, to string
			on       day.Date
			want     fault.Kind
		}{
			"to himself":                 {"cu", "cu", today, fault.Invalid},
			"to somebody elsewhere":      {"cu", "xa", today, fault.NotFound},
			"from somebody elsewhere":    {"xa", "moi", today, fault.NotFound},
			"to who does it":             {"cu", "quan", today, fault.Forbidden},
			"in the past":                {"cu", "moi", "2022-01-02", fault.Invalid},
			"to nobody":                  {"cu", "khong", today, fault.NotFound},
			"by who keeps no account":    {"cu", "moi", today, fault.Forbidden},
			"of who has nothing by then": {"het", "moi", today, fault.Conflict},
		} {
			by := who
			switch name {
			case "by who keeps no account":
				by.Role = account.DistrictOfficer
			case "of who has nothing by then":
				g := over(account.CommuneChair, 111)
				g.To = "2022-02-01"
				if _, err := accounts.Enrol(ctx, account.System, account.Officer{Login: "het", Name: "Hết", Grant: g}); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := s.HandOver(ctx, by, c.from, c.to, c.on); fault.KindOf(err) != c.want {
				t.Errorf("%s: %v, want kind %d", name, err, c.want)
			}
		}
		done, err := s.HandOver(ctx, who, "cu", "moi", today)
		if err != nil || done.Posts != 1 || done.Lists != 1 {
			t.Fatal(done, err)
		}
		left, err := accounts.Posts(ctx, old)
		if err != nil || len(left) != 1 || left[0].Unit != 121 {
			t.Errorf("the old one still holds %v, %v", left, err)
		}
		now := account.Actor{ID: ids["moi"], Login: "moi"}
		got, err := accounts.Posts(ctx, now)
		if err != nil || len(got) != 2 {
			t.Errorf("the new one holds %v, %v", got, err)
		}
		now.Role, now.Unit = account.CommuneOfficer, 111
		if l, err := lists.Get(ctx, now, mine); err != nil || !l.Mine {
			t.Errorf("the list: %+v, %v", l, err)
		}
		if _, err := lists.Get(ctx, now, kept); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the list of the other district: %v", err)
		}
		var n int64
		if err := d.QueryRow(ctx, `select count(*) from audit_line where act = 'account.hand_over'`).Scan(&n); err != nil || n != 1 {
			t.Errorf("%d lines of the hand-over, %v", n, err)
		}
	})
}
