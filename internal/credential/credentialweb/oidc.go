package credentialweb

import (
	"encoding/json"
	"errors"
	"net/http"

	"giamngheo/internal/credential"
	"giamngheo/internal/fault"
	"giamngheo/internal/web"
)

var errNoProvider = fault.New(fault.NotFound, "web.unknown_page")

// goTo sends the reader to the identity provider.
func (p pages) goTo(w http.ResponseWriter, r *web.Request, g credential.Going) error {
	provider := p.Provider()
	if provider == nil {
		return errNoProvider
	}
	to, err := provider.Go(r.Context(), &g)
	if err != nil {
		return err
	}
	b, err := json.Marshal(g)
	if err != nil {
		return err
	}
	r.Session().Put(r.Context(), goingKey, b)
	http.Redirect(w, r.Request, to, http.StatusSeeOther)
	return nil
}

// goingKey is where a session keeps who is on his way to the provider.
const goingKey = "oidc"

func (p pages) goSignIn(w http.ResponseWriter, r *web.Request) error {
	if !p.tries.allow(r.IP()) {
		return fault.New(fault.TooMany, "account.too_many")
	}
	return p.goTo(w, r, credential.Going{Next: r.URL.Query().Get("next")})
}

func (p pages) goLink(w http.ResponseWriter, r *web.Request) error {
	return p.goTo(w, r, credential.Going{Link: r.Who.ID, Next: securityPath})
}

func (p pages) goProve(w http.ResponseWriter, r *web.Request) error {
	return p.goTo(w, r, credential.Going{Prove: true, Next: r.URL.Query().Get("next")})
}

// comeBack takes whoever the provider sends back: in, to a second proof of ours, to his linked account, or on to
// what waited for a newer proof.
func (p pages) comeBack(w http.ResponseWriter, r *web.Request) error {
	var g credential.Going
	b := r.Session().PopBytes(r.Context(), goingKey)
	if len(b) == 0 || json.Unmarshal(b, &g) != nil {
		return p.refused(w, r, fault.New(fault.Invalid, "credential.oidc_refused"))
	}
	if (g.Prove || g.Link != 0) && !r.Who.SignedIn() || g.Link != 0 && g.Link != r.Who.ID {
		return fault.New(fault.Unauthenticated, "account.sign_in_first")
	}
	a, err := p.Arrive(r.Context(), g, r.URL.Query())
	if err != nil {
		if g.Link == 0 && !g.Prove {
			return p.refused(w, r, err)
		}
		return err
	}
	switch {
	case g.Link != 0:
		r.Flash(w, r.T("credential.oidc_linked"))
		return r.SeeOther(w, securityPath)
	case g.Prove && a.ID != r.Who.ID:
		return fault.New(fault.Forbidden, "credential.oidc_other")
	case g.Prove:
		if err := p.NoteProof(r.Context(), r.Who, "oidc"); err != nil {
			return err
		}
		r.Proved()
		return goOn(w, r, g.Next)
	}
	p.tries.giveBack(r.IP())
	x := pending{ID: a.ID, Way: "oidc", Next: g.Next, Only: a.Only}
	if a.Second {
		err = p.enter(w, r, x, true)
	} else {
		err = p.second(w, r, x)
	}
	return p.refused(w, r, err)
}

// refused shows why the provider's user is not let in, on the page of signing in.
func (p pages) refused(w http.ResponseWriter, r *web.Request, err error) error {
	var f *fault.Error
	if err == nil || !errors.As(err, &f) {
		return err
	}
	return p.render(w, r, form{Problems: web.Problems{{Text: r.Lang.Error(err)}}}, http.StatusForbidden)
}
