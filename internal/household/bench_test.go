package household_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/seal"
)

// BenchmarkSearch loads 400,000 households and measures the first 100 hits of common, rare, crossed
// and sounding names, in the province, in a district and in a commune. With TEST_POSTGRES it runs on
// PostgreSQL too: go test -run=- -bench=Search -benchtime=20x ./internal/household
func BenchmarkSearch(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchSearch(b, dbtest.SQLite(b)) })
	if os.Getenv("TEST_POSTGRES") != "" {
		b.Run("postgres", func(b *testing.B) { benchSearch(b, dbtest.Postgres(b)) })
	}
}

func benchSearch(b *testing.B, d *db.DB) {
	const n = 400_000
	p := newPlace(b, d, 17, 13, 10)
	start := time.Now()
	err := d.Write(b.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := household.Load(ctx, tx, seal.Ephemeral(), province400k(p, n))
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	took := time.Since(start)
	fmt.Printf("loaded %d households in %.1f s: %.0f a second\n", n, took.Seconds(), n/took.Seconds())
	last := len(p.communes) - 1
	for _, text := range []string{"nguyen van", "n", "ng v", "nguyen", "nguyen van toan", "tran thi vy", "siu van", "ro cham", "rcom", "h lan", "ro cham h lan", "dinh", "ksor thanh", "xuan nam pham", "khongco"} {
		for name, area := range map[string]household.Query{
			"province": {Area: p.province},
			"district": {Area: p.district[p.communes[last]]},
			"commune":  {Area: p.communes[last]},
		} {
			area.Text = text
			b.Run(fmt.Sprintf("%s in %s", text, name), func(b *testing.B) {
				var times []time.Duration
				hits := 0
				for b.Loop() {
					start := time.Now()
					list, err := household.Search(b.Context(), d, area)
					if err != nil {
						b.Fatal(err)
					}
					times = append(times, time.Since(start))
					hits = len(list)
				}
				slices.Sort(times)
				b.ReportMetric(float64(hits), "hits")
				b.ReportMetric(float64(times[len(times)-1].Microseconds())/1000, "ms-worst")
			})
		}
	}
	b.Run("first page of the province", func(b *testing.B) {
		for b.Loop() {
			if _, err := household.List(b.Context(), d, household.Filter{Area: p.province}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("a later page of the province", func(b *testing.B) {
		for b.Loop() {
			if _, err := household.List(b.Context(), d, household.Filter{Area: p.province, After: household.Ref{Commune: p.communes[last/2], ID: 20500}}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
