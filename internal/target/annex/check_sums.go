package annex

import (
	"slices"

	"giamngheo/internal/percent"
)

// sum adds the lines up and sets them against the total and the subtotals.
func (c *checker) sum() {
	for _, k := range []role{households, poor, reduction} {
		c.sumOK[k] = len(c.units) > 0
		for _, l := range c.units {
			if l.fig[k].known() {
				c.sums[k] += l.fig[k].v
			} else {
				c.sumOK[k] = false
			}
		}
	}
	c.against(households, "PC-402")
	c.against(poor, "PC-403")
	// Where targets stand in households alone, the gap says the same.
	if c.total != nil && c.total.fig[reduction].known() && c.sumOK[reduction] && c.t.col[reduction] >= 0 && c.t.col[points] >= 0 {
		if d := c.total.fig[reduction].v - c.sums[reduction]; d != 0 {
			c.find("PC-512", c.total, reduction, "Total", c.l.Int(c.total.fig[reduction].v), "Sum", c.l.Int(c.sums[reduction]), "Difference", c.l.Int(abs(d)))
		}
	}
	c.subtotals()
}

// against compares a total with its sum; one unreadable figure can be told from the total.
func (c *checker) against(k role, code string) {
	if c.total == nil || !c.total.fig[k].known() {
		return
	}
	total := c.total.fig[k].v
	if !c.sumOK[k] {
		var holes []*line
		for _, l := range c.units {
			if !l.fig[k].known() {
				holes = append(holes, l)
			}
		}
		if len(holes) == 1 {
			rest := total - c.sums[k]
			c.find("PC-409", holes[0], k, "Hint", c.l.T("annex.hint_rest", "Value", c.l.Int(rest)))
			if c.proves(holes[0], k, rest) { // the line's own rate says so too
				holes[0].fig[k].state, holes[0].fig[k].v = guessed, rest
				c.sums[k], c.sumOK[k] = total, true
			}
		} else {
			c.find("PC-409", c.total, k, "Hint", "")
		}
		return
	}
	d := total - c.sums[k]
	key := "check_households"
	if k == poor {
		key = "check_poor"
	}
	c.held(code, d == 0, key, "Sum", c.l.Int(c.sums[k]), "Total", c.l.Int(total), "Number", len(c.units))
	if d != 0 {
		c.find(code, c.total, k, "Total", c.l.Int(total), "Sum", c.l.Int(c.sums[k]), "Difference", c.l.Int(abs(d)), "Hint", c.explain(k, d))
	}
}

// explain names a line whose figure is just the difference.
func (c *checker) explain(k role, d int64) string {
	for _, l := range c.units {
		if l.fig[k].v == abs(d) && d != 0 {
			return c.l.T("annex.hint_same", "Name", l.name)
		}
	}
	return ""
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

// subtotals sets headings with figures, and districts over their communes, against their lines.
func (c *checker) subtotals() {
	for i, g := range c.lines {
		if g.kind != groupLine && g.kind != unitLine || slices.Contains(c.again, g) {
			continue
		}
		for _, k := range []role{households, poor} {
			if !g.fig[k].known() {
				continue
			}
			after, n := c.span(k, func(l *line, j int) bool { return l.group == i && (g.kind == groupLine) == (l.kind == unitLine) })
			if n == 0 && g.kind == unitLine {
				continue
			}
			if n > 0 && after == g.fig[k].v {
				continue
			}
			// A subtotal may also stand below its lines.
			before, m := c.span(k, func(l *line, j int) bool { return l.kind == unitLine && j < i && j > c.previous(i) })
			if g.kind == groupLine && m > 0 && before == g.fig[k].v || n == 0 {
				continue
			}
			c.find("PC-411", g, k, "Total", c.l.Int(g.fig[k].v), "Sum", c.l.Int(after), "Number", n, "Difference", c.l.Int(abs(g.fig[k].v-after)))
		}
	}
}

func (c *checker) span(k role, in func(*line, int) bool) (sum int64, n int) {
	for j, l := range c.lines {
		if in(l, j) {
			sum += l.fig[k].v
			n++
		}
	}
	return sum, n
}

// previous is the heading or total before a line, -1 when there is none.
func (c *checker) previous(i int) int {
	for j := i - 1; j >= 0; j-- {
		if c.lines[j].kind == groupLine || c.lines[j].kind == totalLine {
			return j
		}
	}
	return -1
}

// rates recomputes every rate from its line's own figures.
func (c *checker) rates() {
	right, all := 0, 0
	for _, l := range c.lines {
		if l.kind == groupLine && !l.fig[rate].known() {
			continue
		}
		h, p, f := l.households(), l.poor(), l.fig[rate]
		if h.known() && h.v == 0 {
			c.find("PC-408", l, households)
		}
		if h.known() && p.known() && p.v > h.v && h.v >= 0 {
			c.find("PC-405", l, poor, "Poor", c.l.Int(p.v), "Households", c.l.Int(h.v))
		}
		if !f.known() || !h.known() || !p.known() || h.v <= 0 {
			continue
		}
		all++
		want, _ := percent.Of(p.v, h.v)
		code := "PC-401"
		if l.kind == totalLine {
			code = "PC-404"
		}
		switch {
		case !rounds(p.v, h.v, f):
			c.find(code, l, rate, "Stated", c.l.Points(f.points()), "Rate", c.l.Points(want), "Poor", c.l.Int(p.v), "Households", c.l.Int(h.v), "Hint", c.slip(p.v, h.v, f))
		case f.places < 2 && f.points() != want:
			right++
			c.find("PC-407", l, rate, "Stated", f.raw, "Rate", c.l.Points(want))
		default:
			right++
		}
	}
	if all > 0 {
		c.held("PC-401", right == all, "check_rates", "Right", right, "All", all)
	}
}

// rounds tells whether a printed rate is part over whole, rounded half up to as many decimals as it
// was printed with.
func rounds(part, whole int64, f figure) bool {
	scale := pow10(f.places + 2)
	q := part * scale // at most 1e9 times 1e6
	neg := q < 0
	q = (abs(q)*2 + whole) / (2 * whole)
	if neg {
		q = -q
	}
	return q == f.v
}

// slip says how a wrong rate may have come about.
func (c *checker) slip(part, whole int64, f figure) string {
	want, _ := percent.Of(part, whole)
	switch {
	case f.places == 2 && part >= 0 && part*pow10(4)/whole == f.v:
		return c.l.T("annex.hint_cut")
	case f.points() > 0 && (near1(f.points()*10, want) && want > 20 || near1(want*10, f.points()) && want > 1):
		return c.l.T("annex.hint_comma")
	case slices.Contains(swaps(f.v), int64(want)) && f.places == 2:
		return c.l.T("annex.hint_swapped", "Value", c.l.Points(want))
	}
	return ""
}

// hints looks for the one figure that explains a wrong sum: set right, its own rate is right too.
func (c *checker) hints() {
	if c.total == nil {
		return
	}
	for _, k := range []role{poor, households} {
		if !c.sumOK[k] || !c.total.fig[k].known() {
			continue
		}
		d := c.total.fig[k].v - c.sums[k]
		if d == 0 {
			continue
		}
		if slices.Contains(swaps(c.total.fig[k].v), c.sums[k]) && c.proves(c.total, k, c.sums[k]) {
			c.find("PC-406", c.total, k, "Value", c.l.Int(c.total.fig[k].v), "Other", c.l.Int(c.sums[k]))
			continue
		}
		var fit []*line
		for _, l := range c.units {
			if v := l.fig[k].v + d; v >= 0 && c.proves(l, k, v) && c.disproves(l) {
				fit = append(fit, l)
			}
		}
		if len(fit) != 1 {
			continue
		}
		l := fit[0]
		code := "PC-410"
		if slices.Contains(swaps(l.fig[k].v), l.fig[k].v+d) {
			code = "PC-406"
		}
		c.find(code, l, k, "Value", c.l.Int(l.fig[k].v), "Other", c.l.Int(l.fig[k].v+d))
	}
}

// proves tells whether a line's printed rate fits when one of its figures is v.
func (c *checker) proves(l *line, k role, v int64) bool {
	p, h := l.poor().v, l.households().v
	if k == poor {
		p = v
	} else {
		h = v
	}
	return l.fig[rate].known() && h > 0 && p >= 0 && p <= h && rounds(p, h, l.fig[rate])
}

// disproves tells whether a line's printed rate does not fit its figures as they stand.
func (c *checker) disproves(l *line) bool {
	return l.households().v > 0 && l.fig[rate].known() && !rounds(l.poor().v, l.households().v, l.fig[rate])
}

// swaps are the numbers made by changing two digits' places.
func swaps(n int64) []int64 {
	if n < 10 || n > maxCount {
		return nil
	}
	var ds []int64
	for v := n; v > 0; v /= 10 {
		ds = append(ds, v%10)
	}
	var out []int64
	for i := range ds {
		for j := i + 1; j < len(ds); j++ {
			if ds[i] != ds[j] {
				out = append(out, n+(ds[j]-ds[i])*pow10(i)+(ds[i]-ds[j])*pow10(j))
			}
		}
	}
	return out
}
