package reportweb

import (
	"net/http"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/report"
	"giamngheo/internal/roster"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// formView is the page of one form as it is printed.
type formView struct {
	Table    web.FormTable
	Verdict  string
	Findings []string // what does not reconcile
	More     int      // findings beyond those listed
	Depths   []web.Chip
	Files    []web.Link
	Before   web.Link
	After    web.Link
	Official string // where the columns of the form come from
}

// maxFindings is how many findings the page lists; files have all of them.
const maxFindings = 50

// show is one form of a unit.
func show(w http.ResponseWriter, r *web.Request) error {
	u, form, err := asked(r)
	if err != nil {
		return err
	}
	if form.Detailed {
		return r.SeeOther(w, r.Link(Path(u.ID)))
	}
	var f report.Filled
	page := web.Page{Unit: u, Help: "page-forms", Crumb: form.Name(r.Lang), Section: web.Review}
	err = r.DB().Read(r.Context(), func(q db.Querier) error {
		rounds, round, err := pick(r, q, u)
		if err != nil {
			return err
		}
		if round.ID == 0 {
			return fault.New(fault.NotFound, "reportweb.no_round")
		}
		page.Period = period(r, rounds, round)
		f, err = report.Fill(r.Context(), q, form, u, round, r.URL.Query().Get("deep") == "1")
		return err
	})
	if err != nil {
		return err
	}
	page.Title = form.Name(r.Lang) + ". " + form.Title(r.Lang, f.Round)
	page.Lead = form.About(r.Lang)
	page.Source = f.Sources(r.Lang)
	return r.Render(w, page, formPage(view(r, f)))
}

// asked are the unit and the form that the path names.
func asked(r *web.Request) (unit.Unit, report.Form, error) {
	n, ok := r.PathInt("n")
	if !ok {
		return unit.Unit{}, report.Form{}, fault.New(fault.NotFound, "web.unknown_page")
	}
	form, err := report.FormByNumber(int(min(n, 1000)))
	if err != nil {
		return unit.Unit{}, form, err
	}
	u, err := r.Unit(account.ReadFigures)
	return u, form, err
}

func view(r *web.Request, f report.Filled) formView {
	l := r.Lang
	v := formView{Table: table(r, f), Verdict: f.Verdict(l), Files: files(r, f.Unit.ID, f.Form, f.Deep)}
	for i, x := range f.Findings {
		if i == maxFindings {
			v.More = len(f.Findings) - maxFindings
			break
		}
		v.Findings = append(v.Findings, x.Text(l))
	}
	if !report.FormsVerified {
		v.Official = l.T("report.form_unverified")
	}
	// A commune has nothing below its villages.
	if f.Unit.Level != unit.Commune && f.Unit.Level != unit.Village {
		v.Depths = []web.Chip{
			{Label: r.T("reportweb.one_level"), Href: r.With("deep", ""), On: !f.Deep},
			{Label: r.T("reportweb.two_levels"), Href: r.With("deep", "1"), On: f.Deep},
		}
	}
	neighbour := func(n int) web.Link {
		if n < 1 || n > len(report.Forms) || report.Forms[n-1].Detailed {
			return web.Link{}
		}
		other := report.Forms[n-1]
		return web.Link{Label: other.Name(l) + ": " + other.Title(l, f.Round), Href: r.Link(formPath(f.Unit.ID, n))}
	}
	v.Before, v.After = neighbour(f.Form.Number-1), neighbour(f.Form.Number+1)
	return v
}

// table is the form as it is printed, its figures leading to their households.
func table(r *web.Request, f report.Filled) web.FormTable {
	l := r.Lang
	h := f.HeadOf(l)
	t := web.FormTable{Caption: f.Form.Title(l, f.Round) + " · " + f.Unit.TitleIn(l), Numbering: h.Numbering, Texts: h.Texts}
	t.Head = make([][]web.HeadCell, h.Levels)
	for _, c := range h.Cells {
		t.Head[c.Row] = append(t.Head[c.Row], web.HeadCell{
			Text: c.Text, Unit: c.Unit, Note: c.Note, Cols: c.Cols, Rows: c.Rows, First: c.Col, Number: c.Number,
		})
	}
	households := r.Opens(householdsPattern)
	for _, x := range f.Rows {
		row := web.FormRow{Total: x.Depth == 0 || x.Area != "", Again: x.Breakdown == report.OfPersons, Depth: x.Depth}
		order, name := web.Cell{Text: x.Order}, web.Cell{Text: x.Name(l)}
		switch {
		case row.Again:
			order.Text = ""
		case x.Depth > 0 && x.Area == "":
			name.Href = r.Link(formPath(x.Unit.ID, f.Form.Number))
		}
		row.Cells = append(row.Cells, order, name)
		if f.Form.TwoLines {
			row.Cells = append(row.Cells, web.Cell{Text: x.Breakdown.Name(l)})
		}
		for i, c := range f.Columns {
			cell := web.Cell{Text: c.Text(l, x.Cells[i].Value), Note: f.Denominator(l, i)}
			if b := x.Cells[i].Behind; b != nil && households && roster.Opens(r.Who, *b, f.Round.Edition) {
				cell.Href = r.Link(web.UnitPath(b.Area)+"/households", b.Address()...)
			}
			row.Cells = append(row.Cells, cell)
		}
		row.Cells = append(row.Cells, checkCell(r, f, x))
		t.Rows = append(t.Rows, row)
	}
	return t
}

// checkCell says whether a row reconciles; the sentences stand below the table and in the note.
func checkCell(r *web.Request, f report.Filled, x report.FormRow) web.Cell {
	c := web.Cell{Body: check(f.CheckText(r.Lang, x), len(f.FindingsOf(x)) > 0)}
	for _, y := range f.FindingsOf(x) {
		c.Note += y.Text(r.Lang) + " "
	}
	return c
}
