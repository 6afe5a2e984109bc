package review

import (
	"cmp"
	"slices"

	"giamngheo/internal/household"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// tallyKey names a cell of review_tally within a round. Village 0 is the commune's row.
type tallyKey struct {
	commune, village unit.ID
	class            standard.Class
	ethnic           household.Ethnic
}

// flowKey names a cell of review_flow within a round. Village 0 is the commune's row.
type flowKey struct {
	commune, village unit.ID
	prev, class      standard.Class
	movement         Movement
	minority         bool
}

// heads counts households and the persons in them.
type heads struct{ households, persons int64 }

// delta is what an act changes in the tallies: the old assessment taken out, the new one put in.
// Cells that come out even are left alone.
type delta struct {
	masks childMasks
	tally map[tallyKey]*Counts
	flow  map[flowKey]*heads
}

func newDelta(m childMasks) *delta {
	return &delta{masks: m, tally: map[tallyKey]*Counts{}, flow: map[flowKey]*heads{}}
}

// count puts an assessment in (sign 1) or takes it out (-1): in its commune's row and, where the
// village is known, in its village's. A household that left is in no tally, only in the flows.
func (d *delta) count(a *Assessment, sign int64) {
	villages := []unit.ID{0, a.Village}
	if a.Village == 0 {
		villages = villages[:1]
	}
	c := countOf(a, d.masks)
	for _, v := range villages {
		if a.Class != standard.None {
			k := tallyKey{a.Household.Commune, v, a.Class, a.Ethnic}
			if d.tally[k] == nil {
				d.tally[k] = &Counts{}
			}
			d.tally[k].add(&c, sign)
		}
		k := flowKey{a.Household.Commune, v, a.PrevClass, a.Class, a.Movement, a.Ethnic.Minority()}
		if d.flow[k] == nil {
			d.flow[k] = &heads{}
		}
		d.flow[k].households += sign
		d.flow[k].persons += sign * int64(a.Members)
	}
}

// tallyCells are the changed cells in the one order in which every act takes them, so that two acts
// that run at once never wait for each other in a circle.
func (d *delta) tallyCells() []tallyKey {
	return sorted(d.tally, func(c *Counts) bool { return *c == Counts{} }, func(a, b tallyKey) int {
		return cmp.Or(cmp.Compare(a.commune, b.commune), cmp.Compare(a.village, b.village),
			cmp.Compare(a.class, b.class), cmp.Compare(a.ethnic, b.ethnic))
	})
}

func (d *delta) flowCells() []flowKey {
	return sorted(d.flow, func(h *heads) bool { return *h == heads{} }, func(a, b flowKey) int {
		return cmp.Or(cmp.Compare(a.commune, b.commune), cmp.Compare(a.village, b.village),
			cmp.Compare(a.prev, b.prev), cmp.Compare(a.class, b.class),
			cmp.Compare(a.movement, b.movement), cmp.Compare(number(a.minority), number(b.minority)))
	})
}

func sorted[K comparable, V any](cells map[K]V, even func(V) bool, order func(a, b K) int) []K {
	keys := make([]K, 0, len(cells))
	for k, v := range cells {
		if !even(v) {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, order)
	return keys
}

// number is a truth value as it is stored.
func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
