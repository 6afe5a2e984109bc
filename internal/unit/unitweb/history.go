package unitweb

import (
	"context"
	"strconv"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/percent"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// readHistory reads the unit's lists in the yearly rounds, with the bases of their days.
func (f *facts) readHistory(ctx context.Context, q db.Querier) (err error) {
	var rounds []review.Round
	var days []day.Date
	for _, r := range f.rounds {
		if r.Kind == review.Periodic && r.Status == review.Closed && len(rounds) < mostRounds {
			rounds, days = append(rounds, r), append(days, r.Day)
		}
	}
	if f.history, err = review.ListedByRound(ctx, q, f.unit.ID, rounds); err != nil {
		return err
	}
	f.bases, err = unit.BaseHistory(ctx, q, f.unit.ID, days)
	return err
}

// mostRounds is how far back the history goes.
const mostRounds = 10

// history is the unit's poor households through the yearly rounds, the newest last; nil with one only.
func history(r *web.Request, f facts) *web.Bars {
	l := r.Lang
	var rounds []review.Round
	for _, x := range f.rounds {
		if _, ok := f.history[x.ID]; ok && x.Kind == review.Periodic && x.Status == review.Closed {
			rounds = append([]review.Round{x}, rounds...)
		}
	}
	if len(rounds) < 2 {
		return nil
	}
	b := &web.Bars{
		Label: l.T("unitweb.history_head"), Value: l.T("unitweb.poor"), ShareHead: l.T("unitweb.rate"), Note: l.T("unitweb.history_note"),
	}
	for _, x := range rounds {
		n := f.history[x.ID]
		rate := l.T("unitweb.history_unknown")
		if base, ok := f.bases[x.Day]; ok {
			if p, ok := percent.Of(n.Poor, base.Households); ok {
				rate = l.Percent(p)
			}
		}
		id := strconv.FormatInt(int64(x.ID), 10)
		if x.ID == review.Standing(f.rounds).ID {
			id = ""
		}
		b.Rows = append(b.Rows, web.Bar{
			Label: l.T("unitweb.history_row", "Year", strconv.Itoa(x.Year), "NearPoor", l.Int(n.NearPoor)), Href: r.With("round", id),
			Value: n.Poor, Text: l.Int(n.Poor), Share: rate, Mark: x.ID == f.round.ID,
		})
	}
	first, last := rounds[0], rounds[len(rounds)-1]
	fall := f.history[first.ID].Poor - f.history[last.ID].Poor
	key := "unitweb.history_fell"
	switch {
	case fall == 0:
		key = "unitweb.history_same"
	case fall < 0:
		key, fall = "unitweb.history_rose", -fall
	}
	b.Title = l.T(key, "From", strconv.Itoa(first.Year), "To", strconv.Itoa(last.Year), "Count", l.Int(fall))
	return b
}
