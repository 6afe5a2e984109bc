package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	"giamngheo/internal/db"
)

// NewDevice is a token for a browser that has none yet. It opens nothing: it tells a machine from which an
// officer has signed in from one on which somebody may be guessing.
func NewDevice() string { return rand.Text() }

// guesses are the wrong passwords in a row of one place: a known machine, or all unknown ones together.
type guesses struct {
	device   string // hash; "" of unknown machines
	failures int
	lockedTo int64
}

// Knows tells whether an officer has signed in from a machine before.
func (s *Service) Knows(ctx context.Context, login, device string) (bool, error) {
	a, err := byLogin(ctx, s.db, login)
	if a == nil || err != nil {
		return false, err
	}
	g, err := guessesOf(ctx, s.db, *a, device)
	return g.device != "", err
}

// guessesOf are the counters that hold for a try from a machine.
func guessesOf(ctx context.Context, q db.Querier, a record, device string) (guesses, error) {
	g := guesses{failures: a.Failures, lockedTo: a.LockedTo}
	if device == "" {
		return g, nil
	}
	known := guesses{device: deviceHash(device)}
	err := q.QueryRow(ctx, `select failures, locked_to from account_device where account_id = $1 and token = $2`, a.ID, known.device).
		Scan(&known.failures, &known.lockedTo)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return g, nil
	case err != nil:
		return g, fmt.Errorf("device: %w", err)
	}
	return known, nil
}

// save stores the counters of the place.
func (g guesses) save(ctx context.Context, tx *db.Tx, id int64) error {
	if g.device == "" {
		return setFailures(ctx, tx, id, g.failures, g.lockedTo)
	}
	_, err := tx.Exec(ctx, `update account_device set failures = $1, locked_to = $2 where account_id = $3 and token = $4`,
		g.failures, g.lockedTo, id, g.device)
	return err
}

// remember makes a machine a known one of the account.
// Of more than twenty the one not seen for longest goes, never this one.
func remember(ctx context.Context, tx *db.Tx, id int64, device string) error {
	if device == "" {
		return nil
	}
	if _, err := tx.Exec(ctx, `insert into account_device (account_id, token, failures, locked_to, seen) values ($1, $2, 0, 0, $3)
		on conflict (account_id, token) do update set failures = 0, locked_to = 0, seen = excluded.seen`,
		id, deviceHash(device), tx.Micros()); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `delete from account_device where account_id = $1 and token <> $2 and token not in
		(select token from account_device where account_id = $3 and token <> $4 order by seen desc, token limit 19)`,
		id, deviceHash(device), id, deviceHash(device))
	return err
}

func forgetDevices(ctx context.Context, tx *db.Tx, id int64) error {
	_, err := tx.Exec(ctx, `delete from account_device where account_id = $1`, id)
	return err
}

func deviceHash(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}
