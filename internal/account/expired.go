package account

import (
	"context"
	"fmt"

	"giamngheo/internal/db"
)

// ExpiredSessions is how many sessions have expired and are still kept.
func ExpiredSessions(ctx context.Context, q db.Querier, nowMicros int64) (n int64, err error) {
	if err := q.QueryRow(ctx, `select count(*) from account_session where expires <= $1`, nowMicros).Scan(&n); err != nil {
		return 0, fmt.Errorf("expired sessions: %w", err)
	}
	return n, nil
}

// RemoveSessions removes up to limit sessions that have expired.
func RemoveSessions(ctx context.Context, tx *db.Tx, nowMicros int64, limit int) (n int64, err error) {
	n, err = tx.Exec(ctx, `delete from account_session where token in (select token from account_session where expires <= $1 order by expires limit $2)`, nowMicros, limit)
	if err != nil {
		return 0, fmt.Errorf("expired sessions: %w", err)
	}
	return n, nil
}
