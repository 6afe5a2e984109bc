package credential

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
)

// mostPasskeys is how many an account may have.
const mostPasskeys = 10

// Passkey is one key of an account: on a telephone, in a computer, or a small device to plug in.
type Passkey struct {
	ID   int64
	Name string
	Made time.Time
	Used time.Time // zero when never
	data webauthn.Credential
}

// passkeyUser is an account as the WebAuthn library asks for it.
type passkeyUser struct {
	id     int64
	login  string
	name   string
	handle []byte
	keys   []Passkey
}

func (u passkeyUser) WebAuthnID() []byte          { return u.handle }
func (u passkeyUser) WebAuthnName() string        { return u.login }
func (u passkeyUser) WebAuthnDisplayName() string { return u.name }
func (u passkeyUser) WebAuthnCredentials() []webauthn.Credential {
	out := make([]webauthn.Credential, len(u.keys))
	for i, k := range u.keys {
		out[i] = k.data
	}
	return out
}

// Origin is where passkeys belong to: the address that the operator has said, else this machine by its own name
// for whoever tries the program out; "" when the host is neither, for a passkey belongs to a name.
func (s *Service) Origin(host string) string {
	if s.setup.URL != nil {
		if net.ParseIP(s.setup.URL.Hostname()) != nil {
			return ""
		}
		return s.setup.URL.Scheme + "://" + s.setup.URL.Host
	}
	if h, _, err := net.SplitHostPort(host); err == nil && h == "localhost" {
		return "http://" + host
	}
	return ""
}

func relying(origin string) (*webauthn.WebAuthn, error) {
	u, err := url.Parse(origin)
	if err != nil || origin == "" {
		return nil, fault.New(fault.NotFound, "credential.passkeys_nowhere")
	}
	return webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: "Giảm nghèo", RPOrigins: []string{origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationRequired,
		},
	})
}

// Ceremony is what the browser is told and what the session keeps until it answers.
type Ceremony struct{ Options, Kept []byte }

func ceremony(options, kept any) (c Ceremony, err error) {
	if c.Options, err = json.Marshal(options); err == nil {
		c.Kept, err = json.Marshal(kept)
	}
	return c, err
}

// BeginPasskey begins to add a key.
func (s *Service) BeginPasskey(ctx context.Context, who account.Actor, origin string) (Ceremony, error) {
	w, err := relying(origin)
	if err != nil {
		return Ceremony{}, err
	}
	u, err := s.user(ctx, who.ID)
	if err != nil {
		return Ceremony{}, err
	}
	if len(u.keys) >= mostPasskeys {
		return Ceremony{}, fault.New(fault.Conflict, "credential.passkeys_many", "Most", mostPasskeys)
	}
	options, kept, err := w.BeginRegistration(u, webauthn.WithExclusions(webauthn.Credentials(u.WebAuthnCredentials()).CredentialDescriptors()))
	if err != nil {
		return Ceremony{}, err
	}
	return ceremony(options, kept)
}

// AddPasskey takes the key that the browser has made.
func (s *Service) AddPasskey(ctx context.Context, who account.Actor, origin, name string, kept []byte, answer *http.Request) error {
	w, session, err := resume(origin, kept)
	if err != nil {
		return err
	}
	u, err := s.user(ctx, who.ID)
	if err != nil {
		return err
	}
	c, err := w.FinishRegistration(u, session, answer)
	if err != nil {
		return s.notGood(ctx, who.ID, err)
	}
	if name = strings.TrimSpace(lang.NFC(name)); name == "" {
		name = "Passkey"
	}
	data, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := insertPasskey(ctx, tx, who.ID, keyID(c.ID), firstRunes(name, 60), data); err != nil {
			return err
		}
		return s.tell(ctx, tx, who, "credential.passkey_add", nil)
	})
}

// RemovePasskey takes a key of one's own away.
func (s *Service) RemovePasskey(ctx context.Context, who account.Actor, id int64) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := removePasskey(ctx, tx, who.ID, id)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.NotFound, "credential.passkey_gone")
		}
		return s.tell(ctx, tx, who, "credential.passkey_remove", map[string]any{"passkey": id})
	})
}

// BeginPasskeyUse asks for any key that belongs here; which account it is, the key says.
func (s *Service) BeginPasskeyUse(origin string) (Ceremony, error) {
	w, err := relying(origin)
	if err != nil {
		return Ceremony{}, err
	}
	options, kept, err := w.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return Ceremony{}, err
	}
	return ceremony(options, kept)
}

// UsePasskey judges the answer and tells whose key it was. The key has asked its holder for a finger, a face or
// a number: it is both proofs at once.
func (s *Service) UsePasskey(ctx context.Context, origin string, kept []byte, answer *http.Request) (account.Person, error) {
	w, session, err := resume(origin, kept)
	if err != nil {
		return account.Person{}, err
	}
	found := int64(0)
	who, c, err := w.FinishPasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		id, err := accountOf(ctx, s.db, base64.RawURLEncoding.EncodeToString(handle))
		if err != nil || id == 0 {
			return nil, errors.Join(err, errors.New("unknown handle"))
		}
		found = id
		return s.user(ctx, id)
	}, session, answer)
	if err == nil && c.Authenticator.CloneWarning {
		err = errors.New("the key counts backwards: it may have been copied")
	}
	if err != nil {
		return account.Person{}, s.notGood(ctx, found, err)
	}
	data, err := json.Marshal(c)
	if err != nil {
		return account.Person{}, err
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return usedPasskey(ctx, tx, keyID(c.ID), data) })
	u := who.(passkeyUser)
	return account.Person{ID: u.id, Login: u.login}, err
}

// notGood writes the line of a key that was refused and gives the sentence for it.
func (s *Service) notGood(ctx context.Context, id int64, why error) error {
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		l := audit.Line{Act: "credential.failed", Thing: "account:unknown", After: map[string]any{"by": "passkey"}}
		if id == 0 {
			return audit.Record(ctx, tx, audit.Actor{Name: "unknown"}, l)
		}
		a, err := account.HolderOf(ctx, tx, id)
		if err != nil {
			return err
		}
		return a.Tell(ctx, tx, account.Actor{ID: id, Login: a.Login}, l)
	})
	if err != nil {
		return errors.Join(err, why)
	}
	return fault.New(fault.Invalid, "credential.passkey_refused")
}

func resume(origin string, kept []byte) (*webauthn.WebAuthn, webauthn.SessionData, error) {
	var session webauthn.SessionData
	w, err := relying(origin)
	if err != nil {
		return nil, session, err
	}
	if len(kept) == 0 || json.Unmarshal(kept, &session) != nil {
		return nil, session, fault.New(fault.Invalid, "credential.passkey_refused")
	}
	return w, session, nil
}

// user is an account with its keys, and its handle, made when it has none.
func (s *Service) user(ctx context.Context, id int64) (passkeyUser, error) {
	u := passkeyUser{id: id}
	a, err := account.HolderOf(ctx, s.db, id)
	if err != nil {
		return u, err
	}
	u.login, u.name = a.Login, a.Name
	if u.keys, err = passkeysOf(ctx, s.db, id); err != nil {
		return u, err
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		h, err := holderOf(ctx, tx, id)
		if err == nil {
			u.handle, err = base64.RawURLEncoding.DecodeString(h.handle)
		}
		return err
	})
	return u, err
}

func keyID(id []byte) string { return base64.RawURLEncoding.EncodeToString(id) }

func firstRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
