package audit

import (
	"context"
	"fmt"
	"time"

	"giamngheo/internal/db"
)

// Entry is a recorded line as it is read again.
type Entry struct {
	ID    int64
	At    time.Time
	Actor Actor
	Line
}

// Filter chooses lines, newest first.
type Filter struct {
	Area   int64  // lines on records of this unit and all below it
	Whole  bool   // lines of no unit as well (failed sign-ins, maintenance)
	Thing  string // one record only: "household:14/20001"
	Before int64  // only lines older than this one; 0 begins with the newest
	Limit  int
}

// List reads lines, newest first.
func List(ctx context.Context, q db.Querier, f Filter) ([]Entry, error) {
	before := f.Before
	if before == 0 {
		before = 1<<63 - 1
	}
	whole := 0
	if f.Whole {
		whole = 1
	}
	rows, err := q.Query(ctx, `select id, at, account_id, actor, act, thing, unit_id, before, after
		from audit_line l
		where l.id < $1 and ($2 = '' or l.thing = $2)
		and (exists (select 1 from unit_below b where b.unit_id = l.unit_id and b.ancestor_id = $3) or ($4 = 1 and l.unit_id = 0))
		order by l.id desc limit $5`, before, f.Thing, f.Area, whole, f.Limit)
	if err != nil {
		return nil, fmt.Errorf("audit list: %w", err)
	}
	defer rows.Close()
	var out []Entry
	for rows.Next() {
		var e Entry
		var at int64
		var old, changed string
		if err := rows.Scan(&e.ID, &at, &e.Actor.ID, &e.Actor.Name, &e.Act, &e.Thing, &e.UnitID, &old, &changed); err != nil {
			return nil, fmt.Errorf("audit list: %w", err)
		}
		e.At = time.UnixMicro(at)
		e.Before, e.After = old, changed
		out = append(out, e)
	}
	return out, rows.Err()
}
