// Package baseweb has the page of the population base (tổng số hộ, nhân khẩu) of a unit and the units
// directly below it on a day: the denominators of every rate, read by whoever reads figures, written in
// a grid by whoever keeps them.
//
//	page.go     GET: the figures on a day, as a grid or, without the right to write, as a table
//	preview.go  POST: what was typed or pasted, checked and shown against what stands; storing it
package baseweb

import (
	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// Routes mounts the pages.
func Routes(m *web.Mux) {
	m.Page("GET /units/{id}/base", account.ReadFigures, show)
	m.Page("POST /units/{id}/base", account.WriteBase, post)
	m.Menu(web.Entry{Section: web.Administration, Label: "baseweb.menu", Permission: account.WriteBase, Href: Path})
}

// Path is the address of a unit's population base.
func Path(u unit.ID) string { return web.UnitPath(u) + "/base" }

func path(u unit.ID, on day.Date) string { return Path(u) + "?day=" + string(on) }
