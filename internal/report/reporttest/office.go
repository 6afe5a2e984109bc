// Package reporttest makes a small province for tests that need targets over a review.
package reporttest

import (
	"context"
	"testing"

	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
)

// Day is the day at which the office's review and population base stand.
const Day = "2022-12-31"

// Unit finds a unit of the shipped list as it was on Day.
func Unit(t testing.TB, level unit.Level, code string) unit.Unit {
	t.Helper()
	u, ok := unit.Shipped().ByCode(level, code, Day)
	if !ok {
		t.Fatalf("no %s %s", level, code)
	}
	return u
}

// Office fills a migrated database with Gia Lai of two districts, Kông Chro and KBang: 100 and 50
// households, of which 40 and 10 are poor (only the class is known); 12 are asked of the province in
// 2023, 5 and 4 were handed down. It is marked as a demonstration.
func Office(t testing.TB, d *db.DB) {
	t.Helper()
	gialai, kongChro, kbang := Unit(t, unit.Province, "64"), Unit(t, unit.District, "630"), Unit(t, unit.District, "625")
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := unit.Ship(ctx, tx); err != nil {
			return err
		}
		if err := db.SetSetting(ctx, tx, db.SettingDemo, "1"); err != nil {
			return err
		}
		for id, n := range map[unit.ID]int64{gialai.ID: 150, kongChro.ID: 100, kbang.ID: 50} {
			b := unit.Base{Households: n, Persons: -1, MinorityHouseholds: -1, MinorityPersons: -1, Day: Day, Source: "phụ lục", Verified: true}
			if err := unit.SetBase(ctx, tx, id, b); err != nil {
				return err
			}
		}
		r, err := review.Add(ctx, tx, review.Round{Year: 2022, Kind: review.Periodic, Edition: "vn-2022", Unit: gialai.ID, Day: Day, Status: review.Closed, Source: "thử"})
		if err != nil {
			return err
		}
		if _, err := review.LoadClasses(ctx, tx, r, poor(40, kongChro, 10, kbang)); err != nil {
			return err
		}
		if err := review.Rebuild(ctx, tx, r.ID); err != nil {
			return err
		}
		handed := target.Target{Year: 2023, Indicator: target.PoorReduction, Points: -1, Rule: target.Given, Basis: "KH thử"}
		own, one, two := handed, handed, handed
		own.Unit, own.Households = gialai.ID, 12
		one.Unit, one.Households, one.Parent, one.Position, one.Label = kongChro.ID, 5, gialai.ID, 1, "Huyện Kông Chro"
		two.Unit, two.Households, two.Parent, two.Position, two.Label = kbang.ID, 4, gialai.ID, 2, "Huyện Kbang"
		return target.Load(ctx, tx, []target.Target{own, one, two})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// poor yields poor households in the first communes of two districts.
func poor(n int, first unit.Unit, m int, second unit.Unit) func(func(review.Given, error) bool) {
	return func(yield func(review.Given, error) bool) {
		for i := range n + m {
			district := first
			if i >= n {
				district = second
			}
			commune := unit.Shipped().Below(district.ID, unit.Commune, Day)[0].ID
			g := review.Given{
				Household: household.Ref{Commune: commune, ID: household.ID(i + 1)}, Area: standard.Rural,
				Ethnic: "13", Members: 4, Class: standard.Poor,
			}
			if !yield(g, nil) {
				return
			}
		}
	}
}
