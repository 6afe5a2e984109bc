package helpweb

import (
	"net/http"

	"giamngheo/internal/help"
	"giamngheo/internal/lang"
	"giamngheo/internal/web"
)

func glossary(w http.ResponseWriter, r *web.Request) error {
	var tables []web.Table
	for _, part := range help.Glossary() {
		t := web.Table{Caption: part.Name(r.Lang), Columns: []web.Column{
			{Label: r.T("help.word")}, {Label: r.T("help.other_language")}, {Label: r.T("help.defined_in"), Secondary: true},
		}}
		for _, x := range part.Terms {
			first, second := x.Vi, x.En
			if r.Lang == lang.En {
				first, second = x.En, x.Vi
			}
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: first}, {Text: second}, {Text: x.Article}}})
		}
		tables = append(tables, t)
	}
	return r.Render(w, web.Page{Title: r.T("help.glossary"), Lead: r.T("help.glossary_lead"), Help: "page-help"}, glossaryPage(tables))
}
