package job

import (
	"context"
	"fmt"

	"giamngheo/internal/db"
)

// Standing is how many jobs are in which condition.
type Standing struct {
	Waiting  int64 // due, or soon
	Running  int64
	Retrying int64 // failed at least once and will be tried again
	GivenUp  int64 // failed too often
}

// Count tells how the jobs stand.
func Count(ctx context.Context, q db.Querier) (s Standing, err error) {
	rows, err := q.Query(ctx, `select cast(state as text), count(*) from river_job group by state`)
	if err != nil {
		return s, fmt.Errorf("count jobs: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var state string
		var n int64
		if err := rows.Scan(&state, &n); err != nil {
			return s, fmt.Errorf("count jobs: %w", err)
		}
		switch state {
		case "available", "pending", "scheduled":
			s.Waiting += n
		case "running":
			s.Running += n
		case "retryable":
			s.Retrying += n
		case "discarded":
			s.GivenUp += n
		}
	}
	return s, rows.Err()
}
