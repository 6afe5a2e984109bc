package household

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"giamngheo/internal/db"
	"giamngheo/internal/unit"
)

// Filter chooses the households of a list.
type Filter struct {
	Area     unit.ID // the unit below which they live, a village included
	Minority *bool   // of an ethnic minority, or not; nil for all
	After    Ref     // the last household of the page before, zero for the first page
	Limit    int     // 100 when zero
}

// listSteps are how many communes each query of a list reads: mostly the first one fills the page,
// and an area with few households is soon passed.
var listSteps = []int{1, 8, 64}

// List reads a page of the households that stand in an area, without their persons, in the order of
// their keys.
func List(ctx context.Context, q db.Querier, f Filter) ([]Household, error) {
	if f.Limit <= 0 {
		f.Limit = 100
	}
	u, err := unit.Get(ctx, q, f.Area)
	if err != nil {
		return nil, err
	}
	communes := []unit.ID{u.ID}
	switch u.Level {
	case unit.Village:
		communes[0] = u.Parent
	case unit.Commune:
	default:
		if communes, err = communesBelow(ctx, q, u.ID, f.After.Commune); err != nil {
			return nil, err
		}
	}
	var out []Household
	for step := 0; len(communes) > 0 && len(out) < f.Limit; step++ {
		n := min(listSteps[min(step, len(listSteps)-1)], len(communes))
		text, args := listQuery(communes[:n], u, f)
		communes = communes[n:]
		if text == "" {
			continue
		}
		page, err := scanAll(q.Query(ctx, text, args...))
		if err != nil {
			return nil, err
		}
		out = append(out, page...)
	}
	return out[:min(len(out), f.Limit)], nil
}

// listQuery reads up to a page of each commune, one after the other. The engines follow the primary
// key in each; asked for all communes at once with one order, PostgreSQL at times sorts the register.
func listQuery(communes []unit.ID, u unit.Unit, f Filter) (string, []any) {
	var b strings.Builder
	var args []any
	arg := func(v int64) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	b.WriteString("-- all-shards\n")
	some := false
	for _, c := range communes {
		if c < f.After.Commune {
			continue
		}
		if some {
			b.WriteString("\nunion all ")
		}
		some = true
		b.WriteString("select * from (select " + columns + " from household h where h.commune_id = " + arg(int64(c)) + " and h.ended = ''")
		if u.Level == unit.Village {
			b.WriteString(" and h.village_id = " + arg(int64(u.ID)))
		}
		if c == f.After.Commune {
			b.WriteString(" and h.id > " + arg(int64(f.After.ID)))
		}
		if f.Minority != nil {
			not := ""
			if *f.Minority {
				not = "not "
			}
			b.WriteString(" and h.ethnic " + not + "in ('" + string(Kinh) + "', '" + string(Foreigner) + "', '')")
		}
		b.WriteString(" order by h.id limit " + arg(int64(f.Limit)) + ") h" + strconv.Itoa(len(args)))
	}
	if !some {
		return "", nil
	}
	return b.String(), args
}

// Communes are the communes of an area, of every time, in the order of their ids; a commune is its own.
func Communes(ctx context.Context, q db.Querier, area unit.ID) ([]unit.ID, error) {
	return communesBelow(ctx, q, area, 0)
}

// communesBelow are the ids of the communes below a unit, of every time, from one on.
func communesBelow(ctx context.Context, q db.Querier, area, from unit.ID) ([]unit.ID, error) {
	rows, err := q.Query(ctx, `select u.id from unit_below b join unit u on u.id = b.unit_id
		where b.ancestor_id = $1 and b.unit_id >= $2 and u.level = 'commune' order by u.id`, area, from)
	if err != nil {
		return nil, fmt.Errorf("communes below %d: %w", area, err)
	}
	defer rows.Close()
	var out []unit.ID
	for rows.Next() {
		var id unit.ID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}
