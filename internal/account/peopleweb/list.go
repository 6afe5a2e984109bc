package peopleweb

import (
	"net/http"
	"slices"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// pageSize is how many accounts one page shows.
const pageSize = 50

// listView is the page as it is printed.
type listView struct {
	Filters []web.Field
	Acts    []web.Link
	Table   *web.Table
	Pager   web.Pager
	Empty   web.Empty
}

// list shows the accounts of the reader's area, or of the unit that ?unit= names.
func (p pages) list(w http.ResponseWriter, r *web.Request) error {
	area := r.Who.Unit
	if id, ok := r.QueryInt("unit"); ok {
		area = unit.ID(id)
	}
	u, err := r.UnitOf(area, account.ManageAccounts)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	query := account.Query{
		Text: q.Get("name"), Area: u.ID, Role: account.Role(q.Get("role")), State: account.State(q.Get("state")), After: q.Get("after"), Limit: pageSize,
	}
	if query.Role != "" && !query.Role.Valid() || !slices.Contains(account.States, query.State) {
		return fault.New(fault.NotFound, "web.unknown_page")
	}
	found, more, err := p.accounts.Find(r.Context(), r.Who, query)
	if err != nil {
		return err
	}
	v := listView{Filters: filters(r, query), Acts: []web.Link{
		{Label: r.T("peopleweb.bring"), Href: "/officers"},
	}}
	if len(found) == 0 {
		v.Empty = web.Empty{Title: r.T("peopleweb.none"), Text: r.T("peopleweb.none_text"), Act: web.Link{Label: r.T("peopleweb.new"), Href: Path + "/new"}}
	} else {
		if v.Table, err = table(r, found); err != nil {
			return err
		}
		v.Pager.Text = r.T("peopleweb.on_page", "Accounts", r.Lang.Int(int64(len(found))))
		if query.After != "" {
			v.Pager.First = r.With("after", "")
		}
		if more {
			v.Pager.Next = r.With("after", found[len(found)-1].Login)
		}
	}
	page := web.Page{
		Title: r.T("peopleweb.title", "Unit", u.TitleIn(r.Lang)), Unit: u, Crumb: r.T("peopleweb.menu"), Help: "page-accounts", Section: web.Administration,
		Act: web.Link{Label: r.T("peopleweb.new"), Href: Path + "/new"},
	}
	return r.Render(w, page, listPage(v))
}

func filters(r *web.Request, q account.Query) []web.Field {
	role := web.Field{ID: "role", Label: r.T("peopleweb.role"), Help: r.T("peopleweb.role_filter_help"), Options: []web.Option{{Label: r.T("peopleweb.any_role")}}}
	for _, x := range account.Roles {
		role.Options = append(role.Options, web.Option{Value: string(x), Label: x.Title(r.Lang), On: x == q.Role})
	}
	state := web.Field{ID: "state", Label: r.T("peopleweb.state"), Help: r.T("peopleweb.state_help")}
	for _, x := range account.States {
		state.Options = append(state.Options, web.Option{Value: string(x), Label: stateName(r, x), On: x == q.State})
	}
	return []web.Field{{ID: "name", Label: r.T("peopleweb.name"), Type: "search", Value: q.Text, Help: r.T("peopleweb.name_filter_help")}, role, state}
}

func stateName(r *web.Request, s account.State) string {
	if s == account.AnyState {
		return r.T("peopleweb.any_state")
	}
	return r.T("peopleweb.state_" + string(s))
}

func table(r *web.Request, found []account.Account) (*web.Table, error) {
	var grants []account.Grant
	for _, a := range found {
		grants = append(grants, a.Grants...)
	}
	places, err := placesOf(r, r.DB(), grants)
	if err != nil {
		return nil, err
	}
	t := &web.Table{Caption: r.T("peopleweb.caption"), Wide: true, Columns: []web.Column{
		{Label: r.T("peopleweb.name")},
		{Label: r.T("peopleweb.posts")},
		{Label: r.T("peopleweb.office"), Secondary: true},
		{Label: r.T("peopleweb.state"), Secondary: true},
	}}
	today := day.Of(r.Now())
	for _, a := range found {
		var posts []string
		for _, g := range a.Grants {
			if today < g.To {
				posts = append(posts, postTitle(r, places, g))
			}
		}
		if posts == nil {
			posts = []string{r.T("peopleweb.no_post")}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: a.Name, Href: r.Link(path(a.ID)), Sub: a.Login},
			{Text: posts[0], Sub: strings.Join(posts[1:], "; ")},
			{Text: a.Office, Sub: a.Post},
			{Text: stateName(r, a.State(today))},
		}})
	}
	return t, nil
}

// placesOf are the units of some posts, with those above them where the name alone would not tell.
func placesOf(r *web.Request, q db.Querier, grants []account.Grant) (map[unit.ID]unit.Unit, error) {
	ids := make([]unit.ID, 0, len(grants))
	for _, g := range grants {
		if !slices.Contains(ids, g.Unit) {
			ids = append(ids, g.Unit)
		}
	}
	return unit.ByIDs(r.Context(), q, ids)
}

// postTitle is a post in words: "Công chức xã · Xã Chư Krêy".
func postTitle(r *web.Request, places map[unit.ID]unit.Unit, g account.Grant) string {
	s := g.Role.Title(r.Lang)
	if g.Sector != "" {
		s += " (" + g.Sector.Title(r.Lang) + ")"
	}
	return s + " · " + places[g.Unit].TitleIn(r.Lang)
}

// above is the step from a page about accounts back to their list.
func above(r *web.Request) web.Link { return web.Link{Label: r.T("peopleweb.menu"), Href: Path} }
