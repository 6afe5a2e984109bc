package target

import (
	"context"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
	"giamngheo/internal/unit"
)

// place finds units of the shipped list.
func place(t *testing.T, level unit.Level, code string) unit.ID {
	t.Helper()
	u, ok := unit.Shipped().ByCode(level, code, "2022-12-31")
	if !ok {
		t.Fatalf("no %s %s", level, code)
	}
	return u.ID
}

func prepared(t *testing.T, d *db.DB, base map[unit.ID]int64) *Service {
	t.Helper()
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := unit.Ship(ctx, tx); err != nil {
			return err
		}
		for id, n := range base {
			if err := unit.SetBase(ctx, tx, id, unit.Base{Households: n, Persons: -1, MinorityHouseholds: -1, MinorityPersons: -1, Day: "2022-12-31"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return NewService(d)
}

func TestSetKeepsRightsVersionsAndReasons(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		gialai, kongChro, kbang := place(t, unit.Province, "64"), place(t, unit.District, "630"), place(t, unit.District, "625")
		anTrung := unit.Shipped().Below(kongChro, unit.Commune, "2022-12-31")[1].ID
		s := prepared(t, d, map[unit.ID]int64{kongChro: 12680})
		leader := account.Actor{ID: 1, Login: "lanhdao", Role: account.ProvinceLeader, Unit: gialai}
		officer := account.Actor{ID: 2, Login: "huyen", Role: account.DistrictOfficer, Unit: kongChro}
		auditor := account.Actor{ID: 3, Login: "thanhtra", Role: account.Auditor, Unit: gialai}
		base := Target{Unit: kongChro, Year: 2023, Indicator: PoorReduction, Households: 647, Points: 510, Parent: gialai, Rule: Given, Basis: "KH 64"}
		with := func(change func(*Target)) Target { x := base; change(&x); return x }

		for _, c := range []struct {
			name string
			who  account.Actor
			t    Target
			want fault.Kind
		}{
			{"nobody", account.Actor{}, base, fault.Unauthenticated},
			{"an auditor writes nothing", auditor, base, fault.Forbidden},
			{"a district does not set its own target in the province's name", officer, base, fault.NotFound},
			{"points that are not the households", leader, with(func(t *Target) { t.Points = 610 }), fault.Invalid},
			{"more than all households", leader, with(func(t *Target) { t.Households = 13000; t.Points = -1 }), fault.Invalid},
			{"by hand without a reason", leader, with(func(t *Target) { t.Manual = true }), fault.Invalid},
			{"a reason without end", leader, with(func(t *Target) { t.Manual, t.Reason = true, strings.Repeat("ờ", longest+1) }), fault.Invalid},
			{"a basis without end", leader, with(func(t *Target) { t.Basis = strings.Repeat("ờ", longest+1) }), fault.Invalid},
			{"an unknown indicator", leader, with(func(t *Target) { t.Indicator = "x" }), fault.Invalid},
			{"negative", leader, with(func(t *Target) { t.Households = -1 }), fault.Invalid},
			{"a year out of range", leader, with(func(t *Target) { t.Year = 23 }), fault.Invalid},
			{"handed down by a unit that does not stand above", leader, with(func(t *Target) { t.Parent = kbang }), fault.Invalid},
			{"handed down to oneself", leader, with(func(t *Target) { t.Parent = kongChro }), fault.Invalid},
			{"a version of something that is not there", leader, with(func(t *Target) { t.Version = 3 }), fault.Conflict},
		} {
			if _, err := s.Set(ctx, c.who, c.t); fault.KindOf(err) != c.want || err == nil {
				t.Errorf("%s: %v, want kind %d", c.name, err, c.want)
			}
		}
		if _, ok, _ := Get(ctx, d, kongChro, 2023, PoorReduction); ok {
			t.Fatal("a refused target was stored")
		}

		first, err := s.Set(ctx, leader, base)
		if err != nil || first.Version != 1 {
			t.Fatalf("Set = %+v, %v", first, err)
		}
		second := first
		second.Households, second.Points, second.Manual, second.Reason = 700, -1, true, "đề án huyện nghèo"
		second, err = s.Set(ctx, leader, second)
		if err != nil || second.Version != 2 {
			t.Fatalf("second Set = %+v, %v", second, err)
		}
		if _, err := s.Set(ctx, leader, first); fault.KindOf(err) != fault.Conflict {
			t.Errorf("an overtaken version: %v, want a conflict", err)
		}
		// Taking the province's target over by calling it one's own is refused.
		own := second
		own.Parent = 0
		if _, err := s.Set(ctx, officer, own); fault.KindOf(err) != fault.NotFound {
			t.Errorf("taking a target over: %v", err)
		}
		if got, ok, err := Get(ctx, d, kongChro, 2023, PoorReduction); err != nil || !ok || got != second {
			t.Errorf("stored %+v, %v, %v, want %+v", got, ok, err, second)
		}
		// The officer hands down to the communes of the district.
		if _, err := s.Set(ctx, officer, Target{Unit: anTrung, Year: 2023, Indicator: PoorReduction, Households: 40, Points: -1, Parent: kongChro, Rule: Given}); err != nil {
			t.Errorf("the district's officer to a commune: %v", err)
		}
		var lines int64
		var before string
		err = d.QueryRow(ctx, `select count(*), max(before) from audit_line where act = 'target.set' and unit_id = $1`, kongChro).Scan(&lines, &before)
		if err != nil || lines != 2 || before == "" {
			t.Errorf("%d audit lines (%q), %v, want the two acts", lines, before, err)
		}
		if years, err := Years(ctx, d, kongChro, PoorReduction); err != nil || len(years) != 1 || years[0] != 2023 {
			t.Errorf("years = %v, %v", years, err)
		}
	})
}

func TestAcceptIsAllOrNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		gialai, kongChro, kbang := place(t, unit.Province, "64"), place(t, unit.District, "630"), place(t, unit.District, "625")
		s := prepared(t, d, nil)
		ts := []Target{
			{Unit: kongChro, Year: 2023, Indicator: PoorReduction, Households: 1000, Points: -1, Parent: gialai, Rule: string(Proportional), Position: 2},
			{Unit: kbang, Year: 2023, Indicator: PoorReduction, Households: -5, Points: -1, Parent: gialai, Position: 1},
		}
		if err := s.Accept(ctx, account.System, ts); fault.KindOf(err) != fault.Invalid {
			t.Fatalf("Accept = %v, want a fault", err)
		}
		if got, err := Below(ctx, d, gialai, 2023, PoorReduction); err != nil || len(got) != 0 {
			t.Errorf("half of a proposal was stored: %v, %v", got, err)
		}
		ts[1].Households = 500
		if err := s.Accept(ctx, account.System, ts); err != nil {
			t.Fatal(err)
		}
		got, err := Below(ctx, d, gialai, 2023, PoorReduction)
		if err != nil || len(got) != 2 || got[0].Unit != kbang || got[1].Rule != string(Proportional) {
			t.Errorf("Below = %+v, %v, want both in the paper's order", got, err)
		}
	})
}

func TestLoadAndOf(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		want := *provinceTarget()
		want.Manual, want.Reason = true, "r"
		if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return Load(ctx, tx, []Target{want}) }); err != nil {
			t.Fatal(err)
		}
		want.Version = 1
		if got, err := Of(ctx, d, 64, 2023); err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("Of = %+v, %v, want %+v", got, err, want)
		}
	})
}
