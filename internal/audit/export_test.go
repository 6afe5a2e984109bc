package audit

import (
	"context"
	"time"

	"giamngheo/internal/db"
)

// SetPatience is how long a page waits for its line in a test.
func (w *Watcher) SetPatience(d time.Duration) { w.patience = d }

// MostWaiting is how many lines may wait.
const MostWaiting = mostWaiting

// WriteAnew links all lines of a chain from the first on, as somebody would who keeps the database and knows
// this program: every hash is right again.
func WriteAnew(ctx context.Context, d *db.DB, chain int64) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		lines, err := entries(ctx, tx, chain, 1000)
		if err != nil {
			return err
		}
		h := head{chain: chain, prev: beginning, hash: beginning}
		for i := range lines {
			h.append(&lines[i])
			if err := tx.Send(ctx, `update audit_line set seq = $1, prev = $2, hash = $3 where id = $4`, lines[i].Seq, lines[i].Prev, lines[i].Hash, lines[i].ID); err != nil {
				return err
			}
		}
		return h.save(ctx, tx)
	})
}

// AnchorChain is the chain of anchors.
const AnchorChain = anchorChain
