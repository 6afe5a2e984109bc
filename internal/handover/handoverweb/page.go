// Package handoverweb has the page on which an officer's posts and lists pass to who follows him.
package handoverweb

import (
	"net/http"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/change"
	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/handover"
	"giamngheo/internal/intake"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
	"giamngheo/internal/worklist"
)

type pages struct {
	accounts  *account.Service
	handovers *handover.Service
}

// Routes mounts the pages.
func Routes(m *web.Mux, accounts *account.Service, h *handover.Service) {
	p := pages{accounts, h}
	m.Page("GET /hand-over/{account}", account.ManageAccounts, p.show)
	m.Page("POST /hand-over/{account}", account.ManageAccounts, p.handOver)
}

// view is the page as it is printed.
type view struct {
	Action   string
	Problems web.Problems
	Has      []web.Link // what the officer has in hand
	Fields   []web.Field
	Back     web.Link
	Empty    bool
}

func (p pages) show(w http.ResponseWriter, r *web.Request) error { return p.render(w, r, nil) }

func (p pages) render(w http.ResponseWriter, r *web.Request, problems web.Problems) error {
	a, u, err := p.asked(r)
	if err != nil {
		return err
	}
	id := strconv.FormatInt(a.ID, 10)
	v := view{Action: "/hand-over/" + id, Problems: problems, Back: web.Link{Label: r.T("handoverweb.back"), Href: "/accounts/" + id}}
	on := r.Lang.Date(day.Of(r.Now()))
	if s := r.PostFormValue("on"); s != "" {
		on = s
	}
	v.Fields = []web.Field{
		{ID: "to", Label: r.T("handoverweb.to"), Value: r.PostFormValue("to"), Required: true, Auto: "off", Help: r.T("handoverweb.to_help"), Problem: problems.Of("to")},
		{ID: "on", Label: r.T("handoverweb.on"), Value: on, Required: true, Narrow: true, Help: r.T("handoverweb.on_help"), Problem: problems.Of("on")},
	}
	if v.Has, err = inHand(r, a); err != nil {
		return err
	}
	v.Empty = len(v.Has) == 0
	page := web.Page{
		Title: r.T("handoverweb.title", "Name", a.Name), Unit: u, Above: web.Link{Label: a.Login, Href: "/accounts/" + id}, Crumb: r.T("handoverweb.crumb"), Help: "page-hand-over", Section: web.Administration, Lead: r.T("handoverweb.lead"),
	}
	if len(problems) > 0 {
		page.Status = http.StatusUnprocessableEntity
	}
	return r.Render(w, page, handOverPage(v))
}

// asked is the account that the address names, and the reader's own unit.
func (p pages) asked(r *web.Request) (account.Profile, unit.Unit, error) {
	id, ok := r.PathInt("account")
	if !ok {
		return account.Profile{}, unit.Unit{}, fault.New(fault.NotFound, "account.unknown_account")
	}
	a, err := p.accounts.Profile(r.Context(), r.Who, id)
	if err != nil {
		return a, unit.Unit{}, err
	}
	u, err := r.UnitOf(r.Who.Unit, account.ManageAccounts)
	return a, u, err
}

// inHand is what the officer has in the reader's area: posts, working lists, imports and requests that wait.
// Names of households are not in it.
func inHand(r *web.Request, a account.Profile) (out []web.Link, err error) {
	today := day.Of(r.Now())
	var ids []unit.ID
	for _, g := range a.Grants {
		ids = append(ids, g.Unit)
	}
	places, err := unit.ByIDs(r.Context(), r.DB(), ids)
	if err != nil {
		return nil, err
	}
	var lists, waiting int64
	seen := map[unit.ID]bool{}
	for _, g := range a.Grants {
		if !g.Contains(today) {
			continue
		}
		out = append(out, web.Link{Label: r.T("handoverweb.post", "Role", g.Role.Title(r.Lang), "Unit", places[g.Unit].TitleIn(r.Lang))})
		n, err := change.WaitingFor(r.Context(), r.DB(), account.Actor{ID: a.ID, Role: g.Role, Unit: g.Unit})
		if err != nil {
			return nil, err
		}
		if n > 0 {
			l := web.Link{Label: r.T("handoverweb.requests", "Count", n, "Requests", r.Lang.Int(n))}
			if r.Opens("GET /changes") {
				l.Href = "/changes?unit=" + strconv.FormatInt(int64(g.Unit), 10)
			}
			out = append(out, l)
		}
		if seen[g.Unit] {
			continue
		}
		seen[g.Unit] = true
		n, err = worklist.CountIn(r.Context(), r.DB(), a.ID, g.Unit)
		if err != nil {
			return nil, err
		}
		lists += n
		n, err = intake.Waiting(r.Context(), r.DB(), a.ID, g.Unit)
		if err != nil {
			return nil, err
		}
		waiting += n
	}
	if lists > 0 {
		out = append(out, web.Link{Label: r.T("handoverweb.lists", "Count", lists, "Lists", r.Lang.Int(lists))})
	}
	if waiting > 0 {
		out = append(out, web.Link{Label: r.T("handoverweb.imports", "Count", waiting, "Imports", r.Lang.Int(waiting))})
	}
	return out, nil
}

func (p pages) handOver(w http.ResponseWriter, r *web.Request) error {
	a, _, err := p.asked(r)
	if err != nil {
		return err
	}
	on, ok := lang.ParseDate(r.PostFormValue("on"))
	if !ok {
		return p.render(w, r, web.Problems{{Field: "on", Text: r.T("handoverweb.no_day")}})
	}
	done, err := p.handovers.HandOver(r.Context(), r.Who, a.Login, r.PostFormValue("to"), on)
	if f := fault.As(err); f != nil && f.Kind != fault.Forbidden {
		return p.render(w, r, web.Problems{{Field: "to", Text: r.Lang.Error(err)}})
	}
	if err != nil {
		return err
	}
	r.Flash(w, r.T("handoverweb.done", "Posts", r.Lang.Int(int64(done.Posts)), "Lists", r.Lang.Int(done.Lists)))
	return r.SeeOther(w, "/accounts/"+strconv.FormatInt(a.ID, 10))
}
