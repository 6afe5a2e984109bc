package review

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"unsafe"

	"giamngheo/internal/db"
	"giamngheo/internal/unit"
)

// part names what is kept as one: a commune as a whole, each of its villages, or the sum of a unit above.
type part struct {
	round    RoundID
	unit     unit.ID
	villages bool
}

// entry is a part as of one version of the commune's tallies, or the sum of a unit's communes as of theirs.
// Nobody changes it any more.
type entry struct {
	version int64
	sum     bool
	of      map[unit.ID]Result // by unit, or by village
	bytes   int
	used    int64
}

// memoryLimit is how much of the tallies stays in memory, in bytes. The communes of a province take 2 MB
// for each round.
const memoryLimit = 32 << 20

// memory keeps the tallies of communes between requests. Each entry bears the version of the commune's
// tallies that it was read with; a reader asks for the versions first, on its own snapshot, and takes what
// is of that version and no other. It is thus never behind, whoever changed the database.
type memory struct {
	mu      sync.Mutex
	entries map[part]*entry
	bytes   int
	clock   int64
	// loading lets one reader at a time read what is missing: a thousand who ask at once wait for the first.
	loading sync.Mutex
}

type memoryKey struct{}

// memoryOf is the database's memory; in an act, where d is nil, one that ends with the question.
func memoryOf(d *db.DB) *memory {
	made := func() any { return &memory{entries: map[part]*entry{}} }
	if d == nil {
		return made().(*memory)
	}
	return d.Remember(memoryKey{}, made).(*memory)
}

// get finds what there is of the wanted versions, and names what is missing.
func (m *memory) get(wanted map[part]int64) (found map[part]*entry, missing []part) {
	found = make(map[part]*entry, len(wanted))
	m.mu.Lock()
	defer m.mu.Unlock()
	m.clock++
	for p, version := range wanted {
		e := m.entries[p]
		if e == nil || e.version != version {
			missing = append(missing, p)
			continue
		}
		e.used = m.clock
		found[p] = e
	}
	return found, missing
}

// put keeps an entry, unless a newer one is there.
func (m *memory) put(p part, e *entry) {
	e.bytes = int(unsafe.Sizeof(*e))
	for _, s := range e.of {
		e.bytes += int(unsafe.Sizeof(s)) + len(s.Figures.Cells)*int(unsafe.Sizeof(Cell{})) + len(s.Flows)*int(unsafe.Sizeof(Flow{}))
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if old := m.entries[p]; old != nil {
		if !e.sum && old.version > e.version {
			return
		}
		m.bytes -= old.bytes
	}
	e.used = m.clock
	m.entries[p] = e
	if m.bytes += e.bytes; m.bytes > memoryLimit {
		m.shrink()
	}
}

// versionOf is the version of a sum: it changes when one of the communes' versions does, or when another
// commune belongs to it. The order of the communes does not matter.
func versionOf(communes []unit.ID, at map[unit.ID]int64) int64 {
	var sum uint64
	for _, c := range communes {
		if v, ok := at[c]; ok {
			// The finisher of splitmix64 spreads the pair over all bits.
			x := uint64(c)*0x9e3779b97f4a7c15 ^ uint64(v)*0xd1b54a32d192ed03
			x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
			x = (x ^ x>>27) * 0x94d049bb133111eb
			sum += x ^ x>>31
		}
	}
	return int64(sum)
}

// shrink lets go of what was not used for longest, down to three quarters of the limit. Sums go last: they
// are few, and each stands for many communes.
func (m *memory) shrink() {
	byAge := slices.SortedFunc(maps.Keys(m.entries), func(a, b part) int {
		x, y := m.entries[a], m.entries[b]
		if x.sum != y.sum {
			return cmp.Compare(number(x.sum), number(y.sum))
		}
		return cmp.Compare(x.used, y.used)
	})
	for _, p := range byAge {
		if m.bytes <= memoryLimit/4*3 {
			return
		}
		m.bytes -= m.entries[p].bytes
		delete(m.entries, p)
	}
}
