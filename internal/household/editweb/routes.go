// Package editweb has the form of the register: a new household, and changes to one that is there.
// It works without script: people are added and removed as rows by buttons that send the form, and
// whatever was typed comes back with it.
//
//	form.go    what the form holds: from the register, from what was typed
//	show.go    the form as fields, with the problems at them
//	doubles.go who may be in the register already, told before anything is stored
//	save.go    the acts; what to show when somebody else changed the household meanwhile
package editweb

import (
	"giamngheo/internal/account"
	"giamngheo/internal/duplicate"
	"giamngheo/internal/household"
	"giamngheo/internal/web"
)

type pages struct {
	households *household.Service
	doubles    *duplicate.Service
}

// Routes mounts the pages.
func Routes(m *web.Mux, s *household.Service, d *duplicate.Service) {
	p := pages{s, d}
	m.Page("GET /units/{id}/households/new", account.WriteHouseholds, p.blank)
	m.Page("POST /units/{id}/households/new", account.WriteHouseholds, p.create)
	m.Page("GET /households/{commune}/{id}/edit", account.WriteHouseholds, p.edit)
	m.Page("POST /households/{commune}/{id}/edit", account.WriteHouseholds, p.update)
}
