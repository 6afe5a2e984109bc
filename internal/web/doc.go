// Package web is the door kit: how a request comes in, is judged, answered and shown. It knows no
// capability above accounts; the …web packages bring the pages and use the parts kept here.
//
// A …web package has one function, Routes(m *web.Mux, …), a list of rows
//
//	m.Page("GET /units/{id}", account.ReadFigures, p.unit)
//
// whose handlers read the form, call one act, and show one page:
//
//	func (p pages) unit(w http.ResponseWriter, r *web.Request) error {
//		u, err := r.Unit(account.ReadFigures) // {id}, within the reader's area
//		…
//		return r.Render(w, web.Page{Title: u.TitleIn(r.Lang), Unit: u}, unitPage(data))
//	}
//
// A handler returns its error; the kit answers with a page in the reader's language and logs what is
// no fault, once. Templates reach the language and the reader through their context: T(ctx, key).
//
//	mux.go      the route table; the way of a request
//	request.go  Request: who, language, form values, units, redirects
//	page.go     Page and Render
//	menu.go     the menu in the order of the year
//	fresh.go    doors that ask for a proof which is not old
//	guard.go    headers, cross-site refusal, limits, the log line
//	error.go    errors as pages
//	assets.go   stylesheet, script and fonts, by content hash
//	*.templ     layout and the parts of pages: figures, tables, badges, bars, tiles, forms
package web
