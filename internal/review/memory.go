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

// standing is what a round counted of one unit.
type standing struct {
	figures Figures
	flows   []Flow
}

// part names what is read at once: a commune as a whole, or each of its villages.
type part struct {
	round    RoundID
	commune  unit.ID
	villages bool
}

// entry is a part as of one version of the commune's tallies. Nobody changes it any more.
type entry struct {
	version int64
	of      map[unit.ID]standing // by commune, or by village
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
		e.bytes += int(unsafe.Sizeof(s)) + len(s.figures.Cells)*int(unsafe.Sizeof(Cell{})) + len(s.flows)*int(unsafe.Sizeof(Flow{}))
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if old := m.entries[p]; old != nil {
		if old.version > e.version {
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

// shrink lets go of what was not used for longest, down to three quarters of the limit.
func (m *memory) shrink() {
	byAge := slices.SortedFunc(maps.Keys(m.entries), func(a, b part) int { return cmp.Compare(m.entries[a].used, m.entries[b].used) })
	for _, p := range byAge {
		if m.bytes <= memoryLimit/4*3 {
			return
		}
		m.bytes -= m.entries[p].bytes
		delete(m.entries, p)
	}
}

// sum adds the standings of several communes up, in the order in which a query gives them.
func sum(all []standing) standing {
	if len(all) == 1 {
		return standing{Figures{slices.Clone(all[0].figures.Cells)}, slices.Clone(all[0].flows)}
	}
	type cellKey struct {
		class  int
		ethnic string
	}
	var out standing
	cells, flows := map[cellKey]int{}, map[Flow]int{}
	for _, s := range all {
		for i := range s.figures.Cells {
			c := &s.figures.Cells[i]
			k := cellKey{int(c.Class), string(c.Ethnic)}
			at, ok := cells[k]
			if !ok {
				at = len(out.figures.Cells)
				cells[k] = at
				out.figures.Cells = append(out.figures.Cells, Cell{Class: c.Class, Ethnic: c.Ethnic})
			}
			out.figures.Cells[at].plus(&c.Counts)
		}
		for _, f := range s.flows {
			k := f
			k.Households, k.Persons = 0, 0
			at, ok := flows[k]
			if !ok {
				at = len(out.flows)
				flows[k] = at
				out.flows = append(out.flows, k)
			}
			out.flows[at].Households += f.Households
			out.flows[at].Persons += f.Persons
		}
	}
	slices.SortFunc(out.figures.Cells, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.Ethnic, b.Ethnic))
	})
	slices.SortFunc(out.flows, func(a, b Flow) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Movement, b.Movement), cmp.Compare(number(a.Minority), number(b.Minority)))
	})
	return out
}
