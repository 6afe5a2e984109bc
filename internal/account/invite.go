package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
)

// InviteLimit is how long a link to set the password is good.
const InviteLimit = 7 * 24 * time.Hour

// Invite makes a link with which the account's officer sets his password, and returns its token, which
// is told this once: only its hash is kept. A link made before is good no more.
func (s *Service) Invite(ctx context.Context, who Actor, login string) (token string, err error) {
	err = s.change(ctx, who, login, allOfIt, func(ctx context.Context, tx *db.Tx, a *record) error {
		if a.Disabled {
			return fault.New(fault.Conflict, "account.is_disabled")
		}
		token, err = s.invite(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		return a.tell(ctx, tx, who.Audit(), audit.Line{Act: "account.invite"})
	})
	return token, err
}

func (s *Service) invite(ctx context.Context, tx *db.Tx, account int64) (string, error) {
	token := strings.ToLower(rand.Text())
	return token, insertInvite(ctx, tx, hashToken(token), account, s.Now().Add(InviteLimit).UnixMicro())
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

var errInvite = fault.New(fault.NotFound, "account.invite_unknown")

// Invited is the login that a link belongs to; fault.NotFound when it is good no more.
func (s *Service) Invited(ctx context.Context, token string) (login, name string, err error) {
	id, err := inviteOf(ctx, s.db, hashToken(token), s.Now().UnixMicro())
	if err != nil {
		return "", "", err
	}
	a, _, err := accountByID(ctx, s.db, id)
	if err != nil {
		return "", "", err
	}
	if a.ID == 0 || a.Disabled {
		return "", "", errInvite
	}
	return a.Login, a.Name, nil
}

// Accept sets the password of the account that a link belongs to; the link is used up and every session of
// the account ends. The officer then signs in as always.
func (s *Service) Accept(ctx context.Context, token, password string) error {
	login, _, err := s.Invited(ctx, token)
	if err != nil {
		return err
	}
	if err := checkPassword(login, password); err != nil {
		return err
	}
	phc, err := hash(ctx, password)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "account.login"); err != nil {
			return err
		}
		a, err := byLogin(ctx, tx, login)
		if err != nil {
			return err
		}
		id, err := inviteOf(ctx, tx, hashToken(token), s.Now().UnixMicro())
		if err != nil {
			return err
		}
		if a == nil || a.ID != id || a.Disabled {
			return errInvite
		}
		if err := setPassword(ctx, tx, a.ID, phc); err != nil {
			return err
		}
		if err := removeInvites(ctx, tx, a.ID); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, a.ID); err != nil {
			return err
		}
		if err := forgetDevices(ctx, tx, a.ID); err != nil {
			return err
		}
		return a.tell(ctx, tx, audit.Actor{ID: a.ID, Name: a.Login}, audit.Line{Act: "account.password", After: map[string]any{"by": "link"}})
	})
}

// today is the day in Viet Nam.
func (s *Service) today() day.Date { return day.Of(s.Now()) }
