// Package reportweb has the pages of the result forms (biểu kết quả rà soát) of any unit and round, the
// forms and lists as files, and the annex of targets as a file.
//
//	list.go   the forms of a unit with a sentence each
//	form.go   one form on the page: every figure leads to its households
//	file.go   a form, a list of members or the annex as a file
package reportweb

import (
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// The rows of the route table that links lead to, where the reader may pass them.
const (
	householdsPattern = "GET /units/{id}/households"
	peoplePattern     = "GET /units/{id}/forms/14/{format}"
	annexPattern      = "GET /units/{id}/annex/{format}"
)

// Routes mounts the pages.
func Routes(m *web.Mux) {
	m.Page("GET /units/{id}/forms", account.ReadFigures, list)
	m.Page("GET /units/{id}/forms/{n}", account.ReadFigures, show)
	m.Page("GET /units/{id}/forms/{n}/{format}", account.ReadFigures, file)
	// A province's list of members takes longer than a page may.
	long := web.Limits{Body: 1 << 10, Within: 10 * time.Minute}
	m.Large(peoplePattern, account.ExportHouseholds, long, people(14))
	m.Large("GET /units/{id}/forms/15/{format}", account.ExportHouseholds, long, people(15))
	m.Fresh(peoplePattern, "GET /units/{id}/forms/15/{format}")
	m.Page(annexPattern, account.ReadTargets, annex)
	m.Menu(web.Entry{Section: web.Review, Label: "web.menu_forms", Permission: account.ReadFigures, Href: Path})
}

// Path is the address of a unit's forms.
func Path(u unit.ID) string { return web.UnitPath(u) + "/forms" }
