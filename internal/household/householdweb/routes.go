// Package householdweb has the pages of the register: the households of a unit with the filters that
// every figure leads to, the search by name, and the page of one household that explains its class.
//
//	period.go   the review rounds that a page can show
//	filter.go   what the address asks for, as chips that can be taken away
//	list.go     the households of a unit
//	columns.go  their table: columns, order, what is withheld
//	form.go     the form that narrows and lays out the list
//	pick.go     acts on many households, with a confirmation
//	export.go   the list as a file
//	onlist.go   the working lists that hold a household
//	search.go   households by name or code
//	numbers.go  a number shown whole for a purpose, households by a number
//	closed.go   what a reader may not see, said as such
//	show.go     one household
//	explain.go  its class: figures against the lines, deprivations, rules
package householdweb

import (
	"giamngheo/internal/account"
	"giamngheo/internal/household"
	"giamngheo/internal/roster"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
	"giamngheo/internal/worklist"
)

type pages struct {
	households *household.Service
	lists      *worklist.Service
}

// Routes mounts the pages.
func Routes(m *web.Mux, s *household.Service, lists *worklist.Service) {
	p := pages{s, lists}
	m.Page("GET /units/{id}/households", account.ReadFigures, p.list)
	m.Large("GET /units/{id}/households/xlsx", account.ExportHouseholds, exporting, export(roster.XLSX))
	m.Large("GET /units/{id}/households/csv", account.ExportHouseholds, exporting, export(roster.CSV))
	m.Fresh("GET /units/{id}/households/xlsx", "GET /units/{id}/households/csv")
	m.Page("POST /units/{id}/households/picks", account.ReadHouseholds, p.picks)
	m.Page("POST /households/{commune}/{id}/lists", account.ReadHouseholds, p.putOnList)
	m.Page("GET /households/{commune}/{id}", account.ReadHouseholds, p.show)
	m.Page("POST /households/{commune}/{id}/numbers", account.SeeNumbers, p.reveal)
	m.Page("GET /search", account.ReadHouseholds, search)
	m.Page("POST /search", account.ReadHouseholds, p.postSearch)
	m.Menu(web.Entry{
		Section: web.Households, Label: "web.menu_households", Permission: account.ReadHouseholds,
		Href: func(u unit.ID) string { return listPath(u) },
	})
}

func listPath(u unit.ID) string { return web.UnitPath(u) + "/households" }

func householdPath(ref household.Ref) string { return "/households/" + ref.String() }
