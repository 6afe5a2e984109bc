package demo

import (
	"context"
	"fmt"

	"giamngheo/internal/percent"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// check counts again what the reader will see: the annex digit for digit, the published figures, and
// the tallies against the households. Any difference fails the whole demonstration.
func (j *job) check(ctx context.Context) error {
	j.Progress.Begin(StageCheck, 2)
	if err := j.checkAnnex(ctx); err != nil {
		return fmt.Errorf("the annex does not come out: %w", err)
	}
	if err := j.checkPublished(ctx); err != nil {
		return fmt.Errorf("the published figures do not come out: %w", err)
	}
	for _, r := range j.rounds {
		diffs, n, err := review.VerifyCounting(ctx, j.tx, r.ID)
		if err != nil {
			return err
		}
		if len(diffs) > 0 {
			return fmt.Errorf("tallies of %d: %d differences, first %+v", r.Year, len(diffs), diffs[0])
		}
		j.made.Checked += n.Households
		j.Progress.Step(1)
	}
	return nil
}

// checkAnnex compares households, poor households and rate of each row, and that the districts made
// are all that was asked for.
func (j *job) checkAnnex(ctx context.Context) error {
	figures, err := review.FiguresBelow(ctx, j.tx, j.rounds[1].ID, j.province.ID, day22)
	if err != nil {
		return err
	}
	bases, err := unit.BasesBelow(ctx, j.tx, j.province.ID, day22)
	if err != nil {
		return err
	}
	var sum annexRow
	for i, row := range j.rows[1:] {
		id := j.units[i].ID
		if err := row.same(bases[id].Households, figures[id].Poor()); err != nil {
			return err
		}
		sum.Households += row.Households
		sum.Poor += row.Poor
	}
	whole, err := review.FiguresOf(ctx, j.tx, j.rounds[1].ID, j.province.ID)
	if err != nil {
		return err
	}
	if whole.Poor() != int64(sum.Poor) {
		return fmt.Errorf("the province has %d poor households, its districts %d", whole.Poor(), sum.Poor)
	}
	if len(j.Districts) > 0 {
		return nil
	}
	b, _, err := unit.BaseOf(ctx, j.tx, j.province.ID, day22)
	if err != nil {
		return err
	}
	return j.rows[0].same(b.Households, whole.Poor())
}

// same compares a row as printed with what was counted.
func (r annexRow) same(households, poor int64) error {
	rate, _ := percent.Of(poor, households)
	if households != int64(r.Households) || poor != int64(r.Poor) || rate != r.Rate {
		return fmt.Errorf("%s has %d poor of %d households, %s; printed are %d of %d, %s", r.Label, poor, households,
			rateText(rate), r.Poor, r.Households, rateText(r.Rate))
	}
	return nil
}

func rateText(p percent.Points) string { return fmt.Sprintf("%d.%02d %%", p/100, p%100) }

// checkPublished compares both reviews with what they were to give: the press's figures for the whole
// province, the plan's for a part of it.
func (j *job) checkPublished(ctx context.Context) error {
	var plan cells
	for i := range j.communes {
		plan.add(&j.communes[i].Cells)
	}
	want := [2]expected{
		{
			plan.both(func(g int) int { return plan.began(g, wasPoor) }), plan.began(minority, wasPoor),
			plan.both(func(g int) int { return plan.began(g, wasNear) }), plan.began(minority, wasNear),
		},
		{
			plan.both(func(g int) int { return plan.ends(g, toPoor) }), plan.ends(minority, toPoor),
			plan.both(func(g int) int { return plan.ends(g, toNear) }), plan.ends(minority, toNear),
		},
	}
	if p := published; len(j.Districts) == 0 {
		want = [2]expected{{p.Poor21, p.MinorityPoor21, p.Near21, p.MinorityNear21}, {p.Poor22, p.MinorityPoor22, p.Near22, p.MinorityNear22}}
	}
	for i, r := range j.rounds {
		f, err := review.FiguresOf(ctx, j.tx, r.ID, j.province.ID)
		if err != nil {
			return err
		}
		got := expected{int(f.Poor()), int(f.MinorityPoor()), int(f.NearPoor()), int(f.MinorityNearPoor())}
		if got != want[i] {
			return fmt.Errorf("%d: got %+v, want %+v", r.Year, got, want[i])
		}
		if i == 1 {
			neither := plan.both(func(g int) int { return plan.ends(g, toNeither) })
			if n := f.Of(standard.NotPoor).Households + f.Of(standard.Average).Households; n != int64(neither) {
				return fmt.Errorf("%d: %d households judged not poor, want %d", r.Year, n, neither)
			}
		}
	}
	return nil
}

// expected are the figures of one review.
type expected struct{ Poor, MinorityPoor, Near, MinorityNear int }
