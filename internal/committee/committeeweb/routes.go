// Package committeeweb has the page of a unit's steering committee: who is in it on a day, which places each
// answers for, who answers for this unit, and who did before; and the acts on it.
package committeeweb

import (
	"giamngheo/internal/account"
	"giamngheo/internal/committee"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

type pages struct{ committees *committee.Service }

// Routes mounts the pages.
func Routes(m *web.Mux, s *committee.Service) {
	p := pages{s}
	m.Page("GET /units/{id}/committee", account.ReadCommittee, p.show)
	m.Page("POST /units/{id}/committee", account.WriteCommittee, p.appoint)
	m.Page("POST /units/{id}/committee/{member}", account.WriteCommittee, p.end)
	m.Page("POST /units/{id}/committee/{member}/places", account.WriteCommittee, p.charge)
	m.Page("POST /units/{id}/charges/{charge}", account.WriteCommittee, p.relieve)
	m.Menu(web.Entry{Section: web.Administration, Label: "committeeweb.menu", Permission: account.ReadCommittee, Href: path})
}

func path(u unit.ID) string { return web.UnitPath(u) + "/committee" }
