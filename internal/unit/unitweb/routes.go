// Package unitweb has the page of a unit: the same for province, district, commune and village. It
// reads what units, reviews and targets know and sets it side by side.
//
//	read.go      what is known of the unit, read in one snapshot
//	page.go      what the page shows of it
//	figures.go   the figures at its head
//	waiting.go   what is wrong or waiting, and what the reader can do next
//	gap.go       the target of the next year and its gap, in one sentence
//	result.go    the targets of this year against what came of them
//	measure.go   what a map can show
//	map.go       the map of the units below, by boundaries
//	tiles.go     the same as tiles, while there are no boundaries
//	grid.go      where each district's tile stands
//	ranking.go   who falls fastest and slowest
//	children.go  the units below as a table
//	movement.go  how the lists changed in the round
//	lacks.go     what poor households lack, as bars
//	history.go   the unit through the rounds
//	members.go   the households of a village
package unitweb

import (
	"net/http"

	"giamngheo/internal/account"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// Rows of the route table that this page leads to, where they are mounted.
const (
	householdsPattern = "GET /units/{id}/households"
	householdPattern  = "GET /households/{commune}/{id}"
	targetsPattern    = "GET /units/{id}/targets"
	roundPattern      = "GET /rounds/{id}"
	newRoundPattern   = "GET /rounds/new"
	basePattern       = "GET /units/{id}/base"
	importsPattern    = "GET /imports"
	formsPattern      = "GET /units/{id}/forms"
	plansPattern      = "GET /plan-check"
	committeePattern  = "GET /units/{id}/committee"
)

// Routes mounts the pages.
func Routes(m *web.Mux) {
	m.Page("GET /{$}", web.SignedIn, home)
	m.Page("GET /units/{id}", account.ReadFigures, show)
	m.Menu(web.Entry{
		Section: web.Overview, Label: "web.menu_overview", Permission: account.ReadFigures,
		Href: func(u unit.ID) string { return web.UnitPath(u) },
	})
}

// home is the reader's own unit.
func home(w http.ResponseWriter, r *web.Request) error {
	return r.SeeOther(w, web.UnitPath(r.Who.Unit))
}
