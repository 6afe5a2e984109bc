package roster_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/roster"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

// commune fills one commune (111) with households whose names stand the other way round than their keys.
func commune(t *testing.T, d *db.DB, homes int) {
	t.Helper()
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		units := []unit.Unit{{ID: 1, Level: unit.Country, Name: "U1"}, {ID: 10, Parent: 1, Level: unit.Province, Name: "U10"}, {ID: 111, Parent: 10, Level: unit.Commune, Name: "U111"}}
		for i := range units {
			units[i].Code, units[i].From, units[i].To = fmt.Sprint(units[i].ID), "2004-01-01", day.Forever
		}
		if err := unit.Insert(ctx, tx, units); err != nil {
			return err
		}
		_, err := household.Load(ctx, tx, seal.Ephemeral(), func(yield func(household.Household, error) bool) {
			for i := range homes {
				h := household.Household{
					Ref: household.Ref{Commune: 111, ID: household.ID(i + 1)}, Code: fmt.Sprint(i), CodeYear: 2022, Head: fmt.Sprint("Siu ", homes-i),
					Ethnic: household.Jrai, EthnicGiven: "10", EthnicList: household.List2008, Members: 1,
				}
				if !yield(h, nil) {
					return
				}
			}
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func all(t *testing.T, d *db.DB, a roster.Asked) (heads []string) {
	t.Helper()
	for x, err := range roster.Each(t.Context(), d, a) {
		if err != nil {
			t.Fatal(err)
		}
		heads = append(heads, x.Head)
	}
	return heads
}

// A list is sorted while it is short enough to be read whole; one household more, and it stands in the
// order of keys and says so. No household is lost either way.
func TestAListIsSortedUpToALimit(t *testing.T) {
	t.Parallel()
	asked := roster.Asked{Filter: review.Filter{Area: 111}, Order: roster.Order{By: roster.ByName}}
	for _, c := range []struct {
		homes int
		kept  roster.By
		first string
	}{{roster.SortLimit, roster.ByName, "Siu 1"}, {roster.SortLimit + 1, roster.ByKey, fmt.Sprint("Siu ", roster.SortLimit+1)}} {
		d := dbtest.SQLite(t)
		commune(t, d, c.homes)
		p, err := roster.Read(t.Context(), d, asked, 7)
		if err != nil || p.Kept.By != c.kept || len(p.Lines) != 7 || !p.More || p.Lines[0].Head != c.first {
			t.Errorf("%d households: kept %q, more %t, %d lines, first %q, %v", c.homes, p.Kept, p.More, len(p.Lines), p.Lines[0].Head, err)
		}
		heads := all(t, d, asked)
		if len(heads) != c.homes || heads[0] != c.first {
			t.Errorf("of %d households %d come out, first %q", c.homes, len(heads), heads[0])
		}
		slices.Sort(heads)
		if n := len(slices.Compact(heads)); n != c.homes {
			t.Errorf("of %d households %d come out once", c.homes, n)
		}
	}
}

// The keys of a list are all there or, when they are more than asked for, not a part of them.
func TestRefsAreAllOrNone(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	commune(t, d, 1000) // as many as are read at once
	asked := roster.Asked{Filter: review.Filter{Area: 111}}
	if refs, ok, err := roster.Refs(t.Context(), d, asked, 1000); err != nil || !ok || len(refs) != 1000 || refs[999].ID != 1000 {
		t.Errorf("%d keys, %t, %v", len(refs), ok, err)
	}
	if refs, ok, err := roster.Refs(t.Context(), d, asked, 999); err != nil || ok || len(refs) != 0 {
		t.Errorf("more than asked for: %d keys, %t, %v", len(refs), ok, err)
	}
}

func TestAnOrderIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	for _, by := range append([]roster.By{roster.ByKey}, roster.Orders...) {
		for _, down := range []bool{false, true} {
			o := roster.Order{By: by, Down: down}
			got, ok := roster.ParseOrder(o.String())
			if want := by != roster.ByKey || !down; ok != want || ok && got != o {
				t.Errorf("%q: %+v, %t", o, got, ok)
			}
		}
	}
	for _, s := range []string{"height", "--name", "name,code"} {
		if o, ok := roster.ParseOrder(s); ok {
			t.Errorf("%q is read as %+v", s, o)
		}
	}
}
