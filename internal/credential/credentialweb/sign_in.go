package credentialweb

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
	Provider string         // words on the button of the identity provider, "" when there is none
	Passkey  bool           // a passkey may be used at this address
}

func (p pages) show(w http.ResponseWriter, r *web.Request) error {
	if r.Who.SignedIn() {
		return r.SeeOther(w, "/")
	}
	return p.render(w, r, form{Next: r.URL.Query().Get("next")}, 0)
}

func (p pages) render(w http.ResponseWriter, r *web.Request, f form, status int) error {
	demo, _, err := p.Accounts.Invented(r.Context())
	if err != nil {
		return err
	}
	if demo {
		f.Demo = account.Roles
	}
	if provider := p.Provider(); provider != nil {
		if f.Provider = provider.Name; f.Provider == "" {
			f.Provider = r.T("credential.oidc_name")
		}
	}
	f.Passkey = p.Origin(r.Host) != ""
	return r.Render(w, web.Page{Title: r.T("account.sign_in"), Help: "page-sign-in", Bare: true, Status: status}, signInPage(f))
}

func (p pages) signIn(w http.ResponseWriter, r *web.Request) error {
	f := form{Login: r.PostFormValue("login"), Next: r.PostFormValue("next")}
	device := deviceOf(r)
	known, err := p.Accounts.Knows(r.Context(), f.Login, device)
	if err != nil {
		return err
	}
	// A machine from which this officer has signed in has a counter of its own: nobody who tries behind the same
	// address can keep him out.
	if !known && !p.tries.allow(r.IP()) {
		f.Problems = web.Problems{{Text: r.T("account.too_many")}}
		return p.render(w, r, f, http.StatusTooManyRequests)
	}
	person, err := p.Accounts.Check(r.Context(), f.Login, r.PostFormValue("password"), device)
	if fault.KindOf(err) == fault.Invalid && err != nil {
		f.Problems = web.Problems{{Field: "login", Text: r.Lang.Error(err)}}
		return p.render(w, r, f, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	if !known {
		p.tries.giveBack(r.IP())
	}
	return p.second(w, r, pending{ID: person.ID, Way: "password", Next: f.Next})
}

func (p pages) signInDemo(w http.ResponseWriter, r *web.Request) error {
	if !p.tries.allow(r.IP()) {
		return fault.New(fault.TooMany, "account.too_many")
	}
	who, err := p.Accounts.SignInDemo(r.Context(), account.Role(r.PostFormValue("role")))
	if err != nil {
		return err
	}
	p.tries.giveBack(r.IP())
	if err := r.Enter(who, "click", false); err != nil {
		return err
	}
	return goOn(w, r, r.PostFormValue("next"))
}

func (p pages) signOut(w http.ResponseWriter, r *web.Request) error {
	if r.Who.SignedIn() {
		if err := p.Accounts.SignOut(r.Context(), r.Who); err != nil {
			return err
		}
		if err := r.SignOut(); err != nil {
			return err
		}
	}
	return r.SeeOther(w, web.SignInPath)
}
