package credential

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"giamngheo/internal/db"
)

// holderOf is the row of an account, made when there is none yet.
func holderOf(ctx context.Context, tx *db.Tx, id int64) (h holder, err error) {
	if _, err := tx.Exec(ctx, `insert into credential_holder (account_id, handle, failures, locked_to, asked) values ($1, $2, 0, 0, 0)
		on conflict (account_id) do nothing`, id, newHandle()); err != nil {
		return h, fmt.Errorf("holder: %w", err)
	}
	err = tx.QueryRow(ctx, `select handle, failures, locked_to, asked from credential_holder where account_id = $1`, id).
		Scan(&h.handle, &h.failures, &h.lockedTo, &h.asked)
	return h, err
}

func saveGuesses(ctx context.Context, tx *db.Tx, id int64, h holder) error {
	_, err := tx.Exec(ctx, `update credential_holder set failures = $1, locked_to = $2 where account_id = $3`, h.failures, h.lockedTo, id)
	return err
}

func saveAsked(ctx context.Context, tx *db.Tx, id, at int64) error {
	_, err := tx.Exec(ctx, `update credential_holder set asked = $1 where account_id = $2`, at, id)
	return err
}

// accountOf is the account that a passkey's handle names, 0 when none.
func accountOf(ctx context.Context, q db.Querier, handle string) (id int64, err error) {
	err = q.QueryRow(ctx, `select account_id from credential_holder where handle = $1`, handle).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, err
}

func totpOf(ctx context.Context, q db.Querier, id int64) (*totp, error) {
	var t totp
	var confirmed int64
	err := q.QueryRow(ctx, `select secret, confirmed, step from credential_totp where account_id = $1`, id).Scan(&t.secret, &confirmed, &t.step)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("totp: %w", err)
	}
	t.confirmed = confirmed != 0
	return &t, nil
}

// Seconded tells which accounts have a second proof or sign in through an identity provider.
func Seconded(ctx context.Context, q db.Querier) (map[int64]bool, error) {
	rows, err := q.Query(ctx, `select account_id from credential_totp where confirmed > 0
		union select account_id from credential_passkey union select account_id from credential_subject`)
	if err != nil {
		return nil, fmt.Errorf("second proofs: %w", err)
	}
	defer rows.Close()
	out := map[int64]bool{}
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("second proofs: %w", err)
		}
		out[id] = true
	}
	return out, rows.Err()
}

func saveTOTP(ctx context.Context, tx *db.Tx, id int64, sealed []byte) error {
	_, err := tx.Exec(ctx, `insert into credential_totp (account_id, secret, confirmed, step) values ($1, $2, 0, 0)
		on conflict (account_id) do update set secret = excluded.secret, confirmed = 0, step = 0`, id, sealed)
	return err
}

func confirmTOTP(ctx context.Context, tx *db.Tx, id, step int64) error {
	_, err := tx.Exec(ctx, `update credential_totp set confirmed = $1, step = $2 where account_id = $3`, tx.Micros(), step, id)
	return err
}

func saveStep(ctx context.Context, tx *db.Tx, id, step int64) error {
	_, err := tx.Exec(ctx, `update credential_totp set step = $1 where account_id = $2`, step, id)
	return err
}

func removeTOTP(ctx context.Context, tx *db.Tx, id int64) error {
	_, err := tx.Exec(ctx, `delete from credential_totp where account_id = $1`, id)
	return err
}

func codesLeft(ctx context.Context, q db.Querier, id int64) (n int, err error) {
	err = q.QueryRow(ctx, `select count(*) from credential_recovery where account_id = $1 and used = 0`, id).Scan(&n)
	return n, err
}

func useCode(ctx context.Context, tx *db.Tx, id int64, hash string) (bool, error) {
	n, err := tx.Exec(ctx, `update credential_recovery set used = $1 where account_id = $2 and code = $3 and used = 0`, tx.Micros(), id, hash)
	return n == 1, err
}

func replaceCodes(ctx context.Context, tx *db.Tx, id int64, hashes []string) error {
	if _, err := tx.Exec(ctx, `delete from credential_recovery where account_id = $1`, id); err != nil {
		return err
	}
	for _, h := range hashes {
		if err := tx.Send(ctx, `insert into credential_recovery (account_id, code, made, used) values ($1, $2, $3, 0)`, id, h, tx.Micros()); err != nil {
			return err
		}
	}
	return nil
}

// removeAll takes away every second proof.
func removeAll(ctx context.Context, tx *db.Tx, id int64) error {
	for _, q := range []string{
		`delete from credential_totp where account_id = $1`,
		`delete from credential_recovery where account_id = $1`,
		`delete from credential_passkey where account_id = $1`,
		`delete from credential_holder where account_id = $1`,
	} {
		if _, err := tx.Exec(ctx, q, id); err != nil {
			return err
		}
	}
	return nil
}
