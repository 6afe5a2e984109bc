package unit

import (
	"context"
	"fmt"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/standard"
)

// AreasBelow tells of each commune directly below a unit whether it is urban or rural on a day; units
// of another level have no area and are left out.
func AreasBelow(ctx context.Context, q db.Querier, id ID, on day.Date) (map[ID]standard.Area, error) {
	rows, err := q.Query(ctx, `select u.id, a.area from unit u join unit_area a on a.unit_id = u.id
		where u.parent_id = $1 and u.level = $2 and u.valid_from <= $3 and u.valid_to > $4 and a.valid_from <= $5 and a.valid_to > $6`,
		id, Commune, on, on, on, on)
	if err != nil {
		return nil, fmt.Errorf("areas below unit %d: %w", id, err)
	}
	defer rows.Close()
	found := map[ID]standard.Area{}
	for rows.Next() {
		var u ID
		var a standard.Area
		if err := rows.Scan(&u, &a); err != nil {
			return nil, err
		}
		found[u] = a
	}
	return found, rows.Err()
}
