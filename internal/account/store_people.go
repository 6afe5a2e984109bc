package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/unit"
)

const personColumns = `a.id, a.login, a.name, a.office, a.post, a.lang, a.disabled, a.locked_to, a.created`

func scanPerson(row interface{ Scan(...any) error }, more ...any) (a Account, err error) {
	var locked, created int64
	err = row.Scan(append([]any{&a.ID, &a.Login, &a.Name, &a.Office, &a.Post, &a.Lang, &a.Disabled, &locked, &created}, more...)...)
	a.Created = time.UnixMicro(created)
	if locked > 0 {
		a.Locked = time.UnixMicro(locked)
	}
	return a, err
}

// accountsOf are the accounts after a login that have a grant in an area, each with its grants there.
func accountsOf(ctx context.Context, q db.Querier, area unit.ID, role Role, after string, limit int) ([]Account, error) {
	rows, err := q.Query(ctx, `select `+personColumns+` from account a
		where a.login > $1 and exists (select 1 from account_grant g join unit_below b on b.unit_id = g.unit_id
			where g.account_id = a.id and b.ancestor_id = $2 and ($3 = '' or g.role = $3))
		order by a.login limit $4`, after, area, string(role), limit)
	if err != nil {
		return nil, fmt.Errorf("accounts of %d: %w", area, err)
	}
	defer rows.Close()
	var out []Account
	for rows.Next() {
		a, err := scanPerson(rows)
		if err != nil {
			return nil, fmt.Errorf("accounts of %d: %w", area, err)
		}
		out = append(out, a)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return out, addGrants(ctx, q, area, out)
}

// addGrants reads the grants of some accounts that lie in an area.
func addGrants(ctx context.Context, q db.Querier, area unit.ID, accounts []Account) error {
	if len(accounts) == 0 {
		return nil
	}
	at := make(map[int64]*Account, len(accounts))
	args, marks := []any{int64(area)}, make([]string, len(accounts))
	for i := range accounts {
		at[accounts[i].ID] = &accounts[i]
		args = append(args, accounts[i].ID)
		marks[i] = "$" + strconv.Itoa(len(args))
	}
	rows, err := q.Query(ctx, `select g.account_id, g.id, g.role, g.unit_id, g.sector, g.valid_from, g.valid_to
		from account_grant g join unit_below b on b.unit_id = g.unit_id
		where b.ancestor_id = $1 and g.account_id in (`+strings.Join(marks, ", ")+`) order by g.valid_from desc, g.id desc`, args...)
	if err != nil {
		return fmt.Errorf("grants of accounts: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var g Grant
		if err := rows.Scan(&id, &g.ID, &g.Role, &g.Unit, &g.Sector, &g.From, &g.To); err != nil {
			return fmt.Errorf("grants of accounts: %w", err)
		}
		at[id].Grants = append(at[id].Grants, g)
	}
	return rows.Err()
}

// accountByID is an account without its grants, the zero Account when there is none.
func accountByID(ctx context.Context, q db.Querier, id int64) (a Account, hasPassword bool, err error) {
	var phc string
	a, err = scanPerson(q.QueryRow(ctx, `select `+personColumns+`, a.password from account a where a.id = $1`, id), &phc)
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, false, nil
	}
	return a, phc != "", err
}

func setDescription(ctx context.Context, tx *db.Tx, id int64, o Officer) error {
	_, err := tx.Exec(ctx, `update account set name = $1, office = $2, post = $3 where id = $4`, o.Name, o.Office, o.Post, id)
	return err
}

func setGrantEnd(ctx context.Context, tx *db.Tx, grant int64, on day.Date) error {
	_, err := tx.Exec(ctx, `update account_grant set valid_to = $1 where id = $2`, string(on), grant)
	return err
}

// Offices are the agencies that accounts name, for proposals, those of an area.
func (s *Service) Offices(ctx context.Context, area unit.ID) ([]string, error) {
	rows, err := s.db.Query(ctx, `select distinct a.office from account a
		join account_grant g on g.account_id = a.id join unit_below b on b.unit_id = g.unit_id
		where a.office <> '' and b.ancestor_id = $1 order by a.office limit 500`, area)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var o string
		if err := rows.Scan(&o); err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, rows.Err()
}

func insertInvite(ctx context.Context, tx *db.Tx, token string, account, expires int64) error {
	if _, err := tx.Exec(ctx, `delete from account_invite where account_id = $1`, account); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `insert into account_invite (token, account_id, expires) values ($1, $2, $3)`, token, account, expires)
	return err
}

// inviteOf is the account that a link belongs to, 0 when none does or the link is too old.
func inviteOf(ctx context.Context, q db.Querier, token string, now int64) (id int64, err error) {
	err = q.QueryRow(ctx, `select account_id from account_invite where token = $1 and expires > $2`, token, now).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, err
}

func invited(ctx context.Context, q db.Querier, account, now int64) (bool, error) {
	var n int64
	err := q.QueryRow(ctx, `select count(*) from account_invite where account_id = $1 and expires > $2`, account, now).Scan(&n)
	return n > 0, err
}

func removeInvites(ctx context.Context, tx *db.Tx, account int64) error {
	_, err := tx.Exec(ctx, `delete from account_invite where account_id = $1`, account)
	return err
}
