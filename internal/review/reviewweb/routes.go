// Package reviewweb has the pages of the review rounds: how the lists of poor and near-poor households
// moved, who stands on them, what they lack and why, in any unit that a round covers; how far a round
// has come, and the acts that open and close it. Every figure leads to its households.
//
//	round.go     the page: which round, which unit, read in one snapshot
//	open.go      the form that opens a round
//	progress.go  how far an open round has come, and the households it has not reviewed
//	close.go     closing a round, after saying what is missing
//	movement.go  the movement sheets of both lists, and the units below
//	matrix.go    from which class to which
//	groups.go    households by group and ethnic group, children
//	bars.go      deprivations, causes and needs
package reviewweb

import (
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// householdsPattern is the list that the figures lead to, where it is mounted.
const householdsPattern = "GET /units/{id}/households"

type pages struct{ reviews *review.Service }

// Routes mounts the pages.
func Routes(m *web.Mux, s *review.Service) {
	p := pages{s}
	m.Page("GET /rounds", account.ReadFigures, latest)
	m.Page("POST /rounds", account.WriteReview, p.open)
	m.Page(newPattern, account.WriteReview, p.fresh)
	m.Page("GET /rounds/{id}", account.ReadFigures, show)
	m.Page(waitingPattern, account.ReadHouseholds, p.waiting)
	m.Page(closePattern, account.WriteReview, p.askClose)
	m.Page("POST /rounds/{id}/close", account.WriteReview, p.close)
	m.Fresh("POST /rounds/{id}/close") // from then on a class changes by a request alone
	m.Menu(web.Entry{
		Section: web.Review, Label: "web.menu_review", Permission: account.ReadFigures,
		Href: func(u unit.ID) string { return "/rounds?unit=" + strconv.FormatInt(int64(u), 10) },
	})
}
