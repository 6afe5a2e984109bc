package unit

import (
	"context"
	"slices"
	"sync"

	"giamngheo/internal/db"
)

// kept are the ways up that one request has read.
type kept struct {
	mu   sync.Mutex
	ways map[ID][]Unit
}

type keptKey struct{}

// Keep gives a context in which Get, Within and Ancestors read each unit once, with its way up: a page asks
// for the same unit from many sides. An act reads for itself: it may have changed the units.
func Keep(ctx context.Context) context.Context {
	return context.WithValue(ctx, keptKey{}, &kept{ways: map[ID][]Unit{}})
}

// way is the way from the country down to a unit as this request knows it; ok is false in an act and in a
// context that keeps nothing. A unit that is not there has none, and is asked for again.
func way(ctx context.Context, q db.Querier, id ID) (units []Unit, ok bool, err error) {
	k, ok := ctx.Value(keptKey{}).(*kept)
	if !ok || db.InAct(q) {
		return nil, false, nil
	}
	k.mu.Lock()
	units = k.ways[id]
	k.mu.Unlock()
	if len(units) > 0 {
		return units, true, nil
	}
	if units, err = ancestors(ctx, q, id); err != nil || len(units) == 0 {
		return nil, true, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for i := range units { // the units above have the beginning of the same way
		k.ways[units[i].ID] = slices.Clip(units[:i+1])
	}
	return units, true, nil
}
