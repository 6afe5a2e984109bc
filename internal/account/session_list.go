package account

import (
	"context"
	"fmt"
	"strings"
	"time"

	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
)

// Open is a session that somebody has open.
type Open struct {
	Handle string
	Entry
	Begun, Seen time.Time
}

// openRow is what the list of sessions knows of one, beside its sealed values.
type openRow struct {
	account                     int64
	touched                     bool
	handle, way, address, agent string
	begun, seen                 int64 // microseconds
}

func (o *openRow) read(values map[string]any) {
	o.account, _ = values[keyAccount].(int64)
	o.touched, _ = values[keyTouched].(bool)
	o.handle, _ = values[keyHandle].(string)
	o.way, _ = values[keyWay].(string)
	o.address, _ = values[keyAddress].(string)
	o.agent, _ = values[keyAgent].(string)
	o.begun, _ = values[keyBegun].(int64)
	o.seen, _ = values[keySeen].(int64)
	o.begun *= int64(time.Second / time.Microsecond)
	o.seen *= int64(time.Second / time.Microsecond)
}

// OpenSessions are the sessions that an account has open, the one used last first.
func (s *Service) OpenSessions(ctx context.Context, id int64) ([]Open, error) {
	now := s.Now()
	rows, err := s.db.Query(ctx, `select handle, way, address, agent, begun, seen from account_session
		where account_id = $1 and expires > $2 and seen > $3 order by seen desc, begun desc, handle limit 100`,
		id, now.UnixMicro(), now.Add(-IdleLimit).UnixMicro())
	if err != nil {
		return nil, fmt.Errorf("open sessions: %w", err)
	}
	defer rows.Close()
	var out []Open
	for rows.Next() {
		var o Open
		var begun, seen int64
		if err := rows.Scan(&o.Handle, &o.Way, &o.Address, &o.Agent, &begun, &seen); err != nil {
			return nil, fmt.Errorf("open sessions: %w", err)
		}
		o.Begun, o.Seen = time.UnixMicro(begun), time.UnixMicro(seen)
		out = append(out, o)
	}
	return out, rows.Err()
}

// EndSession ends one session of an account, or with no handle all of them but keep: one's own, or as an
// administrator those of an account in one's area.
func (s *Service) EndSession(ctx context.Context, who Actor, id int64, handle, keep string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := Kept(ctx, tx, who, id)
		if err != nil {
			return err
		}
		query, args := `delete from account_session where account_id = $1 and handle <> $2`, []any{id, keep}
		if handle != "" {
			query, args = `delete from account_session where account_id = $1 and handle = $2`, []any{id, handle}
		}
		n, err := tx.Exec(ctx, query, args...)
		if err != nil {
			return err
		}
		if n == 0 && handle != "" {
			return fault.New(fault.NotFound, "account.session_gone")
		}
		return a.Tell(ctx, tx, who, audit.Line{Act: "account.session_end", After: map[string]any{"sessions": n}})
	})
}

// EndSessions ends every session of an account within an act.
func EndSessions(ctx context.Context, tx *db.Tx, id int64) error { return endSessions(ctx, tx, id) }

// Thing is an account as the audit lines name it.
func Thing(id int64) string { return thing(id) }

// Holder is an account as those see it who keep its proofs.
type Holder struct {
	ID       int64
	Login    string
	Name     string
	Disabled bool
	Created  time.Time
	Grants   []Grant
	record   record
}

// Tell writes an audit line on the account; it belongs to the unit of the newest grant.
func (h Holder) Tell(ctx context.Context, tx *db.Tx, who Actor, l audit.Line) error {
	return h.record.tell(ctx, tx, who.Audit(), l)
}

// Kept is an account whose proofs and sessions the actor may keep: his own, or one whose every role lies in
// the area of an administrator.
func Kept(ctx context.Context, q db.Querier, who Actor, id int64) (Holder, error) {
	h, err := HolderOf(ctx, q, id)
	if err != nil || who.ID == id && who.SignedIn() {
		return h, err
	}
	if !who.Can(ManageAccounts) {
		return Holder{}, fault.New(fault.Forbidden, "account.forbidden")
	}
	if len(h.Grants) == 0 && who.Role != system {
		return Holder{}, fault.New(fault.NotFound, "account.outside")
	}
	for _, g := range h.Grants {
		if err := who.May(ctx, q, ManageAccounts, g.Unit); err != nil {
			return Holder{}, err
		}
	}
	return h, nil
}

// HolderOf is an account by its number.
func HolderOf(ctx context.Context, q db.Querier, id int64) (Holder, error) {
	a, err := byID(ctx, q, id)
	if err != nil {
		return Holder{}, err
	}
	if a == nil {
		return Holder{}, fault.New(fault.NotFound, "account.outside")
	}
	grants, err := grantsOf(ctx, q, id)
	return Holder{a.ID, a.Login, a.Name, a.Disabled, time.UnixMicro(a.Created), grants, *a}, err
}

// cut is the beginning of a text, whole characters only.
func cut(s string, n int) string {
	if len(s) <= n {
		return strings.ToValidUTF8(s, "")
	}
	return strings.ToValidUTF8(s[:n], "")
}
