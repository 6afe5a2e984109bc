package review

import (
	"strconv"

	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
)

// Pick is the round of a list that an address names by its id, the standing one when it names none,
// and the zero round when there is none at all; fault.NotFound when it names another.
func Pick(rounds []Round, asked string) (Round, error) {
	if asked == "" {
		return Standing(rounds), nil
	}
	if id, err := strconv.ParseInt(asked, 10, 64); err == nil {
		for _, r := range rounds {
			if r.ID == RoundID(id) {
				return r, nil
			}
		}
	}
	return Round{}, fault.New(fault.NotFound, "review.round_not_here")
}

// Standing is the round whose results stand, the newest of a list that is closed; while none is, the
// newest. A round under way has found only a part of the lists: its figures would look like a fall.
func Standing(rounds []Round) Round {
	for _, r := range rounds {
		if r.Status == Closed {
			return r
		}
	}
	if len(rounds) > 0 {
		return rounds[0]
	}
	return Round{}
}

// Period is as of when the round's results stand, in words: "Cuối năm 2022 · rà soát định kỳ".
func (r Round) Period(l lang.Lang) string {
	key := "review.period_monthly"
	if r.Kind == Periodic {
		key = "review.period_periodic"
	}
	return l.T(key, "Year", strconv.Itoa(r.Year), "Day", l.Date(r.Day))
}
