package credentialweb

import (
	"encoding/json"
	"net/http"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/credential"
	"giamngheo/internal/web"
)

const (
	// pendingFor is how long the second proof may take; pendingTries how often it may be wrong.
	pendingFor   = 10 * time.Minute
	pendingTries = 5

	pendingKey = "pending"

	deviceCookie = "device"
	deviceFor    = 365 * 24 * time.Hour
)

// pending is somebody who has given the first proof and not the second. It stands in a session that is nobody's:
// no door but that of the second proof knows it.
type pending struct {
	ID    int64
	Way   string
	Next  string
	Only  []account.Grant
	At    int64
	Wrong int
}

func (p pages) keep(r *web.Request, x pending) error {
	b, err := json.Marshal(x)
	if err == nil {
		r.Session().Put(r.Context(), pendingKey, b)
	}
	return err
}

// pendingOf is who waits for the second proof in this session; ok is false when nobody does, or for too long.
func (p pages) pendingOf(r *web.Request) (x pending, ok bool) {
	b := r.Session().GetBytes(r.Context(), pendingKey)
	if len(b) == 0 || json.Unmarshal(b, &x) != nil {
		return x, false
	}
	return x, p.Now().Sub(time.Unix(x.At, 0)) < pendingFor && x.Wrong < pendingTries
}

// second asks for the second proof of an account that has one, and lets everybody else in.
func (p pages) second(w http.ResponseWriter, r *web.Request, x pending) error {
	has, err := p.Of(r.Context(), x.ID)
	if err != nil {
		return err
	}
	if !has.Second() {
		return p.enter(w, r, x, false)
	}
	if err := r.Session().RenewToken(r.Context()); err != nil {
		return err
	}
	x.At = p.Now().Unix()
	if err := p.keep(r, x); err != nil {
		return err
	}
	return r.SeeOther(w, codePath)
}

// enter lets somebody in who has given all the proofs that he has. settled says that his role's need of a second
// one is met elsewhere.
func (p pages) enter(w http.ResponseWriter, r *web.Request, x pending, settled bool) error {
	to, err := p.begin(w, r, x, settled)
	if err != nil {
		return err
	}
	return goOn(w, r, to)
}

// begin begins the session and tells where to go.
func (p pages) begin(w http.ResponseWriter, r *web.Request, x pending, settled bool) (to string, err error) {
	device := deviceOf(r)
	if device == "" {
		device = account.NewDevice()
	}
	who, err := p.Accounts.Enter(r.Context(), x.ID, x.Way, device, x.Only)
	if err != nil {
		return "", err
	}
	var need credential.Need
	if !settled {
		if need, err = p.NeedOf(r.Context(), who); err != nil {
			return "", err
		}
	}
	if err := r.Enter(who, x.Way, need.Over); err != nil {
		return "", err
	}
	r.SetCookie(w, deviceCookie, device, deviceFor)
	switch {
	case need.Over:
		return securityPath, nil
	case need.Wanted:
		r.Flash(w, r.T("credential.need_soon", "Until", r.Lang.Time(need.Until)))
	}
	return x.Next, nil
}

func goOn(w http.ResponseWriter, r *web.Request, to string) error {
	if to == "" {
		to = "/"
	}
	return r.SeeOther(w, to)
}

// deviceOf is the token by which this browser is known, "" when it is not.
func deviceOf(r *web.Request) string {
	if v := r.CookieValue(deviceCookie); len(v) <= 64 {
		return v
	}
	return ""
}
