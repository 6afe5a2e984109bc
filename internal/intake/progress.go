package intake

import (
	"context"
	"sync"
	"sync/atomic"
)

// under counts the rows of the imports that this process is reading, so that a page can say how far
// they are.
var under sync.Map // ID → *atomic.Int64

type progressKey struct{}

// watched is a context whose rows are counted under an import's number; done ends the count.
func watched(ctx context.Context, id ID) (_ context.Context, done func()) {
	n := new(atomic.Int64)
	under.Store(id, n)
	return context.WithValue(ctx, progressKey{}, n), func() { under.CompareAndDelete(id, n) }
}

// reached tells whoever watches how many rows have been dealt with.
func reached(ctx context.Context, rows int64) {
	if n, ok := ctx.Value(progressKey{}).(*atomic.Int64); ok {
		n.Store(rows)
	}
}

// rowsSoFar is how many rows this process has dealt with for an import; 0 when it deals with none.
func rowsSoFar(id ID) int64 {
	if n, ok := under.Load(id); ok {
		return n.(*atomic.Int64).Load()
	}
	return 0
}
