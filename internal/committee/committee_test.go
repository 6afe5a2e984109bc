package committee_test

import (
	"context"
	"fmt"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/committee"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
	"giamngheo/internal/unit"
)

// land is a province (10) with two districts (11, 12) and two communes of the first (111, 112).
func land(t *testing.T, d *db.DB) {
	t.Helper()
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		var units []unit.Unit
		for _, u := range []struct {
			id, parent unit.ID
			level      unit.Level
		}{{1, 0, unit.Country}, {10, 1, unit.Province}, {11, 10, unit.District}, {12, 10, unit.District}, {111, 11, unit.Commune}, {112, 11, unit.Commune}} {
			units = append(units, unit.Unit{ID: u.id, Parent: u.parent, Level: u.level, Name: fmt.Sprint("U", u.id), Code: fmt.Sprint(u.id), From: "2004-01-01", To: day.Forever})
		}
		return unit.Insert(ctx, tx, units)
	})
	if err != nil {
		t.Fatal(err)
	}
}

var (
	district = account.Actor{ID: 1, Login: "huyen", Role: account.DistrictOfficer, Unit: 11}
	next     = account.Actor{ID: 2, Login: "ben", Role: account.DistrictOfficer, Unit: 12}
	commune  = account.Actor{ID: 3, Login: "xa", Role: account.CommuneOfficer, Unit: 111}
)

func appoint(t *testing.T, s *committee.Service, duty committee.Duty, name string, p day.Period) int64 {
	t.Helper()
	id, err := s.Appoint(t.Context(), district, committee.Member{Unit: 11, Duty: duty, Name: name, Period: p})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestACommitteeStandsAsItWasOnADay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		land(t, d)
		s, ctx := committee.NewService(d), t.Context()
		appoint(t, s, committee.Ordinary, "  Lê   Ba ", day.Period{From: "2022-01-01", To: day.Forever})
		old := appoint(t, s, committee.Head, "Siu Cũ", day.Period{From: "2021-01-01", To: day.Forever})
		if _, err := s.Appoint(ctx, district, committee.Member{Unit: 11, Duty: committee.Head, Name: "Hai", Period: day.Period{From: "2022-06-01", To: day.Forever}}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a second head: %v", err)
		}
		if err := s.Charge(ctx, district, 11, committee.Charge{Member: old, Place: 111, Period: day.Period{From: "2021-06-01", To: day.Forever}}); err != nil {
			t.Fatal(err)
		}
		if err := s.End(ctx, district, 11, old, "2022-06-01"); err != nil {
			t.Fatal(err)
		}
		appoint(t, s, committee.Head, "Rơ Châm Mới", day.Period{From: "2022-06-01", To: day.Forever})
		for on, want := range map[day.Date]string{
			"2020-12-31": "", "2021-12-31": "Siu Cũ[111] ", "2022-03-01": "Siu Cũ[111] Lê Ba[] ", "2022-06-01": "Rơ Châm Mới[] Lê Ba[] ",
		} {
			members, err := s.Of(ctx, commune, 111, on)
			if err != nil || len(members) != 0 {
				t.Errorf("the commune's own: %v, %v", members, err)
			}
			if members, err = s.Of(ctx, district, 11, on); err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, m := range members {
				var places []unit.ID
				for _, c := range m.Charges {
					places = append(places, c.Place)
				}
				got += fmt.Sprint(m.Name, places, " ")
			}
			if got != want {
				t.Errorf("on %s: %q, want %q", on, got, want)
			}
			over, err := s.InCharge(ctx, commune, 111, on)
			if err != nil || (len(over) == 1) != (on >= "2021-06-01" && on < "2022-06-01") {
				t.Errorf("who answers for the commune on %s: %v, %v", on, over, err)
			}
		}
		if past, err := s.Past(ctx, district, 11, "2022-06-01"); err != nil || len(past) != 1 || past[0].Name != "Siu Cũ" {
			t.Errorf("former members: %v, %v", past, err)
		}
	})
}

func TestACommitteeIsWrittenInItsAreaAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		land(t, d)
		s, ctx := committee.NewService(d), t.Context()
		always := day.Period{From: "2022-01-01", To: day.Forever}
		id := appoint(t, s, committee.Staff, "Lê Ba", always)
		if err := s.Charge(ctx, district, 11, committee.Charge{Member: id, Place: 111, Period: always}); err != nil {
			t.Fatal(err)
		}
		members, err := s.Of(ctx, district, 11, "2022-02-01")
		if err != nil || len(members) != 1 || len(members[0].Charges) != 1 {
			t.Fatal(members, err)
		}
		charge := members[0].Charges[0].ID
		for name, c := range map[string]struct {
			err  error
			want fault.Kind
		}{
			"read from the next district":   {second(s.Of(ctx, next, 11, "2022-02-01")), fault.NotFound},
			"ended from the next district":  {s.End(ctx, next, 11, id, "2022-02-01"), fault.NotFound},
			"named in the next district":    {s.End(ctx, next, 12, id, "2022-02-01"), fault.NotFound},
			"a charge from there":           {s.Relieve(ctx, next, 12, charge, "2022-02-01"), fault.NotFound},
			"by a commune's officer":        {s.Charge(ctx, commune, 111, committee.Charge{Member: id, Place: 111, Period: always}), fault.Forbidden},
			"in charge of another district": {s.Charge(ctx, district, 11, committee.Charge{Member: id, Place: 12, Period: always}), fault.NotFound},
			"twice in charge":               {s.Charge(ctx, district, 11, committee.Charge{Member: id, Place: 111, Period: always}), fault.Conflict},
			"before the duty":               {s.Charge(ctx, district, 11, committee.Charge{Member: id, Place: 112, Period: day.Period{From: "2021-01-01", To: day.Forever}}), fault.Invalid},
			"an end before the beginning":   {s.End(ctx, district, 11, id, "2021-01-01"), fault.Invalid},
			"without a name":                {second(s.Appoint(ctx, district, committee.Member{Unit: 11, Duty: committee.Head, Name: " ", Period: always})), fault.Invalid},
			"without a duty":                {second(s.Appoint(ctx, district, committee.Member{Unit: 11, Name: "Ba", Period: always})), fault.Invalid},
			"elsewhere":                     {second(s.Appoint(ctx, district, committee.Member{Unit: 12, Duty: committee.Head, Name: "Ba", Period: always})), fault.NotFound},
		} {
			if fault.KindOf(c.err) != c.want {
				t.Errorf("%s: %v, want kind %d", name, c.err, c.want)
			}
		}
		if err := s.Relieve(ctx, district, 11, charge, "2022-03-01"); err != nil {
			t.Fatal(err)
		}
		if over, err := s.InCharge(ctx, commune, 111, "2022-03-01"); err != nil || len(over) != 0 {
			t.Errorf("after the end: %v, %v", over, err)
		}
	})
}

func second[T any](_ T, err error) error { return err }
