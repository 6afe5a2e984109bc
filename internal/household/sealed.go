package household

import (
	"context"
	"fmt"

	"giamngheo/internal/db"
	"giamngheo/internal/seal"
)

// SealedWith looks at up to limit stored numbers of each table and counts them by the id of the key that
// sealed them, so that the operator learns of a missing key before an officer does; 0 looks at all.
func SealedWith(ctx context.Context, q db.Querier, limit int) (map[string]int, error) {
	out := map[string]int{}
	for _, text := range []string{
		`-- all-shards
		select identity from household_person where length(identity_key) > 0`,
		`-- all-shards
		select number from household_number`,
	} {
		if err := sealedWith(ctx, q, text, limit, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func sealedWith(ctx context.Context, q db.Querier, text string, limit int, out map[string]int) error {
	args := []any{}
	if limit > 0 {
		text, args = text+` limit $1`, append(args, limit)
	}
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return fmt.Errorf("sealed numbers: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var sealed []byte
		if err := rows.Scan(&sealed); err != nil {
			return fmt.Errorf("sealed numbers: %w", err)
		}
		if id := seal.IDOf(sealed); id != "" {
			out[id]++
		}
	}
	return rows.Err()
}
