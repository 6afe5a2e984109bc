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
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// record is one row of account.
type record struct {
	ID       int64
	Login    string
	Name     string
	Password string
	Lang     lang.Lang
	Disabled bool
	Failures int
	LockedTo int64
	Created  int64
}

func (a record) actor(g Grant) Actor {
	return Actor{ID: a.ID, Login: a.Login, Name: a.Name, Role: g.Role, Unit: g.Unit, Sector: g.Sector}
}

const accountColumns = `id, login, name, password, lang, disabled, failures, locked_to, created`

func (a *record) scan(row interface{ Scan(...any) error }) error {
	return row.Scan(&a.ID, &a.Login, &a.Name, &a.Password, &a.Lang, &a.Disabled, &a.Failures, &a.LockedTo, &a.Created)
}

// byLogin is the account of a login, nil when there is none.
func byLogin(ctx context.Context, q db.Querier, login string) (*record, error) {
	var a record
	err := a.scan(q.QueryRow(ctx, `select `+accountColumns+` from account where login = $1`, login))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("account by login: %w", err)
	}
	return &a, nil
}

// byID is the account of a number, nil when there is none.
func byID(ctx context.Context, q db.Querier, id int64) (*record, error) {
	var a record
	err := a.scan(q.QueryRow(ctx, `select `+accountColumns+` from account where id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("account by number: %w", err)
	}
	return &a, nil
}

func insertAccount(ctx context.Context, tx *db.Tx, login, name, phc string) (int64, error) {
	var id int64
	err := tx.QueryRow(ctx, `insert into account (login, name, password, lang, disabled, failures, locked_to, created)
		values ($1, $2, $3, $4, 0, 0, 0, $5) returning id`, login, name, phc, string(lang.Vi), tx.Micros()).Scan(&id)
	return id, err
}

func insertGrant(ctx context.Context, tx *db.Tx, account int64, g Grant) error {
	_, err := tx.Exec(ctx, `insert into account_grant (account_id, role, unit_id, sector, valid_from, valid_to)
		values ($1, $2, $3, $4, $5, $6)
		on conflict (account_id, role, unit_id, sector, valid_from) do update set valid_to = excluded.valid_to`,
		account, string(g.Role), g.Unit, string(g.Sector), string(g.From), string(g.To))
	return err
}

func grantsOf(ctx context.Context, q db.Querier, account int64) ([]Grant, error) {
	rows, err := q.Query(ctx, `select id, role, unit_id, sector, valid_from, valid_to from account_grant
		where account_id = $1 order by valid_from desc, id desc`, account)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Grant
	for rows.Next() {
		var g Grant
		if err := rows.Scan(&g.ID, &g.Role, &g.Unit, &g.Sector, &g.From, &g.To); err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, rows.Err()
}

func list(ctx context.Context, q db.Querier) ([]Account, error) {
	rows, err := q.Query(ctx, `select a.id, a.login, a.name, a.office, a.post, a.lang, a.disabled, a.locked_to, a.created,
			coalesce(g.id, 0), coalesce(g.role, ''), coalesce(g.unit_id, 0), coalesce(g.sector, ''), coalesce(g.valid_from, ''), coalesce(g.valid_to, '')
		from account a left join account_grant g on g.account_id = a.id
		order by a.login, g.valid_from desc, g.id desc limit 10000`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Account
	for rows.Next() {
		var a Account
		var g Grant
		var locked, created int64
		if err := rows.Scan(&a.ID, &a.Login, &a.Name, &a.Office, &a.Post, &a.Lang, &a.Disabled, &locked, &created,
			&g.ID, &g.Role, &g.Unit, &g.Sector, &g.From, &g.To); err != nil {
			return nil, err
		}
		a.Created = time.UnixMicro(created)
		if locked > 0 {
			a.Locked = time.UnixMicro(locked)
		}
		if len(out) == 0 || out[len(out)-1].ID != a.ID {
			out = append(out, a)
		}
		if g.ID != 0 {
			last := &out[len(out)-1]
			last.Grants = append(last.Grants, g)
		}
	}
	return out, rows.Err()
}

// Names are the names of some accounts, for pages that show whose something is.
func Names(ctx context.Context, q db.Querier, ids []int64) (map[int64]string, error) {
	out := make(map[int64]string, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	marks := make([]string, len(ids))
	args := make([]any, len(ids))
	for i, id := range ids {
		marks[i], args[i] = "$"+strconv.Itoa(i+1), id
	}
	rows, err := q.Query(ctx, `select a.id, a.name from account a where a.id in (`+strings.Join(marks, ", ")+`)`, args...)
	if err != nil {
		return nil, fmt.Errorf("names of accounts: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var name string
		if err := rows.Scan(&id, &name); err != nil {
			return nil, fmt.Errorf("names of accounts: %w", err)
		}
		out[id] = name
	}
	return out, rows.Err()
}

func setPassword(ctx context.Context, tx *db.Tx, id int64, phc string) error {
	_, err := tx.Exec(ctx, `update account set password = $1, failures = 0, locked_to = 0 where id = $2`, phc, id)
	return err
}

func setDisabled(ctx context.Context, tx *db.Tx, id int64, disabled bool) error {
	n := 0
	if disabled {
		n = 1
	}
	_, err := tx.Exec(ctx, `update account set disabled = $1 where id = $2`, n, id)
	return err
}

func setFailures(ctx context.Context, tx *db.Tx, id int64, failures int, lockedTo int64) error {
	_, err := tx.Exec(ctx, `update account set failures = $1, locked_to = $2 where id = $3`, failures, lockedTo, id)
	return err
}

func endSessions(ctx context.Context, tx *db.Tx, id int64) error {
	_, err := tx.Exec(ctx, `delete from account_session where account_id = $1`, id)
	return err
}

// resume reads the account and grant of a session; the zero Actor when either no longer holds.
func resume(ctx context.Context, q db.Querier, id int64, role Role, u unit.ID, s Sector, today day.Date) (Actor, error) {
	var a Actor
	err := q.QueryRow(ctx, `select a.id, a.login, a.name, g.role, g.unit_id, g.sector
		from account a join account_grant g on g.account_id = a.id
		where a.id = $1 and a.disabled = 0 and g.role = $2 and g.unit_id = $3 and g.sector = $4 and g.valid_from <= $5 and $5 < g.valid_to
		limit 1`, id, string(role), u, string(s), string(today)).Scan(&a.ID, &a.Login, &a.Name, &a.Role, &a.Unit, &a.Sector)
	if errors.Is(err, sql.ErrNoRows) {
		return Actor{}, nil
	}
	return a, err
}
