package target

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"giamngheo/internal/db"
	"giamngheo/internal/unit"
)

var columns = []string{"unit_id", "year", "indicator", "households", "points", "parent_id", "position", "label", "rule", "manual", "reason", "basis", "version", "updated"}

const selected = `select unit_id, year, indicator, households, points, parent_id, position, label, rule, manual, reason, basis, version from target `

func scan(r interface{ Scan(...any) error }) (t Target, err error) {
	var manual int64
	err = r.Scan(&t.Unit, &t.Year, &t.Indicator, &t.Households, &t.Points, &t.Parent, &t.Position, &t.Label, &t.Rule, &manual, &t.Reason, &t.Basis, &t.Version)
	t.Manual = manual != 0
	return t, err
}

// Get reads the target of a unit; ok is false when none is set.
func Get(ctx context.Context, q db.Querier, u unit.ID, year int, indicator string) (t Target, ok bool, err error) {
	t, err = scan(q.QueryRow(ctx, selected+`where unit_id = $1 and year = $2 and indicator = $3`, u, year, indicator))
	if errors.Is(err, sql.ErrNoRows) {
		return Target{}, false, nil
	}
	if err != nil {
		return Target{}, false, fmt.Errorf("target of unit %d: %w", u, err)
	}
	return t, true, nil
}

// Below lists the targets that a unit handed down, in the order of its paper.
func Below(ctx context.Context, q db.Querier, parent unit.ID, year int, indicator string) ([]Target, error) {
	return list(ctx, q, selected+`where parent_id = $1 and year = $2 and indicator = $3
		order by position, unit_id`, parent, year, indicator)
}

// Around reads a unit's own target, nil when none is set, and those that it handed down, in the order of its
// paper: in one query.
func Around(ctx context.Context, q db.Querier, u unit.ID, year int, indicator string) (own *Target, handed []Target, err error) {
	all, err := list(ctx, q, selected+`where (unit_id = $1 or parent_id = $2) and year = $3 and indicator = $4
		order by position, unit_id`, u, u, year, indicator)
	for _, t := range all {
		if t.Unit == u {
			own = &t
		} else {
			handed = append(handed, t)
		}
	}
	return own, handed, err
}

// Of lists all targets of a unit in a year, by indicator.
func Of(ctx context.Context, q db.Querier, u unit.ID, year int) ([]Target, error) {
	return list(ctx, q, selected+`where unit_id = $1 and year = $2 order by indicator`, u, year)
}

// Years lists the years for which a unit has a target of an indicator or handed one down, newest first.
func Years(ctx context.Context, q db.Querier, u unit.ID, indicator string) ([]int, error) {
	rows, err := q.Query(ctx, `select distinct year from target
		where (unit_id = $1 or parent_id = $2) and indicator = $3 order by year desc`, u, u, indicator)
	if err != nil {
		return nil, fmt.Errorf("years of targets: %w", err)
	}
	defer rows.Close()
	var years []int
	for rows.Next() {
		var y int
		if err := rows.Scan(&y); err != nil {
			return nil, fmt.Errorf("years of targets: %w", err)
		}
		years = append(years, y)
	}
	return years, rows.Err()
}

func list(ctx context.Context, q db.Querier, query string, args ...any) ([]Target, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("targets: %w", err)
	}
	defer rows.Close()
	var ts []Target
	for rows.Next() {
		t, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("targets: %w", err)
		}
		ts = append(ts, t)
	}
	return ts, rows.Err()
}

func row(tx *db.Tx, t Target) []any {
	manual := int64(0)
	if t.Manual {
		manual = 1
	}
	return []any{int64(t.Unit), int64(t.Year), t.Indicator, t.Households, int64(t.Points), int64(t.Parent), int64(t.Position), t.Label, t.Rule, manual, t.Reason, t.Basis, t.Version, tx.Micros()}
}

// save stores a target over whatever is there.
func save(ctx context.Context, tx *db.Tx, t Target) error {
	_, err := tx.Exec(ctx, `insert into target (unit_id, year, indicator, households, points, parent_id, position, label, rule, manual, reason, basis, version, updated)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		on conflict (unit_id, year, indicator) do update set households = excluded.households, points = excluded.points,
			parent_id = excluded.parent_id, position = excluded.position, label = excluded.label, rule = excluded.rule,
			manual = excluded.manual, reason = excluded.reason, basis = excluded.basis, version = excluded.version, updated = excluded.updated`,
		row(tx, t)...)
	if err != nil {
		return fmt.Errorf("save target of unit %d: %w", t.Unit, err)
	}
	return nil
}

// Load stores targets as a deciding paper gave them, without rights or checks of what is there
// already: for a demonstration or an import.
func Load(ctx context.Context, tx *db.Tx, targets []Target) error {
	_, err := tx.Load(ctx, "target", columns, func(yield func([]any, error) bool) {
		for _, t := range targets {
			t.Version = max(1, t.Version)
			if !yield(row(tx, t), nil) {
				return
			}
		}
	})
	return err
}
