// Package targetweb has the page of a unit's targets: what it is to reach, what it handed down, the gap
// between, who could absorb it, and the forms to set a target or take over a proposal.
//
//	page.go      GET: what is shown, and where the forms are open
//	table.go     the cascade as a table, the figures above it
//	form.go      POST: setting one target by hand
//	proposal.go  a rule's proposal beside what stands; POST: taking it over
//	edit.go      GET: all targets below in a grid, with figures tried out in the address
//	whatif.go    what comes of figures that are tried out: sum, gap, rates, who carries the rest
//	handdown.go  POST: the grid as a preview, then stored
package targetweb

import (
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

type pages struct{ targets *target.Service }

// Routes mounts the pages.
func Routes(m *web.Mux, s *target.Service) {
	p := pages{s}
	m.Page("GET /units/{id}/targets", account.ReadTargets, p.show)
	m.Page("POST /units/{id}/targets", account.WriteTargets, p.set)
	m.Page("GET /units/{id}/targets/edit", account.WriteTargets, p.edit)
	m.Page("POST /units/{id}/targets/edit", account.WriteTargets, p.handDown)
	m.Page("POST /units/{id}/targets/proposal", account.WriteTargets, p.accept)
	m.Menu(web.Entry{Section: web.Targets, Label: "web.menu_targets", Permission: account.ReadTargets, Href: Path})
}

// Path is the address of a unit's targets.
func Path(u unit.ID) string { return web.UnitPath(u) + "/targets" }

// path is the address of a unit's targets of a year and indicator.
func path(u unit.ID, year int, indicator string, pairs ...string) string {
	if indicator == target.PoorReduction {
		indicator = ""
	}
	q := "?year=" + strconv.Itoa(year)
	if indicator != "" {
		q += "&indicator=" + indicator
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		q += "&" + pairs[i] + "=" + pairs[i+1]
	}
	return Path(u) + q
}
