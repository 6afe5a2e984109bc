package unit

import (
	"slices"
	"strings"

	"giamngheo/internal/day"
)

// Candidate is a unit that a written name may mean.
type Candidate struct {
	Unit    Unit
	Differs bool // the list writes it otherwise: Đak for Đăk, Kbang for KBang, or another kind
}

// Match finds a written name among the children of a unit on a day. Marks, case, spaces, hyphens and
// a leading kind ("H.", "TP", "Huyện") are folded; a kind that is written decides between units of one
// name. Only the closest matches are returned: none is unknown, more than one is ambiguous.
func (d *Directory) Match(name string, under ID, on day.Date) []Candidate {
	return d.find(name, func(u Unit) bool { return u.Parent == under && u.On(on) })
}

// Find is Match over all units of a level in the country, "" for every level.
func (d *Directory) Find(name string, level Level, on day.Date) []Candidate {
	return d.find(name, func(u Unit) bool { return (level == "" || u.Level == level) && u.On(on) })
}

// FindBelow is Match over all units of a level anywhere below a unit, "" for every level.
func (d *Directory) FindBelow(name string, under ID, level Level, on day.Date) []Candidate {
	return d.find(name, func(u Unit) bool {
		return (level == "" || u.Level == level) && u.On(on) && u.ID != under && d.within(under, u.ID)
	})
}

func (d *Directory) within(ancestor, id ID) bool {
	for id != 0 && id != ancestor {
		u, _ := d.Get(id)
		id = u.Parent
	}
	return id == ancestor
}

func (d *Directory) find(written string, fits func(Unit) bool) []Candidate {
	found := d.closest(written, fits)
	if len(found) == 0 {
		// What follows a comma or stands in brackets is not the name: "Kông Chro (huyện nghèo)".
		if cut := strings.TrimRight(strings.FieldsFunc(written+" ", func(r rune) bool { return r == ',' || r == '(' })[0], " *.:;"); cut != "" && cut != written {
			found = d.closest(cut, fits)
		}
	}
	return found
}

func (d *Directory) closest(written string, fits func(Unit) bool) []Candidate {
	best := another + 1
	var found []Candidate
	for _, r := range readings(written) {
		for _, i := range d.folded()[foldName(r.name)] {
			u := d.units[i]
			if !fits(u) {
				continue
			}
			c := closeness(r.name, u.Name)
			if len(r.kinds) > 0 && !slices.Contains(r.kinds, u.Kind) {
				if !sameLevel(r.kinds, u) {
					continue
				}
				c = another
			}
			if c < best {
				best, found = c, nil
			}
			if c == best && !slices.ContainsFunc(found, func(f Candidate) bool { return f.Unit.ID == u.ID }) {
				found = append(found, Candidate{u, c != same})
			}
		}
	}
	return found
}

// sameLevel tells whether a unit could have borne one of the kinds: a town (thị xã) may have been a
// district (huyện) when the paper was written.
func sameLevel(kinds []Kind, u Unit) bool {
	for _, k := range kinds {
		if slices.Contains(levelKinds[u.Level], k) {
			return true
		}
	}
	return false
}

var levelKinds = map[Level][]Kind{
	Province: {"tỉnh", "thành phố"},
	District: {"huyện", "quận", "thị xã", "thành phố"},
	Commune:  {"xã", "phường", "thị trấn", "đặc khu"},
	Village:  {"thôn", "làng", "buôn", "bản", "ấp", "tổ dân phố", "khu phố"},
}
