package worklistweb

import (
	"net/http"
	"slices"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/roster"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
	"giamngheo/internal/worklist"
)

// pageSize is how many households one page of a list shows and prints.
const pageSize = 100

// showView is a list as it is printed.
type showView struct {
	Count  string
	Shared string // whose list it is, when it is not the reader's
	Chips  []web.Chip
	Rows   []row
	Mine   bool
	Action string
	Name   web.Field
	Share  bool
	Paper  *web.Table // the same for the printer: boxes to tick and room to write
	Pager  web.Pager
	Empty  web.Empty
}

// row is one household of the list.
type row struct {
	Ref, Head, Href, Code, Place string
	Class                        standard.Class
	Reviewed                     bool
	Members                      string
	Note                         string
	Done                         bool
	DoneOn                       string
}

func (p pages) read(r *web.Request) (worklist.List, error) {
	id, ok := r.PathInt("id")
	if !ok {
		return worklist.List{}, fault.New(fault.NotFound, "worklist.not_found")
	}
	return p.lists.Get(r.Context(), r.Who, worklist.ID(id))
}

// show opens a list: a filter leads on to the page it keeps.
func (p pages) show(w http.ResponseWriter, r *web.Request) error {
	l, err := p.read(r)
	if err != nil {
		return err
	}
	if l.Kind == worklist.Filter && !r.URL.Query().Has("edit") {
		return r.SeeOther(w, l.Address)
	}
	u, err := home(r)
	if err != nil {
		return err
	}
	page := web.Page{Title: l.Name, Unit: u, Help: "page-worklist", Crumb: r.T("worklistweb.menu"), Section: web.Households}
	v := showView{Mine: l.Mine, Action: listPath(l.ID), Share: l.Shared, Name: web.Field{ID: "list-name", Label: r.T("worklistweb.name"), Value: l.Name, Required: true, Help: r.T("householdform.filter_list_name")}}
	if l.Kind == worklist.Picked {
		if err := p.fill(r, u, l, &page, &v); err != nil {
			return err
		}
		filter := "all"
		if r.URL.Query().Get("show") == "waiting" {
			filter = "waiting"
		}
		if err := r.SawList("worklist:"+strconv.FormatInt(int64(l.ID), 10), u.ID, len(v.Rows), filter); err != nil {
			return err
		}
	}
	return r.Render(w, page, listPage(v))
}

func (p pages) fill(r *web.Request, u unit.Unit, l worklist.List, page *web.Page, v *showView) error {
	ctx, q := r.Context(), r.DB()
	waiting := r.URL.Query().Get("show") == "waiting"
	var after household.Ref
	if s := r.URL.Query().Get("after"); s != "" {
		var err error
		if after, err = household.ParseRef(s); err != nil {
			return err
		}
	}
	found, err := p.lists.Entries(ctx, r.Who, l.ID, waiting, after, pageSize+1)
	if err != nil {
		return err
	}
	v.Count = r.T("worklistweb.progress", "Done", r.Lang.Int(l.Done), "Households", r.Lang.Int(l.Households), "Count", l.Households)
	v.Chips = []web.Chip{
		{Label: r.T("worklistweb.all"), Href: r.With("show", "", "after", ""), On: !waiting, Count: r.Lang.Int(l.Households)},
		{Label: r.T("worklistweb.waiting"), Href: r.With("show", "waiting", "after", ""), On: waiting, Count: r.Lang.Int(l.Households - l.Done)},
	}
	if !l.Mine {
		v.Shared = r.T("worklistweb.shared_with_you")
	}
	if len(found) == 0 {
		v.Empty = web.Empty{
			Title: r.T("worklistweb.no_household"), Text: r.T("worklistweb.no_household_text"),
			Act: web.Link{Label: r.T("worklistweb.to_households"), Href: web.UnitPath(u.ID) + "/households"},
		}
		return nil
	}
	more := len(found) > pageSize
	found = found[:min(len(found), pageSize)]
	v.Pager = web.Pager{Text: r.T("worklistweb.on_page", "Households", len(found), "Count", len(found))}
	if !after.IsZero() {
		v.Pager.First = r.With("after", "")
	}
	if more {
		v.Pager.Next = r.With("after", found[len(found)-1].Household.String())
	}
	refs := make([]household.Ref, len(found))
	for i, e := range found {
		refs[i] = e.Household
	}
	households, err := household.ByRefs(ctx, q, refs)
	if err != nil {
		return err
	}
	rounds, err := review.Covering(ctx, q, u.ID)
	if err != nil {
		return err
	}
	round, err := review.Pick(rounds, "")
	if err != nil {
		return err
	}
	assessed := map[household.Ref]review.Assessment{}
	if round.ID != 0 {
		page.Period = web.Period{Label: round.Period(r.Lang)}
		if assessed, err = review.OfHouseholds(ctx, q, round.ID, refs); err != nil {
			return err
		}
	}
	lines := make([]roster.Line, len(households))
	for i, h := range households {
		lines[i].Household = h
	}
	places, err := roster.Places(ctx, q, lines)
	if err != nil {
		return err
	}
	by := map[household.Ref]household.Household{}
	for _, h := range households {
		by[h.Ref] = h
	}
	for _, e := range found {
		h, ok := by[e.Household]
		if !ok { // an import that brought it was undone; the list keeps it until it is taken off
			v.Rows = append(v.Rows, row{Ref: e.Household.String(), Head: r.T("worklistweb.gone"), Note: e.Note, Done: e.Done != ""})
			continue
		}
		a, reviewed := assessed[e.Household]
		x := row{
			Ref: h.Ref.String(), Head: h.Head, Href: "/households/" + h.Ref.String(), Code: h.Code, Place: place(r.Lang, places, h, u),
			Class: a.Class, Reviewed: reviewed, Members: members(r, h), Note: e.Note, Done: e.Done != "",
		}
		if e.Done != "" {
			x.DoneOn = r.Lang.Date(e.Done)
		}
		v.Rows = append(v.Rows, x)
	}
	v.Paper = paper(r, l.Name, v.Rows)
	return nil
}

// members is how many a household has, to who may know.
func members(r *web.Request, h household.Household) string {
	if !r.Who.Reads(account.Members) {
		return r.T("householdweb.withheld")
	}
	return r.Lang.Int(int64(h.Members))
}

func place(l lang.Lang, places map[unit.ID]unit.Unit, h household.Household, at unit.Unit) string {
	text := ""
	if v, ok := places[h.Village]; ok {
		text = v.TitleIn(l)
	}
	if c, ok := places[h.Commune]; ok && at.ID != c.ID {
		if text != "" {
			text += ", "
		}
		text += c.TitleIn(l)
	}
	if text == "" {
		return lang.Unknown
	}
	return text
}

// paper is the list as somebody takes it along: a box before each household, room behind it.
func paper(r *web.Request, name string, rows []row) *web.Table {
	t := &web.Table{Caption: name, Wide: true, Columns: []web.Column{
		{Label: r.T("worklistweb.tick_head")},
		{Label: r.T("worklistweb.head")},
		{Label: r.T("worklistweb.place")},
		{Label: r.T("worklistweb.class")},
		{Label: r.T("worklistweb.members"), Number: true},
		{Label: r.T("worklistweb.note")},
	}}
	for i, x := range rows {
		box := "☐ "
		if x.Done {
			box = "☒ "
		}
		class := lang.Unknown
		if x.Reviewed {
			class = x.Class.Name(r.Lang)
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: box + strconv.Itoa(i+1)},
			{Text: x.Head, Sub: x.Code},
			{Text: x.Place},
			{Text: class},
			{Text: x.Members},
			{Body: writing(x.Note, x.DoneOn)},
		}})
	}
	return t
}

// save writes the notes and ticks of a page, and takes off what was marked for it.
func (p pages) save(w http.ResponseWriter, r *web.Request) error {
	l, err := p.read(r)
	if err != nil {
		return err
	}
	var marks []worklist.Mark
	for _, s := range r.PostForm["row"] {
		ref, err := household.ParseRef(s)
		if err != nil {
			return err
		}
		marks = append(marks, worklist.Mark{
			Household: ref, Note: r.PostForm.Get("note." + s), Done: slices.Contains(r.PostForm["done"], s), Off: slices.Contains(r.PostForm["off"], s),
		})
	}
	if len(marks) > pageSize {
		return fault.New(fault.Invalid, "worklist.full", "Most", pageSize)
	}
	changed, gone, err := p.lists.Save(r.Context(), r.Who, l.ID, marks)
	if err != nil {
		return err
	}
	r.Flash(w, r.T("worklistweb.saved", "Changed", r.Lang.Int(changed), "Gone", r.Lang.Int(gone)))
	return r.SeeOther(w, back(r, l.ID))
}

// back is the same page of the list.
func back(r *web.Request, id worklist.ID) string {
	if r.URL.RawQuery == "" {
		return listPath(id)
	}
	return listPath(id) + "?" + r.URL.RawQuery
}

// change renames, shares or deletes a list.
func (p pages) change(w http.ResponseWriter, r *web.Request) error {
	l, err := p.read(r)
	if err != nil {
		return err
	}
	if r.PostForm.Has("delete") {
		if err := p.lists.Delete(r.Context(), r.Who, l.ID); err != nil {
			return err
		}
		r.Flash(w, r.T("worklistweb.deleted"))
		return r.SeeOther(w, "/lists")
	}
	if err := p.lists.Change(r.Context(), r.Who, l.ID, r.PostForm.Get("list-name"), r.PostForm.Get("shared") == "1"); err != nil {
		return err
	}
	r.Flash(w, r.T("worklistweb.changed"))
	if l.Kind == worklist.Filter {
		return r.SeeOther(w, "/lists")
	}
	return r.SeeOther(w, listPath(l.ID))
}
