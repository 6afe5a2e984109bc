package operation

import (
	"testing"

	"giamngheo/internal/db"
)

// DuringLoad tells the tests before each table is loaded.
func DuringLoad(hook func(table string)) { duringLoad = hook }

// SumOf is the count and hash of a table.
func SumOf(t testing.TB, d *db.DB, table string) Sum {
	t.Helper()
	tables, err := carried(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	m := mask{tables: tables}
	s, err := dump(t.Context(), d, m.table(table), nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// MaskNames are the tables and columns that come into a training copy.
func MaskNames() []string {
	out := append([]string{}, asItIs...)
	for table, p := range masked {
		out = append(out, table)
		for _, c := range append(append([]string{}, p.same...), p.anew...) {
			out = append(out, table+"."+c)
		}
	}
	return out
}
