package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"giamngheo/internal/db"
)

// Last is the newest line of one act on one record; ok is false when there is none.
func Last(ctx context.Context, q db.Querier, thing, act string) (e Entry, ok bool, err error) {
	var at int64
	var before, after string
	err = q.QueryRow(ctx, `select id, at, account_id, actor, unit_id, before, after from audit_line
		where thing = $1 and act = $2 order by id desc limit 1`, thing, act).
		Scan(&e.ID, &at, &e.Actor.ID, &e.Actor.Name, &e.UnitID, &before, &after)
	if errors.Is(err, sql.ErrNoRows) {
		return e, false, nil
	}
	if err != nil {
		return e, false, fmt.Errorf("audit last: %w", err)
	}
	e.At, e.Thing, e.Act, e.Before, e.After = time.UnixMicro(at), thing, act, before, after
	return e, true, nil
}

// Size is how many lines there are and when the newest was written; zero when there are none.
func Size(ctx context.Context, q db.Querier) (lines int64, newest time.Time, err error) {
	var at int64
	if err := q.QueryRow(ctx, `select count(*), coalesce(max(at), 0) from audit_line`).Scan(&lines, &at); err != nil {
		return 0, newest, fmt.Errorf("audit size: %w", err)
	}
	if lines > 0 {
		newest = time.UnixMicro(at)
	}
	return lines, newest, nil
}
