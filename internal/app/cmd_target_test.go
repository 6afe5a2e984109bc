package app

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
)

func TestTargetCommands(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	if code, _, errs := runOn(data, "migrate"); code != 0 {
		t.Fatal(errs)
	}
	if code, _, errs := runOn(data, "target", "propose", "--unit", "64", "--year", "2023", "--rule", "proportional"); code != 1 || !strings.Contains(errs, "2022") {
		t.Errorf("a proposal without a review: exit %d, %s", code, errs)
	}
	office(t, data)
	_, out, _ := runOn(data, "target", "list", "--unit", "64", "--year", "2023", "--format", "json")
	var v struct {
		Households, Poor int64
		Rate             float64
		Target           struct {
			GapHouseholds int64   `json:"gap_households"`
			RateIfMet     float64 `json:"rate_if_met"`
			RatePromised  float64 `json:"rate_promised"`
		}
		Rows   []map[string]any
		Absorb []map[string]any
	}
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		t.Fatal(err)
	}
	if v.Households != 150 || v.Poor != 50 || v.Rate != 33.33 || v.Target.GapHouseholds != 3 || v.Target.RateIfMet != 27.33 || v.Target.RatePromised != 25.33 || len(v.Rows) != 17 || len(v.Absorb) != 1 {
		t.Errorf("target list = %+v", v)
	}
	for _, l := range []string{"vi", "en"} {
		if code, out, _ := runOn(data, "target", "list", "--unit", "64", "--year", "2023", "--lang", l); code != 0 || strings.Contains(out, "⟦") {
			t.Errorf("in %s: exit %d\n%s", l, code, out)
		}
	}
	code, out, errs := runOn(data, "target", "propose", "--unit", "64", "--year", "2023", "--rule", "equal_effort", "--save", "--lang", "en")
	if code != 0 || !strings.Contains(out, "Saved.") || strings.Contains(out, "⟦") {
		t.Errorf("propose --save: exit %d, %s\n%s", code, errs, out)
	}
	d, err := db.Open(t.Context(), db.Config{Dir: data})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	gialai, _ := unit.Shipped().ByCode(unit.Province, "64", "2022-12-31")
	got, err := target.Below(t.Context(), d, gialai.ID, 2023, target.PoorReduction)
	if err != nil {
		t.Fatal(err)
	}
	var sum int64
	for _, x := range got {
		sum += x.Households
	}
	if sum != 12 || got[0].Version != 2 || got[0].Households != 8 {
		t.Errorf("saved %d households, first %+v, want 12 and 8", sum, got[0])
	}
}

// office fills a data directory with a small province of two districts: 100 and 50 households, of which
// 40 and 10 are poor; 12 are asked of the province, 5 and 4 were handed down.
func office(t *testing.T, data string) {
	t.Helper()
	d, err := db.Open(t.Context(), db.Config{Dir: data})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	at := func(level unit.Level, code string) unit.ID {
		u, ok := unit.Shipped().ByCode(level, code, "2022-12-31")
		if !ok {
			t.Fatalf("no %s %s", level, code)
		}
		return u.ID
	}
	gialai, kongChro, kbang := at(unit.Province, "64"), at(unit.District, "630"), at(unit.District, "625")
	err = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for id, n := range map[unit.ID]int64{gialai: 150, kongChro: 100, kbang: 50} {
			b := unit.Base{Households: n, Persons: -1, MinorityHouseholds: -1, MinorityPersons: -1, Day: "2022-12-31", Verified: true}
			if err := unit.SetBase(ctx, tx, id, b); err != nil {
				return err
			}
		}
		r, err := review.Add(ctx, tx, review.Round{Year: 2022, Kind: review.Periodic, Edition: "vn-2022", Unit: gialai, Day: "2022-12-31", Status: review.Closed})
		if err != nil {
			return err
		}
		_, err = review.LoadClasses(ctx, tx, r, func(yield func(review.Given, error) bool) {
			for n := range 50 {
				district := kongChro
				if n >= 40 {
					district = kbang
				}
				commune := unit.Shipped().Below(district, unit.Commune, "2022-12-31")[0].ID
				g := review.Given{Household: household.Ref{Commune: commune, ID: household.ID(n + 1)}, Area: standard.Rural, Ethnic: "13", Members: 4, Class: standard.Poor}
				if !yield(g, nil) {
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
		handed := target.Target{Year: 2023, Indicator: target.PoorReduction, Points: -1, Rule: target.Given}
		own, one, two := handed, handed, handed
		own.Unit, own.Households = gialai, 12
		one.Unit, one.Households, one.Parent, one.Position = kongChro, 5, gialai, 1
		two.Unit, two.Households, two.Parent, two.Position = kbang, 4, gialai, 2
		return target.Load(ctx, tx, []target.Target{own, one, two})
	})
	if err != nil {
		t.Fatal(err)
	}
}
