package unitweb

import (
	"context"
	"database/sql"
	"fmt"
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

// counter counts what a page asks of the database.
type counter struct {
	db.Querier
	n int
}

func (c *counter) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	c.n++
	return c.Querier.Query(ctx, query, args...)
}

func (c *counter) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	c.n++
	return c.Querier.QueryRow(ctx, query, args...)
}

// A page asks as often for seventeen districts as for three villages: never once per row.
func TestAPageAsksAsOftenForManyUnitsAsForFew(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		shipped := unit.Shipped()
		gialai, _ := shipped.ByCode(unit.Province, "64", "2022-12-31")
		kongChro, _ := shipped.ByCode(unit.District, "630", "2022-12-31")
		commune, _ := shipped.ByCode(unit.Commune, "23827", "2022-12-31")
		var villages []unit.Unit
		for i := range 3 {
			villages = append(villages, unit.Unit{Code: fmt.Sprint("0", i+1), Level: unit.Village, Kind: "làng", Name: fmt.Sprint("Thử ", i), Parent: commune.ID, From: commune.From, To: commune.To, Source: "thử"})
		}
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := unit.Ship(ctx, tx); err != nil {
				return err
			}
			if err := unit.Insert(ctx, tx, villages); err != nil {
				return err
			}
			var before review.RoundID
			for year := 2021; year <= 2022; year++ {
				r, err := review.Add(ctx, tx, review.Round{Year: year, Kind: review.Periodic, Edition: "vn-2022", Unit: gialai.ID, Day: day.EndOf(year), Previous: before, Status: review.Closed, Source: "thử"})
				if err != nil {
					return err
				}
				_, err = review.LoadClasses(ctx, tx, r, func(yield func(review.Given, error) bool) {
					n := household.ID(0)
					for _, c := range shipped.Below(gialai.ID, unit.Commune, "2022-12-31") {
						for i := range 9 {
							n++
							g := review.Given{Household: household.Ref{Commune: c.ID, ID: n}, Area: standard.Rural, Ethnic: household.Bahnar, Members: 4, Class: standard.Classes[i%2]}
							if c.ID == commune.ID {
								g.Village = villages[i%3].ID
							}
							if !yield(g, nil) {
								return
							}
						}
					}
				})
				if err != nil {
					return err
				}
				if err := review.Rebuild(ctx, tx, r.ID); err != nil {
					return err
				}
				before = r.ID
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		who := account.Actor{ID: 1, Role: account.ProvinceSecretary, Unit: gialai.ID}
		ask := func(u unit.Unit) (queries, children, members int) {
			t.Helper()
			q := &counter{Querier: d}
			f, err := read(t.Context(), q, u, "", who)
			if err != nil {
				t.Fatal(err)
			}
			return q.n, len(f.children), len(f.members)
		}
		many, districts, _ := ask(gialai)
		middle, communes, _ := ask(kongChro)
		few, below, _ := ask(commune)
		if districts != 17 || communes != 14 || below != 3 {
			t.Fatalf("%d districts, %d communes, %d villages", districts, communes, below)
		}
		if many != middle || many != few {
			t.Errorf("%d queries for 17 districts, %d for 14 communes, %d for 3 villages", many, middle, few)
		}
		village, _, listed := ask(villages[0])
		if listed != 3 || village > many {
			t.Errorf("%d queries for a village with %d households, %d for the province", village, listed, many)
		}
		t.Logf("%d queries a page, %d for a village", many, village)
	})
}
