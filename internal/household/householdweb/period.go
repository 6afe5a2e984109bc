package householdweb

import (
	"context"
	"strconv"

	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// coveringRounds are the rounds whose results hold for a unit: those of the unit itself or of a unit
// above it, the newest first.
func coveringRounds(ctx context.Context, q db.Querier, u unit.ID) ([]review.Round, error) {
	all, err := review.Rounds(ctx, q, u)
	if err != nil {
		return nil, err
	}
	above, err := unit.Ancestors(ctx, q, u)
	if err != nil {
		return nil, err
	}
	covers := map[unit.ID]bool{}
	for _, a := range above {
		covers[a.ID] = true
	}
	var out []review.Round
	for _, r := range all {
		if covers[r.Unit] {
			out = append(out, r)
		}
	}
	return out, nil
}

// chosenRound is the round the address asks for, the newest when it asks for none, and the zero round
// when there is none at all.
func chosenRound(rounds []review.Round, asked string) (review.Round, error) {
	if asked == "" {
		if len(rounds) == 0 {
			return review.Round{}, nil
		}
		return rounds[0], nil
	}
	if id, err := strconv.ParseInt(asked, 10, 64); err == nil {
		for _, r := range rounds {
			if r.ID == review.RoundID(id) {
				return r, nil
			}
		}
	}
	return review.Round{}, fault.New(fault.NotFound, "householdweb.unknown_round")
}

// period is as of when the page speaks, with the other rounds it can show.
func period(r *web.Request, rounds []review.Round, shown review.Round) web.Period {
	if shown.ID == 0 {
		return web.Period{}
	}
	p := web.Period{Label: roundLabel(r, shown)}
	for i, x := range rounds {
		id := strconv.FormatInt(int64(x.ID), 10)
		if i == 0 {
			id = ""
		}
		p.Choices = append(p.Choices, web.Link{Label: roundLabel(r, x), Href: r.With("round", id, "after", ""), Current: x.ID == shown.ID})
	}
	return p
}

func roundLabel(r *web.Request, x review.Round) string {
	key := "householdweb.period_monthly"
	if x.Kind == review.Periodic {
		key = "householdweb.period_periodic"
	}
	return r.T(key, "Year", strconv.Itoa(x.Year), "Day", r.Lang.Date(x.Day))
}
