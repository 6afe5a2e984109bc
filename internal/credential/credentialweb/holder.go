package credentialweb

import (
	"fmt"
	"net/http"

	"giamngheo/internal/account"
	"giamngheo/internal/credential"
	"giamngheo/internal/fault"
	"giamngheo/internal/web"
)

// held is an account's proofs and sessions as its administrator sees them.
type held struct {
	account.Holder
	Has      credential.Has
	Sessions []session
	Own      bool
}

func holderPath(id int64) string { return fmt.Sprintf("/accounts/%d/proofs", id) }

// kept is the account of the path, when the reader may keep it.
func (p pages) kept(r *web.Request) (account.Holder, error) {
	id, ok := r.PathInt("id")
	if !ok {
		return account.Holder{}, fault.New(fault.NotFound, "web.unknown_page")
	}
	return account.Kept(r.Context(), r.DB(), r.Who, id)
}

func (p pages) holder(w http.ResponseWriter, r *web.Request) error {
	h, err := p.kept(r)
	if err != nil {
		return err
	}
	x := held{Holder: h, Own: h.ID == r.Who.ID}
	if x.Has, err = p.Of(r.Context(), h.ID); err != nil {
		return err
	}
	if x.Sessions, err = p.sessions(r, h.ID); err != nil {
		return err
	}
	u, err := r.UnitOf(r.Who.Unit, account.ManageAccounts)
	if err != nil {
		return err
	}
	page := web.Page{
		Title: r.T("credential.holder_title", "Login", h.Login), Unit: u, Above: web.Link{Label: h.Login, Href: fmt.Sprintf("/accounts/%d", h.ID)},
		Crumb: r.T("credential.holder_crumb"), Lead: h.Name, Section: web.Administration, Help: "page-account-proofs",
	}
	return r.Render(w, page, holderPage(x))
}

func (p pages) reset(w http.ResponseWriter, r *web.Request) error {
	h, err := p.kept(r)
	if err != nil {
		return err
	}
	if err := p.Reset(r.Context(), r.Who, h.ID); err != nil {
		return err
	}
	r.Flash(w, r.T("credential.reset_done", "Login", h.Login))
	return r.SeeOther(w, holderPath(h.ID))
}

// endHolderSession ends one session of the account, or all of them.
func (p pages) endHolderSession(w http.ResponseWriter, r *web.Request) error {
	h, err := p.kept(r)
	if err != nil {
		return err
	}
	if err := p.Accounts.EndSession(r.Context(), r.Who, h.ID, r.PostFormValue("session"), ""); err != nil {
		return err
	}
	r.Flash(w, r.T("credential.sessions_ended"))
	return r.SeeOther(w, holderPath(h.ID))
}
