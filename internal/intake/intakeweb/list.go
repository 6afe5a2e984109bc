package intakeweb

import (
	"bytes"
	"net/http"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/fault"
	"giamngheo/internal/intake"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// listView is the list of imports with the templates.
type listView struct {
	Empty     *web.Empty
	Table     web.Table
	Templates []web.Chip
}

func (p pages) list(w http.ResponseWriter, r *web.Request) error {
	area, err := r.UnitOf(r.Who.Unit, account.ImportData)
	if err != nil {
		return err
	}
	imports, err := p.imports.List(r.Context(), r.Who, area.ID)
	if err != nil {
		return err
	}
	page := web.Page{
		Title: r.T("intakeweb.title"), Unit: area, Help: "page-import", Crumb: r.T("intakeweb.menu"), Section: web.Administration, Lead: r.T("intakeweb.lead"),
		Act: web.Link{Label: r.T("intakeweb.new"), Href: Path + "/new"},
	}
	v := listView{Templates: templates(r)}
	if len(imports) == 0 {
		v.Empty = &web.Empty{Title: r.T("intakeweb.empty"), Text: r.T("intakeweb.empty_text")}
		return r.Render(w, page, listPage(v))
	}
	areas, err := areasOf(r, imports)
	if err != nil {
		return err
	}
	v.Table = web.Table{Caption: r.T("intakeweb.caption", "Unit", area.TitleIn(r.Lang)), Wide: true, Columns: []web.Column{
		{Label: r.T("intakeweb.col_file")},
		{Label: r.T("intakeweb.col_status")},
		{Label: r.T("intakeweb.col_area"), Secondary: true},
		{Label: r.T("intakeweb.col_who"), Secondary: true},
		{Label: r.T("intakeweb.new_rows"), Number: true, Secondary: true},
		{Label: r.T("intakeweb.changed_rows"), Number: true, Secondary: true},
		{Label: r.T("intakeweb.rejected_rows"), Number: true, Secondary: true},
	}}
	for _, i := range imports {
		row := []web.Cell{
			{Text: i.File, Href: r.Link(path(i.ID)), Sub: i.Kind.Name(r.Lang) + yearOf(i)},
			{Text: i.Status.Name(r.Lang), Sub: r.Lang.Time(last(i))},
			{Text: areas[i.Area].TitleIn(r.Lang)},
			{Text: i.Who},
		}
		if i.Preview != nil {
			row = append(row, web.Cell{Text: r.Lang.Int(i.Preview.New)}, web.Cell{Text: r.Lang.Int(i.Preview.Changed)}, web.Cell{Text: r.Lang.Int(i.Preview.Rejected)})
		} else {
			row = append(row, web.Cell{Text: "—"}, web.Cell{Text: "—"}, web.Cell{Text: "—"})
		}
		v.Table.Rows = append(v.Table.Rows, web.Row{Cells: row})
	}
	return r.Render(w, page, listPage(v))
}

func areasOf(r *web.Request, imports []intake.Import) (map[unit.ID]unit.Unit, error) {
	var ids []unit.ID
	for _, i := range imports {
		ids = append(ids, i.Area)
	}
	return unit.ByIDs(r.Context(), r.DB(), ids)
}

func yearOf(i intake.Import) string {
	if i.Year == 0 {
		return ""
	}
	return " · " + strconv.Itoa(i.Year)
}

// templates lead to an empty sheet of each kind.
func templates(r *web.Request) (out []web.Chip) {
	for _, k := range kinds(r) {
		out = append(out, web.Chip{Label: k.Name(r.Lang), Href: "/import-templates/" + string(k)})
	}
	return out
}

// kinds are those that the reader may bring in.
func kinds(r *web.Request) (out []intake.Kind) {
	for _, k := range intake.Kinds {
		if k != intake.Base || r.Who.Can(account.WriteBase) {
			out = append(out, k)
		}
	}
	return out
}

// template hands an empty sheet out.
func template(w http.ResponseWriter, r *web.Request) error {
	k := intake.Kind(r.PathValue("kind"))
	if !k.Valid() {
		return fault.New(fault.NotFound, "web.unknown_page")
	}
	var b bytes.Buffer
	if err := intake.WriteTemplate(&b, k, r.Lang); err != nil {
		return err
	}
	sheetHeaders(w, "mau-nhap-"+string(k)+".xlsx")
	_, err := b.WriteTo(w)
	return err
}

// sheetHeaders announce a spreadsheet.
func sheetHeaders(w http.ResponseWriter, name string) {
	web.Attach(w, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name)
}
