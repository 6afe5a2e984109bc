package review_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// pages walks a list to its end.
func pages(t *testing.T, d *db.DB, f review.Filter) []review.Assessment {
	t.Helper()
	var all []review.Assessment
	for {
		page, err := review.List(t.Context(), d, f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page...)
		if len(page) < f.Limit {
			return all
		}
		f.After = page[len(page)-1].Household
	}
}

func TestListShowsTheHouseholdsBehindEachFigure(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := settle(t, d)
		id := begin(t, s, 2022)
		r := rand.New(rand.NewPCG(1, 2))
		var all []review.Assessment
		for _, c := range communes {
			for i := range household.ID(householdsEach) {
				in := anyInput(r)
				in.Household, in.Village = household.Ref{Commune: c, ID: i + 1}, villagesOf(c)[r.IntN(3)]
				all = append(all, mustRecord(t, s, id, in))
			}
		}
		yes, no := true, false
		for _, c := range []struct {
			name   string
			f      review.Filter
			in     func(review.Assessment) bool
			figure func(review.Figures) int64 // nil when no figure shows it
		}{
			{"all", review.Filter{}, func(review.Assessment) bool { return true }, nil},
			{"the poor", review.Filter{Classes: []standard.Class{poor}}, func(a review.Assessment) bool { return a.Class == poor }, review.Figures.Poor},
			{
				"poor and near-poor",
				review.Filter{Classes: []standard.Class{poor, nearPoor}},
				func(a review.Assessment) bool { return a.Class == poor || a.Class == nearPoor },
				func(f review.Figures) int64 { return f.Poor() + f.NearPoor() },
			},
			{
				"poor of ethnic minorities",
				review.Filter{Classes: []standard.Class{poor}, Minority: &yes},
				func(a review.Assessment) bool { return a.Class == poor && a.Minority() }, review.Figures.MinorityPoor,
			},
			{
				"poor that are not",
				review.Filter{Classes: []standard.Class{poor}, Minority: &no},
				func(a review.Assessment) bool { return a.Class == poor && !a.Minority() },
				func(f review.Figures) int64 { return f.Kinh(poor).Households },
			},
			{
				"one ethnic group",
				review.Filter{Classes: []standard.Class{poor}, Ethnic: household.Bahnar},
				func(a review.Assessment) bool { return a.Class == poor && a.Ethnic == household.Bahnar },
				func(f review.Figures) int64 { return f.Ethnic(poor, household.Bahnar).Households },
			},
			{
				"a movement",
				review.Filter{Movements: []review.Movement{review.Escaped}},
				func(a review.Assessment) bool { return a.Movement == review.Escaped }, nil,
			},
			{
				"poor that escaped",
				review.Filter{Movements: []review.Movement{review.Escaped}, Before: []standard.Class{poor}},
				func(a review.Assessment) bool { return a.Movement == review.Escaped && a.PrevClass == poor }, nil,
			},
			{
				"near-poor at the beginning, of one ethnic group",
				review.Filter{Before: []standard.Class{nearPoor}, Ethnic: household.Jrai},
				func(a review.Assessment) bool { return a.PrevClass == nearPoor && a.Ethnic == household.Jrai }, nil,
			},
			{"households that left", review.Filter{Classes: []standard.Class{none}}, func(a review.Assessment) bool { return a.Class == none }, nil},
			{
				"poor without an insurance",
				review.Filter{Classes: []standard.Class{poor}, Deprived: 4},
				func(a review.Assessment) bool { return a.Class == poor && a.Deprived.Has(4) },
				func(f review.Figures) int64 { return f.Of(poor).Deprived[3] },
			},
			{
				"poor for want of capital",
				review.Filter{Classes: []standard.Class{poor}, Cause: 2},
				func(a review.Assessment) bool { return a.Class == poor && a.Causes.Has(2) },
				func(f review.Figures) int64 { return f.Of(poor).Causes[1] },
			},
			{
				"near-poor in need of a house",
				review.Filter{Classes: []standard.Class{nearPoor}, Need: 5},
				func(a review.Assessment) bool { return a.Class == nearPoor && a.Needs.Has(5) },
				func(f review.Figures) int64 { return f.Of(nearPoor).Needs[4] },
			},
			{
				"poor with a person of merit",
				review.Filter{Classes: []standard.Class{poor}, Flag: household.Merit},
				func(a review.Assessment) bool { return a.Class == poor && a.Flags.Has(household.Merit) },
				func(f review.Figures) int64 { return f.Of(poor).Merit },
			},
			{
				"poor of no group",
				review.Filter{Classes: []standard.Class{poor}, Other: true},
				func(a review.Assessment) bool {
					return a.Class == poor && !a.Minority() && !a.Flags.Has(household.Merit) && !a.Flags.Has(household.NoLabour)
				},
				func(f review.Figures) int64 { return f.Of(poor).Other },
			},
			{
				"poor of other minorities",
				review.Filter{Classes: []standard.Class{poor}, Minority: &yes, NotEthnic: []household.Ethnic{household.Jrai}},
				func(a review.Assessment) bool { return a.Class == poor && a.Ethnic == household.Bahnar },
				func(f review.Figures) int64 { return f.Ethnic(poor, household.Bahnar).Households },
			},
			{
				"urban poor",
				review.Filter{Classes: []standard.Class{poor}, In: standard.Urban},
				func(a review.Assessment) bool { return a.Class == poor && a.Area == standard.Urban }, nil,
			},
			{
				"without insurance or nutrition",
				review.Filter{Lacks: standard.DeprivedIn(3, 4)},
				func(a review.Assessment) bool { return a.Deprived.Has(3) || a.Deprived.Has(4) }, nil,
			},
			{
				"two marks at once",
				review.Filter{Deprived: 1, Cause: 1},
				func(a review.Assessment) bool { return a.Deprived.Has(1) && a.Causes.Has(1) }, nil,
			},
		} {
			for _, u := range []unit.ID{1, province, district, 112, 1121} {
				f := c.f
				f.Round, f.Area, f.Limit = id, u, 7
				var want []household.Ref
				for _, a := range all {
					if within(u, a) && c.in(a) {
						want = append(want, a.Household)
					}
				}
				var got []household.Ref
				for _, a := range pages(t, d, f) {
					got = append(got, a.Household)
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s in %d: %v, want %v", c.name, u, got, want)
				}
				n, exact, err := review.CountOf(t.Context(), d, f)
				if err != nil || !exact || n != int64(len(want)) {
					t.Errorf("%s in %d: CountOf = %d, %v, %v, want %d", c.name, u, n, exact, err, len(want))
				}
				if c.figure == nil {
					continue
				}
				figures, err := review.FiguresOf(t.Context(), d, id, u)
				if err != nil || c.figure(figures) != int64(len(want)) {
					t.Errorf("%s in %d: the figure is %d, the list has %d", c.name, u, c.figure(figures), len(want))
				}
			}
		}
	})
}

func within(u unit.ID, a review.Assessment) bool {
	c := a.Household.Commune
	return u == 1 || u == province || u == c || u == c/10 || u == a.Village
}
