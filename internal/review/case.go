package review

import (
	"context"
	"fmt"
	"slices"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/freeze"
	"giamngheo/internal/household"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// Case is a household in a round as the act finds it that records something of it.
type Case struct {
	Round     Round
	Edition   *standard.Edition
	Card      *standard.Card      // nil when the round has none
	Household household.Household // without its persons
	Area      standard.Area       // on the round's day
	Now       *Assessment         // what the round found of it already, nil when nothing

	judge *judge
	past  Past
}

// openCase reads a case, all in one question, behind the lock of the household: a round that is
// open then stays open until the act ends. It refuses an actor who may not write there, a frozen area, a round
// that is closed, a household outside the round's unit and one that the register does not know.
func openCase(ctx context.Context, tx *db.Tx, who account.Actor, id RoundID, ref household.Ref) (Case, error) {
	if err := lock(ctx, tx, id, ref); err != nil {
		return Case{}, err
	}
	var (
		above  []unit.ID
		round  *Round
		frozen *freeze.Period
		h      *household.Household
		areas  unit.Areas
		known  []onRecord
	)
	err := db.Ask(ctx, tx,
		unit.Above(&above, ref.Commune), roundOf(&round, id), freeze.Holding(&frozen, ref.Commune, day.Of(tx.Now)),
		household.Bare(&h, ref), unit.AreasOf(&areas, ref.Commune), knownOf(&known, ref))
	if err != nil {
		return Case{}, fmt.Errorf("what a record of %s stands on: %w", ref, err)
	}
	if err := who.Reaches(slices.Contains(above, who.Unit)); err != nil {
		return Case{}, err
	}
	switch {
	case round == nil:
		return Case{}, noRound(id)
	case frozen != nil:
		return Case{}, frozen.Refusal()
	case round.Status != Open:
		return Case{}, fault.New(fault.Conflict, "review.round_closed", "Year", round.Year)
	case !slices.Contains(above, round.Unit):
		return Case{}, fault.New(fault.Invalid, "review.outside_round")
	case h == nil:
		return Case{}, fault.New(fault.NotFound, "household.not_found")
	}
	c := Case{Round: *round, Household: *h, Area: areas.On(round.Day)}
	if c.judge, err = judgeOf(ctx, tx, c.Round); err != nil {
		return c, err
	}
	c.Edition, c.Card = c.judge.edition, c.judge.card
	c.Now, c.past = standsOn(known, c.Round)
	if c.Area == "" {
		c.Area, err = unit.AreaOf(ctx, tx, ref.Commune, c.Round.Day)
	}
	return c, err
}

// assess judges what was found of the household.
func (c *Case) assess(ctx context.Context, q db.Querier, in Input) (Assessment, error) {
	if in.Household != c.Household.Ref {
		return Assessment{}, fault.New(fault.Invalid, "review.no_household")
	}
	if in.Village != 0 && in.Village != c.Household.Village {
		within, err := unit.Within(ctx, q, in.Household.Commune, in.Village)
		if err != nil {
			return Assessment{}, err
		}
		if !within || in.Village == in.Household.Commune {
			return Assessment{}, fault.New(fault.Invalid, "review.village_elsewhere")
		}
	}
	if c.past.Class == standard.None && c.Household.From.ID > 0 {
		in.Arrived = true // split off, or moved in: it was not here at the beginning
	}
	return c.judge.judge(in, c.past)
}
