package duplicate_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/seal"
)

// BenchmarkCheck looks through one commune of so many households: the cost grows with the households, not with
// their pairs.
func BenchmarkCheck(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchCheck(b, dbtest.SQLite) })
	if os.Getenv("TEST_POSTGRES") != "" {
		b.Run("postgres", func(b *testing.B) { benchCheck(b, dbtest.Postgres) })
	}
}

func benchCheck(b *testing.B, open func(testing.TB) *db.DB) {
	families := []string{"Rơ Châm", "Siu", "Kpuih", "Ksor", "Nguyễn Văn", "Trần Thị", "Đinh", "Rah Lan", "Lê Thị Thu", "Phạm Đức"}
	given := []string{"Lan", "Hùng", "Nhơn", "Blinh", "Hương", "Thanh", "Yưk", "Tâm", "Hạnh", "Dũng", "Kiên", "Mai", "Phước", "Sơn", "Thuỷ", "Vinh"}
	for _, n := range []int{500, 1000, 2000, 4000} {
		b.Run(fmt.Sprint(n, " households"), func(b *testing.B) {
			o := newOffice(b, open(b))
			r := rand.New(rand.NewPCG(uint64(n), 1))
			err := o.db.Write(b.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := household.Load(ctx, tx, seal.Ephemeral(), func(yield func(household.Household, error) bool) {
					for i := range n {
						h := household.Household{
							Ref: household.Ref{Commune: o.commune, ID: household.ID(i + 1)}, Village: o.villages[o.commune], Code: fmt.Sprint(i), CodeYear: 2022, Head: "Đinh",
							Ethnic: household.Bahnar, EthnicGiven: "12", EthnicList: household.List2008, Members: 4,
						}
						for k := range 4 {
							p := person(families[r.IntN(len(families))]+" "+given[r.IntN(len(given))]+" "+given[r.IntN(len(given))], fmt.Sprintf("%d-%02d-%02d", 1940+r.IntN(80), 1+r.IntN(12), 1+r.IntN(28)), "")
							p.Position, p.Identity = k+1, household.Identity(fmt.Sprintf("0640%02d%06d", r.IntN(100), i*4+k))
							h.Persons = append(h.Persons, p)
						}
						if !yield(h, nil) {
							return
						}
					}
				})
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := o.doubles.Check(b.Context(), account.System, o.commune); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(4*n), "µs/person")
		})
	}
}
