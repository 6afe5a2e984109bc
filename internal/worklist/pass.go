package worklist

import (
	"context"
	"fmt"

	"giamngheo/internal/db"
	"giamngheo/internal/unit"
)

// Pass gives the lists that an account made in a unit to another account, within an act, and returns how many.
// Who gets them sees only the households of his own area on them, as always.
func Pass(ctx context.Context, tx *db.Tx, from, to int64, u unit.ID) (int64, error) {
	n, err := tx.Exec(ctx, `update worklist set account_id = $1, updated = $2 where account_id = $3 and unit_id = $4`, to, tx.Micros(), from, u)
	if err != nil {
		return 0, fmt.Errorf("pass working lists: %w", err)
	}
	return n, nil
}

// CountIn is how many lists an account made in a unit.
func CountIn(ctx context.Context, q db.Querier, account int64, u unit.ID) (n int64, err error) {
	err = q.QueryRow(ctx, `select count(*) from worklist where account_id = $1 and unit_id = $2`, account, u).Scan(&n)
	return n, err
}
