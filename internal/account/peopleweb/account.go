package peopleweb

import (
	"net/http"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/web"
)

// showView is one account as it is printed.
type showView struct {
	Path     string
	Problems web.Problems
	Facts    []fact
	Posts    []postView
	Link     string // to set the password, shown this once
	LinkNote string
	Whole    bool
	Own      bool
	Disabled bool
	Locked   bool
	Person   []web.Field
	Offices  []string
	Post     []web.Field
	HandOver web.Link
	Proofs   web.Link // what the officer signs in with, and where he is signed in
}

// fact is a label with its value.
type fact struct{ Label, Value string }

// postView is a grant with the form that ends it.
type postView struct {
	Title, Period string
	Action        string // "" when it has ended
	Until         web.Field
}

// asked is the account that the address names.
func (p pages) asked(r *web.Request) (account.Profile, error) {
	id, ok := r.PathInt("account")
	if !ok {
		return account.Profile{}, fault.New(fault.NotFound, "account.unknown_account")
	}
	return p.accounts.Profile(r.Context(), r.Who, id)
}

func (p pages) show(w http.ResponseWriter, r *web.Request) error {
	a, err := p.asked(r)
	if err != nil {
		return err
	}
	return p.render(w, r, a, "", func(string) string { return "" }, nil)
}

func (p pages) render(w http.ResponseWriter, r *web.Request, a account.Profile, token string, value func(string) string, problems web.Problems) error {
	u, err := r.UnitOf(r.Who.Unit, account.ManageAccounts)
	if err != nil {
		return err
	}
	v := showView{
		Path: path(a.ID), Problems: problems, Facts: facts(r, a), Whole: a.Whole, Own: a.ID == r.Who.ID, Disabled: a.Disabled, Locked: a.Locked.After(r.Now()),
		Person: personFields(r, func(id string) string {
			return map[string]string{"name": a.Name, "office": a.Office, "post": a.Post}[id]
		}, nil, false),
		Post: postFields(r, value, problems),
	}
	if v.Offices, err = p.accounts.Offices(r.Context(), u.ID); err != nil {
		return err
	}
	if v.Posts, err = postViews(r, a); err != nil {
		return err
	}
	if r.Opens("GET /hand-over/{account}") && !v.Own {
		v.HandOver = web.Link{Label: r.T("peopleweb.hand_over"), Href: "/hand-over/" + strconv.FormatInt(a.ID, 10)}
	}
	if r.Opens("GET /accounts/{id}/proofs") && (v.Whole || v.Own) {
		v.Proofs = web.Link{Label: r.T("peopleweb.proofs"), Href: path(a.ID) + "/proofs"}
	}
	if token != "" {
		v.Link = r.Origin() + "/welcome/" + token
		v.LinkNote = r.T("peopleweb.link_note", "Days", int(account.InviteLimit.Hours()/24))
	}
	page := web.Page{Title: a.Name, Unit: u, Above: above(r), Crumb: a.Login, Help: "page-accounts", Section: web.Administration}
	if len(problems) > 0 {
		page.Status = http.StatusUnprocessableEntity
	}
	return r.Render(w, page, showPage(v))
}

func facts(r *web.Request, a account.Profile) []fact {
	state := stateName(r, a.Now)
	if a.Locked.After(r.Now()) {
		state += " · " + r.T("peopleweb.locked_until", "Time", r.Lang.Time(a.Locked))
	}
	password := r.T("peopleweb.password_set")
	switch {
	case a.HasPassword:
	case a.Invited:
		password = r.T("peopleweb.password_invited")
	default:
		password = r.T("peopleweb.password_none")
	}
	unknown := func(s string) string {
		if s == "" {
			return lang.Unknown
		}
		return s
	}
	return []fact{
		{r.T("account.column_login"), a.Login},
		{r.T("account.column_office"), unknown(a.Office)},
		{r.T("account.column_post"), unknown(a.Post)},
		{r.T("peopleweb.state"), state},
		{r.T("peopleweb.password"), password},
		{r.T("peopleweb.since"), r.Lang.Date(day.Of(a.Created))},
	}
}

func postViews(r *web.Request, a account.Profile) ([]postView, error) {
	places, err := placesOf(r, r.DB(), a.Grants)
	if err != nil {
		return nil, err
	}
	today := day.Of(r.Now())
	var out []postView
	for _, g := range a.Grants {
		x := postView{Title: postTitle(r, places, g), Period: period(r, g)}
		if today < g.To && a.ID != r.Who.ID {
			id := strconv.FormatInt(g.ID, 10)
			x.Action = path(a.ID) + "/grants/" + id
			x.Until = web.Field{ID: "end-" + id, Label: r.T("peopleweb.ends_on"), Value: r.Lang.Date(today), Help: r.T("peopleweb.ends_help"), Narrow: true}
		}
		out = append(out, x)
	}
	return out, nil
}

func period(r *web.Request, g account.Grant) string {
	switch {
	case g.From >= g.To:
		return r.T("peopleweb.never_began")
	case g.To == day.Forever:
		return r.T("peopleweb.from_on", "From", r.Lang.Date(g.From))
	}
	return r.T("peopleweb.from_to", "From", r.Lang.Date(g.From), "To", r.Lang.Date(g.To))
}

// done answers an act: with a sentence, or with what was wrong on the page as it was.
func (p pages) done(w http.ResponseWriter, r *web.Request, a account.Profile, err error, key string) error {
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict) {
		return p.render(w, r, a, "", r.PostFormValue, web.Problems{{Text: r.Lang.Error(err)}})
	}
	if err != nil {
		return err
	}
	r.Flash(w, r.T(key))
	return r.SeeOther(w, path(a.ID))
}

func (p pages) describe(w http.ResponseWriter, r *web.Request) error {
	a, err := p.asked(r)
	if err != nil {
		return err
	}
	err = p.accounts.Describe(r.Context(), r.Who, a.Login, r.PostFormValue("name"), r.PostFormValue("office"), r.PostFormValue("post"))
	return p.done(w, r, a, err, "peopleweb.described")
}

func (p pages) grant(w http.ResponseWriter, r *web.Request) error {
	a, err := p.asked(r)
	if err != nil {
		return err
	}
	row, err := p.accounts.ReadGrant(r.Context(), r.Who, r.PostFormValue)
	if err != nil {
		return err
	}
	if len(row.Problems) > 0 {
		return p.render(w, r, a, "", r.PostFormValue, problemsOf(r, row.Problems))
	}
	return p.done(w, r, a, p.accounts.Grant(r.Context(), r.Who, a.Login, row.Officer.Grant), "peopleweb.granted")
}

func (p pages) end(w http.ResponseWriter, r *web.Request) error {
	a, err := p.asked(r)
	if err != nil {
		return err
	}
	grant, ok := r.PathInt("grant")
	if !ok {
		return fault.New(fault.NotFound, "account.unknown_grant")
	}
	on, ok := lang.ParseDate(r.PostFormValue("end-" + strconv.FormatInt(grant, 10)))
	if !ok {
		return p.done(w, r, a, fault.New(fault.Invalid, "peopleweb.no_day"), "")
	}
	return p.done(w, r, a, p.accounts.EndGrant(r.Context(), r.Who, a.Login, grant, on), "peopleweb.ended")
}

// state shuts an account, opens it again or lifts its lock.
func (p pages) state(w http.ResponseWriter, r *web.Request) error {
	a, err := p.asked(r)
	if err != nil {
		return err
	}
	switch r.PostFormValue("act") {
	case "disable":
		return p.done(w, r, a, p.accounts.Disable(r.Context(), r.Who, a.Login, true), "peopleweb.was_disabled")
	case "enable":
		return p.done(w, r, a, p.accounts.Disable(r.Context(), r.Who, a.Login, false), "peopleweb.was_enabled")
	case "unlock":
		return p.done(w, r, a, p.accounts.Unlock(r.Context(), r.Who, a.Login), "peopleweb.was_unlocked")
	}
	return fault.New(fault.Invalid, "web.bad_form")
}

// link makes a link with which the officer sets his password and shows it this once.
func (p pages) link(w http.ResponseWriter, r *web.Request) error {
	a, err := p.asked(r)
	if err != nil {
		return err
	}
	token, err := p.accounts.Invite(r.Context(), r.Who, a.Login)
	if err != nil {
		return p.done(w, r, a, err, "")
	}
	a.Invited = true
	return p.render(w, r, a, token, func(string) string { return "" }, nil)
}
