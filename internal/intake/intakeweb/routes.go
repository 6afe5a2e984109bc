// Package intakeweb has the import centre: where an office brings its sheets in, says what their columns
// mean, sees what they would change, mends what is wrong, commits, and takes a whole import back.
//
//	list.go    the imports of one's area, the templates
//	upload.go  the form for a file; the file itself, taken in as it comes
//	show.go    one import: what its columns are, what it would change, what is wrong
//	view.go    the tables and figures of that page
//	acts.go    preview, commit, undo, discard; small files at once, large ones by the program itself
package intakeweb

import (
	"strconv"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/intake"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

type pages struct{ imports *intake.Service }

// Path is the address of the import centre.
const Path = "/imports"

// MaxFile bounds a file: a province's register as a spreadsheet is about a third of it.
const MaxFile = 128 << 20

// Routes mounts the pages.
func Routes(m *web.Mux, s *intake.Service) {
	p := pages{s}
	m.Page("GET /imports", account.ImportData, p.list)
	m.Page("GET /imports/new", account.ImportData, p.form)
	// Over a slow line a large file takes its time; the form around it is small.
	m.Large("POST /imports", account.ImportData, web.Limits{Body: MaxFile + 64<<10, Within: 30 * time.Minute}, p.upload)
	m.Page("GET /import-templates/{kind}", account.ImportData, template)
	m.Page("GET /imports/{id}", account.ImportData, p.show)
	m.Page("POST /imports/{id}/preview", account.ImportData, p.preview)
	m.Page("POST /imports/{id}/commit", account.ImportData, p.commit)
	m.Page("POST /imports/{id}/undo", account.ImportData, p.undo)
	m.Page("POST /imports/{id}/discard", account.ImportData, p.discard)
	m.Large("GET /imports/{id}/errors", account.ImportData, web.Limits{Body: 1 << 10, Within: 10 * time.Minute}, p.errors)
	m.Menu(web.Entry{Section: web.Administration, Label: "intakeweb.menu", Permission: account.ImportData, Href: func(unit.ID) string { return Path }})
}

func path(id intake.ID) string { return Path + "/" + strconv.FormatInt(int64(id), 10) }
