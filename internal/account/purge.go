package account

import (
	"context"
	"fmt"

	"giamngheo/internal/db"
)

// PurgeSessions removes the sessions that have expired and tells how many. Sign-ins remove them too;
// this is for a quiet night.
func (s *Service) PurgeSessions(ctx context.Context) (n int64, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err = tx.Exec(ctx, `delete from account_session where expires <= $1`, s.Now().UnixMicro())
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("purge sessions: %w", err)
	}
	return n, nil
}
