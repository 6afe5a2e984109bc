// Package worklistweb has the pages of working lists: all that an officer keeps, and one of picked
// households with its notes and ticks, which prints on A4 as somebody takes it along to the villages.
//
//	index.go  the lists; making one
//	list.go   one list; notes, ticks, name, sharing
package worklistweb

import (
	"giamngheo/internal/account"
	"giamngheo/internal/web"
	"giamngheo/internal/worklist"
)

type pages struct{ lists *worklist.Service }

// Routes mounts the pages.
func Routes(m *web.Mux, s *worklist.Service) {
	p := pages{s}
	m.Page("GET /lists", account.ReadHouseholds, p.index)
	m.Page("POST /lists", account.ReadHouseholds, p.create)
	m.Page("GET /lists/{id}", account.ReadHouseholds, p.show)
	m.Page("POST /lists/{id}", account.ReadHouseholds, p.change)
	m.Page("POST /lists/{id}/households", account.ReadHouseholds, p.save)
}
