package report_test

import (
	"context"
	"fmt"
	"testing"

	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/demo"
	"giamngheo/internal/report"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

// part is the demonstration with two of its districts, Ayun Pa and Kông Chro, and its rounds, the
// newest first.
func part(t *testing.T, d *db.DB) (province unit.Unit, rounds []review.Round) {
	t.Helper()
	if err := d.Write(t.Context(), unit.Ship); err != nil {
		t.Fatal(err)
	}
	if _, err := demo.Make(t.Context(), d, seal.Ephemeral(), demo.Options{Seed: 64, Districts: []string{"624", "630"}}); err != nil {
		t.Fatal(err)
	}
	province, err := unit.ByCode(t.Context(), d, unit.Province, "64", "2022-12-31")
	if err != nil {
		t.Fatal(err)
	}
	if rounds, err = review.Covering(t.Context(), d, province.ID); err != nil || len(rounds) != 2 {
		t.Fatalf("%d rounds, %v", len(rounds), err)
	}
	return province, rounds
}

func fill(t testing.TB, q db.Querier, n int, u unit.Unit, r review.Round, deep bool) report.Filled {
	t.Helper()
	form, err := report.FormByNumber(n)
	if err != nil {
		t.Fatal(err)
	}
	f, err := report.Fill(context.Background(), q, form, u, r, deep)
	if err != nil {
		t.Fatalf("form %d of %s: %v", n, u.Title(), err)
	}
	return f
}

// sampleOf are units of every level: the province, both districts, every commune of one, two villages.
func sampleOf(t *testing.T, d *db.DB, province unit.Unit) []unit.Unit {
	t.Helper()
	out := []unit.Unit{province}
	for _, code := range []string{"624", "630"} {
		district, err := unit.ByCode(t.Context(), d, unit.District, code, "2022-12-31")
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, district)
		communes, err := unit.Children(t.Context(), d, district.ID, "2022-12-31")
		if err != nil {
			t.Fatal(err)
		}
		villages, err := unit.Children(t.Context(), d, communes[0].ID, "2022-12-31")
		if err != nil || len(villages) == 0 {
			t.Fatalf("%d villages, %v", len(villages), err)
		}
		out = append(out, communes[0], communes[len(communes)-1], villages[0])
	}
	return out
}

// Every sheet equals a recount by SQL: every cell of every form, at every level, in both rounds; and the
// list behind every figure has exactly its households.
func TestEverySheetEqualsARecountBySQL(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		province, rounds := part(t, d)
		everyListBehind(t, d, province, rounds)
		for _, round := range rounds {
			c := newRecount(t, d, round)
			cells := 0
			for n := 1; n <= 13; n++ {
				for _, u := range sampleOf(t, d, province) {
					f := fill(t, d, n, u, round, u.Level == unit.Province || u.Level == unit.District)
					c.same(f)
					for _, r := range f.Rows {
						cells += len(r.Cells)
					}
					if len(f.Findings) > 0 {
						t.Errorf("form %d of %s, %d: %v", n, u.Title(), round.Year, f.Findings[0].Text("vi"))
					}
				}
			}
			t.Logf("round of %d: %d cells", round.Year, cells)
		}
	})
}

// everyListBehind proves that the list behind a figure has exactly the households that it counts, or
// whose members it counts.
func everyListBehind(t *testing.T, d *db.DB, province unit.Unit, rounds []review.Round) {
	t.Run("lists", func(t *testing.T) {
		counted := map[string]int64{}
		links := 0
		for _, round := range rounds {
			for n := 1; n <= 13; n++ {
				for _, u := range sampleOf(t, d, province) {
					f := fill(t, d, n, u, round, false)
					for _, r := range f.Rows {
						for i, cell := range r.Cells {
							col := f.Columns[i]
							if cell.Behind == nil {
								if cell.Known && cell.N != 0 && col.Name("vi") != "" && !isBase(n, i) && col.Label("vi") != "Tổng số chỉ số thiếu hụt" {
									t.Errorf("form %d, column %d: %d has no list", n, i+1, cell.N)
								}
								continue
							}
							links++
							key := fmt.Sprint(cell.Behind.Address(), cell.Behind.Area)
							have, ok := counted[key]
							if !ok {
								var exact bool
								var err error
								if have, exact, err = review.CountOf(t.Context(), d, *cell.Behind); err != nil || !exact {
									t.Fatalf("%s: %v, exact %v", key, err, exact)
								}
								counted[key] = have
							}
							switch want, counts := behindOf(t, d, f, r, i, have); {
							case !counts:
							case have != want:
								t.Errorf("form %d, %s, %s: the figure says %d, the list has %d households (%s)", n, r.Unit.Title(), col.Name("vi"), want, have, key)
							}
						}
					}
				}
			}
		}
		t.Logf("%d links, %d lists", links, len(counted))
	})
}

// isBase tells the columns of the population base, behind which no round has households.
func isBase(form, i int) bool {
	return form == 1 && i < 2 || form >= 12 && i < 8
}

// behindOf is how many households the list behind a cell must have. Of persons and children the list's
// members are summed one by one, in the small units.
func behindOf(t *testing.T, d *db.DB, f report.Filled, r report.FormRow, i int, have int64) (want int64, ok bool) {
	cell, col := r.Cells[i], f.Columns[i]
	switch {
	case col.Kind == report.Rate:
		total := r.Cells[col.Whole-1].N
		if got := rateOf(have, total).Rate; got != cell.Rate {
			t.Errorf("form %d, %s: %v, the list makes it %v", f.Form.Number, col.Name("vi"), cell.Rate, got)
		}
		return 0, false
	case r.Breakdown == report.OfHouseholds && col.Unit == nil, col.Unit != nil && col.Unit("vi") == "hộ":
		return cell.N, true
	case r.Area != "", r.Unit.Level != unit.Village && r.Unit.Level != unit.Commune:
		return 0, false
	}
	var sum int64
	q := *cell.Behind
	q.Limit = 1000
	list, err := review.List(t.Context(), d, q)
	if err != nil || int64(len(list)) != have {
		t.Fatalf("%d of %d, %v", len(list), have, err)
	}
	for _, a := range list {
		if col.Unit != nil && col.Unit("vi") == "trẻ em" {
			sum += int64(a.Children)
		} else {
			sum += int64(a.Members)
		}
	}
	if sum != cell.N {
		t.Errorf("form %d, %s, %s: %d, the households of the list have %d", f.Form.Number, r.Unit.Title(), col.Name("vi"), cell.N, sum)
	}
	return 0, false
}
