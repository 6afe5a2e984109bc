package credential

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"slices"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
)

// Has is what an account proves itself with.
type Has struct {
	Password bool
	TOTP     bool
	Passkeys []Passkey
	Codes    int  // recovery codes that still work
	Subject  bool // an identity provider's user
}

// Second tells whether the account has a second proof.
func (h Has) Second() bool { return h.TOTP || len(h.Passkeys) > 0 }

// Of tells what an account proves itself with.
func (s *Service) Of(ctx context.Context, id int64) (h Has, err error) {
	if h.Password, err = s.Accounts.HasPassword(ctx, id); err != nil {
		return h, err
	}
	t, err := totpOf(ctx, s.db, id)
	if err != nil {
		return h, err
	}
	h.TOTP = t != nil && t.confirmed
	if h.Passkeys, err = passkeysOf(ctx, s.db, id); err != nil {
		return h, err
	}
	if h.Codes, err = codesLeft(ctx, s.db, id); err != nil {
		return h, err
	}
	h.Subject, err = hasSubject(ctx, s.db, id)
	return h, err
}

// holder is what is counted and kept of an account beside its proofs.
type holder struct {
	handle   string // base64url of what its passkeys know it by
	failures int
	lockedTo int64
	asked    int64
}

// newHandle says nothing of the account and stays with it.
func newHandle() string {
	b := make([]byte, 32)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// second judges a second proof under the account's own counter: five wrong ones in a row make it rest, as with
// passwords. Who gets here has given the first proof already.
func (s *Service) second(ctx context.Context, id int64, judge func(context.Context, *db.Tx) (good bool, by string, err error)) (by string, err error) {
	refused := fault.New(fault.Invalid, "credential.code_refused")
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "credential.second", id); err != nil {
			return err
		}
		h, err := holderOf(ctx, tx, id)
		if err != nil {
			return err
		}
		a, err := account.HolderOf(ctx, tx, id)
		if err != nil {
			return err
		}
		self := account.Actor{ID: id, Login: a.Login}
		if h.lockedTo > s.Now().UnixMicro() || a.Disabled {
			return a.Tell(ctx, tx, self, audit.Line{Act: "credential.refused"})
		}
		good, way, err := judge(ctx, tx)
		if err != nil {
			return err
		}
		if !good {
			h.failures++
			h.lockedTo = account.LockUntil(s.Now(), h.failures)
			if err := saveGuesses(ctx, tx, id, h); err != nil {
				return err
			}
			return a.Tell(ctx, tx, self, audit.Line{Act: "credential.failed", After: map[string]any{"failures": h.failures}})
		}
		if h.failures > 0 {
			h.failures, h.lockedTo = 0, 0
			if err := saveGuesses(ctx, tx, id, h); err != nil {
				return err
			}
		}
		by = way
		return a.Tell(ctx, tx, self, audit.Line{Act: "credential.second", After: map[string]any{"by": way}})
	})
	if err == nil && by == "" {
		err = refused
	}
	return by, err
}

// Need is whether an officer's role needs a second proof that he does not have yet.
type Need struct {
	Wanted bool
	Until  time.Time // the last moment without one
	Over   bool      // it has passed
}

// NeedOf tells whether one of an officer's roles needs a second proof that he does not have, and remembers when he
// was first told so: the grace begins there. Any role that he holds counts, for he may act in it a moment later.
func (s *Service) NeedOf(ctx context.Context, who account.Actor) (Need, error) {
	if len(s.setup.Second) == 0 {
		return Need{}, nil
	}
	a, err := account.HolderOf(ctx, s.db, who.ID)
	if err != nil {
		return Need{}, err
	}
	today := day.Of(s.Now())
	if !slices.ContainsFunc(a.Grants, func(g account.Grant) bool { return g.Contains(today) && slices.Contains(s.setup.Second, g.Role) }) {
		return Need{}, nil
	}
	has, err := s.Of(ctx, who.ID)
	if err != nil || has.Second() {
		return Need{}, err
	}
	if demo, _, err := s.Accounts.Invented(ctx); err != nil || demo && !has.Password {
		return Need{}, err
	}
	var h holder
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if h, err = holderOf(ctx, tx, who.ID); err != nil || h.asked != 0 {
			return err
		}
		h.asked = s.Now().UnixMicro()
		return saveAsked(ctx, tx, who.ID, h.asked)
	})
	if err != nil {
		return Need{}, err
	}
	until := time.UnixMicro(h.asked).Add(s.setup.Grace)
	return Need{Wanted: true, Until: until, Over: !s.Now().Before(until)}, nil
}

// Reset takes away every second proof of an account, for an officer who has lost them: its administrator does
// it, the grace begins anew, and its sessions end. Its password and its provider stay.
func (s *Service) Reset(ctx context.Context, who account.Actor, id int64) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if who.ID == id {
			return fault.New(fault.Forbidden, "credential.reset_own")
		}
		a, err := account.Kept(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if err := removeAll(ctx, tx, id); err != nil {
			return err
		}
		if err := account.EndSessions(ctx, tx, id); err != nil {
			return err
		}
		return a.Tell(ctx, tx, who, audit.Line{Act: "credential.reset"})
	})
}
