package changeweb

import (
	"net/http"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/freeze"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// freezeView is the page as it is printed.
type freezeView struct {
	Problems web.Problems
	Table    *web.Table
	Empty    web.Empty
	May      bool
	Unit     string
	Fields   []web.Field
	Lifts    []web.Option // periods that hold or are to come, which this reader may lift
}

func (p pages) freezes(w http.ResponseWriter, r *web.Request) error {
	at := r.Who.Unit
	if id, ok := r.QueryInt("unit"); ok {
		at = unit.ID(id)
	}
	return p.renderFreezes(w, r, at, nil)
}

func (p pages) renderFreezes(w http.ResponseWriter, r *web.Request, at unit.ID, problems web.Problems) error {
	u, err := r.UnitOf(at, account.ReadHouseholds)
	if err != nil {
		return err
	}
	list, err := freeze.List(r.Context(), r.DB(), u.ID)
	if err != nil {
		return err
	}
	var ids []unit.ID
	for _, x := range list {
		ids = append(ids, x.Unit)
	}
	units, err := unit.ByIDs(r.Context(), r.DB(), ids)
	if err != nil {
		return err
	}
	v := freezeView{Problems: problems, May: r.Who.Can(account.FreezeChanges), Unit: number(int64(u.ID))}
	today := day.Of(r.Now())
	t := &web.Table{Caption: r.T("changeweb.freezes_caption"), Wide: true, Columns: []web.Column{
		{Label: r.T("changeweb.place")}, {Label: r.T("changeweb.period")}, {Label: r.T("changeweb.freeze_reason")}, {Label: r.T("changeweb.state"), Secondary: true}, {Label: r.T("changeweb.set_by"), Secondary: true},
	}}
	for _, x := range list {
		state := r.T("changeweb.freeze_past")
		switch {
		case !x.Lifted.IsZero():
			state = r.T("changeweb.freeze_lifted", "Who", x.LiftedBy, "At", r.Lang.Time(x.Lifted))
		case x.Holds(today):
			state = r.T("changeweb.freeze_holds")
		case x.First > today:
			state = r.T("changeweb.freeze_comes")
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: units[x.Unit].TitleIn(r.Lang)}, {Text: r.Lang.Date(x.First) + " – " + r.Lang.Date(x.Last)}, {Text: x.Reason}, {Text: state}, {Text: x.Who, Sub: r.Lang.Time(x.At)},
		}})
		if v.May && x.Lifted.IsZero() && x.Last >= today && r.Who.May(r.Context(), r.DB(), account.FreezeChanges, x.Unit) == nil {
			v.Lifts = append(v.Lifts, web.Option{Value: number(int64(x.ID)), Label: units[x.Unit].TitleIn(r.Lang) + ", " + r.Lang.Date(x.First) + " – " + r.Lang.Date(x.Last)})
		}
	}
	if len(list) > 0 {
		v.Table = t
	} else {
		v.Empty = web.Empty{Title: r.T("changeweb.no_freeze"), Text: r.T("changeweb.no_freeze_text"), Act: web.Link{Label: r.T("changeweb.menu"), Href: "/changes"}}
	}
	for _, id := range []string{"first", "last", "freeze_reason"} {
		v.Fields = append(v.Fields, web.Field{ID: id, Label: r.T("changeweb.f_" + id), Help: r.T("changeweb.f_" + id + "_help"), Value: r.PostFormValue(id), Problem: problems.Of(id), Narrow: id != "freeze_reason", Auto: "off"})
	}
	page := web.Page{Title: r.T("changeweb.freezes_title"), Unit: u, Above: web.Link{Label: r.T("changeweb.menu"), Href: "/changes"}, Crumb: r.T("changeweb.freezes_title"), Section: web.Review, Help: "page-freezes", Lead: r.T("changeweb.freezes_lead")}
	if len(problems) > 0 {
		page.Status = http.StatusUnprocessableEntity
	}
	return r.Render(w, page, freezePage(v))
}

func (p pages) freeze(w http.ResponseWriter, r *web.Request) error {
	id, ok := parse(r.PostForm.Get("unit"))
	if !ok {
		id = int64(r.Who.Unit)
	}
	first, _ := lang.ParseDate(r.PostForm.Get("first"))
	last, _ := lang.ParseDate(r.PostForm.Get("last"))
	_, err := p.changes.Freeze(r.Context(), r.Who, freeze.Period{Unit: unit.ID(id), First: first, Last: last, Reason: r.PostForm.Get("freeze_reason")})
	if fault.KindOf(err) == fault.Invalid && err != nil {
		field := map[string]string{"freeze.first_unreadable": "first", "freeze.reason_missing": "freeze_reason", "freeze.reason_long": "freeze_reason"}[fault.As(err).Key]
		if field == "" {
			field = "last"
		}
		return p.renderFreezes(w, r, unit.ID(id), web.Problems{{Field: field, Text: r.Lang.Error(err)}})
	}
	if err != nil {
		return err
	}
	r.Flash(w, r.T("changeweb.frozen_now"))
	return r.SeeOther(w, "/freezes?unit="+number(id))
}

func (p pages) lift(w http.ResponseWriter, r *web.Request) error {
	id, ok := r.PathInt("id")
	if !ok {
		return fault.New(fault.NotFound, "freeze.not_found")
	}
	if err := p.changes.Lift(r.Context(), r.Who, freeze.ID(id)); err != nil {
		return err
	}
	r.Flash(w, r.T("changeweb.lifted_now"))
	return r.SeeOther(w, "/freezes")
}
