package app_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// reviewed is a data directory with the shipped units and one closed round of Gia Lai: three poor
// and one near-poor household in the first commune of Kông Chro.
func reviewed(t *testing.T) (dir string, change func(sql string)) {
	t.Helper()
	dir = t.TempDir()
	if code, _, errs := run(t, "migrate", "--data", dir); code != 0 {
		t.Fatal(errs)
	}
	act := func(fn func(ctx context.Context, tx *db.Tx) error) {
		t.Helper()
		d, err := db.Open(t.Context(), db.Config{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		if err := d.Write(t.Context(), fn); err != nil {
			t.Fatal(err)
		}
	}
	act(func(ctx context.Context, tx *db.Tx) error {
		on := day.EndOf(2022)
		province, err := unit.ByCode(ctx, tx, unit.Province, "64", on)
		if err != nil {
			return err
		}
		district, err := unit.ByCode(ctx, tx, unit.District, "630", on)
		if err != nil {
			return err
		}
		communes, err := unit.Children(ctx, tx, district.ID, on)
		if err != nil {
			return err
		}
		r, err := review.Add(ctx, tx, review.Round{
			Year: 2022, Kind: review.Periodic, Edition: "vn-2022", Unit: province.ID, Day: on,
			Detail: true, Status: review.Closed, Source: "test",
		})
		if err != nil {
			return err
		}
		_, err = review.Load(ctx, tx, r, func(yield func(review.Input, error) bool) {
			for i := range household.ID(4) {
				in := review.Input{
					Household: household.Ref{Commune: communes[0].ID, ID: i + 1}, Area: standard.Rural, Ethnic: household.Bahnar,
					Members: 5, PointsA: 120, Income: -1, Deprived: standard.DeprivedIn(1, 2, 3),
				}
				if i == 3 {
					in.Deprived, in.Ethnic, in.Previous = 0, household.Kinh, standard.Poor
				}
				if !yield(in, nil) {
					return
				}
			}
		})
		if err != nil {
			return err
		}
		return review.Rebuild(ctx, tx, r.ID)
	})
	return dir, func(sql string) {
		t.Helper()
		act(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, sql)
			return err
		})
	}
}

func TestReviewVerifyNamesEachDifferenceAndRebuildMendsIt(t *testing.T) {
	t.Parallel()
	dir, change := reviewed(t)
	code, out, errs := run(t, "review", "verify", "--data", dir, "--lang", "en")
	if code != 0 || !strings.Contains(out, "0 differences · round 1 (2022) · 1 communes") || !strings.Contains(out, "4 households") {
		t.Fatalf("exit code %d, said %q %q", code, out, errs)
	}
	change(`update review_tally set persons = persons + 1 where ethnic = '12'`)
	change(`update review_flow set households = 0 where class = 2`)
	code, out, _ = run(t, "review", "verify", "--data", dir, "--lang", "en", "--round", "2022")
	if code != 1 || !strings.Contains(out, "2 differences") || !strings.Contains(out, "column persons: stored 16, counted 15") ||
		!strings.Contains(out, "poor household → near-poor household (escaped_to_near_poor") {
		t.Errorf("exit code %d, said %q", code, out)
	}
	code, out, _ = run(t, "review", "verify", "--data", dir, "--format", "json")
	var v struct {
		Differences int
		Rounds      []struct {
			UnitCode    string `json:"unit_code"`
			Households  int
			Differences []struct {
				Table, Column, Ethnic, Class string
				Stored, Counted              int
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &v); err != nil || code != 1 || v.Differences != 2 || v.Rounds[0].UnitCode != "64" ||
		v.Rounds[0].Differences[0].Column != "persons" || v.Rounds[0].Differences[0].Ethnic != "12" {
		t.Errorf("exit code %d, %v: %s", code, err, out)
	}
	if code, out, errs := run(t, "review", "rebuild", "--data", dir, "--lang", "en"); code != 0 || !strings.Contains(out, "rebuilt") {
		t.Errorf("exit code %d, said %q %q", code, out, errs)
	}
	if code, out, _ := run(t, "review", "verify", "--data", dir); code != 0 || !strings.HasPrefix(out, "0 sai lệch") {
		t.Errorf("after rebuild: exit code %d, said %q", code, out)
	}
	if code, _, errs := run(t, "review", "verify", "--data", dir, "--round", "2019"); code != 1 || !strings.Contains(errs, "2019") {
		t.Errorf("a year without a round: exit code %d, said %q", code, errs)
	}
}

func TestReviewListAndFigures(t *testing.T) {
	t.Parallel()
	dir, _ := reviewed(t)
	if code, out, _ := run(t, "review", "list", "--data", dir); code != 0 || !strings.Contains(out, "Tỉnh Gia Lai") || !strings.Contains(out, "31/12/2022") {
		t.Errorf("list: exit code %d, said %q", code, out)
	}
	code, out, _ := run(t, "review", "list", "--data", dir, "--format", "json")
	var rounds []map[string]any
	if err := json.Unmarshal([]byte(out), &rounds); code != 0 || err != nil || len(rounds) != 1 || rounds[0]["unit_code"] != "64" || rounds[0]["year"] != 2022.0 {
		t.Errorf("list: exit code %d, %v: %s", code, err, out)
	}
	for _, code := range []string{"64", "630"} {
		exit, out, errs := run(t, "review", "figures", "--data", dir, "--unit", code, "--year", "2022", "--format", "json")
		var f struct {
			UnitCode string `json:"unit_code"`
			Classes  map[string]struct {
				Households, Persons int
				MinorityHouseholds  int `json:"minority_households"`
				Ethnic, Deprived    map[string]int
				Rate                *float64
			}
			Movement map[string]map[string]int
		}
		if err := json.Unmarshal([]byte(out), &f); err != nil || exit != 0 {
			t.Fatalf("figures of %s: exit code %d, %v: %s %s", code, exit, err, out, errs)
		}
		poor := f.Classes["poor"]
		if f.UnitCode != code || poor.Households != 3 || poor.Persons != 15 || poor.MinorityHouseholds != 3 || poor.Ethnic["12"] != 3 ||
			poor.Deprived["employment"] != 3 || poor.Rate != nil || f.Movement["poor"]["opening"] != 1 || f.Movement["near_poor"]["from_other"] != 1 {
			t.Errorf("figures of %s: %s", code, out)
		}
	}
	if code, out, _ := run(t, "review", "figures", "--data", dir, "--unit", "64", "--year", "2022"); code != 0 || !strings.Contains(out, "Diễn biến hộ nghèo") {
		t.Errorf("figures: exit code %d, said %q", code, out)
	}
	if code, _, errs := run(t, "review", "figures", "--data", dir, "--unit", "64", "--year", "2023"); code != 1 || !strings.Contains(errs, "2023") {
		t.Errorf("a year without a round: exit code %d, said %q", code, errs)
	}
}
