package credentialweb

import (
	"encoding/json"
	"net/http"

	"giamngheo/internal/credential"
	"giamngheo/internal/fault"
	"giamngheo/internal/web"
)

// ceremonyKey is where a session keeps what was asked of the browser, until it answers.
const ceremonyKey = "passkey"

// send answers the script of a page.
func send(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(v)
}

// said answers the script with a fault that it shows.
func said(w http.ResponseWriter, r *web.Request, err error) error {
	if fault.KindOf(err) == fault.Internal {
		return err
	}
	return send(w, http.StatusUnprocessableEntity, map[string]string{"problem": r.Lang.Error(err)})
}

func ask(w http.ResponseWriter, r *web.Request, c credential.Ceremony, err error) error {
	if err != nil {
		return said(w, r, err)
	}
	r.Session().Put(r.Context(), ceremonyKey, c.Kept)
	return send(w, http.StatusOK, json.RawMessage(c.Options))
}

// kept is what was asked; it answers once.
func kept(r *web.Request) []byte { return r.Session().PopBytes(r.Context(), ceremonyKey) }

func (p pages) beginPasskeyUse(w http.ResponseWriter, r *web.Request) error {
	if !p.tries.allow(r.IP()) {
		return said(w, r, fault.New(fault.TooMany, "account.too_many"))
	}
	c, err := p.BeginPasskeyUse(p.Origin(r.Host))
	return ask(w, r, c, err)
}

// signInByPasskey lets in whoever has a key: alone, or as second proof after the password.
func (p pages) signInByPasskey(w http.ResponseWriter, r *web.Request) error {
	person, err := p.UsePasskey(r.Context(), p.Origin(r.Host), kept(r), r.Request)
	if err != nil {
		return said(w, r, err)
	}
	p.tries.giveBack(r.IP())
	x := pending{ID: person.ID, Way: "passkey", Next: r.URL.Query().Get("next")}
	if first, ok := p.pendingOf(r); ok && first.ID == person.ID {
		x = first
		x.Way += "+passkey"
	}
	to, err := p.begin(w, r, x, true)
	if err != nil {
		return said(w, r, err)
	}
	return send(w, http.StatusOK, map[string]string{"to": web.Local(to)})
}

// proveByPasskey takes a key as the proof that is asked for again.
func (p pages) proveByPasskey(w http.ResponseWriter, r *web.Request) error {
	person, err := p.UsePasskey(r.Context(), p.Origin(r.Host), kept(r), r.Request)
	if err == nil && person.ID != r.Who.ID {
		err = fault.New(fault.Invalid, "credential.passkey_other")
	}
	if err != nil {
		return said(w, r, err)
	}
	p.tries.giveBack(r.IP())
	if err := p.NoteProof(r.Context(), r.Who, "passkey"); err != nil {
		return err
	}
	r.Proved()
	return send(w, http.StatusOK, map[string]string{})
}

func (p pages) beginPasskey(w http.ResponseWriter, r *web.Request) error {
	c, err := p.BeginPasskey(r.Context(), r.Who, p.Origin(r.Host))
	return ask(w, r, c, err)
}

func (p pages) addPasskey(w http.ResponseWriter, r *web.Request) error {
	b := kept(r)
	if len(b) == 0 {
		return said(w, r, fault.New(fault.Invalid, "credential.passkey_refused"))
	}
	if err := p.AddPasskey(r.Context(), r.Who, p.Origin(r.Host), r.URL.Query().Get("name"), b, r.Request); err != nil {
		return said(w, r, err)
	}
	if err := p.unbar(r); err != nil {
		return err
	}
	r.Flash(w, r.T("credential.passkey_added"))
	return send(w, http.StatusOK, map[string]string{"to": securityPath})
}

// unbar opens the doors to whoever has set up a second proof.
func (p pages) unbar(r *web.Request) error {
	if !r.Session().Barred(r.Context()) {
		return nil
	}
	has, err := p.Of(r.Context(), r.Who.ID)
	if err == nil && has.Second() {
		r.Session().Unbar(r.Context())
	}
	return err
}
