// Package auditweb shows the auditor who did what, newest first, within the auditor's area.
package auditweb

import (
	"giamngheo/internal/account"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// Routes mounts the auditor's page.
func Routes(m *web.Mux) {
	m.Page("GET /audit", account.ReadAudit, lines)
	m.Menu(web.Entry{
		Section: web.Administration, Label: "audit.menu", Permission: account.ReadAudit,
		Href: func(unit.ID) string { return "/audit" },
	})
}
