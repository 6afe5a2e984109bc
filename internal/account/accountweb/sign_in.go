package accountweb

import (
	"net/http"

	"giamngheo/internal/account"
	"giamngheo/internal/fault"
	"giamngheo/internal/web"
)

// form is the sign-in page as it is shown, with what was typed and what was wrong.
type form struct {
	Login    string
	Next     string
	Problems web.Problems
	Demo     []account.Role // the posts offered with one click; none outside a demonstration
}

func (p pages) show(w http.ResponseWriter, r *web.Request) error {
	if r.Who.SignedIn() {
		return r.SeeOther(w, "/")
	}
	return p.render(w, r, form{Next: r.URL.Query().Get("next")}, 0)
}

func (p pages) render(w http.ResponseWriter, r *web.Request, f form, status int) error {
	demo, _, err := p.accounts.Invented(r.Context())
	if err != nil {
		return err
	}
	if demo {
		f.Demo = account.Roles
	}
	return r.Render(w, web.Page{Title: r.T("account.sign_in"), Help: "page-sign-in", Bare: true, Status: status}, signInPage(f))
}

func (p pages) signIn(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "web.bad_form")
	}
	f := form{Login: r.PostFormValue("login"), Next: r.PostFormValue("next")}
	if !p.tries.allow(r.IP()) {
		f.Problems = web.Problems{{Text: r.T("account.too_many")}}
		return p.render(w, r, f, http.StatusTooManyRequests)
	}
	who, err := p.accounts.SignIn(r.Context(), f.Login, r.PostFormValue("password"))
	if fault.KindOf(err) == fault.Invalid && err != nil {
		f.Problems = web.Problems{{Field: "login", Text: r.Lang.Error(err)}}
		return p.render(w, r, f, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return p.enter(w, r, who, f.Next)
}

func (p pages) signInDemo(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "web.bad_form")
	}
	if !p.tries.allow(r.IP()) {
		return fault.New(fault.TooMany, "account.too_many")
	}
	who, err := p.accounts.SignInDemo(r.Context(), account.Role(r.PostFormValue("role")))
	if err != nil {
		return err
	}
	return p.enter(w, r, who, r.PostFormValue("next"))
}

func (p pages) enter(w http.ResponseWriter, r *web.Request, who account.Actor, next string) error {
	if err := r.SignIn(who); err != nil {
		return err
	}
	if next == "" {
		next = "/"
	}
	return r.SeeOther(w, next)
}

func (p pages) signOut(w http.ResponseWriter, r *web.Request) error {
	if r.Who.SignedIn() {
		if err := p.accounts.SignOut(r.Context(), r.Who); err != nil {
			return err
		}
		if err := r.SignOut(); err != nil {
			return err
		}
	}
	return r.SeeOther(w, web.SignInPath)
}
