package peopleweb

import (
	"net/http"

	"giamngheo/internal/fault"
	"giamngheo/internal/web"
)

// welcomeView is where the link leads.
type welcomeView struct {
	Action   string
	Login    string
	Problems web.Problems
	Fields   []web.Field
}

func (p pages) welcome(w http.ResponseWriter, r *web.Request) error {
	return p.renderWelcome(w, r, nil)
}

func (p pages) renderWelcome(w http.ResponseWriter, r *web.Request, problems web.Problems) error {
	token := r.PathValue("token")
	login, name, err := p.accounts.Invited(r.Context(), token)
	if err != nil {
		return err
	}
	v := welcomeView{Action: "/welcome/" + token, Login: login, Problems: problems, Fields: []web.Field{
		{ID: "password", Label: r.T("peopleweb.new_password"), Type: "password", Auto: "new-password", Required: true, Help: r.T("peopleweb.new_password_help"), Problem: problems.Of("password")},
		{ID: "again", Label: r.T("peopleweb.password_again"), Type: "password", Auto: "new-password", Required: true, Help: r.T("peopleweb.password_again_help"), Problem: problems.Of("again")},
	}}
	page := web.Page{Title: r.T("peopleweb.welcome", "Name", name), Help: "page-welcome", Bare: true}
	if len(problems) > 0 {
		page.Status = http.StatusUnprocessableEntity
	}
	return r.Render(w, page, welcomePage(v))
}

func (p pages) accept(w http.ResponseWriter, r *web.Request) error {
	password := r.PostFormValue("password")
	if password != r.PostFormValue("again") {
		return p.renderWelcome(w, r, web.Problems{{Field: "again", Text: r.T("peopleweb.not_the_same")}})
	}
	err := p.accounts.Accept(r.Context(), r.PathValue("token"), password)
	if err != nil && fault.KindOf(err) == fault.Invalid {
		return p.renderWelcome(w, r, web.Problems{{Field: "password", Text: r.Lang.Error(err)}})
	}
	if err != nil {
		return err
	}
	if r.Who.SignedIn() { // somebody else's session on this machine
		if err := r.SignOut(); err != nil {
			return err
		}
	}
	r.Flash(w, r.T("peopleweb.password_done"))
	return r.SeeOther(w, web.SignInPath)
}
