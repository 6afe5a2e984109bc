// Package plancheckweb has the page on which a plan's annex is uploaded and checked. The file is read,
// checked and forgotten: nothing of it is kept.
//
//	check.go   the two doors: the form, and the check of what was sent
//	report.go  the report as figures, findings and the table as it was read
package plancheckweb

import (
	"giamngheo/internal/account"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// Path is the address of the page.
const Path = "/plan-check"

// Routes mounts the pages.
func Routes(m *web.Mux) {
	m.Page("GET "+Path, account.CheckPlans, show)
	m.Page("POST "+Path, account.CheckPlans, check)
	m.Menu(web.Entry{
		Section: web.Plans, Label: "web.menu_plan_check", Permission: account.CheckPlans,
		Href: func(unit.ID) string { return Path },
	})
}
