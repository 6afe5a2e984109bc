// Package auditweb shows the auditor who did and saw what, within the auditor's area.
//
//	lines.go    the log, newest first, narrowed as asked
//	filter.go   what the address asks for
//	household.go who has had to do with one household
//	people.go   how much each officer looked at, and the days that stand out
//	chain.go    the proof and the anchors
//	export.go   the log as a file
package auditweb

import (
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// exporting is how long the log may be in the making and on its way.
var exporting = web.Limits{Body: 1 << 10, Within: 10 * time.Minute}

// Routes mounts the auditor's pages.
func Routes(m *web.Mux) {
	m.Page("GET /audit", account.ReadAudit, lines)
	m.Page("GET /audit/people", account.ReadAudit, people)
	m.Page("GET /audit/chain", account.ReadAudit, chain)
	m.Page("GET /audit/households/{commune}/{id}", account.ReadAudit, household)
	m.Large("GET /audit/xlsx", account.ReadAudit, exporting, export(xlsx))
	m.Large("GET /audit/csv", account.ReadAudit, exporting, export(csv))
	m.Fresh("GET /audit/xlsx", "GET /audit/csv")
	m.Menu(web.Entry{
		Section: web.Administration, Label: "audit.menu", Permission: account.ReadAudit,
		Href: func(unit.ID) string { return "/audit" },
	})
}
