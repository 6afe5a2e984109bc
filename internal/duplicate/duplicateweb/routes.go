// Package duplicateweb has the pages of doubles: the queue of a unit, and a pair with both records side by
// side and the decision on it.
//
//	queue.go  the pairs of a unit; looking through it
//	pair.go   one pair; the decision
package duplicateweb

import (
	"giamngheo/internal/account"
	"giamngheo/internal/duplicate"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

type pages struct{ doubles *duplicate.Service }

// Routes mounts the pages.
func Routes(m *web.Mux, s *duplicate.Service) {
	p := pages{s}
	m.Page("GET /units/{id}/duplicates", account.JudgeDuplicates, p.queue)
	m.Page("POST /units/{id}/duplicates", account.JudgeDuplicates, p.check)
	m.Page("GET /duplicates/{commune}/{id}/{other}/{second}", account.JudgeDuplicates, p.pair)
	m.Page("POST /duplicates/{commune}/{id}/{other}/{second}", account.JudgeDuplicates, p.decide)
	m.Menu(web.Entry{
		Section: web.Households, Label: "duplicateweb.menu", Permission: account.JudgeDuplicates,
		Href: func(u unit.ID) string { return queuePath(u) },
	})
}

func queuePath(u unit.ID) string { return web.UnitPath(u) + "/duplicates" }

func pairPath(k duplicate.Key) string { return "/duplicates/" + k.String() }
