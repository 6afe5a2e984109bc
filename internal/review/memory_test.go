package review

import (
	"testing"

	"giamngheo/internal/unit"
)

// The memory stays within its limit, keeps what was used last, and sums longer than what they were made of.
func TestMemoryKeepsToItsLimit(t *testing.T) {
	t.Parallel()
	m := &memory{entries: map[part]*entry{}}
	cells := make([]Cell, 1000)
	result := map[unit.ID]Result{1: {Figures: Figures{cells}}}
	sum := part{1, 1, false}
	m.put(sum, &entry{version: 9, sum: true, of: result})
	for i := range unit.ID(500) {
		m.get(nil) // the clock goes on
		m.put(part{1, i + 2, false}, &entry{version: 1, of: result})
		if m.bytes > memoryLimit {
			t.Fatalf("%d bytes after %d entries", m.bytes, i+1)
		}
	}
	found, missing := m.get(map[part]int64{sum: 9, {1, 501, false}: 1, {1, 2, false}: 1})
	if len(found) != 2 || len(missing) != 1 || missing[0].unit != 2 {
		t.Errorf("found %d, missing %v; want the sum, the newest, and the oldest gone", len(found), missing)
	}
	bytes := 0
	for _, e := range m.entries {
		bytes += e.bytes
	}
	if bytes != m.bytes {
		t.Errorf("counts %d bytes, holds %d", m.bytes, bytes)
	}
}

// The version of a sum follows its communes' versions, whatever their order.
func TestTheVersionOfASum(t *testing.T) {
	t.Parallel()
	at := map[unit.ID]int64{1: 5, 2: 7, 3: 1}
	v := versionOf([]unit.ID{1, 2}, at)
	if versionOf([]unit.ID{2, 1}, at) != v || versionOf([]unit.ID{1, 2, 4}, at) != v {
		t.Error("the order, or a commune of which nothing was counted, changes the version")
	}
	for name, other := range map[string]int64{
		"another commune":  versionOf([]unit.ID{1, 3}, at),
		"one more":         versionOf([]unit.ID{1, 2, 3}, at),
		"a changed one":    versionOf([]unit.ID{1, 2}, map[unit.ID]int64{1: 6, 2: 7}),
		"versions changed": versionOf([]unit.ID{1, 2}, map[unit.ID]int64{1: 7, 2: 5}),
	} {
		if other == v {
			t.Errorf("%s gives the same version", name)
		}
	}
}
