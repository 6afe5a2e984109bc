package review_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// everyUnit is every unit of the tests from the province down.
func everyUnit() []unit.ID {
	all := []unit.ID{1, province, district, district2}
	for _, c := range communes {
		all = append(append(all, c), villagesOf(c)...)
	}
	return all
}

// everyFigure is what every unit shows in a round.
func everyFigure(t testing.TB, d *db.DB, id review.RoundID) string {
	t.Helper()
	s := ""
	for _, u := range everyUnit() {
		f, err := review.FiguresOf(t.Context(), d, id, u)
		if err != nil {
			t.Fatal(err)
		}
		w, err := review.FlowOf(t.Context(), d, id, u)
		if err != nil {
			t.Fatal(err)
		}
		s += fmt.Sprintf("%d %+v %+v\n", u, f, w)
	}
	return s
}

// balanced checks that in every unit opening − out + in = closing, that closing is what the figures
// count, and that the children add up to their parent where every household has a village.
func balanced(t testing.TB, d *db.DB, id review.RoundID) {
	t.Helper()
	for _, u := range everyUnit() {
		f, err := review.FiguresOf(t.Context(), d, id, u)
		if err != nil {
			t.Fatal(err)
		}
		flows, err := review.FlowOf(t.Context(), d, id, u)
		if err != nil {
			t.Fatal(err)
		}
		b := review.Reconcile(flows)
		for _, l := range []review.Line{b.Poor, b.NearPoor, b.PoorPersons, b.NearPoorPersons} {
			if l.Gap() != 0 {
				t.Errorf("unit %d: %+v lacks %d", u, l, l.Gap())
			}
		}
		if b.Poor.Closing != f.Poor() || b.NearPoor.Closing != f.NearPoor() ||
			b.PoorPersons.Closing != f.Of(standard.Poor).Persons || b.NearPoorPersons.Closing != f.Of(standard.NearPoor).Persons {
			t.Errorf("unit %d: closing %+v does not equal the figures", u, b)
		}
		if m := review.Reconcile(review.OfMinority(flows)); m.Poor.Closing != f.MinorityPoor() || m.NearPoor.Closing != f.MinorityNearPoor() {
			t.Errorf("unit %d: ethnic minorities close with %+v, figures say %d and %d", u, m, f.MinorityPoor(), f.MinorityNearPoor())
		}
	}
}

func TestFiguresAddUpFromTheVillageToTheProvince(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := settle(t, d)
		id := begin(t, s, 2022)
		r := rand.New(rand.NewPCG(9, 9))
		for range 200 {
			in := anyInput(r)
			in.Village = villagesOf(in.Household.Commune)[r.IntN(3)]
			mustRecord(t, s, id, in)
		}
		on := day.EndOf(2022)
		for _, u := range append([]unit.ID{1, province, district, district2}, communes...) {
			whole, err := review.FiguresOf(t.Context(), d, id, u)
			if err != nil {
				t.Fatal(err)
			}
			below, err := review.FiguresBelow(t.Context(), d, id, u, on)
			if err != nil {
				t.Fatal(err)
			}
			flowsBelow, err := review.FlowBelow(t.Context(), d, id, u, on)
			if err != nil {
				t.Fatal(err)
			}
			children, err := unit.Children(t.Context(), d, u, on)
			if err != nil {
				t.Fatal(err)
			}
			var sum review.Figures
			var flows []review.Flow
			for _, c := range children {
				alone, err := review.FiguresOf(t.Context(), d, id, c.ID)
				if err != nil {
					t.Fatal(err)
				}
				if fmt.Sprint(alone) != fmt.Sprint(below[c.ID]) {
					t.Errorf("FiguresBelow(%d)[%d] = %v, FiguresOf = %v", u, c.ID, below[c.ID], alone)
				}
				sum.Add(below[c.ID])
				flows = append(flows, flowsBelow[c.ID]...)
			}
			for _, c := range standard.Classes {
				if sum.Of(c) != whole.Of(c) || sum.Minority(c) != whole.Minority(c) {
					t.Errorf("unit %d %v: children %+v, whole %+v", u, c, sum.Of(c), whole.Of(c))
				}
				if k, m, all := whole.Kinh(c), whole.Minority(c), whole.Of(c); k.Households+m.Households != all.Households {
					t.Errorf("unit %d %v: %d and %d of %d", u, c, k.Households, m.Households, all.Households)
				}
			}
			own, err := review.FlowOf(t.Context(), d, id, u)
			if err != nil {
				t.Fatal(err)
			}
			if review.Reconcile(flows) != review.Reconcile(own) {
				t.Errorf("unit %d: flows of children %+v, own %+v", u, review.Reconcile(flows), review.Reconcile(own))
			}
		}
		balanced(t, d, id)
	})
}

func TestFiguresCountEachFactOfAHousehold(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := settle(t, d)
		id := begin(t, s, 2022)
		in := found(111, 1, standard.Poor)
		in.Flags = household.Local | household.NoLabour | household.Merit
		in.Deprived, in.Causes, in.Needs = standard.DeprivedIn(4, 6, 12), household.CausesOf(1, 8), household.NeedsOf(6)
		mustRecord(t, s, id, in)
		kinh := found(111, 2, standard.Poor)
		kinh.Ethnic, kinh.Flags, kinh.Members, kinh.Children = household.Kinh, household.FemaleHead|household.Disabled|household.Social, 3, 0
		mustRecord(t, s, id, kinh)
		f, err := review.FiguresOf(t.Context(), d, id, province)
		if err != nil {
			t.Fatal(err)
		}
		want := review.Counts{
			Households: 2, Persons: 7, Children: 2, ChildHealth: 2, ChildSchool: 2, PointsB: 6,
			Local: 1, LocalPersons: 4, NoLabour: 1, Merit: 1, FemaleHead: 1, Disabled: 1, Social: 1,
			NoLabourPersons: 4, MeritPersons: 4, Other: 1, OtherPersons: 3,
			Deprived: [12]int64{3: 2, 5: 1, 6: 1, 9: 1, 11: 1}, Causes: [8]int64{0: 1, 1: 1, 7: 1}, Needs: [6]int64{3: 1, 5: 1},
		}
		if got := f.Of(standard.Poor); got != want {
			t.Errorf("counts of the poor = %+v, want %+v", got, want)
		}
		if f.Poor() != 2 || f.MinorityPoor() != 1 || f.NearPoor() != 0 || f.Reviewed() != 2 ||
			f.Ethnic(standard.Poor, household.Jrai).Persons != 4 || f.Kinh(standard.Poor).FemaleHead != 1 {
			t.Errorf("figures = %+v", f)
		}
	})
}

func TestLoadCountsAndMovesAsRecordDoes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := settle(t, d)
		r := rand.New(rand.NewPCG(3, 4))
		var past []review.Given
		var now []review.Input
		for _, c := range communes {
			for i := range household.ID(householdsEach) {
				in := anyInput(r)
				in.Household, in.Village = household.Ref{Commune: c, ID: i + 1}, villagesOf(c)[r.IntN(3)]
				if r.IntN(3) != 0 {
					past = append(past, review.Given{
						Household: in.Household, Village: in.Village, Area: in.Area, Ethnic: in.Ethnic,
						Members: in.Members, Class: standard.Classes[r.IntN(4)],
					})
				}
				now = append(now, in)
			}
		}
		var first, loaded review.Round
		act(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
			taken := round(2021)
			taken.Detail, taken.Status = false, review.Closed
			if first, err = review.Add(ctx, tx, taken); err != nil {
				return err
			}
			if _, err = review.LoadClasses(ctx, tx, first, seqOf(past...)); err != nil {
				return err
			}
			next := round(2022)
			next.Previous, next.Status = first.ID, review.Closed
			if loaded, err = review.Add(ctx, tx, next); err != nil {
				return err
			}
			if n, err := review.Load(ctx, tx, loaded, seqOf(now...)); err != nil || n != int64(len(now)) {
				return fmt.Errorf("Load = %d, %w", n, err)
			}
			if err := review.Rebuild(ctx, tx, first.ID); err != nil {
				return err
			}
			return review.Rebuild(ctx, tx, loaded.ID)
		})
		verified(t, d, first.ID)
		if n := verified(t, d, loaded.ID); n.Households != int64(len(now)) || n.Communes != 3 {
			t.Errorf("Verify looked at %+v", n)
		}
		balanced(t, d, loaded.ID)

		// The same findings recorded one by one in a monthly round give the same figures.
		monthly := round(2022)
		monthly.Kind, monthly.Previous = review.Monthly, first.ID
		id, err := s.Open(t.Context(), account.System, monthly)
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range now {
			mustRecord(t, s, id, in)
		}
		if got, want := everyFigure(t, d, id), everyFigure(t, d, loaded.ID); got != want {
			t.Errorf("recorded:\n%s\nloaded:\n%s", got, want)
		}
	})
}

// A form of two levels reads each level at once; it must show what each unit shows by itself.
func TestFiguresAtALevelAreThoseOfEachUnit(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := settle(t, d)
		id := begin(t, s, 2022)
		r := rand.New(rand.NewPCG(5, 6))
		for range 150 {
			mustRecord(t, s, id, anyInput(r))
		}
		on := day.EndOf(2022)
		for _, c := range []struct {
			u     unit.ID
			level unit.Level
		}{{province, unit.District}, {province, unit.Commune}, {province, unit.Village}, {district, unit.Village}, {111, unit.Village}} {
			units, err := unit.Below(t.Context(), d, c.u, c.level, on)
			if err != nil || len(units) == 0 {
				t.Fatalf("%d units, %v", len(units), err)
			}
			figures, err := review.FiguresAt(t.Context(), d, id, c.u, c.level, on)
			if err != nil {
				t.Fatal(err)
			}
			flows, err := review.FlowAt(t.Context(), d, id, c.u, c.level, on)
			if err != nil {
				t.Fatal(err)
			}
			for _, u := range units {
				alone, err := review.FiguresOf(t.Context(), d, id, u.ID)
				if err != nil {
					t.Fatal(err)
				}
				flow, err := review.FlowOf(t.Context(), d, id, u.ID)
				if err != nil {
					t.Fatal(err)
				}
				if fmt.Sprint(alone) != fmt.Sprint(figures[u.ID]) || fmt.Sprint(flow) != fmt.Sprint(flows[u.ID]) {
					t.Errorf("each %s in %d: unit %d differs from itself alone", c.level, c.u, u.ID)
				}
			}
		}
	})
}
