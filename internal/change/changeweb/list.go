package changeweb

import (
	"net/http"
	"slices"

	"giamngheo/internal/account"
	"giamngheo/internal/change"
	"giamngheo/internal/day"
	"giamngheo/internal/freeze"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// listView is the page as it is printed.
type listView struct {
	Frozen string
	Chips  []web.Chip
	Kinds  web.Field
	Show   string
	Table  *web.Table
	Empty  web.Empty
	Pager  web.Pager
	More   string // address of the frozen periods
}

// pageSize is how many requests one page lists.
const pageSize = 50

// list shows what waits for the reader's decision to those who decide, and the requests of an area.
func (p pages) list(w http.ResponseWriter, r *web.Request) error {
	at := r.Who.Unit
	if id, ok := r.QueryInt("unit"); ok {
		at = unit.ID(id)
	}
	u, err := r.UnitOf(at, account.ReadHouseholds)
	if err != nil {
		return err
	}
	decides := r.Who.Can(account.ApproveChanges)
	show := r.URL.Query().Get("show")
	if show == "" && decides {
		show = "for-me"
	}
	f := change.Filter{Area: u.ID, Limit: pageSize + 1}
	if k := change.Kind(r.URL.Query().Get("kind")); slices.Contains(change.Kinds, k) {
		f.Kind = k
	}
	f.Before, _ = r.QueryInt("before")
	var list []change.Request
	switch {
	case show == "for-me":
		if list, err = p.changes.ForMe(r.Context(), r.Who); f.Kind != "" {
			list = slices.DeleteFunc(list, func(x change.Request) bool { return x.Kind != f.Kind })
		}
	case show == "mine":
		f.Mine = true
		list, err = p.changes.List(r.Context(), r.Who, f)
	default:
		if slices.Contains(change.States, change.State(show)) {
			f.State = change.State(show)
		}
		list, err = p.changes.List(r.Context(), r.Who, f)
	}
	if err != nil {
		return err
	}
	v := listView{Show: show, More: "/freezes"}
	if v.Frozen, err = frozen(r, u.ID); err != nil {
		return err
	}
	if v.Chips, err = p.chips(r, show, decides); err != nil {
		return err
	}
	v.Kinds = web.Field{ID: "kind", Label: r.T("changeweb.kind"), Help: r.T("changeweb.kind_help"), Options: []web.Option{{Label: r.T("changeweb.kind_all")}}}
	for _, k := range change.Kinds {
		v.Kinds.Options = append(v.Kinds.Options, web.Option{Value: string(k), Label: k.Name(r.Lang), On: k == f.Kind})
	}
	if show != "for-me" && len(list) > pageSize {
		list = list[:pageSize]
		v.Pager.Next = r.With("before", number(list[pageSize-1].ID))
	}
	if f.Before != 0 {
		v.Pager.First = r.With("before", "")
	}
	if len(list) == 0 {
		v.Empty = web.Empty{Title: r.T("changeweb.empty"), Text: r.T("changeweb.empty_text"), Act: web.Link{Label: r.T("changeweb.to_households"), Href: web.UnitPath(u.ID) + "/households"}}
		if show == "for-me" {
			v.Empty = web.Empty{Title: r.T("changeweb.nothing_waits"), Text: r.T("changeweb.nothing_waits_text"), Act: web.Link{Label: r.T("changeweb.all_requests"), Href: r.With("show", "all")}}
		}
	} else if v.Table, err = p.table(r, list); err != nil {
		return err
	} else if show == "for-me" {
		v.Table.Caption = r.T("changeweb.caption_oldest")
	}
	page := web.Page{Title: r.T("changeweb.title"), Unit: u, Crumb: r.T("changeweb.menu"), Section: web.Review, Help: "page-changes", Lead: r.T("changeweb.lead")}
	if err := r.SawList("unit:"+number(int64(u.ID)), u.ID, len(list), "changes"); err != nil {
		return err
	}
	return r.Render(w, page, listPage(v))
}

func (p pages) chips(r *web.Request, show string, decides bool) ([]web.Chip, error) {
	var out []web.Chip
	add := func(value, label, count string) {
		out = append(out, web.Chip{Label: label, Href: r.With("show", value, "before", ""), On: show == value, Count: count})
	}
	if decides {
		n, err := p.changes.Waiting(r.Context(), r.Who)
		if err != nil {
			return nil, err
		}
		add("for-me", r.T("changeweb.for_me"), r.Lang.Int(n))
	}
	if r.Who.Can(account.RequestChanges) {
		add("mine", r.T("changeweb.mine"), "")
	}
	add(map[bool]string{true: "all", false: ""}[decides], r.T("changeweb.all_requests"), "")
	for _, s := range change.States {
		add(string(s), s.Name(r.Lang), "")
	}
	return out, nil
}

func (p pages) table(r *web.Request, list []change.Request) (*web.Table, error) {
	t := &web.Table{Caption: r.T("changeweb.caption"), Wide: true, Columns: []web.Column{
		{Label: r.T("changeweb.request")},
		{Label: r.T("changeweb.state")},
		{Label: r.T("changeweb.household"), Secondary: true},
		{Label: r.T("changeweb.place"), Secondary: true},
		{Label: r.T("changeweb.asked"), Secondary: true},
	}}
	var ids []unit.ID
	for _, x := range list {
		ids = append(ids, x.Commune, x.Was.House.Village)
	}
	units, err := unit.ByIDs(r.Context(), r.DB(), ids)
	if err != nil {
		return nil, err
	}
	for _, x := range list {
		h := x.Was.House
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: x.Kind.Name(r.Lang), Href: path(x.Key), Sub: h.Head},
			{Text: x.State.Name(r.Lang)},
			{Text: h.Head, Sub: h.Code},
			{Text: units[h.Village].TitleIn(r.Lang), Sub: units[x.Commune].TitleIn(r.Lang)},
			{Text: r.Lang.Time(x.Asked), Sub: x.AskedName},
		}})
	}
	return t, nil
}

func path(k change.Key) string { return "/changes/" + k.String() }

// frozen is the sentence of a frozen area, "" of any other.
func frozen(r *web.Request, u unit.ID) (string, error) {
	return freeze.Says(r.Context(), r.DB(), r.Lang, u, day.Of(r.Now()))
}
