package unit

import (
	"context"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
)

// BasesAt is BaseOf for each unit of one level within a unit that stands on the day; units without a
// base are left out.
func BasesAt(ctx context.Context, q db.Querier, id ID, level Level, on day.Date) (map[ID]Base, error) {
	return bases(ctx, q, `u.id in (select unit_id from unit_below where ancestor_id = $2)
		and u.level = $3 and u.valid_from <= $4 and u.valid_to > $5`, on, id, level, on, on)
}
