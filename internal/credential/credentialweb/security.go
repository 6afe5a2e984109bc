package credentialweb

import (
	"net/http"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/credential"
	"giamngheo/internal/fault"
	"giamngheo/internal/web"
)

// security is an officer's own page.
type security struct {
	Has      credential.Has
	Passkeys bool // passkeys work at this address
	Provider string
	Sessions []session
	Barred   bool
	Need     credential.Need
	Problems web.Problems
}

// session is one open session as the page shows it.
type session struct {
	account.Open
	Browser string
	Here    bool
}

func (p pages) security(w http.ResponseWriter, r *web.Request) error {
	return p.renderSecurity(w, r, nil, 0)
}

func (p pages) renderSecurity(w http.ResponseWriter, r *web.Request, problems web.Problems, status int) (err error) {
	s := security{Passkeys: p.Origin(r.Host) != "", Barred: r.Session().Barred(r.Context()), Problems: problems}
	if s.Has, err = p.Of(r.Context(), r.Who.ID); err != nil {
		return err
	}
	if s.Sessions, err = p.sessions(r, r.Who.ID); err != nil {
		return err
	}
	if s.Need, err = p.NeedOf(r.Context(), r.Who); err != nil {
		return err
	}
	if provider := p.Provider(); provider != nil {
		if s.Provider = provider.Name; s.Provider == "" {
			s.Provider = r.T("credential.oidc_name")
		}
	}
	return r.Render(w, web.Page{Title: r.T("credential.security_title"), Lead: r.T("credential.security_lead"), Help: "page-security", Status: status}, securityPage(s))
}

func (p pages) sessions(r *web.Request, id int64) ([]session, error) {
	open, err := p.Accounts.OpenSessions(r.Context(), id)
	if err != nil {
		return nil, err
	}
	here := r.Session().Handle(r.Context())
	out := make([]session, len(open))
	for i, o := range open {
		out[i] = session{o, browser(o.Agent), here != "" && o.Handle == here}
	}
	return out, nil
}

func (p pages) changePassword(w http.ResponseWriter, r *web.Request) error {
	next, again := r.PostFormValue("new-password"), r.PostFormValue("again-password")
	if next != again {
		return p.renderSecurity(w, r, web.Problems{{Field: "again-password", Text: r.T("account.password_differs")}}, http.StatusUnprocessableEntity)
	}
	device := deviceOf(r)
	if !p.tries.allow(r.IP()) {
		return fault.New(fault.TooMany, "account.too_many")
	}
	err := p.Accounts.ChangePassword(r.Context(), r.Who, r.PostFormValue("old-password"), next, device, r.Session().Handle(r.Context()))
	if f := fault.As(err); f != nil && f.Kind == fault.Invalid {
		problem := web.Problem{Field: "new-password", Text: r.Lang.Error(err)}
		if f.Key == "account.sign_in_refused" {
			problem = web.Problem{Field: "old-password", Text: r.T("credential.old_password_wrong")}
		}
		return p.renderSecurity(w, r, web.Problems{problem}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	p.tries.giveBack(r.IP())
	r.Proved()
	return done(w, r, "credential.password_changed")
}

func (p pages) newCodes(w http.ResponseWriter, r *web.Request) error {
	codes, err := p.NewCodes(r.Context(), r.Who)
	if err != nil {
		return err
	}
	return r.Render(w, web.Page{Title: r.T("credential.codes_title"), Help: "page-security"}, codesPage(codes))
}

func (p pages) removePasskey(w http.ResponseWriter, r *web.Request) error {
	id, _ := strconv.ParseInt(r.PostFormValue("passkey"), 10, 64)
	if err := p.RemovePasskey(r.Context(), r.Who, id); err != nil {
		return err
	}
	return done(w, r, "credential.passkey_removed")
}

// endSession ends one session, or all but this one.
func (p pages) endSession(w http.ResponseWriter, r *web.Request) error {
	handle, here := r.PostFormValue("session"), r.Session().Handle(r.Context())
	if handle == here && handle != "" {
		return p.signOut(w, r)
	}
	if err := p.Accounts.EndSession(r.Context(), r.Who, r.Who.ID, handle, here); err != nil {
		return err
	}
	return done(w, r, "credential.sessions_ended")
}

func (p pages) unlink(w http.ResponseWriter, r *web.Request) error {
	if err := p.Unlink(r.Context(), r.Who); err != nil {
		return err
	}
	return done(w, r, "credential.oidc_unlinked")
}

// done goes back to one's own page and says what was done.
func done(w http.ResponseWriter, r *web.Request, key string) error {
	r.Flash(w, r.T(key))
	return r.SeeOther(w, securityPath)
}
