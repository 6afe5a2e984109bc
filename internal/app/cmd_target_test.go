package app

import (
	"encoding/json"
	"strings"
	"testing"

	"giamngheo/internal/db"
	"giamngheo/internal/report/reporttest"
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
	d, err := db.Open(t.Context(), db.Config{Dir: data})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	reporttest.Office(t, d)
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
	gialai := reporttest.Unit(t, unit.Province, "64")
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
