package targetweb

import (
	"net/http"
	"strconv"

	"giamngheo/internal/fault"
	"giamngheo/internal/web"
)

// handDown takes the grid: it shows what would change, stores it, or goes back to the grid, as the
// button says.
func (p pages) handDown(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "web.bad_form")
	}
	d, err := read(r, r.PostForm)
	if err != nil {
		return err
	}
	step := r.PostFormValue("step")
	if step == "edit" {
		return renderDraft(w, r, d, nil, 0)
	}
	problems := d.grid.Problems(r.Lang)
	changed := d.changed()
	if len(changed) > 0 && d.basis == "" && d.reason == "" {
		problems = append(problems, web.Problem{Field: "basis", Text: r.T("targetweb.basis_or_reason")})
	}
	if len(problems) > 0 {
		return renderDraft(w, r, d, problems, http.StatusUnprocessableEntity)
	}
	if len(d.notes) > 0 {
		return renderDraft(w, r, d, nil, 0)
	}
	if step != "save" {
		return previewDraft(w, r, d)
	}
	err = p.targets.HandDown(r.Context(), r.Who, d.unit.ID, d.year, d.indicator, changed)
	switch kind := fault.KindOf(err); {
	case err == nil:
		r.Flash(w, r.T("targetweb.handed"))
		return r.SeeOther(w, r.Link(path(d.unit.ID, d.year, d.indicator)))
	case kind == fault.Conflict:
		// What was typed stays; the column beside it shows what stands now, and the next attempt is made
		// knowing it.
		for _, row := range d.cascade.Rows {
			d.versions[row.Unit] = row.Target.Version
		}
		return renderDraft(w, r, d, web.Problems{{Text: r.Lang.Error(err)}}, http.StatusConflict)
	case kind == fault.Invalid:
		return renderDraft(w, r, d, web.Problems{{Text: r.Lang.Error(err)}}, http.StatusUnprocessableEntity)
	default:
		return err
	}
}

// previewDraft shows what would be stored.
func previewDraft(w http.ResponseWriter, r *web.Request, d draft) error {
	l := r.Lang
	changed := d.changed()
	v := web.GridPreview{
		Action: r.Link(editPath(d.unit.ID)), Back: l.T("targetweb.back"), Confirm: l.T("targetweb.save_count", "Count", len(changed)),
		Hidden: append(append(d.hidden(), [2]string{"basis", d.basis}, [2]string{"reason", d.reason}, [2]string{"rule", string(d.rule)}), d.grid.Pairs()...),
	}
	if len(changed) == 0 {
		v.None = l.T("targetweb.no_change")
	}
	v.Changes = moves(r, d, changed)
	c := d.cascade.WhatIf(d.given)
	v.Warn = []string{sayOf(r, c).Text}
	page := web.Page{
		Title: r.T("targetweb.preview_title", "Year", strconv.Itoa(d.year)), Unit: d.unit, Help: "page-targets", Crumb: r.T("targetweb.edit_crumb"), Section: web.Targets,
		Period: web.Period{Label: r.T("targetweb.period", "Year", strconv.Itoa(d.year), "Before", strconv.Itoa(d.year-1))},
		Lead:   r.T("targetweb.preview_lead"),
	}
	return r.Render(w, page, web.GridPreviewView(v))
}
