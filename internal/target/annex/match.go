package annex

import (
	"slices"
	"strings"

	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// resolve gives every line its meaning: a unit below the owner, the owner's total, or a heading.
func (c *checker) resolve() {
	group := -1
	lastChild := -1
	for i, l := range c.lines {
		f := lang.Fold(l.name)
		l.group = group
		switch {
		case c.ownLine(l, f):
			l.kind = totalLine
		case c.asChild(l):
			lastChild = i
		case lastChild >= 0 && c.asInner(l, lastChild):
			l.kind, l.group = innerLine, lastChild
		case beginTotal.MatchString(f):
			l.kind = totalLine
		case groupName.MatchString(f) || groupOrder(c.lines, l) && !beginUnit.MatchString(f):
			l.kind = groupLine
			group = i
		}
	}
	c.oneTotal()
}

// ownLine tells the line that bears the owner's own title.
func (c *checker) ownLine(l *line, f string) bool {
	if !c.owner.known {
		return false
	}
	title, name := lang.Fold(c.owner.unit.Title()), lang.Fold(c.owner.unit.Name)
	if f == title || strings.HasSuffix(f, " "+title) && beginTotal.MatchString(f) {
		return true
	}
	return f == name && len(c.dir.Match(l.name, c.owner.unit.ID, c.owner.on)) == 0
}

func (c *checker) asChild(l *line) bool {
	if !c.owner.known {
		return false
	}
	found := c.dir.Match(l.name, c.owner.unit.ID, c.owner.on)
	switch {
	case len(found) == 0:
		return false
	case len(found) > 1:
		for _, f := range found {
			l.several = append(l.several, f.Unit)
		}
		return true
	}
	l.unit, l.matched, l.differs = found[0].Unit, true, found[0].Differs
	// Some names only look as if they began with a kind: "Quan Hóa" is no quận.
	if k := writtenKind(l.name); k != "" && k != lang.Fold(string(l.unit.Kind)) && lang.Fold(l.name) != lang.Fold(l.unit.Name) {
		l.otherWay = true
	}
	return true
}

// writtenKind is the kind that a name begins with, folded; "" when it begins with none.
func writtenKind(name string) string {
	f := lang.Fold(name)
	for _, k := range []string{"huyen", "thi xa", "thanh pho", "quan", "xa", "phuong", "thi tran", "dac khu"} {
		if strings.HasPrefix(f, k+" ") {
			return k
		}
	}
	return ""
}

// asInner tells a unit below one of the children, listed under it.
func (c *checker) asInner(l *line, child int) bool {
	parent := c.lines[child]
	if !parent.matched || parent.unit.Level != unit.District {
		return false
	}
	found := c.dir.Match(l.name, parent.unit.ID, c.owner.on)
	if len(found) != 1 {
		return false
	}
	l.unit, l.matched, l.differs = found[0].Unit, true, found[0].Differs
	return true
}

// groupOrder tells a line with a roman number among lines with arabic ones.
func groupOrder(lines []*line, l *line) bool {
	if _, roman := ordinal(l.order); !roman || beginTotal.MatchString(lang.Fold(l.name)) {
		return false
	}
	return slices.ContainsFunc(lines, func(o *line) bool {
		n, roman := ordinal(o.order)
		return n > 0 && !roman
	})
}

// oneTotal keeps one line as the total: the one with the most households. Others that say "cộng" are
// subtotals.
func (c *checker) oneTotal() {
	c.total = nil
	for _, l := range c.lines {
		if l.kind != totalLine {
			continue
		}
		if c.total == nil || l.households().v > c.total.households().v {
			c.total = l
		}
	}
	for i, l := range c.lines {
		if l.kind == totalLine && l != c.total {
			l.kind = groupLine
			if l.households().v == c.total.households().v && l.poor().v == c.total.poor().v {
				c.again = append(c.again, l)
				continue
			}
			for k := i + 1; k < len(c.lines) && c.lines[k].kind != totalLine && c.lines[k].kind != groupLine; k++ {
				c.lines[k].group = i
			}
		}
	}
}

// suggest is the one child without a line whose name is closest to an unknown one.
func (c *checker) suggest(name string, free []unit.Unit) (unit.Unit, bool) {
	best, second := 4, 4
	var u unit.Unit
	bare := lang.Fold(name)
	if k := writtenKind(name); k != "" {
		bare = strings.TrimPrefix(bare, k+" ")
	}
	for _, x := range free {
		d := distance(bare, lang.Fold(x.Name))
		if d < best {
			best, second, u = d, best, x
		} else if d < second {
			second = d
		}
	}
	limit := 1
	if len(bare) >= 6 {
		limit = 2
	}
	return u, best <= limit && second > best
}

// distance is how many letters must change to make one word of another; swapping two is one change.
func distance(a, b string) int {
	if len(a) > 100 || len(b) > 100 {
		return 100
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
