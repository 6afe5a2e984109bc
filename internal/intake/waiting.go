package intake

import (
	"context"

	"giamngheo/internal/db"
	"giamngheo/internal/unit"
)

// Waiting is how many imports into a unit an account brought that are neither stored nor thrown away.
func Waiting(ctx context.Context, q db.Querier, account int64, area unit.ID) (n int64, err error) {
	err = q.QueryRow(ctx, `select count(*) from intake where account_id = $1 and area_id = $2 and status in ($3, $4)`,
		account, area, string(Received), string(Previewed)).Scan(&n)
	return n, err
}
