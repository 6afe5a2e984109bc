package peopleweb

import (
	"net/http"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/fault"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// postsView are the reader's own posts.
type postsView struct{ Posts []ownPost }

// ownPost is one of them; he acts in one at a time.
type ownPost struct {
	Grant  string
	Title  string
	Period string
	Now    bool
}

func (p pages) posts(w http.ResponseWriter, r *web.Request) error {
	grants, err := p.accounts.Posts(r.Context(), r.Who)
	if err != nil {
		return err
	}
	places, err := placesOf(r, r.DB(), grants)
	if err != nil {
		return err
	}
	var v postsView
	for _, g := range grants {
		v.Posts = append(v.Posts, ownPost{
			Grant: strconv.FormatInt(g.ID, 10), Title: postTitle(r, places, g), Period: period(r, g),
			Now: g.Role == r.Who.Role && g.Unit == r.Who.Unit && g.Sector == r.Who.Sector,
		})
	}
	u, err := unit.Get(r.Context(), r.DB(), r.Who.Unit)
	if err != nil {
		return err
	}
	page := web.Page{Title: r.T("peopleweb.own_posts"), Unit: u, Crumb: r.T("peopleweb.own_posts"), Help: "page-posts", Lead: r.T("peopleweb.own_posts_lead")}
	return r.Render(w, page, postsPage(v))
}

// act lets the reader act in another of his posts.
func (p pages) act(w http.ResponseWriter, r *web.Request) error {
	grant, err := strconv.ParseInt(r.PostFormValue("post"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "account.unknown_grant")
	}
	who, err := p.accounts.Switch(r.Context(), r.Who, grant)
	if err != nil {
		return err
	}
	if err := r.ActAs(who); err != nil {
		return err
	}
	r.Flash(w, r.T("peopleweb.switched", "Post", account.Role(who.Role).Title(r.Lang)))
	return r.SeeOther(w, "/")
}
