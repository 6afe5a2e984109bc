// Package subjectweb has the pages on the rights of persons: what is held on one, what they ask for, periods of
// retention with their dry run, data for research, and the record of processing activities.
//
//	holding.go     the sheet of one person; writing down what he asks
//	requests.go    the requests of a unit; one of them with its answer
//	retention.go   periods, dry run, removal
//	research.go    data for research
//	processing.go  the record of processing activities
package subjectweb

import (
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/roster"
	"giamngheo/internal/subject"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

type pages struct{ subjects *subject.Service }

// making is how long a file for research may be in the making.
var making = web.Limits{Body: 1 << 10, Within: 10 * time.Minute}

// Routes mounts the pages.
func Routes(m *web.Mux, s *subject.Service) {
	p := pages{s}
	m.Page("GET /households/{commune}/{id}/persons/{n}", account.AnswerSubjects, p.holding)
	m.Page("POST /households/{commune}/{id}/persons/{n}", account.AnswerSubjects, p.enter)
	m.Page("GET /units/{id}/subjects", account.AnswerSubjects, p.requests)
	m.Page("GET /subjects/{commune}/{request}", account.AnswerSubjects, p.request)
	m.Page("POST /subjects/{commune}/{request}", account.AnswerSubjects, p.answer)
	m.Page("GET /retention", account.KeepRetention, p.retention)
	m.Page("POST /retention/{kind}", account.KeepRetention, p.keep)
	m.Large("GET /units/{id}/research", account.ExportResearch, making, p.research)
	m.Large("GET /units/{id}/research/xlsx", account.ExportResearch, making, p.file(roster.XLSX))
	m.Large("GET /units/{id}/research/csv", account.ExportResearch, making, p.file(roster.CSV))
	m.Fresh("GET /units/{id}/research/xlsx", "GET /units/{id}/research/csv", "POST /retention/{kind}")
	m.Page("GET /processing", account.ReadFigures, p.processing)
	for _, e := range []web.Entry{
		{Label: "subjectweb.menu_requests", Permission: account.AnswerSubjects, Href: func(u unit.ID) string { return web.UnitPath(u) + "/subjects" }},
		{Label: "subjectweb.menu_retention", Permission: account.KeepRetention, Href: func(unit.ID) string { return "/retention" }},
		{Label: "subjectweb.menu_research", Permission: account.ExportResearch, Href: func(u unit.ID) string { return web.UnitPath(u) + "/research" }},
		{Label: "subjectweb.menu_processing", Permission: account.ReadFigures, Href: func(unit.ID) string { return "/processing" }},
	} {
		e.Section = web.Administration
		m.Menu(e)
	}
}
