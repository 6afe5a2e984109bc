package annex

import (
	"slices"
	"strings"

	"giamngheo/internal/percent"
)

// normalise brings columns to one form before they are judged: fractions become per cent, reductions
// written with a minus become positive.
func (c *checker) normalise() {
	all := append(slices.Clone(c.units), c.linesOf(groupLine, innerLine, totalLine)...)
	fractions := 0
	for _, l := range all {
		f, h, p := l.fig[rate], l.households(), l.poor()
		if f.known() && !f.percent && h.known() && p.known() && h.v > 0 && p.v > 0 {
			r, _ := percent.Of(p.v, h.v)
			if r > 10 && near1(r, f.hundredfold().points()) {
				fractions++
			} else {
				fractions -= 2
			}
		}
	}
	if fractions > 0 {
		c.find("PC-107", nil, rate)
		for _, l := range all {
			if !l.fig[rate].percent {
				l.fig[rate] = l.fig[rate].hundredfold()
			}
		}
		for _, k := range []role{points, endRate} {
			if !slices.ContainsFunc(all, func(l *line) bool { return l.fig[k].known() && l.fig[k].points() >= 60 || l.fig[k].percent }) {
				for _, l := range all {
					l.fig[k] = l.fig[k].hundredfold()
				}
			}
		}
	}
	for _, k := range []role{points, reduction} {
		n, neg := 0, 0
		for _, l := range all {
			if l.fig[k].known() && l.fig[k].v != 0 {
				n++
				if l.fig[k].v < 0 {
					neg++
				}
			}
		}
		if neg > 1 && neg*10 >= n*9 {
			c.find("PC-110", nil, k)
			for _, l := range all {
				l.fig[k].v = -l.fig[k].v
			}
		}
	}
}

// hundredfold is a fraction as a percentage.
func (f figure) hundredfold() figure {
	if f.places >= 2 {
		f.places -= 2
		return f
	}
	f.v *= pow10(2 - f.places)
	f.places = 0
	return f
}

func (c *checker) linesOf(kinds ...lineKind) []*line {
	var list []*line
	for _, l := range c.lines {
		if slices.Contains(kinds, l.kind) {
			list = append(list, l)
		}
	}
	return list
}

// shape looks at the table as a whole: total, running numbers, years.
func (c *checker) shape(others int) {
	if others > 0 {
		c.find("PC-109", nil, other, "Others", others)
	}
	if c.t.g.cut {
		c.find("PC-208", nil, other)
	}
	if c.total == nil {
		c.find("PC-201", nil, other)
	}
	for _, l := range c.again {
		c.find("PC-207", l, other)
	}
	if c.t.col[rate] < 0 {
		c.find("PC-205", nil, other)
	}
	if c.t.col[points] < 0 && c.t.col[reduction] < 0 {
		c.find("PC-206", nil, other)
	}
	if c.t.resultYear != 0 && c.t.planYear != 0 && c.t.resultYear != c.t.planYear-1 {
		c.find("PC-203", nil, poor, "Result", c.t.resultYear, "Plan", c.t.planYear, "Before", c.t.planYear-1)
	}
	if y := titleYear(c.t.before(), nil); y != 0 && c.t.planYear != 0 && y != c.t.planYear {
		c.find("PC-204", nil, other, "Title", y, "Plan", c.t.planYear)
	}
	last := 0
	for _, l := range c.lines {
		n, roman := ordinal(l.order)
		if l.kind != unitLine || n == 0 || roman {
			continue
		}
		if last > 0 && n != last+1 && n != 1 || last == 0 && n > 1 {
			c.find("PC-202", l, other, "Order", n, "Want", last+1)
		}
		last = n
	}
}

// cells looks at every figure by itself.
func (c *checker) cells() {
	var vi, en []string
	misread := c.misread()
	for _, l := range c.lines {
		figures := false
		for k := role(1); k < roles; k++ {
			figures = figures || l.fig[k].state != empty && l.fig[k].state != absent
		}
		for k := role(1); k < roles; k++ {
			f := l.fig[k]
			if l.kind == groupLine && !figures {
				continue
			}
			switch {
			case f.style == viet && f.state == good:
				vi = append(vi, f.raw)
			case f.style == foreign && f.state == good:
				en = append(en, f.raw)
			}
			if !misread[k] || f.why != "fraction" {
				c.cell(l, k)
			}
		}
	}
	switch {
	case len(en) > 0 && len(vi) > 0:
		few, style := en, c.l.T("annex.style_foreign")
		if len(en) > len(vi) {
			few, style = vi, c.l.T("annex.style_viet")
		}
		c.find("PC-108", nil, other, "Number", len(few), "Style", style, "Some", some(few))
	case len(en) > 0:
		c.find("PC-101", nil, other, "Number", len(en), "Some", some(en))
	}
}

// misread tells the columns in which a spreadsheet took the thousands sign for a decimal sign: one
// finding says so for all of their cells.
func (c *checker) misread() (cols [roles]bool) {
	for k := role(1); k < roles; k++ {
		var raw []string
		for _, l := range c.lines {
			if f := l.fig[k]; f.state == guessed && f.why == "fraction" {
				raw = append(raw, f.raw)
			}
		}
		if len(raw) >= 3 {
			cols[k] = true
			c.find("PC-111", nil, k, "Number", len(raw), "Some", some(raw))
		}
	}
	return cols
}

func some(list []string) string {
	if len(list) > 4 {
		return strings.Join(list[:4], "; ") + "; …"
	}
	return strings.Join(list, "; ")
}

// cell looks at one figure.
func (c *checker) cell(l *line, k role) {
	f := l.fig[k]
	counting := k == households || k == poor || k == reduction || k == endPoor
	switch f.state {
	case empty:
		switch {
		case k == households, k == poor, k == rate && l.kind != groupLine:
			c.find("PC-102", l, k, "Column", c.headline(k))
		case (k == points || k == reduction) && l.kind == unitLine && !c.otherFace(l, k):
			c.find("PC-504", l, k)
		}
	case dash:
		if k == points || k == reduction {
			if l.kind == unitLine && !c.otherFace(l, k) {
				c.find("PC-504", l, k)
				f.state = empty
				l.fig[k] = f
			}
		} else {
			c.find("PC-106", l, k)
		}
	case bad, guessed:
		hint := ""
		if f.state == guessed {
			hint = c.l.T("annex.hint_meant", "Value", c.write(f, counting))
		} else if f.why != "" {
			hint = c.l.T("annex.hint_" + f.why)
		}
		if f.why == "fraction" && counting {
			c.find("PC-104", l, k, "Text", f.raw, "Hint", hint)
		} else {
			c.find("PC-103", l, k, "Text", f.raw, "Hint", hint)
		}
	}
	if f.known() && f.v < 0 {
		c.find("PC-105", l, k, "Text", f.raw)
	}
}

// otherFace tells that the target stands in the other unit of measure.
func (c *checker) otherFace(l *line, k role) bool {
	o := points
	if k == points {
		o = reduction
	}
	return l.fig[o].state == good || l.fig[o].state == guessed || k == reduction && c.t.col[points] >= 0
}

// write is a figure in the reader's style.
func (c *checker) write(f figure, counting bool) string {
	if counting {
		return c.l.Int(f.v)
	}
	return c.l.Points(f.points())
}

// headline is a column's name as printed.
func (c *checker) headline(k role) string { return c.t.headings[c.t.col[k]].text() }
