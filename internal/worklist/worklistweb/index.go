package worklistweb

import (
	"net/http"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
	"giamngheo/internal/worklist"
)

// indexView is the page as it is printed.
type indexView struct {
	Table *web.Table
	Empty web.Empty
	Name  web.Field
}

func (p pages) index(w http.ResponseWriter, r *web.Request) error {
	u, err := r.UnitOf(r.Who.Unit, account.ReadHouseholds)
	if err != nil {
		return err
	}
	lists, err := p.lists.All(r.Context(), r.Who)
	if err != nil {
		return err
	}
	v := indexView{Name: web.Field{ID: "list-name", Label: r.T("worklistweb.new_name"), Help: r.T("worklistweb.new_help")}}
	if len(lists) == 0 {
		v.Empty = web.Empty{
			Title: r.T("worklistweb.empty"), Text: r.T("worklistweb.empty_text"),
			Act: web.Link{Label: r.T("worklistweb.to_households"), Href: web.UnitPath(u.ID) + "/households"},
		}
	} else {
		v.Table = indexTable(r, lists)
	}
	page := web.Page{Title: r.T("worklistweb.title"), Unit: u, Help: "page-worklist", Crumb: r.T("worklistweb.menu"), Section: web.Households, Lead: r.T("worklistweb.lead")}
	return r.Render(w, page, indexPage(v))
}

func indexTable(r *web.Request, lists []worklist.List) *web.Table {
	l := r.Lang
	t := &web.Table{Caption: r.T("worklistweb.caption"), Wide: true, Columns: []web.Column{
		{Label: r.T("worklistweb.name")},
		{Label: r.T("worklistweb.content")},
		{Label: r.T("worklistweb.whose"), Secondary: true},
		{Label: r.T("worklistweb.updated"), Secondary: true},
	}}
	for _, x := range lists {
		content := web.Cell{Text: r.T("worklistweb.a_filter")}
		if x.Mine && x.Kind == worklist.Filter { // its name leads on to the page it keeps
			content.Body = keptFilter(content.Text, listPath(x.ID)+"?edit=1")
		}
		if x.Kind == worklist.Picked {
			content = web.Cell{Text: r.T("worklistweb.progress", "Done", l.Int(x.Done), "Households", l.Int(x.Households), "Count", x.Households)}
		}
		whose := x.Owner
		switch {
		case x.Mine && x.Shared:
			whose = r.T("worklistweb.mine_shared")
		case x.Mine:
			whose = r.T("worklistweb.mine")
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: x.Name, Href: listPath(x.ID)}, content, {Text: whose}, {Text: l.Time(x.Updated)},
		}})
	}
	return t
}

// create keeps a filter, or begins an empty list.
func (p pages) create(w http.ResponseWriter, r *web.Request) error {
	l := worklist.List{Kind: worklist.Kind(r.PostForm.Get("kind")), Name: r.PostForm.Get("list-name"), Address: r.PostForm.Get("address")}
	id, err := p.lists.Create(r.Context(), r.Who, l)
	if err != nil {
		return err
	}
	r.Flash(w, r.T("worklistweb.created"))
	if l.Kind == worklist.Filter {
		return r.SeeOther(w, "/lists")
	}
	return r.SeeOther(w, listPath(id))
}

func listPath(id worklist.ID) string { return "/lists/" + strconv.FormatInt(int64(id), 10) }

// home is the unit that a list's page stands in: the reader's own.
func home(r *web.Request) (unit.Unit, error) { return r.UnitOf(r.Who.Unit, account.ReadHouseholds) }
