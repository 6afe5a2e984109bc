package household

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"giamngheo/internal/db"
)

// MembersOf reads the members of some households, each in their order, without identity numbers.
func MembersOf(ctx context.Context, q db.Querier, refs []Ref) (map[Ref][]Person, error) {
	out := make(map[Ref][]Person, len(refs))
	for from := 0; from < len(refs); from += inList {
		if err := membersOf(ctx, q, refs[from:min(from+inList, len(refs))], out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func membersOf(ctx context.Context, q db.Querier, refs []Ref, out map[Ref][]Person) error {
	values := make([]string, len(refs))
	args := make([]any, 0, 2*len(refs))
	for i, r := range refs {
		values[i] = "(cast($" + strconv.Itoa(2*i+1) + " as bigint), cast($" + strconv.Itoa(2*i+2) + " as bigint))"
		args = append(args, r.Commune, r.ID)
	}
	rows, err := q.Query(ctx, `-- all-shards
		with wanted (commune_id, id) as (values `+strings.Join(values, ", ")+`)
		select p.commune_id, p.household_id, p.position, p.name, p.sex, p.born, p.ethnic, p.relation
		from wanted w cross join household_person p where p.commune_id = w.commune_id and p.household_id = w.id
		order by p.commune_id, p.household_id, p.position`, args...)
	if err != nil {
		return fmt.Errorf("members of households: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var ref Ref
		var p Person
		if err := rows.Scan(&ref.Commune, &ref.ID, &p.Position, &p.Name, &p.Sex, &p.Born, &p.Ethnic, &p.Relation); err != nil {
			return fmt.Errorf("members of households: %w", err)
		}
		out[ref] = append(out[ref], p)
	}
	return rows.Err()
}
