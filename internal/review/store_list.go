package review

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"giamngheo/internal/db"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// query gathers conditions and their parameters in order of first appearance.
type query struct {
	where []string
	args  []any
}

// and adds a condition with one parameter at its question mark.
func (b *query) and(condition string, arg any) {
	b.where = append(b.where, strings.Replace(condition, "?", b.param(arg), 1))
}

func (b *query) param(arg any) string {
	b.args = append(b.args, arg)
	return "$" + strconv.Itoa(len(b.args))
}

// in adds that a column has one of some values; none at all asks for nothing.
func in[T any](b *query, column string, values []T, arg func(T) any) {
	if len(values) == 0 {
		return
	}
	marks := make([]string, len(values))
	for i, v := range values {
		marks[i] = b.param(arg(v))
	}
	b.where = append(b.where, column+" in ("+strings.Join(marks, ", ")+")")
}

// chosen builds the from and where of a filter. The assessments of a unit are walked commune by
// commune in key order, so that a page stops when it is full.
func (f Filter) chosen(ctx context.Context, q db.Querier) (string, *query, error) {
	level, parent, err := levelOf(ctx, q, f.Area)
	if err != nil {
		return "", nil, err
	}
	b := &query{}
	from := "review_assessment a"
	switch level {
	case unit.Village:
		b.and("a.commune_id = ?", int64(parent))
		b.and("a.village_id = ?", int64(f.Area))
	case unit.Commune:
		b.and("a.commune_id = ?", int64(f.Area))
	default:
		from = "unit_below b join review_assessment a on a.commune_id = b.unit_id"
		b.and("b.ancestor_id = ?", int64(f.Area))
	}
	b.and("a.round_id = ?", int64(f.Round))
	if f.In != "" {
		b.and("a.area = ?", string(f.In))
	}
	in(b, "a.class", f.Classes, func(c standard.Class) any { return int64(c) })
	in(b, "a.prev_class", f.Before, func(c standard.Class) any { return int64(c) })
	in(b, "a.movement", f.Movements, func(m Movement) any { return string(m) })
	if f.Minority != nil {
		b.and(minority+" = ?", number(*f.Minority))
	}
	if f.Ethnic != "" {
		b.and("a.ethnic = ?", string(f.Ethnic))
	}
	for _, e := range f.NotEthnic {
		b.and("a.ethnic <> ?", string(e))
	}
	if f.Other {
		b.and(minority+" = ?", int64(0))
		b.and("(a.flags & ?) = 0", int64(grouped))
	}
	if f.Lacks != 0 {
		b.and("(a.deprived & ?) <> 0", int64(f.Lacks))
	}
	for _, m := range []struct {
		column  string
		n, most int
	}{{"a.deprived", f.Deprived, 12}, {"a.causes", int(f.Cause), 8}, {"a.needs", int(f.Need), 6}} {
		if m.n == 0 {
			continue
		}
		mask, err := bit(m.n, m.most)
		if err != nil {
			return "", nil, err
		}
		b.and("("+m.column+" & ?) <> 0", mask)
	}
	if f.Flag != 0 {
		b.and("(a.flags & ?) <> 0", int64(f.Flag))
	}
	return from, b, nil
}

func list(ctx context.Context, q db.Querier, f Filter) ([]Assessment, error) {
	from, b, err := f.chosen(ctx, q)
	if err != nil {
		return nil, err
	}
	if !f.After.IsZero() {
		// The first condition says nothing new, but PostgreSQL seeks by it and not by the second.
		b.and("a.commune_id >= ?", int64(f.After.Commune))
		b.where = append(b.where, "(a.commune_id, a.household_id) > ("+b.param(int64(f.After.Commune))+", "+b.param(int64(f.After.ID))+")")
	}
	rows, err := q.Query(ctx, `-- all-shards
		select `+selectAssessment+` from `+from+` where `+strings.Join(b.where, " and ")+`
		order by a.commune_id, a.household_id limit `+b.param(int64(f.Limit)), b.args...)
	if err != nil {
		return nil, fmt.Errorf("households of round %d: %w", f.Round, err)
	}
	defer rows.Close()
	var out []Assessment
	for rows.Next() {
		a, err := scanAssessment(rows)
		if err != nil {
			return nil, fmt.Errorf("households of round %d: %w", f.Round, err)
		}
		out = append(out, a)
	}
	return out, rows.Err()
}

func countOneByOne(ctx context.Context, q db.Querier, f Filter, most int64) (n int64, err error) {
	from, b, err := f.chosen(ctx, q)
	if err != nil {
		return 0, err
	}
	err = q.QueryRow(ctx, `-- all-shards
		select count(*) from (select 1 from `+from+` where `+strings.Join(b.where, " and ")+` limit `+b.param(most)+`) x`, b.args...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("households of round %d: %w", f.Round, err)
	}
	return n, nil
}
