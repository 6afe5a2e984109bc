// Package unitweb has the page of a unit: the same for province, district, commune and village. It
// reads what units, reviews and targets know and sets it side by side.
//
//	page.go      what the page shows, read in one snapshot
//	figures.go   the figures at its head
//	movement.go  how the lists changed in the round
//	children.go  the units below: table and tiles
//	grid.go      where each district's tile stands
//	gap.go       the target and its gap, in one sentence
//	lacks.go     what poor households lack, as bars
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
	targetsPattern    = "GET /units/{id}/targets"
	roundPattern      = "GET /rounds/{id}"
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
