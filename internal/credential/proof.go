package credential

import (
	"context"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
)

// Ways are the proofs that an officer can give when he is asked again.
type Ways struct {
	Password bool
	Code     bool // of an authenticator app, or a recovery code
	Passkey  bool
	OIDC     bool
	// Click is all that an account of a demonstration can give, which has nothing to prove itself with.
	Click bool
}

// WaysOf tells what an officer can prove himself with.
func (s *Service) WaysOf(ctx context.Context, who account.Actor) (w Ways, err error) {
	has, err := s.Of(ctx, who.ID)
	if err != nil {
		return w, err
	}
	w = Ways{Password: has.Password, Code: has.TOTP, Passkey: len(has.Passkeys) > 0, OIDC: has.Subject && s.setup.OIDC != nil}
	if w == (Ways{}) {
		w.Click, _, err = s.Accounts.Invented(ctx)
	}
	return w, err
}

// Proof is what somebody who is signed in types to prove himself again.
type Proof struct {
	Password string
	Code     string
	Click    bool
	Device   string // token of the machine's browser
}

// Given tells whether anything was given at all.
func (p Proof) Given() bool { return p.Password != "" || p.Code != "" || p.Click }

// Prove judges a proof; nil says that it is good. A wrong one counts like one at the sign-in.
func (s *Service) Prove(ctx context.Context, who account.Actor, p Proof) error {
	ways, err := s.WaysOf(ctx, who)
	if err != nil {
		return err
	}
	switch {
	case ways.Password && p.Password != "":
		return s.Accounts.ProveByPassword(ctx, who, p.Password, p.Device)
	case ways.Code && p.Code != "":
		by, err := s.Code(ctx, who.ID, p.Code)
		if err != nil {
			return err
		}
		return s.NoteProof(ctx, who, by)
	case ways.Click && p.Click:
		return s.NoteProof(ctx, who, "click")
	default:
		return fault.New(fault.Invalid, "credential.proof_missing")
	}
}

// NoteProof writes the line of a proof that was given again.
func (s *Service) NoteProof(ctx context.Context, who account.Actor, by string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return s.tell(ctx, tx, who, "account.proved", map[string]any{"by": by})
	})
}

// Any tells whether there is a proof to give.
func (w Ways) Any() bool { return w != Ways{} }
