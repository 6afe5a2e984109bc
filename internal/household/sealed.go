package household

import (
	"context"
	"fmt"

	"giamngheo/internal/db"
	"giamngheo/internal/seal"
)

// SealedWith looks at up to limit stored identity numbers and counts them by the id of the key that
// sealed them, so that the operator learns of a missing key before an officer does.
func SealedWith(ctx context.Context, q db.Querier, limit int) (map[string]int, error) {
	rows, err := q.Query(ctx, `-- all-shards
		select identity from household_person where length(identity_key) > 0 limit $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("sealed numbers: %w", err)
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var sealed []byte
		if err := rows.Scan(&sealed); err != nil {
			return nil, fmt.Errorf("sealed numbers: %w", err)
		}
		if id := seal.IDOf(sealed); id != "" {
			out[id]++
		}
	}
	return out, rows.Err()
}
