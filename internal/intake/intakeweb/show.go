package intakeweb

import (
	"net/http"
	"time"

	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/intake"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// showView is one import as it is printed.
type showView struct {
	Notes    []note
	Again    web.Link // while the program works: look again
	Figures  []web.Figure
	Columns  *columnsView
	Errors   *web.Table
	ErrorAct web.Link   // the file of rejected rows
	More     string     // how many errors are not shown
	Doubles  *web.Table // identity numbers that stand a second time
	MoreTwo  string     // how many of them are not shown
	Samples  *sampleView
	Confirm  *confirmView
	Acts     []web.Link
	First    *actForm // the first look, when nobody has looked yet
}

// note is a sentence with its tone.
type note struct{ Kind, Title, Text string }

// actForm is one button that does something.
type actForm struct {
	Action string
	Hidden [][2]string
	Label  string
}

// confirmView asks once more, with what it is about.
type confirmView struct {
	Title, Text string
	Form        actForm
	Cancel      web.Link
}

// refreshEvery is how often a page looks again by itself while the program works.
const refreshEvery = "4"

func (p pages) show(w http.ResponseWriter, r *web.Request) error {
	imp, err := p.asked(r)
	if err != nil {
		return err
	}
	return p.render(w, r, imp.ID, nil)
}

// render shows an import as it stands; refused is why an act on it was not carried out.
func (p pages) render(w http.ResponseWriter, r *web.Request, id intake.ID, refused error) error {
	imp, err := p.imports.Get(r.Context(), r.Who, id)
	if err != nil {
		return err
	}
	run, running, err := p.imports.RunOf(r.Context(), id)
	if err != nil {
		return err
	}
	var area unit.Unit
	err = r.DB().Read(r.Context(), func(q db.Querier) (err error) {
		area, err = unit.Get(r.Context(), q, imp.Area)
		return err
	})
	if err != nil {
		return err
	}
	l := r.Lang
	page := web.Page{
		Title: imp.File, Unit: area, Help: "page-import", Crumb: r.T("intakeweb.menu"), Section: web.Administration,
		Lead:   imp.Kind.Name(l) + yearOf(imp) + " · " + imp.Status.Name(l),
		Source: r.T("intakeweb.source", "Who", imp.Who, "Time", l.Time(imp.At), "Hash", short(imp.Hash)),
	}
	v := showView{}
	switch fault.KindOf(refused) {
	case fault.Conflict:
		page.Status = http.StatusConflict
	case fault.Invalid:
		page.Status = http.StatusUnprocessableEntity
	}
	if refused != nil {
		v.Notes = append(v.Notes, note{"bad", r.T("intakeweb.refused"), l.Error(refused)})
	}
	if running && run.Err == nil {
		v.Notes = append(v.Notes, working(r, run))
		v.Again = web.Link{Label: r.T("intakeweb.again"), Href: r.Link(path(id))}
		w.Header().Set("Refresh", refreshEvery)
		return r.Render(w, page, showPage(v))
	}
	if running {
		v.Notes = append(v.Notes, note{"bad", r.T("intakeweb.failed_" + string(run.Act)), l.Error(run.Err)})
	}
	p.fill(r, &v, imp)
	if v.Errors != nil || v.Samples != nil {
		if err := sawRows(r, imp, v); err != nil {
			return err
		}
	}
	return r.Render(w, page, showPage(v))
}

// sawRows records that rows of a file, with names, are shown.
func sawRows(r *web.Request, imp intake.Import, v showView) error {
	rows := 0
	if v.Errors != nil {
		rows += len(v.Errors.Rows)
	}
	if v.Samples != nil {
		rows += len(v.Samples.Rows)
	}
	return r.Saw(audit.Line{
		Act: "intake.look", Thing: "import:" + imp.ID.String(), UnitID: int64(imp.Area), After: map[string]int{"rows": rows},
	}, audit.Volume{Searches: 1})
}

// fill is what the page shows of an import that nobody is working on.
func (p pages) fill(r *web.Request, v *showView, imp intake.Import) {
	l := r.Lang
	if imp.Same != 0 && imp.Status != intake.Committed && imp.Status != intake.Undone {
		v.Notes = append(v.Notes, note{"warn", "", r.T("intakeweb.same", "Number", int64(imp.Same))})
	}
	open := imp.Status == intake.Received || imp.Status == intake.Previewed
	switch {
	case imp.Status == intake.Discarded:
		v.Notes = append(v.Notes, note{"info", "", r.T("intakeweb.is_discarded", "Time", l.Time(imp.Done))})
	case imp.Status == intake.Undone:
		v.Notes = append(v.Notes, note{"info", "", r.T("intakeweb.is_undone", "Time", l.Time(imp.Done))})
	case imp.Status == intake.Committed:
		v.Notes = append(v.Notes, note{"good", "", r.T("intakeweb.is_committed", "Time", l.Time(imp.Done))})
		if !imp.Undoable {
			v.Notes = append(v.Notes, note{"info", "", r.T("intakeweb.not_undoable")})
		}
	case imp.Preview == nil:
		v.First = &actForm{Action: path(imp.ID) + "/preview", Label: r.T("intakeweb.first_look")}
	case !imp.Preview.Ready():
		v.Notes = append(v.Notes, note{"warn", r.T("intakeweb.waits"), l.Error(imp.Preview.Err())})
	case imp.Preview.New+imp.Preview.Changed == 0:
		v.Notes = append(v.Notes, note{"info", "", r.T("intakeweb.nothing_new")})
	default:
		v.Notes = append(v.Notes, note{"good", "", r.T("intakeweb.ready")})
	}
	if pv := imp.Preview; pv != nil {
		if len(pv.Missing) == 0 || pv.Rows > 0 { // else no row was read yet
			v.Figures = figures(l, pv)
		}
		if open {
			v.Columns = columnsOf(r, imp)
		}
		v.Errors, v.More = errorsOf(l, pv)
		if pv.Rejected > 0 && open {
			v.ErrorAct = web.Link{Label: r.T("intakeweb.error_file"), Href: path(imp.ID) + "/errors"}
		}
		v.Doubles, v.MoreTwo = doublesOf(r, pv)
		v.Samples = samplesOf(l, pv)
	}
	v.Confirm = confirm(r, imp)
	if v.Confirm != nil {
		return
	}
	if open && imp.Preview != nil && imp.Preview.Ready() && imp.Preview.New+imp.Preview.Changed > 0 {
		v.Acts = append(v.Acts, web.Link{Label: r.T("intakeweb.commit"), Href: r.Link(path(imp.ID), "confirm", "commit") + "#confirm", Current: true})
	}
	if imp.Status == intake.Committed && imp.Undoable {
		v.Acts = append(v.Acts, web.Link{Label: r.T("intakeweb.undo"), Href: r.Link(path(imp.ID), "confirm", "undo") + "#confirm"})
	}
	if open {
		v.Acts = append(v.Acts, web.Link{Label: r.T("intakeweb.discard"), Href: r.Link(path(imp.ID), "confirm", "discard") + "#confirm"})
	}
}

// confirm asks once more for the act that the address names, when it is open.
func confirm(r *web.Request, imp intake.Import) *confirmView {
	l, pv := r.Lang, imp.Preview
	c := &confirmView{Cancel: web.Link{Label: r.T("intakeweb.cancel"), Href: r.Link(path(imp.ID))}}
	open := imp.Status == intake.Received || imp.Status == intake.Previewed
	switch r.URL.Query().Get("confirm") {
	case "commit":
		if !open || pv == nil || !pv.Ready() {
			return nil
		}
		c.Title = r.T("intakeweb.confirm_commit")
		c.Text = r.T("intakeweb.confirm_commit_text", "New", l.Int(pv.New), "Changed", l.Int(pv.Changed))
		c.Form = actForm{path(imp.ID) + "/commit", [][2]string{{"digest", pv.Digest}}, r.T("intakeweb.commit_count", "Count", l.Int(pv.New+pv.Changed))}
	case "undo":
		if imp.Status != intake.Committed || !imp.Undoable || pv == nil {
			return nil
		}
		c.Title = r.T("intakeweb.confirm_undo")
		c.Text = r.T("intakeweb.confirm_undo_text", "New", l.Int(pv.New), "Changed", l.Int(pv.Changed))
		c.Form = actForm{path(imp.ID) + "/undo", nil, r.T("intakeweb.undo_count", "Count", l.Int(pv.New+pv.Changed))}
	case "discard":
		if !open {
			return nil
		}
		c.Title, c.Text = r.T("intakeweb.confirm_discard"), r.T("intakeweb.confirm_discard_text")
		c.Form = actForm{path(imp.ID) + "/discard", nil, r.T("intakeweb.discard")}
	default:
		return nil
	}
	return c
}

// working says how far the program is.
func working(r *web.Request, run intake.Run) note {
	text := r.T("intakeweb.working_since", "Time", r.Lang.Time(run.Started))
	if run.Rows > 0 {
		text = r.T("intakeweb.working_rows", "Rows", r.Lang.Int(run.Rows), "Time", r.Lang.Time(run.Started))
	}
	return note{"info", r.T("intakeweb.working_" + string(run.Act)), text + " " + r.T("intakeweb.working_leave")}
}

// short is enough of a file's hash to tell two files apart.
func short(hash string) string { return hash[:min(12, len(hash))] }

// last is when an import last moved on.
func last(i intake.Import) time.Time {
	if !i.Done.IsZero() && i.Done.Unix() > 0 {
		return i.Done
	}
	return i.At
}
