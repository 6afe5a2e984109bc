package household

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"giamngheo/internal/db"
)

// HeadSexes reads the sex of the heads of some households; a household without listed persons is left out.
func HeadSexes(ctx context.Context, q db.Querier, refs []Ref) (map[Ref]Sex, error) {
	heads, err := Heads(ctx, q, refs)
	out := make(map[Ref]Sex, len(heads))
	for r, p := range heads {
		out[r] = p.Sex
	}
	return out, err
}

// Heads reads sex and birth of the heads of some households; a household without listed persons is left out.
func Heads(ctx context.Context, q db.Querier, refs []Ref) (map[Ref]Person, error) {
	out := make(map[Ref]Person, len(refs))
	for from := 0; from < len(refs); from += inList {
		if err := heads(ctx, q, refs[from:min(from+inList, len(refs))], out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func heads(ctx context.Context, q db.Querier, refs []Ref, out map[Ref]Person) error {
	var values strings.Builder
	args := make([]any, 0, 2*len(refs))
	for i, r := range refs {
		if i > 0 {
			values.WriteString(", ")
		}
		values.WriteString("(cast($" + strconv.Itoa(2*i+1) + " as bigint), cast($" + strconv.Itoa(2*i+2) + " as bigint))")
		args = append(args, r.Commune, r.ID)
	}
	rows, err := q.Query(ctx, `-- all-shards
		with wanted (commune_id, id) as (values `+values.String()+`)
		select p.commune_id, p.household_id, p.sex, p.born from wanted w
		cross join household_person p where p.commune_id = w.commune_id and p.household_id = w.id and p.position = 1`, args...)
	if err != nil {
		return fmt.Errorf("heads of households: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r Ref
		p := Person{Position: 1, Relation: Head}
		if err := rows.Scan(&r.Commune, &r.ID, &p.Sex, &p.Born); err != nil {
			return fmt.Errorf("heads of households: %w", err)
		}
		out[r] = p
	}
	return rows.Err()
}
