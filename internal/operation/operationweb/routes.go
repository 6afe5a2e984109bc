// Package operationweb shows the operator how the installation fares.
package operationweb

import (
	"giamngheo/internal/account"
	"giamngheo/internal/operation"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

type pages struct{ doctor *operation.Doctor }

// Routes mounts the operator's page.
func Routes(m *web.Mux, d *operation.Doctor) {
	p := pages{d}
	m.Page("GET /operate", account.Operate, p.show)
	m.Menu(web.Entry{
		Section: web.Administration, Label: "doctor.menu", Permission: account.Operate,
		Href: func(unit.ID) string { return "/operate" },
	})
}
