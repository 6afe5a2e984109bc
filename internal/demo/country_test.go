package demo_test

import (
	"context"
	"reflect"
	"testing"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/demo"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

func makeCountry(t *testing.T, d *db.DB, o demo.Options) demo.Made {
	t.Helper()
	m, err := demo.MakeCountry(t.Context(), d, seal.Ephemeral(), o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// results are what the review of 2022 says of a unit.
type results struct {
	Figures review.Figures
	Flows   []review.Flow
}

func resultsOf(t *testing.T, d *db.DB, u unit.ID) results {
	t.Helper()
	round, ok, err := review.RoundOf(t.Context(), d, u, 2022)
	if err != nil || !ok || round.Status != review.Closed {
		t.Fatalf("round %+v, %v, %v", round, ok, err)
	}
	var r results
	if r.Figures, err = review.FiguresOf(t.Context(), d, round.ID, u); err == nil {
		r.Flows, err = review.FlowOf(t.Context(), d, round.ID, u)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A country is the plain demonstration with households around it: as many as were asked for, counted as the
// product counts, and nothing of the province is changed by them.
func TestACountryIsMadeAroundTheProvince(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := demo.Options{Seed: 5, Districts: []string{"624"}, Light: 7000}
		m := makeCountry(t, d, o)
		if n := count(t, d, "-- all-shards\nselect count(*) from household"); n != m.Households+7000 || m.Light != 7000 {
			t.Errorf("%d households in the register, made %+v", n, m)
		}
		if n := count(t, d, "-- all-shards\nselect count(*) from review_assessment"); n != m.Reviewed {
			t.Errorf("%d assessments, made %+v", n, m)
		}
		if n := count(t, d, "-- all-shards\nselect count(*) from household_person"); n != m.Persons {
			t.Errorf("%d persons, made %+v", n, m)
		}
		rounds, err := review.All(t.Context(), d)
		if err != nil || len(rounds) != 2 {
			t.Fatalf("%d rounds, %v", len(rounds), err)
		}
		for _, r := range rounds {
			diffs, err := review.Verify(t.Context(), d, r.ID)
			if err != nil || len(diffs) != 0 || r.Unit != unit.CountryID || r.Status != review.Closed {
				t.Errorf("round %+v: %d differences, %v", r, len(diffs), err)
			}
		}
		plain := dbtest.SQLite(t)
		make2(t, plain, demo.Options{Seed: 5, Districts: []string{"624"}})
		province, err := unit.ByCode(t.Context(), d, unit.Province, "64", day.EndOf(2022))
		if err != nil {
			t.Fatal(err)
		}
		got, want := resultsOf(t, d, province.ID), resultsOf(t, plain, province.ID)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("the province has %+v, in the plain demonstration %+v", got, want)
		}
		whole := resultsOf(t, d, unit.CountryID)
		if whole.Figures.Poor() <= got.Figures.Poor() || whole.Figures.NearPoor() <= got.Figures.NearPoor() {
			t.Errorf("the country has %d poor, its province %d", whole.Figures.Poor(), got.Figures.Poor())
		}
		for _, line := range []review.Line{review.Reconcile(whole.Flows).Poor, review.Reconcile(whole.Flows).NearPoor} {
			if line.Gap() != 0 || line.Opening == 0 {
				t.Errorf("movement %+v", line)
			}
		}
		hits, err := household.Search(t.Context(), d, household.Query{Text: "khong ten", Area: unit.CountryID, Limit: 5})
		if err != nil || len(hits) != 5 {
			t.Errorf("%d light households found, %v", len(hits), err)
		}
	})
}

// A country that is broken off is not taken for one, and comes out the same when it is gone on with.
func TestABrokenOffCountryIsGoneOnWith(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		o := demo.Options{Seed: 5, Districts: []string{"624"}, Light: 60_000, Progress: &interrupt{stage: demo.StageCountry, cancel: cancel}}
		m, err := demo.MakeCountry(ctx, d, seal.Ephemeral(), o)
		if err == nil || m.Light == 0 || m.Light == 60_000 {
			t.Fatalf("made %+v, %v", m, err)
		}
		if going, err := demo.Unfinished(t.Context(), d); err != nil || !going {
			t.Fatalf("unfinished %v, %v", going, err)
		}
		if n := count(t, d, "-- all-shards\nselect count(*) from household"); n != m.Households+m.Light {
			t.Errorf("%d households, %+v stored", n, m)
		}
		m = makeCountry(t, d, demo.Options{})
		if going, err := demo.Unfinished(t.Context(), d); err != nil || going || m.Light != 60_000 {
			t.Errorf("made %+v, unfinished %v, %v", m, going, err)
		}
		through := dbtest.SQLite(t)
		o.Progress = nil
		makeCountry(t, through, o)
		if got, want := resultsOf(t, d, unit.CountryID), resultsOf(t, through, unit.CountryID); !reflect.DeepEqual(got, want) {
			t.Errorf("gone on with: %+v, made at once: %+v", got, want)
		}
	})
}
