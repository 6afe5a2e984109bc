package operation

import (
	"context"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/seal"
)

// SealedPlace is a kind of record in which sealed values lie.
type SealedPlace struct {
	Name string
	// Reseal brings the next part of them under the newest key within one act: from a place on, "" for the
	// first, to the place that it gives, "" at the end.
	Reseal func(ctx context.Context, tx *db.Tx, keys *seal.Keys, from string) (next string, changed int64, err error)
}

// ResealOptions say how everything comes under the newest key.
type ResealOptions struct {
	Keys   *seal.Keys
	Places []SealedPlace
	// Grace is how long programs that run may take to take up a key; acts begun before its end may still seal
	// with the old one.
	Grace time.Duration
	// Tell is told after every act; it may be nil.
	Tell func(place string, changed int64)
}

// maxPasses bounds how often everything is gone through: the second pass finds nothing, but for an act that
// took very long, or a program that goes on sealing with a key that is not the newest.
const maxPasses = 8

// Reseal seals and indexes everything anew that is not under the newest key, in short acts between which others
// run, and returns how many values it changed. It may be broken off anywhere, and begun again: what is done is
// skipped. When it returns nil, a whole pass has found nothing under another key.
func Reseal(ctx context.Context, d *db.DB, o ResealOptions) (int64, error) {
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-time.After(o.Grace):
	}
	if err := o.Keys.Follow(); err != nil {
		return 0, err
	}
	var all int64
	for range maxPasses {
		changed, err := pass(ctx, d, o)
		all += changed
		if err != nil {
			return all, err
		}
		if changed == 0 {
			return all, resealed(ctx, d, o.Keys)
		}
	}
	return all, fault.New(fault.Conflict, "operation.still_sealing")
}

// pass goes through everything once. Before each kind of record it waits for the acts under way: those begun
// earlier may have sealed with the old key, or copied a value that was.
func pass(ctx context.Context, d *db.DB, o ResealOptions) (int64, error) {
	var all int64
	for _, p := range o.Places {
		if err := d.Settle(ctx); err != nil {
			return all, err
		}
		for from, first := "", true; first || from != ""; first = false {
			var changed int64
			var next string
			err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
				next, changed, err = p.Reseal(ctx, tx, o.Keys, from)
				return err
			})
			if err != nil {
				return all, err
			}
			all += changed
			from = next
			if o.Tell != nil {
				o.Tell(p.Name, changed)
			}
		}
	}
	return all, nil
}

// resealed notes that everything is under one key.
func resealed(ctx context.Context, d *db.DB, keys *seal.Keys) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, account.System.Audit(), audit.Line{
			Act: "operation.reseal", Thing: "installation", After: map[string]any{"key": keys.IDs()[0]},
		})
	})
}
