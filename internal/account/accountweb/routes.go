// Package accountweb has the pages of signing in and out.
package accountweb

import (
	"giamngheo/internal/account"
	"giamngheo/internal/web"
)

type pages struct {
	accounts *account.Service
	tries    *tries
}

// Routes mounts the pages.
func Routes(m *web.Mux, s *account.Service) {
	p := pages{accounts: s, tries: newTries()}
	m.Page("GET "+web.SignInPath, web.Public, p.show)
	m.Page("POST "+web.SignInPath, web.Public, p.signIn)
	m.Page("POST /sign-in/demo", web.Public, p.signInDemo)
	m.Page("POST /sign-out", web.Public, p.signOut)
}
