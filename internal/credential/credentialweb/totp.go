package credentialweb

import (
	"bytes"
	"net/http"

	"giamngheo/internal/credential"
	"giamngheo/internal/fault"
	"giamngheo/internal/web"
)

func (p pages) beginTOTP(w http.ResponseWriter, r *web.Request) error {
	if err := p.BeginTOTP(r.Context(), r.Who); err != nil {
		return err
	}
	return r.SeeOther(w, "/security/totp")
}

func (p pages) showTOTP(w http.ResponseWriter, r *web.Request) error {
	key, err := p.NewTOTP(r.Context(), r.Who)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return r.SeeOther(w, securityPath) // it is set up already, or was never begun
	}
	if err != nil {
		return err
	}
	return p.renderTOTP(w, r, key, nil, 0)
}

func (p pages) renderTOTP(w http.ResponseWriter, r *web.Request, key credential.TOTPKey, problems web.Problems, status int) error {
	return r.Render(w, web.Page{Title: r.T("credential.totp_title"), Help: "page-security", Status: status}, totpPage(key, problems))
}

// totpPicture is the key as a QR code. Nothing keeps it: neither the browser nor what lies between.
func (p pages) totpPicture(w http.ResponseWriter, r *web.Request) error {
	key, err := p.NewTOTP(r.Context(), r.Who)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := key.PNG(&b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "private, no-store")
	_, err = b.WriteTo(w)
	return err
}

// confirmTOTP takes the app's first code, and shows the recovery codes when there are none yet.
func (p pages) confirmTOTP(w http.ResponseWriter, r *web.Request) error {
	key, err := p.NewTOTP(r.Context(), r.Who)
	if err != nil {
		return err
	}
	err = p.ConfirmTOTP(r.Context(), r.Who, r.PostFormValue("code"))
	if err != nil && fault.KindOf(err) == fault.Invalid {
		return p.renderTOTP(w, r, key, web.Problems{{Field: "code", Text: r.T("credential.totp_wrong")}}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	if err := p.unbar(r); err != nil {
		return err
	}
	has, err := p.Of(r.Context(), r.Who.ID)
	if err != nil {
		return err
	}
	if has.Codes == 0 {
		return p.newCodes(w, r)
	}
	return done(w, r, "credential.totp_added")
}

func (p pages) removeTOTP(w http.ResponseWriter, r *web.Request) error {
	if err := p.RemoveTOTP(r.Context(), r.Who); err != nil {
		return err
	}
	return done(w, r, "credential.totp_removed")
}
