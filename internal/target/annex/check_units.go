package annex

import (
	"slices"
	"strings"

	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// placeUnits looks at the names: every child of the owner once, and nobody else's.
func (c *checker) placeUnits() {
	if !c.owner.known {
		c.find("PC-309", nil, other)
		return
	}
	first := map[unit.ID]*line{}
	for _, l := range c.units {
		if !l.matched {
			continue
		}
		if before := first[l.unit.ID]; before != nil {
			c.find("PC-302", l, other, "Unit", c.title(l.unit), "Before", c.where(before, other))
			c.twice = append(c.twice, l)
			continue
		}
		first[l.unit.ID] = l
	}
	c.ambiguous(first)
	var free []unit.Unit
	for _, u := range c.dir.Children(c.owner.unit.ID, c.owner.on) {
		if first[u.ID] == nil {
			free = append(free, u)
		}
	}
	free = c.strangers(free)
	var missing, islands []unit.Unit
	for _, u := range free {
		if u.Level == unit.District && len(c.dir.Children(u.ID, c.owner.on)) == 0 {
			islands = append(islands, u)
		} else {
			missing = append(missing, u)
		}
	}
	if len(missing) > 0 {
		c.find("PC-301", nil, other, "Number", len(missing), "Unit", c.title(c.owner.unit), "Names", c.titles(missing))
	}
	if len(islands) > 0 {
		c.find("PC-310", nil, other, "Names", c.titles(islands))
	}
	all := len(c.dir.Children(c.owner.unit.ID, c.owner.on)) - len(islands)
	c.held("PC-301", len(missing) == 0, "check_units", "Have", all-len(missing), "All", all, "Unit", c.title(c.owner.unit))
	c.spelling()
	c.titleUnit()
}

// ambiguous settles names that several children bear: the one that no other line names, if it is one.
func (c *checker) ambiguous(first map[unit.ID]*line) {
	for _, l := range c.units {
		if len(l.several) == 0 {
			continue
		}
		var free []unit.Unit
		for _, u := range l.several {
			if first[u.ID] == nil {
				free = append(free, u)
			}
		}
		if len(free) > 0 {
			l.unit, l.matched = free[0], true
			first[free[0].ID] = l
		}
		c.find("PC-305", l, other, "Names", c.titles(l.several))
	}
}

// strangers names the lines that are none of the owner's children; a slip of the pen is told from
// another's unit. It returns the children that remain without a line.
func (c *checker) strangers(free []unit.Unit) []unit.Unit {
	for _, l := range c.units {
		if l.matched || len(l.several) > 0 {
			continue
		}
		found := c.dir.Find(l.name, "", c.owner.on)
		// A district's name is borne once or twice in the country: written without a slip it is meant.
		meant := slices.ContainsFunc(found, func(f unit.Candidate) bool { return !f.Differs && f.Unit.Level == unit.District && c.sameLevel(f.Unit) })
		if u, ok := c.suggest(l.name, free); ok && !meant {
			c.find("PC-303", l, other, "Name", l.name, "Hint", c.l.T("annex.hint_unit", "Unit", c.title(u)))
			l.unit, l.matched = u, true
			free = without(free, u.ID)
			continue
		}
		if len(found) == 0 {
			c.find("PC-303", l, other, "Name", l.name, "Hint", "")
			continue
		}
		u := found[0].Unit
		for _, f := range found {
			// Nearest first: a unit of the same level, of the same province.
			if c.sameLevel(f.Unit) && (!c.sameLevel(u) || c.kin(f.Unit) && !c.kin(u)) {
				u = f.Unit
			}
		}
		parent, _ := c.dir.Get(u.Parent)
		hint := ""
		if len(found) > 1 {
			hint = c.l.T("annex.hint_among", "Number", len(found))
		}
		c.find("PC-304", l, other, "Unit", c.title(u), "Parent", c.title(parent), "Owner", c.title(c.owner.unit), "Hint", hint)
	}
	return free
}

func without(list []unit.Unit, id unit.ID) []unit.Unit {
	var out []unit.Unit
	for _, u := range list {
		if u.ID != id {
			out = append(out, u)
		}
	}
	return out
}

// sameLevel tells a unit of the level that the owner's children have.
func (c *checker) sameLevel(u unit.Unit) bool {
	children := c.dir.Children(c.owner.unit.ID, c.owner.on)
	return len(children) > 0 && children[0].Level == u.Level
}

// kin tells a unit that stands under the owner's own parent.
func (c *checker) kin(u unit.Unit) bool {
	parent, _ := c.dir.Get(u.Parent)
	return parent.Parent == c.owner.unit.Parent
}

func (c *checker) spelling() {
	for _, l := range c.units {
		switch {
		case !l.matched || len(l.several) > 0:
		case l.otherWay:
			c.find("PC-307", l, other, "Name", l.name, "Unit", l.unit.Title())
		case l.differs:
			c.find("PC-306", l, other, "Name", l.name, "Unit", l.unit.Title())
		}
	}
}

var titleLine = word(`bieu|bang|phu luc|ke hoach|kem theo|uy ban|ubnd|tong hop|chi tieu giam ngheo`)

// titleUnit compares the unit that the title names with the one the lines belong to.
func (c *checker) titleUnit() {
	text := " "
	for _, s := range c.t.before() {
		if f := lang.Fold(s); len(f) < 250 && titleLine.MatchString(f) {
			text += f + " "
		}
	}
	if c.total != nil {
		text += lang.Fold(c.total.name) + " "
	}
	var named []unit.Unit
	for _, level := range []unit.Level{unit.Province, unit.District} {
		if level == unit.District && c.owner.unit.Level == unit.Province {
			continue // a province's paper may speak of its districts
		}
		for _, u := range c.dir.Below(unit.CountryID, level, c.owner.on) {
			if !strings.Contains(text, " "+lang.Fold(u.Title())+" ") {
				continue
			}
			for _, a := range c.dir.Ancestors(c.owner.unit.ID) {
				if a.ID == u.ID {
					return
				}
			}
			named = append(named, u)
		}
	}
	if len(named) == 1 {
		c.find("PC-308", nil, other, "Named", c.title(named[0]), "Unit", c.title(c.owner.unit))
	}
}
