package operationweb

import (
	"net/http"

	"giamngheo/internal/account"
	"giamngheo/internal/operation"
	"giamngheo/internal/web"
)

// show is the doctor's findings, those to be mended first, and the last backups.
func (p pages) show(w http.ResponseWriter, r *web.Request) error {
	list, err := p.doctor.Examine(r.Context(), r.Who)
	if err != nil {
		return err
	}
	u, err := r.UnitOf(r.Who.Unit, account.Operate)
	if err != nil {
		return err
	}
	made, err := operation.History(r.Context(), r.DB())
	if err != nil {
		return err
	}
	worst := operation.Worst(list)
	count := 0
	table := web.Table{Caption: r.T("doctor.caption"), Columns: []web.Column{
		{Label: r.T("doctor.check")}, {Label: r.T("doctor.found")},
	}}
	for _, s := range []operation.State{operation.Wrong, operation.Look, operation.OK} {
		for _, f := range list {
			if f.State != s {
				continue
			}
			if s == worst {
				count++
			}
			table.Rows = append(table.Rows, web.Row{Cells: []web.Cell{
				{Body: checked(f.Title(r.Lang), s)}, {Text: f.Sentence(r.Lang)},
			}})
		}
	}
	page := web.Page{
		Title: r.T("doctor.page"), Unit: u, Help: "page-operate", Crumb: r.T("doctor.page"), Section: web.Administration,
		Lead: r.T("doctor.lead"), Source: r.T("doctor.source"),
	}
	return r.Render(w, page, showPage(worst, r.T("doctor.summary_"+string(worst), "Count", count), table, history(r, made)))
}

func history(r *web.Request, made []operation.Made) web.Table {
	t := web.Table{Caption: r.T("doctor.history"), Columns: []web.Column{
		{Label: r.T("doctor.history_at")},
		{Label: r.T("doctor.history_file")},
		{Label: r.T("doctor.history_rows"), Number: true, Secondary: true},
		{Label: r.T("doctor.history_size"), Unit: "KiB", Number: true, Secondary: true},
		{Label: r.T("doctor.history_sealed"), Secondary: true},
	}}
	for _, m := range made {
		sealed := r.T("doctor.no")
		if m.Encrypted {
			sealed = r.T("doctor.yes")
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: r.Lang.Time(m.At)}, {Text: m.File}, {Text: r.Lang.Int(m.Rows)}, {Text: r.Lang.Int((m.Bytes + 1023) / 1024)}, {Text: sealed},
		}})
	}
	return t
}
