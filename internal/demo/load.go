package demo

import (
	"context"
	"fmt"
	"iter"

	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
)

// stock is what the communes leave for the stages after the register: the reviews' input in short
// form and the population.
type stock struct {
	before []review.Given
	now    []sheeted
	bases  [][]base // by commune
}

// stream makes the communes on all processors and gives them out in order; no more than a few are
// held at once.
func (m *maker) stream(ctx context.Context, communes []commune) iter.Seq2[made, error] {
	type result struct {
		made made
		err  error
	}
	return func(yield func(made, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		queue := make(chan chan result, workers())
		go func() {
			defer close(queue)
			for i := range communes {
				done := make(chan result, 1)
				select {
				case queue <- done:
				case <-ctx.Done():
					return
				}
				go func() {
					out, err := m.make(&communes[i])
					done <- result{out, err}
				}()
			}
		}()
		for done := range queue {
			r := <-done
			if !yield(r.made, r.err) || r.err != nil {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(made{}, err)
		}
	}
}

// settle fills the register, commune by commune, and keeps the rest in stock.
func (j *job) settle(ctx context.Context) error {
	card, err := newScorer()
	if err != nil {
		return err
	}
	m := &maker{seed: j.Seed, full: j.Full, card: card}
	before, now := j.reviewed()
	j.stock.before, j.stock.now = make([]review.Given, 0, before), make([]sheeted, 0, now)
	j.Progress.Begin(StageFamily, j.total())
	n, err := household.Load(ctx, j.tx, j.keys, func(yield func(household.Household, error) bool) {
		for c, err := range m.stream(j.asked, j.communes) {
			if err != nil {
				yield(household.Household{}, err)
				return
			}
			for _, h := range c.households {
				j.made.Persons += int64(h.Members)
				if !yield(h, nil) {
					return
				}
			}
			j.stock.before = append(j.stock.before, c.before...)
			j.stock.now = append(j.stock.now, c.now...)
			j.stock.bases = append(j.stock.bases, c.bases)
			j.Progress.Step(len(c.households))
		}
	})
	if err != nil {
		return fmt.Errorf("register: %w", err)
	}
	j.made.Households = n
	return nil
}

// reviewed is how many households the two reviews know.
func (j *job) reviewed() (before, now int) {
	for i := range j.communes {
		c := &j.communes[i].Cells
		for g := range groups {
			before += c.began(g, wasPoor) + c.began(g, wasNear)
			now += c.reviewed(g) + c.ends(g, toLeft)
		}
	}
	return before, now
}

// total is how many households the register will have.
func (j *job) total() int {
	n := 0
	for i := range j.communes {
		c := &j.communes[i].Cells
		for g := range groups {
			if j.Full {
				n += c.Base[g] + c.ends(g, toLeft)
			} else {
				n += c.reviewed(g) + c.ends(g, toLeft)
			}
		}
	}
	return n
}

// bases stores the population at the end of 2022: the districts' households from the annex, all
// else invented; and the province's of 2021, which follows from published figures.
func (j *job) bases(ctx context.Context) error {
	sums := map[unit.ID]*unit.Base{}
	var order []unit.ID
	add := func(id unit.ID, source string, verified bool, b base) {
		s, ok := sums[id]
		if !ok {
			s = &unit.Base{Day: day22, Source: source, Verified: verified}
			sums[id] = s
			order = append(order, id)
		}
		s.Households += int64(b.households[majority] + b.households[minority])
		s.Persons += int64(b.count[majority] + b.count[minority])
		s.MinorityHouseholds += int64(b.households[minority])
		s.MinorityPersons += int64(b.count[minority])
	}
	for i, villages := range j.stock.bases {
		c := &j.communes[i]
		for _, v := range villages {
			add(v.unit, invented, false, v)
			add(c.Unit.ID, invented, false, v)
			add(c.Unit.Parent, annexSource+" (số hộ); số khẩu, hộ dân tộc thiểu số: "+invented, true, v)
			if len(j.Districts) == 0 {
				add(j.province.ID, annexSource+" (số hộ); hộ dân tộc thiểu số "+derivedSource+"; số khẩu: "+invented, true, v)
			}
		}
	}
	for _, id := range order {
		if err := unit.SetBase(ctx, j.tx, id, *sums[id]); err != nil {
			return err
		}
	}
	return unit.SetBase(ctx, j.tx, j.province.ID, unit.Base{
		Day: day21, Households: int64(published.Households21), Persons: -1,
		MinorityHouseholds: int64(published.MinorityHouseholds21), MinorityPersons: -1,
		Source: result2021 + ": " + derivedSource,
	})
}

// reviews lets the product judge: the classes of 2021 as taken over, the households of 2022 by their
// answers and deprivations.
func (j *job) reviews(ctx context.Context) error {
	j.Progress.Begin(StageReviews, len(j.stock.before)+len(j.stock.now))
	var err error
	if j.rounds[0], err = review.Add(ctx, j.tx, review.Round{
		Year: surveyYear - 1, Kind: review.Periodic, Edition: editionID, Unit: j.round, Day: day21,
		Status: j.status, Source: result2021,
	}); err != nil {
		return err
	}
	n, err := review.LoadClasses(ctx, j.tx, j.rounds[0], func(yield func(review.Given, error) bool) {
		for _, g := range j.stock.before {
			j.Progress.Step(1)
			if !yield(g, j.asked.Err()) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("review of 2021: %w", err)
	}
	j.made.Reviewed += n
	if j.rounds[1], err = review.Add(ctx, j.tx, review.Round{
		Year: surveyYear, Kind: review.Periodic, Edition: editionID, Card: cardID, Region: region, Unit: j.round, Day: day22,
		Previous: j.rounds[0].ID, Detail: true, Status: j.status, Source: result2022,
	}); err != nil {
		return err
	}
	n, err = review.Load(ctx, j.tx, j.rounds[1], func(yield func(review.Input, error) bool) {
		for i := range j.stock.now {
			in := j.stock.now[i].Input
			if !in.Left {
				in.Answers = j.stock.now[i].sheet.answers()
			}
			j.Progress.Step(1)
			if !yield(in, j.asked.Err()) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("review of 2022: %w", err)
	}
	j.made.Reviewed += n
	j.stock = stock{}
	j.Progress.Begin(StageTallies, len(j.rounds))
	for _, r := range j.rounds {
		if err := review.Rebuild(ctx, j.tx, r.ID); err != nil {
			return fmt.Errorf("tallies of %d: %w", r.Year, err)
		}
		j.Progress.Step(1)
	}
	return nil
}

// targets stores the targets of 2023 as the plan prints them: the annex's rows, and the province's for
// its ethnic minorities.
func (j *job) targets(ctx context.Context) error {
	list := []target.Target{}
	for i, row := range j.rows {
		t := target.Target{
			Unit: j.province.ID, Year: surveyYear + 1, Indicator: target.PoorReduction,
			Households: row.Points.Households(int64(row.Households)), Points: row.Points,
			Position: row.Position, Label: row.Label, Rule: target.Given, Basis: planBasis,
		}
		if i > 0 {
			t.Unit, t.Parent = j.units[i-1].ID, j.province.ID
		}
		list = append(list, t)
	}
	list = append(list, target.Target{
		Unit: j.province.ID, Year: surveyYear + 1, Indicator: target.MinorityPoorReduction,
		Households: minorityPoints.Households(int64(published.MinorityHouseholds22)), Points: minorityPoints,
		Rule: target.Given, Basis: planBasis,
	})
	return target.Load(ctx, j.tx, list)
}
