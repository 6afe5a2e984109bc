package app

import (
	"giamngheo/internal/account"
	"giamngheo/internal/account/accountweb"
	"giamngheo/internal/audit/auditweb"
	"giamngheo/internal/db"
	"giamngheo/internal/unit/unitweb"
	"giamngheo/internal/web"
)

// Houses are the services that the pages stand on.
type Houses struct {
	DB       *db.DB
	Accounts *account.Service
}

// Routes mounts every page, in the order of the menu.
func Routes(m *web.Mux, h Houses) {
	unitweb.Routes(m)
	auditweb.Routes(m)
	accountweb.Routes(m, h.Accounts)
}
