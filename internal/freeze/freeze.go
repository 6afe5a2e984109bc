// Package freeze keeps the periods in which the figures of an area stand still (khóa sổ): while a list is
// checked and signed, nothing that decides a class may be changed in it, by whatever way. Who may set and
// lift such a period is the business of the houses above.
package freeze

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// ID numbers a period.
type ID int64

// Period is the time in which a unit and all below it are frozen.
type Period struct {
	ID          ID
	Unit        unit.ID
	First, Last day.Date // both days included
	Reason      string
	Account     int64
	Who         string
	At          time.Time
	Lifted      time.Time // zero while it was not lifted
	LiftedBy    string
}

// Holds tells whether the period holds on a day.
func (p Period) Holds(on day.Date) bool { return p.Lifted.IsZero() && p.First <= on && on <= p.Last }

// longest bounds a period: what is frozen for longer is closed, not frozen.
const (
	longest   = 366
	maxReason = 500
)

// Tidy brings what was typed into the form that is stored, and refuses what is none.
func (p Period) Tidy() (Period, error) {
	p.Reason = strings.Join(strings.Fields(lang.NFC(p.Reason)), " ")
	_, err1 := day.Parse(string(p.First))
	_, err2 := day.Parse(string(p.Last))
	switch {
	case err1 != nil:
		return p, fault.New(fault.Invalid, "freeze.first_unreadable")
	case err2 != nil:
		return p, fault.New(fault.Invalid, "freeze.last_unreadable")
	case p.Last < p.First:
		return p, fault.New(fault.Invalid, "freeze.last_before_first")
	case p.Last.Time().Sub(p.First.Time()) > longest*24*time.Hour:
		return p, fault.New(fault.Invalid, "freeze.too_long", "Days", longest)
	case p.Reason == "":
		return p, fault.New(fault.Invalid, "freeze.reason_missing")
	case len([]rune(p.Reason)) > maxReason:
		return p, fault.New(fault.Invalid, "freeze.reason_long", "Most", maxReason)
	}
	return p, nil
}

// Check refuses an act on the figures of a unit while it or a unit above it is frozen.
func Check(ctx context.Context, q db.Querier, u unit.ID, on day.Date) error {
	p, ok, err := Over(ctx, q, u, on)
	if err != nil || !ok {
		return err
	}
	return p.Refusal()
}

// Refusal is what an officer reads who would change something.
func (p Period) Refusal() error {
	return fault.New(fault.Conflict, "freeze.frozen", "Last", lang.Vi.Date(p.Last), "Reason", p.Reason)
}

// Says is the sentence of a unit that is frozen on a day, "" of any other.
func Says(ctx context.Context, q db.Querier, l lang.Lang, u unit.ID, on day.Date) (string, error) {
	p, ok, err := Over(ctx, q, u, on)
	if err != nil || !ok {
		return "", err
	}
	return l.Error(p.Refusal()), nil
}

const columns = `p.id, p.unit_id, p.first_day, p.last_day, p.reason, p.account_id, p.who, p.at, p.lifted, p.lifted_by`

func scan(row interface{ Scan(...any) error }) (Period, error) {
	var p Period
	var at, lifted int64
	err := row.Scan(&p.ID, &p.Unit, &p.First, &p.Last, &p.Reason, &p.Account, &p.Who, &at, &lifted, &p.LiftedBy)
	p.At = time.UnixMicro(at).UTC()
	if lifted != 0 {
		p.Lifted = time.UnixMicro(lifted).UTC()
	}
	return p, err
}

// Over is the period in which a unit stands on a day, its own or one of a unit above, the longest first.
func Over(ctx context.Context, q db.Querier, u unit.ID, on day.Date) (Period, bool, error) {
	var p *Period
	if err := db.Ask(ctx, q, Holding(&p, u, on)); err != nil || p == nil {
		return Period{}, false, err
	}
	return *p, true, nil
}

// Holding is the question of Over; into stays nil when no period holds.
func Holding(into **Period, u unit.ID, on day.Date) db.Question {
	return db.One(func(row db.Rows) error {
		p, err := scan(row)
		if err != nil {
			return fmt.Errorf("frozen periods of %d: %w", u, err)
		}
		*into = &p
		return nil
	}, `select `+columns+` from unit_below b join freeze_period p on p.unit_id = b.ancestor_id
		where b.unit_id = $1 and p.lifted = 0 and p.first_day <= $2 and p.last_day >= $3
		order by p.last_day desc, p.id limit 1`, int64(u), string(on), string(on))
}

// maxList bounds a list of periods.
const maxList = 200

// List are the periods of a unit, of those above and of those below it, the newest first.
func List(ctx context.Context, q db.Querier, u unit.ID) ([]Period, error) {
	rows, err := q.Query(ctx, `select `+columns+` from freeze_period p
		where p.unit_id in (select unit_id from unit_below where ancestor_id = $1
			union select ancestor_id from unit_below where unit_id = $2)
		order by p.first_day desc, p.id desc limit $3`, int64(u), int64(u), maxList)
	if err != nil {
		return nil, fmt.Errorf("frozen periods: %w", err)
	}
	defer rows.Close()
	var out []Period
	for rows.Next() {
		p, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("frozen periods: %w", err)
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// Get finds a period.
func Get(ctx context.Context, q db.Querier, id ID) (Period, error) {
	p, err := scan(q.QueryRow(ctx, `select `+columns+` from freeze_period p where p.id = $1`, int64(id)))
	if errors.Is(err, sql.ErrNoRows) {
		return Period{}, fault.New(fault.NotFound, "freeze.not_found")
	}
	if err != nil {
		return Period{}, fmt.Errorf("frozen period %d: %w", id, err)
	}
	return p, nil
}

// Set stores a new period and returns its number. Acts that are under way are done before it.
func Set(ctx context.Context, tx *db.Tx, p Period) (ID, error) {
	if err := tx.Lock(ctx, "freeze.periods"); err != nil {
		return 0, err
	}
	if err := tx.QueryRow(ctx, `select coalesce(max(id), 0) + 1 from freeze_period`).Scan(&p.ID); err != nil {
		return 0, fmt.Errorf("frozen period: %w", err)
	}
	_, err := tx.Exec(ctx, `insert into freeze_period (id, unit_id, first_day, last_day, reason, account_id, who, at, lifted, lifted_by)
		values ($1, $2, $3, $4, $5, $6, $7, $8, 0, '')`,
		int64(p.ID), int64(p.Unit), string(p.First), string(p.Last), p.Reason, p.Account, p.Who, tx.Micros())
	if err != nil {
		return 0, fmt.Errorf("frozen period: %w", err)
	}
	return p.ID, nil
}

// Lift ends a period before its last day.
func Lift(ctx context.Context, tx *db.Tx, id ID, who string) error {
	n, err := tx.Exec(ctx, `update freeze_period set lifted = $1, lifted_by = $2 where id = $3 and lifted = 0`, tx.Micros(), who, int64(id))
	if err != nil {
		return fmt.Errorf("frozen period %d: %w", id, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "freeze.lifted_already")
	}
	return nil
}
