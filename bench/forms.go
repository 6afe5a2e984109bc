package main

import (
	"context"
	"fmt"
	"time"
)

// forms measures every result form of the province as its page, against one scan of the assessments that
// only counts them by class: what a report would cost at least if it read the households.
func forms(ctx context.Context, s *settings, t *table) error {
	p, one, r, err := s.secretary(ctx)
	if err != nil {
		return err
	}
	defer one.stop()
	floor, err := s.scan(ctx, p)
	if err != nil {
		return err
	}
	for n := 1; n <= 13; n++ {
		took, err := r.times(asked, func(int) string { return fmt.Sprintf("%s/forms/%d?round=2", r.home, n) })
		if err != nil {
			return err
		}
		p99 := took.at(0.99)
		t.add(line{
			name: fmt.Sprintf("form %d of the province", n), engine: s.engine, value: fmt.Sprintf("median %s, p99 %s", ms(took.at(0.5)), ms(p99)),
			floor: "scan of the assessments " + ms(floor), ratio: float64(took.at(0.5)) / float64(floor),
			bar: "p99 ≤ 10 ms", met: p99 <= 10*time.Millisecond,
		})
	}
	return nil
}

// scan counts the assessments of a round by class, with the bare driver.
func (s *settings) scan(ctx context.Context, p place) (time.Duration, error) {
	d, err := p.open()
	if err != nil {
		return 0, err
	}
	defer d.Close()
	var took times
	for range s.runs {
		begin := time.Now()
		rows, err := d.QueryContext(ctx, `select class, count(*), sum(members), sum(deprived & 1) from review_assessment where round_id = 2 group by class`)
		if err != nil {
			return 0, err
		}
		for rows.Next() {
			continue
		}
		if err := rows.Close(); err != nil {
			return 0, err
		}
		took = append(took, time.Since(begin))
	}
	return took.at(0.5), nil
}
