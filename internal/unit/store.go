package unit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
)

const columns = `u.id, u.code, u.level, u.kind, u.name, u.parent_id, u.valid_from, u.valid_to, u.source`

func scan(r interface{ Scan(...any) error }) (u Unit, err error) {
	err = r.Scan(&u.ID, &u.Code, &u.Level, &u.Kind, &u.Name, &u.Parent, &u.From, &u.To, &u.Source)
	return u, err
}

func list(ctx context.Context, q db.Querier, query string, args ...any) ([]Unit, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("units: %w", err)
	}
	defer rows.Close()
	var us []Unit
	for rows.Next() {
		u, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("units: %w", err)
		}
		us = append(us, u)
	}
	return us, rows.Err()
}

// Get reads a unit; fault.NotFound when there is none.
func Get(ctx context.Context, q db.Querier, id ID) (Unit, error) {
	if up, ok, err := way(ctx, q, id); err != nil {
		return Unit{}, err
	} else if ok && len(up) > 0 {
		return up[len(up)-1], nil
	}
	u, err := scan(q.QueryRow(ctx, `select `+columns+` from unit u where u.id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Unit{}, fault.New(fault.NotFound, "unit.not_found", "ID", id)
	}
	if err != nil {
		return Unit{}, fmt.Errorf("unit %d: %w", id, err)
	}
	return u, nil
}

// ByIDs reads units by id, in one query; ids without a unit are left out.
func ByIDs(ctx context.Context, q db.Querier, ids []ID) (map[ID]Unit, error) {
	found := make(map[ID]Unit, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	marks, args := inList(ids)
	us, err := list(ctx, q, `select `+columns+` from unit u where u.id in (`+marks+`)`, args...)
	for _, u := range us {
		found[u.ID] = u
	}
	return found, err
}

// inList is "$1,$2,…" and its arguments.
func inList(ids []ID) (marks string, args []any) {
	var b strings.Builder
	for i, id := range ids {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("$" + strconv.Itoa(i+1))
		args = append(args, id)
	}
	return b.String(), args
}

// ByCode reads the unit that bears a code on a day; fault.NotFound when none does.
func ByCode(ctx context.Context, q db.Querier, level Level, code string, on day.Date) (Unit, error) {
	u, err := scan(q.QueryRow(ctx, `select `+columns+` from unit u
		where u.level = $1 and u.code = $2 and u.valid_from <= $3 and u.valid_to > $4`, level, code, on, on))
	if errors.Is(err, sql.ErrNoRows) {
		return Unit{}, fault.New(fault.NotFound, "unit.no_code", "Code", code)
	}
	if err != nil {
		return Unit{}, fmt.Errorf("unit %s %s: %w", level, code, err)
	}
	return u, nil
}

// Children lists the units directly below on a day, by code.
func Children(ctx context.Context, q db.Querier, id ID, on day.Date) ([]Unit, error) {
	return list(ctx, q, `select `+columns+` from unit u
		where u.parent_id = $1 and u.valid_from <= $2 and u.valid_to > $3
		order by u.code, u.id`, id, on, on)
}

// Below lists the units of one level anywhere below a unit on a day, by code.
func Below(ctx context.Context, q db.Querier, id ID, level Level, on day.Date) ([]Unit, error) {
	return list(ctx, q, `select `+columns+` from unit_below b join unit u on u.id = b.unit_id
		where b.ancestor_id = $1 and b.depth > 0 and u.level = $2 and u.valid_from <= $3 and u.valid_to > $4
		order by u.code, u.id`, id, level, on, on)
}

// EverBelow are the units of a level below a unit, whenever they stood.
func EverBelow(ctx context.Context, q db.Querier, id ID, level Level) (out []ID, err error) {
	err = db.Ask(ctx, q, db.Each(func(row db.Rows) error {
		var one ID
		if err := row.Scan(&one); err != nil {
			return fmt.Errorf("ever below unit %d: %w", id, err)
		}
		out = append(out, one)
		return nil
	}, `select u.id from unit_below b join unit u on u.id = b.unit_id
		where b.ancestor_id = $1 and u.level = $2 order by u.id`, int64(id), string(level)))
	return out, err
}

// Ancestors is the way from the country down to the unit itself; empty when there is no such unit.
func Ancestors(ctx context.Context, q db.Querier, id ID) ([]Unit, error) {
	if up, ok, err := way(ctx, q, id); ok {
		return slices.Clone(up), err
	}
	return ancestors(ctx, q, id)
}

func ancestors(ctx context.Context, q db.Querier, id ID) ([]Unit, error) {
	return list(ctx, q, `select `+columns+` from unit_below b join unit u on u.id = b.ancestor_id
		where b.unit_id = $1 order by b.depth desc`, id)
}

// Above is the question for the units above one and itself; into stays empty when there is no such unit.
func Above(into *[]ID, id ID) db.Question {
	return db.Each(func(row db.Rows) error {
		var up ID
		if err := row.Scan(&up); err != nil {
			return fmt.Errorf("above unit %d: %w", id, err)
		}
		*into = append(*into, up)
		return nil
	}, `select ancestor_id from unit_below where unit_id = $1`, int64(id))
}

// WithinAll is Within for several pairs of an ancestor and a unit, in one query: the units' ways up are short.
func WithinAll(ctx context.Context, q db.Querier, pairs ...[2]ID) ([]bool, error) {
	marks, args := make([]string, len(pairs)), make([]any, len(pairs))
	for i, p := range pairs {
		marks[i], args[i] = "$"+strconv.Itoa(i+1), int64(p[1])
	}
	rows, err := q.Query(ctx, `select ancestor_id, unit_id from unit_below where unit_id in (`+strings.Join(marks, ", ")+`)`, args...)
	if err != nil {
		return nil, fmt.Errorf("units within others: %w", err)
	}
	defer rows.Close()
	out := make([]bool, len(pairs))
	for rows.Next() {
		var found [2]ID
		if err := rows.Scan(&found[0], &found[1]); err != nil {
			return nil, fmt.Errorf("units within others: %w", err)
		}
		for i, p := range pairs {
			out[i] = out[i] || p == found
		}
	}
	return out, rows.Err()
}

// Within tells whether a unit is the ancestor itself or stands below it.
func Within(ctx context.Context, q db.Querier, ancestor, id ID) (bool, error) {
	if up, ok, err := way(ctx, q, id); ok {
		return slices.ContainsFunc(up, func(u Unit) bool { return u.ID == ancestor }), err
	}
	var n int64
	err := q.QueryRow(ctx, `select count(*) from unit_below where ancestor_id = $1 and unit_id = $2`, ancestor, id).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("unit %d within %d: %w", id, ancestor, err)
	}
	return n > 0, nil
}
