package review_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// on runs a benchmark on each engine that there is; SQLite here does not wait for the disk.
func on(b *testing.B, run func(b *testing.B, d *db.DB)) {
	b.Run("sqlite", func(b *testing.B) { run(b, dbtest.SQLite(b)) })
	if os.Getenv("TEST_POSTGRES") != "" {
		b.Run("postgres", func(b *testing.B) { run(b, dbtest.Postgres(b)) })
	}
}

func BenchmarkRecord(b *testing.B) {
	for _, writers := range []int{1, 16} {
		b.Run(fmt.Sprintf("%dwriters", writers), func(b *testing.B) {
			on(b, func(b *testing.B, d *db.DB) {
				s := settle(b, d)
				id := begin(b, s, 2022)
				var seed atomic.Uint64
				b.SetParallelism(writers)
				b.ResetTimer()
				if writers == 1 {
					r := rand.New(rand.NewPCG(1, 1))
					for b.Loop() {
						mustRecord(b, s, id, anyInput(r))
					}
				} else {
					b.RunParallel(func(pb *testing.PB) {
						r := rand.New(rand.NewPCG(seed.Add(1), 1))
						for pb.Next() {
							if _, err := s.Record(b.Context(), account.System, id, anyInput(r)); err != nil {
								b.Error(err)
							}
						}
					})
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "acts/s")
			})
		})
	}
}

// provinceOf is a province of 17 districts, 220 communes and 7 villages each, with 100,000 reviewed
// households, as the demonstration has.
func provinceOf(b *testing.B, d *db.DB) (id review.RoundID, load, rebuild float64) {
	var units []unit.Unit
	add := func(id, parent unit.ID, l unit.Level, k unit.Kind) {
		units = append(units, unit.Unit{ID: id, Parent: parent, Level: l, Kind: k, Code: fmt.Sprint(id), Name: fmt.Sprint(id), From: "2004-01-01", To: day.Forever})
	}
	add(1, 0, unit.Country, "")
	add(province, 1, unit.Province, "tỉnh")
	for i := range unit.ID(17) {
		add(100+i, province, unit.District, "huyện")
	}
	for i := range unit.ID(220) {
		add(1000+i, 100+i%17, unit.Commune, "xã")
		for v := range unit.ID(7) {
			add((1000+i)*10+v, 1000+i, unit.Village, "làng")
		}
	}
	act(b, d, func(ctx context.Context, tx *db.Tx) error { return unit.Insert(ctx, tx, units) })
	act(b, d, func(ctx context.Context, tx *db.Tx) error {
		r, err := review.Add(ctx, tx, round(2022))
		id = r.ID
		if err != nil {
			return err
		}
		rnd := rand.New(rand.NewPCG(1, 1))
		load = seconds(func() {
			_, err = review.Load(ctx, tx, r, func(yield func(review.Input, error) bool) {
				for c := range unit.ID(220) {
					for i := range household.ID(455) {
						in := anyInput(rnd)
						in.Household = household.Ref{Commune: 1000 + c, ID: i + 1}
						in.Village = (1000+c)*10 + unit.ID(i%7)
						if !yield(in, nil) {
							return
						}
					}
				}
			})
		})
		if err != nil {
			return err
		}
		rebuild = seconds(func() { err = review.Rebuild(ctx, tx, id) })
		return err
	})
	return id, load, rebuild
}

func seconds(f func()) float64 {
	start := time.Now()
	f()
	return time.Since(start).Seconds()
}

func BenchmarkProvince(b *testing.B) {
	on(b, func(b *testing.B, d *db.DB) {
		id, load, rebuild := provinceOf(b, d)
		yes := true
		b.Run("load+rebuild", func(b *testing.B) {
			for b.Loop() {
			}
			b.ReportMetric(220*455/load, "households/s")
			b.ReportMetric(rebuild, "rebuild-s")
		})
		for name, f := range map[string]func(q db.Querier) error{
			"FiguresOf": func(q db.Querier) error { _, err := review.FiguresOf(b.Context(), q, id, province); return err },
			"FiguresBelow": func(q db.Querier) error {
				_, err := review.FiguresBelow(b.Context(), q, id, province, "2022-12-31")
				return err
			},
			"FlowOf": func(q db.Querier) error { _, err := review.FlowOf(b.Context(), q, id, province); return err },
			"FlowBelow": func(q db.Querier) error {
				_, err := review.FlowBelow(b.Context(), q, id, province, "2022-12-31")
				return err
			},
			"VillagesBelow": func(q db.Querier) error {
				_, err := review.FiguresBelow(b.Context(), q, id, 1003, "2022-12-31")
				return err
			},
			"ListFirst": func(q db.Querier) error {
				_, err := review.List(b.Context(), q, review.Filter{Round: id, Area: province, Classes: []standard.Class{poor}, Deprived: 3})
				return err
			},
			"ListLate": func(q db.Querier) error {
				_, err := review.List(b.Context(), q, review.Filter{Round: id, Area: province, Classes: []standard.Class{poor}, After: household.Ref{Commune: 1200, ID: 77}})
				return err
			},
			"ListRare": func(q db.Querier) error {
				_, err := review.List(b.Context(), q, review.Filter{Round: id, Area: province, Classes: []standard.Class{average}, Minority: &yes, Ethnic: "54"})
				return err
			},
			"CountOneByOne": func(q db.Querier) error {
				_, _, err := review.CountOf(b.Context(), q, review.Filter{Round: id, Area: province, Deprived: 2, Cause: 3})
				return err
			},
			"Verify": func(q db.Querier) error { _, err := review.Verify(b.Context(), q, id); return err },
			"History": func(q db.Querier) error {
				_, err := review.History(b.Context(), q, household.Ref{Commune: 1100, ID: 7})
				return err
			},
		} {
			b.Run(name, func(b *testing.B) {
				for b.Loop() {
					if err := f(d); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	})
}
