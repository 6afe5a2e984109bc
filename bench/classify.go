package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"giamngheo/internal/standard"
)

// classify measures the rule on one core against a loop that only reads the facts.
func classify(_ context.Context, s *settings, t *table) error {
	e, err := standard.ByID("vn-2022")
	if err != nil {
		return err
	}
	facts := make([]standard.Facts, 4096)
	for i := range facts {
		facts[i] = standard.Facts{Area: standard.Rural, PointsA: 60 + i%140, Income: -1, Deprived: standard.Deprivations(i*37) & 0xfff}
		if i%3 == 0 {
			facts[i].Area = standard.Urban
		}
	}
	const n = 20_000_000
	rate := func(f func(standard.Facts) int) float64 {
		var took times
		sum := 0
		for range s.runs {
			start := time.Now()
			for i := range n {
				sum += f(facts[i&4095])
			}
			took = append(took, time.Since(start))
		}
		runtime.KeepAlive(sum) // or the compiler leaves the work out
		return n / took.at(0.5).Seconds() / 1e6
	}
	floor := rate(func(f standard.Facts) int { return f.PointsA })
	ours := rate(func(f standard.Facts) int { return len(e.Classify(f).Codes) })
	t.add(line{
		name: "Classify, class with rule codes and reasons, one core", value: fmt.Sprintf("%.1f million/s", ours),
		floor: fmt.Sprintf("reading the facts %.0f million/s", floor), ratio: floor / ours, bar: "≥ 10 million/s", met: ours >= 10,
	})
	return nil
}
