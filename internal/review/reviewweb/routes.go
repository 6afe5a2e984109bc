// Package reviewweb has the page of a review round: how the lists of poor and near-poor households
// moved, who stands on them, what they lack and why, in any unit that the round covers. Every
// figure leads to its households.
//
//	round.go     the page: which round, which unit, read in one snapshot
//	movement.go  the movement sheets of both lists, and the units below
//	groups.go    households by group and ethnic group, children
//	bars.go      deprivations, causes and needs
package reviewweb

import (
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// householdsPattern is the list that the figures lead to, where it is mounted.
const householdsPattern = "GET /units/{id}/households"

// Routes mounts the pages.
func Routes(m *web.Mux) {
	m.Page("GET /rounds", account.ReadFigures, latest)
	m.Page("GET /rounds/{id}", account.ReadFigures, show)
	m.Menu(web.Entry{
		Section: web.Review, Label: "web.menu_review", Permission: account.ReadFigures,
		Href: func(u unit.ID) string { return "/rounds?unit=" + strconv.FormatInt(int64(u), 10) },
	})
}
