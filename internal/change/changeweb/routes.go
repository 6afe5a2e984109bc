// Package changeweb has the pages of changes by request: what waits for the reader's decision and the requests
// of an area, the forms that ask by kind, one request with what it would change, the history of each value of
// a household, and the periods in which figures are frozen.
//
//	list.go     requests of an area; what waits for the reader
//	choose.go   the kinds of request that a household's page leads to
//	ask.go      the form of one kind, and asking
//	fields.go   its fields
//	typed.go    what was typed as a wish
//	show.go     one request: before and after, conflicts, decision
//	words.go    values of the register in words
//	history.go  who changed which value when, and where each comes from
//	freeze.go   frozen periods
package changeweb

import (
	"giamngheo/internal/account"
	"giamngheo/internal/change"
	"giamngheo/internal/household"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

type pages struct {
	changes    *change.Service
	households *household.Service
}

// Routes mounts the pages.
func Routes(m *web.Mux, s *change.Service, households *household.Service) {
	p := pages{s, households}
	m.Page("GET /changes", account.ReadHouseholds, p.list)
	m.Page("GET /changes/{commune}/{id}", account.ReadHouseholds, p.show)
	m.Page("POST /changes/{commune}/{id}/approve", account.ApproveChanges, p.approve)
	m.Page("POST /changes/{commune}/{id}/refuse", account.ApproveChanges, p.refuse)
	m.Page("POST /changes/{commune}/{id}/withdraw", account.RequestChanges, p.withdraw)
	m.Page("GET /households/{commune}/{id}/changes", account.ReadHouseholds, p.choose)
	m.Page("GET /households/{commune}/{id}/changes/{kind}", account.RequestChanges, p.form)
	m.Page("POST /households/{commune}/{id}/changes/{kind}", account.RequestChanges, p.ask)
	m.Page("GET /households/{commune}/{id}/history", account.ReadHouseholds, p.history)
	m.Page("GET /freezes", account.ReadHouseholds, p.freezes)
	m.Page("POST /freezes", account.FreezeChanges, p.freeze)
	m.Page("POST /freezes/{id}/lift", account.FreezeChanges, p.lift)
	m.Fresh("POST /changes/{commune}/{id}/approve")
	m.Menu(web.Entry{
		Section: web.Review, Label: "changeweb.menu", Permission: account.ReadHouseholds,
		Href:  func(unit.ID) string { return "/changes" },
		Count: func(r *web.Request) (int64, error) { return s.Waiting(r.Context(), r.Who) },
	})
}
