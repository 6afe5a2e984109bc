package credentialweb

import (
	"net/http"

	"giamngheo/internal/credential"
	"giamngheo/internal/fault"
	"giamngheo/internal/web"
)

// codeForm is the page of the second proof.
type codeForm struct {
	Has      credential.Has
	Passkey  bool
	Problems web.Problems
}

func (p pages) askCode(w http.ResponseWriter, r *web.Request) error {
	x, ok := p.pendingOf(r)
	if !ok {
		return r.SeeOther(w, web.SignInPath)
	}
	return p.renderCode(w, r, x, codeForm{}, 0)
}

func (p pages) renderCode(w http.ResponseWriter, r *web.Request, x pending, f codeForm, status int) error {
	var err error
	if f.Has, err = p.Of(r.Context(), x.ID); err != nil {
		return err
	}
	f.Passkey = len(f.Has.Passkeys) > 0 && p.Origin(r.Host) != ""
	return r.Render(w, web.Page{Title: r.T("credential.code_title"), Help: "page-sign-in", Bare: true, Status: status}, codePage(f))
}

func (p pages) takeCode(w http.ResponseWriter, r *web.Request) error {
	x, ok := p.pendingOf(r)
	if !ok {
		return r.SeeOther(w, web.SignInPath)
	}
	by, err := p.Code(r.Context(), x.ID, r.PostFormValue("code"))
	if err != nil && fault.KindOf(err) == fault.Invalid {
		if x.Wrong++; x.Wrong >= pendingTries {
			r.Session().Remove(r.Context(), pendingKey)
			return p.render(w, r, form{Next: x.Next, Problems: web.Problems{{Text: r.T("credential.code_too_many")}}}, http.StatusTooManyRequests)
		}
		if err := p.keep(r, x); err != nil {
			return err
		}
		return p.renderCode(w, r, x, codeForm{Problems: web.Problems{{Field: "code", Text: r.Lang.Error(err)}}}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	x.Way += "+" + by
	return p.enter(w, r, x, true)
}
