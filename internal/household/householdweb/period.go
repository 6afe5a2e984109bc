package householdweb

import (
	"strconv"

	"giamngheo/internal/review"
	"giamngheo/internal/web"
)

// period is as of when the page speaks, with the other rounds it can show.
func period(r *web.Request, rounds []review.Round, shown review.Round) web.Period {
	if shown.ID == 0 {
		return web.Period{}
	}
	p := web.Period{Label: shown.Period(r.Lang)}
	standing := review.Standing(rounds).ID
	for _, x := range rounds {
		id := strconv.FormatInt(int64(x.ID), 10)
		if x.ID == standing {
			id = ""
		}
		p.Choices = append(p.Choices, web.Link{Label: x.Period(r.Lang), Href: r.With("round", id, "after", ""), Current: x.ID == shown.ID})
	}
	return p
}
