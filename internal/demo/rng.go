package demo

import (
	"hash/fnv"
	"math/rand/v2"
)

// Version of the generator: the same seed and version give the same province.
const Version = 1

// rng is one stream of chance.
type rng struct{ *rand.Rand }

// stream is the chance of one purpose and place: the same seed and parts give the same stream,
// whatever was drawn elsewhere.
func stream(seed uint64, parts ...string) rng {
	h := fnv.New64a()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return rng{rand.New(rand.NewPCG(seed, h.Sum64()+Version))}
}

// chance is true in percent of the cases.
func (r rng) chance(percent int) bool { return r.IntN(100) < percent }

// between draws from lo to hi, both included.
func (r rng) between(lo, hi int) int {
	if hi <= lo {
		return lo
	}
	return lo + r.IntN(hi-lo+1)
}

// weighted draws an index in proportion to the weights; -1 when all are zero.
func (r rng) weighted(weights ...int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	if sum <= 0 {
		return -1
	}
	n := r.IntN(sum)
	for i, w := range weights {
		if n < w {
			return i
		}
		n -= w
	}
	return -1
}

// pick draws one of a list.
func pick[T any](r rng, list []T) T { return list[r.IntN(len(list))] }
