package unit

import (
	"context"
	"fmt"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
)

// CommunesBelow are the communes that each unit directly below another on a day has or had; a commune has
// itself. Nobody may change what it returns.
func CommunesBelow(ctx context.Context, q db.Querier, id ID, on day.Date) (map[ID][]ID, error) {
	return communes(ctx, q, `select v.id, b.unit_id from unit v join unit_below b on b.ancestor_id = v.id join unit c on c.id = b.unit_id
		where v.parent_id = $1 and v.valid_from <= $2 and v.valid_to > $3 and c.level = $4`, id, on, on, Commune)
}

// CommunesAt are the communes that each unit of a level within another on a day has or had. Nobody may change
// what it returns.
func CommunesAt(ctx context.Context, q db.Querier, id ID, level Level, on day.Date) (map[ID][]ID, error) {
	return communes(ctx, q, `select v.id, b.unit_id from unit_below w join unit v on v.id = w.unit_id
		join unit_below b on b.ancestor_id = v.id join unit c on c.id = b.unit_id
		where w.ancestor_id = $1 and v.level = $2 and v.valid_from <= $3 and v.valid_to > $4 and c.level = $5`, id, level, on, on, Commune)
}

func communes(ctx context.Context, q db.Querier, text string, args ...any) (map[ID][]ID, error) {
	return db.Recall(ctx, q, basesName, fmt.Sprint(text, args), func(q db.Querier) (map[ID][]ID, error) {
		rows, err := q.Query(ctx, text, args...)
		if err != nil {
			return nil, fmt.Errorf("communes of units: %w", err)
		}
		defer rows.Close()
		out := map[ID][]ID{}
		for rows.Next() {
			var u, commune ID
			if err := rows.Scan(&u, &commune); err != nil {
				return nil, fmt.Errorf("communes of units: %w", err)
			}
			out[u] = append(out[u], commune)
		}
		return out, rows.Err()
	})
}
