package review

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"giamngheo/internal/db"
	"giamngheo/internal/household"
)

// OfHouseholds reads the assessments of some households in a round; a household that was not
// reviewed is left out.
func OfHouseholds(ctx context.Context, q db.Querier, id RoundID, refs []household.Ref) (map[household.Ref]Assessment, error) {
	out := make(map[household.Ref]Assessment, len(refs))
	for from := 0; from < len(refs); from += maxPage {
		if err := ofHouseholds(ctx, q, id, refs[from:min(from+maxPage, len(refs))], out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func ofHouseholds(ctx context.Context, q db.Querier, id RoundID, refs []household.Ref, out map[household.Ref]Assessment) error {
	args := make([]any, 0, 2*len(refs)+1)
	values := make([]string, len(refs))
	for i, r := range refs {
		values[i] = "(cast($" + strconv.Itoa(2*i+1) + " as bigint), cast($" + strconv.Itoa(2*i+2) + " as bigint))"
		args = append(args, int64(r.Commune), int64(r.ID))
	}
	args = append(args, int64(id))
	// "cross join" keeps SQLite from reading the whole round when many are wanted (see household.ByRefs).
	rows, err := q.Query(ctx, `-- all-shards
		with wanted (commune_id, household_id) as (values `+strings.Join(values, ", ")+`)
		select `+selectAssessment+` from wanted w
		cross join review_assessment a where a.commune_id = w.commune_id and a.household_id = w.household_id
		and a.round_id = $`+strconv.Itoa(len(args)), args...)
	if err != nil {
		return fmt.Errorf("households of round %d: %w", id, err)
	}
	defer rows.Close()
	for rows.Next() {
		a, err := scanAssessment(rows)
		if err != nil {
			return fmt.Errorf("households of round %d: %w", id, err)
		}
		out[a.Household] = a
	}
	return rows.Err()
}
