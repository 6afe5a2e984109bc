// Package assessweb has the form with which one household is reviewed (phiếu rà soát): the questions
// of the round's score card or the totals of a paper form, the deprivations, causes and needs. Once it
// is saved the class stands on the page with its explanation and with what it was before.
//
//	form.go    what the form holds: from the record, from what was typed
//	fields.go  the form as fields and questions, with the problems at them
//	read.go    the household, the round and what was found, from one snapshot
//	result.go  the class with its explanation
//	page.go    the acts and the page
package assessweb

import (
	"giamngheo/internal/account"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/web"
)

type pages struct {
	reviews    *review.Service
	households *household.Service
}

// Routes mounts the pages.
func Routes(m *web.Mux, s *review.Service, h *household.Service) {
	p := pages{s, h}
	m.Page("GET /rounds/{round}/households/{commune}/{id}", account.WriteReview, p.show)
	m.Page("POST /rounds/{round}/households/{commune}/{id}", account.WriteReview, p.record)
	m.Page("POST /rounds/{round}/households/{commune}/{id}/remove", account.WriteReview, p.remove)
}
