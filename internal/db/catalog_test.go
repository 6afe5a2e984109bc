package db_test

import (
	"slices"
	"testing"

	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
)

// What is carried from one engine to the other must be the same thing on both.
func TestBothEnginesDescribeTheSameTables(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tables, err := db.Tables(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		if len(tables) < 18 {
			t.Fatalf("only %d tables", len(tables))
		}
		for _, table := range tables {
			if table.Name == "goose_db_version" || table.Name == "household_search" {
				continue
			}
			if len(table.Key) == 0 {
				t.Errorf("%s has no primary key: its rows have no order", table.Name)
			}
			for _, c := range table.Columns {
				if c.Kind == "" {
					t.Errorf("%s.%s has a type that only one engine has", table.Name, c.Name)
				}
			}
		}
		i := slices.IndexFunc(tables, func(t db.Table) bool { return t.Name == "review_tally" })
		if got := tables[i].InKeyOrder(db.SQLite); got != "commune_id, round_id, village_id, class, ethnic" {
			t.Errorf("key of review_tally = %s", got)
		}
	})
}
