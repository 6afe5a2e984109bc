package unit

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/standard"
)

// Directory is a list of units in memory, for work without a database and for matching names.
type Directory struct {
	units       []Unit // by id
	at          map[ID]int
	children    map[ID][]int // by code
	codes       map[coded][]int
	successions []Succession
	flags       []Flag
	folded      func() map[string][]int
}

type coded struct {
	level Level
	code  string
}

// NewDirectory makes a directory of units with their successions and flags.
func NewDirectory(units []Unit, successions []Succession, flags []Flag) *Directory {
	d := &Directory{
		units: slices.Clone(units), successions: slices.Clone(successions), flags: flags,
		at: make(map[ID]int, len(units)), children: map[ID][]int{}, codes: make(map[coded][]int, len(units)),
	}
	slices.SortFunc(d.units, func(a, b Unit) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(d.successions, func(a, b Succession) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Event, b.Event), cmp.Compare(a.Old, b.Old), cmp.Compare(a.New, b.New))
	})
	for i, u := range d.units {
		d.at[u.ID] = i
		d.children[u.Parent] = append(d.children[u.Parent], i)
		d.codes[coded{u.Level, u.Code}] = append(d.codes[coded{u.Level, u.Code}], i)
	}
	for _, c := range d.children {
		slices.SortStableFunc(c, func(a, b int) int { return cmp.Compare(d.units[a].Code, d.units[b].Code) })
	}
	d.folded = sync.OnceValue(func() map[string][]int {
		m := make(map[string][]int, len(d.units))
		for i, u := range d.units {
			f := foldName(u.Name)
			m[f] = append(m[f], i)
		}
		return m
	})
	return d
}

// Read makes a directory of everything that the database holds.
func Read(ctx context.Context, q db.Querier) (*Directory, error) {
	us, err := list(ctx, q, `select `+columns+` from unit u`)
	if err != nil {
		return nil, err
	}
	ss, err := successions(ctx, q, `e.day <= $1`, day.Forever)
	if err != nil {
		return nil, err
	}
	fs, err := flags(ctx, q, `select f.unit_id, f.flag, f.valid_from, f.valid_to, f.basis, f.verified from unit_flag f`)
	return NewDirectory(us, ss, fs), err
}

// Units lists every unit of every time, by id.
func (d *Directory) Units() []Unit { return slices.Clone(d.units) }

// Get is a unit by id.
func (d *Directory) Get(id ID) (Unit, bool) {
	i, ok := d.at[id]
	if !ok {
		return Unit{}, false
	}
	return d.units[i], true
}

// ByCode is the unit that bears a code on a day.
func (d *Directory) ByCode(level Level, code string, on day.Date) (Unit, bool) {
	for _, i := range d.codes[coded{level, code}] {
		if d.units[i].On(on) {
			return d.units[i], true
		}
	}
	return Unit{}, false
}

// Children lists the units directly below on a day, by code.
func (d *Directory) Children(id ID, on day.Date) []Unit {
	var out []Unit
	for _, i := range d.children[id] {
		if d.units[i].On(on) {
			out = append(out, d.units[i])
		}
	}
	return out
}

// Below lists the units of one level anywhere below a unit on a day, by code.
func (d *Directory) Below(id ID, level Level, on day.Date) []Unit {
	var out []Unit
	for _, u := range d.Children(id, on) {
		if u.Level == level {
			out = append(out, u)
		}
		out = append(out, d.Below(u.ID, level, on)...)
	}
	slices.SortStableFunc(out, func(a, b Unit) int { return cmp.Compare(a.Code, b.Code) })
	return out
}

// Ancestors is the way from the country down to the unit itself.
func (d *Directory) Ancestors(id ID) []Unit {
	var out []Unit
	for {
		u, ok := d.Get(id)
		if !ok {
			slices.Reverse(out)
			return out
		}
		out = append(out, u)
		id = u.Parent
	}
}

// Successors lists what a unit became by the event that ended it.
func (d *Directory) Successors(id ID) []Succession {
	return d.steps(func(s Succession) bool { return s.Old == id })
}

// Predecessors lists the units that a unit was made of by the event that began it.
func (d *Directory) Predecessors(id ID) []Succession {
	return d.steps(func(s Succession) bool { return s.New == id })
}

// Lineage leads each earlier unit to the units of a day.
func (d *Directory) Lineage(on day.Date) Lineage { return NewLineage(d.successions, on) }

// Flags lists the flags of a unit and of the units above it that hold on a day.
func (d *Directory) Flags(id ID, on day.Date) []Flag {
	var out []Flag
	for _, f := range d.flags {
		if (day.Period{From: f.From, To: f.To}).Contains(on) && d.within(f.Unit, id) {
			out = append(out, f)
		}
	}
	return out
}

// Area is whether a commune, or the commune of a village, is urban or rural, and why; "" above.
func (d *Directory) Area(id ID) (standard.Area, string) {
	for {
		u, ok := d.Get(id)
		if a := areaOf(u); a != "" {
			return a, areaBasis
		}
		if !ok || u.Level != Village {
			return "", ""
		}
		id = u.Parent
	}
}

func (d *Directory) steps(which func(Succession) bool) []Succession {
	var out []Succession
	for _, s := range d.successions {
		if which(s) {
			out = append(out, s)
		}
	}
	return out
}
