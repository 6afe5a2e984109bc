package annex

import (
	"cmp"
	"slices"
	"strings"

	"giamngheo/internal/percent"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
)

// rows fills the report's lines and its figures at the top: the sums where every unit is there and
// readable, else what the total line says.
func (c *checker) rows() {
	for _, l := range c.units {
		r := Row{Order: l.order, Name: l.name, Households: count(l.households()), Poor: count(l.poor()), RateStated: stated(l.fig[rate])}
		if l.matched {
			r.Unit, r.NameOfficial = l.unit.Code, l.unit.Title()
		}
		r.Rate = ratio(r.Poor, r.Households)
		r.TargetPoints, r.TargetHouseholds = c.target(l)
		if r.Poor.Known && r.Households.Known && r.TargetHouseholds.Known && r.Households.N > 0 {
			r.RateIfMet = ratio(Some(r.Poor.N-r.TargetHouseholds.N), r.Households)
		}
		c.r.Rows = append(c.r.Rows, r)
	}
	c.r.Households, c.r.Poor = c.base(households), c.base(poor)
	c.r.Rate = ratio(c.r.Poor, c.r.Households)
}

// base is the parent's own figure.
func (c *checker) base(k role) Count {
	stands := c.total != nil && c.total.fig[k].known()
	whole := c.sumOK[k]
	for _, f := range c.r.Findings {
		if f.Code == "PC-301" || f.Code == "PC-304" {
			whole = false // the lines are not the units, so their sum is not the parent's
		}
	}
	switch {
	case whole:
		sum := c.sums[k]
		for _, l := range c.twice {
			sum -= l.fig[k].v
		}
		return Some(sum)
	case stands:
		return Some(c.total.fig[k].v)
	case c.sumOK[k]:
		return Some(c.sums[k])
	}
	return Count{}
}

func count(f figure) Count {
	if !f.known() {
		return Count{}
	}
	return Some(f.v)
}

func stated(f figure) Rate {
	if !f.known() {
		return Rate{}
	}
	return Pct(f.points())
}

func ratio(part, whole Count) Rate {
	if !part.Known || !whole.Known {
		return Rate{}
	}
	p, ok := percent.Of(part.N, whole.N)
	return Rate{p, ok}
}

// target is a line's target in both measures, each derived from the other where only one is printed.
func (c *checker) target(l *line) (Rate, Count) {
	p, r, h := l.fig[points], l.fig[reduction], count(l.households())
	switch {
	case p.known() && h.Known:
		return Pct(p.points()), Some(p.points().Households(h.N))
	case p.known():
		return Pct(p.points()), Count{}
	case r.known():
		return ratio(Some(r.v), h), Some(r.v)
	}
	return Rate{}, Count{}
}

// targets sets the parent's target against what its children's add up to.
func (c *checker) targets() {
	t := &c.r.Target
	given := false
	for i, r := range c.r.Rows {
		if r.TargetHouseholds.Known && !slices.Contains(c.twice, c.units[i]) {
			t.SumHouseholds = Some(t.SumHouseholds.N + r.TargetHouseholds.N)
			given = true
		}
	}
	if given {
		t.SumPoints = ratio(t.SumHouseholds, c.r.Households)
		if c.r.Poor.Known {
			t.RateIfMet = ratio(Some(c.r.Poor.N-t.SumHouseholds.N), c.r.Households)
		}
	}
	c.parentTarget(t)
	if !t.ParentHouseholds.Known {
		if c.t.col[points] >= 0 || c.t.col[reduction] >= 0 {
			c.find("PC-505", c.total, other)
		}
		return
	}
	if c.r.Rate.Known {
		t.RatePromised = Pct(c.r.Rate.P - t.ParentPoints.P)
	}
	if !given {
		return
	}
	t.Gap = Some(t.ParentHouseholds.N - t.SumHouseholds.N)
	inPoints := c.t.col[points] >= 0
	even := t.Gap.N == 0 || inPoints && t.SumPoints.Known && t.SumPoints.P == t.ParentPoints.P
	c.held("PC-501", even, "check_target", "Sum", c.l.Int(t.SumHouseholds.N), "SumPoints", c.l.Points(t.SumPoints.P),
		"Asked", c.l.Int(t.ParentHouseholds.N), "AskedPoints", c.l.Points(t.ParentPoints.P))
	if even {
		return
	}
	k := points
	if !inPoints {
		k = reduction
	}
	args := []any{
		"Sum", c.l.Int(t.SumHouseholds.N), "SumPoints", c.l.Points(t.SumPoints.P), "Asked", c.l.Int(t.ParentHouseholds.N),
		"AskedPoints", c.l.Points(t.ParentPoints.P), "Gap", c.l.Int(abs(t.Gap.N)), "GapPoints", c.l.Points(percent.Points(abs(int64(t.ParentPoints.P - t.SumPoints.P)))),
		"Met", c.l.Points(t.RateIfMet.P), "Promised", c.l.Points(t.RatePromised.P),
	}
	if t.Gap.N > 0 {
		c.find("PC-501", c.total, k, append(args, "Absorb", c.absorb(t.ParentHouseholds.N, t.Gap.N))...)
		c.plainMean(k)
	} else {
		c.find("PC-502", c.total, k, args...)
	}
}

// parentTarget reads the parent's own target; in points it stands for households of its base.
func (c *checker) parentTarget(t *Target) {
	if c.total == nil || !c.r.Households.Known {
		return
	}
	switch p, r := c.total.fig[points], c.total.fig[reduction]; {
	case p.state == good || p.state == guessed:
		t.ParentPoints = Pct(p.points())
		t.ParentHouseholds = Some(p.points().Households(c.r.Households.N))
	case r.state == good || r.state == guessed:
		t.ParentHouseholds = Some(r.v)
		t.ParentPoints = ratio(t.ParentHouseholds, c.r.Households)
	}
}

// maxShared bounds the gap that is shared out household by household.
const maxShared = 100_000

// absorb names the units that could take the gap, those with the lowest effort first, by the same rule
// as the target pages.
func (c *checker) absorb(asked, gap int64) string {
	if gap > maxShared {
		return ""
	}
	var children []target.Child
	name := map[unit.ID]string{}
	for i, r := range c.r.Rows {
		if !r.Households.Known || !r.Poor.Known || !r.TargetHouseholds.Known || r.Households.N <= 0 || r.Poor.N < 0 || r.TargetHouseholds.N < 0 {
			continue
		}
		id := unit.ID(i + 1)
		name[id] = r.NameOfficial
		if r.NameOfficial == "" {
			name[id] = r.Name
		}
		children = append(children, target.Child{
			Stand:  target.Stand{Unit: id, Households: r.Households.N, Poor: r.Poor.N},
			Target: &target.Target{Households: r.TargetHouseholds.N, Points: -1},
		})
	}
	s := target.Settle(&target.Target{Households: asked, Points: -1}, target.Stand{Households: c.r.Households.N, Poor: c.r.Poor.N}, children)
	if len(s.Absorb) == 0 || s.GapHouseholds != gap {
		return ""
	}
	var parts []string
	for i, a := range s.Absorb {
		if i == 5 {
			break
		}
		parts = append(parts, c.l.T("annex.absorber", "Name", name[a.Unit], "Take", c.l.Int(a.Take), "Effort", c.l.Points(a.Effort)))
	}
	return c.l.T("annex.hint_absorb", "Names", strings.Join(parts, "; "))
}

// plainMean tells when the parent's target is the children's mean without weights: a common slip.
func (c *checker) plainMean(k role) {
	sum, n := int64(0), int64(0)
	for _, r := range c.r.Rows {
		if !r.TargetPoints.Known {
			return
		}
		sum += int64(r.TargetPoints.P)
		n++
	}
	if n > 1 && (2*sum+n)/(2*n) == int64(c.r.Target.ParentPoints.P) {
		c.find("PC-513", c.total, k)
	}
}

// perRow looks at each line's target by itself and against the others.
func (c *checker) perRow() {
	var efforts []percent.Points
	for _, r := range c.r.Rows {
		if e := ratio(r.TargetHouseholds, r.Poor); e.Known && r.TargetHouseholds.N > 0 {
			efforts = append(efforts, e.P)
		}
	}
	slices.SortFunc(efforts, cmp.Compare[percent.Points])
	for i, l := range c.units {
		r := c.r.Rows[i]
		k := points
		if c.t.col[points] < 0 {
			k = reduction
		}
		beyond := c.tooMuch(l, r, k)
		switch e := ratio(r.TargetHouseholds, r.Poor); {
		case beyond || !r.TargetPoints.Known:
		case r.TargetPoints.P == 0 && (!r.TargetHouseholds.Known || r.TargetHouseholds.N == 0):
			if r.Poor.N > 0 && (l.fig[k].state == good || l.fig[k].state == guessed) {
				c.find("PC-510", l, k, "Poor", c.l.Int(r.Poor.N))
			}
		case e.Known && r.Poor.N >= 50 && r.TargetPoints.P > 0 && r.Poor.N <= r.Households.N && len(efforts) >= 4:
			m := efforts[len(efforts)/2]
			if e.P > 4*m || 4*e.P < m {
				c.find("PC-511", l, k, "Effort", c.l.Points(e.P), "Median", c.l.Points(m))
			}
		}
		c.faces(l, r)
		c.endOf(l, r.Rate, r.TargetPoints, r.TargetHouseholds, r.Poor, r.Households)
	}
	if c.total != nil {
		t := c.r.Target
		c.tooMuch(c.total, Row{Rate: c.r.Rate, Poor: c.r.Poor, TargetPoints: t.ParentPoints, TargetHouseholds: t.ParentHouseholds}, points)
		c.faces(c.total, Row{Households: c.r.Households})
		c.endOf(c.total, c.r.Rate, t.ParentPoints, t.ParentHouseholds, c.r.Poor, c.r.Households)
	}
}

// tooMuch tells a target that would take the rate below zero.
func (c *checker) tooMuch(l *line, r Row, k role) bool {
	switch {
	case r.TargetPoints.Known && r.Rate.Known && l.fig[points].known() && r.TargetPoints.P > r.Rate.P:
		c.find("PC-503", l, points, "Target", c.l.Points(r.TargetPoints.P), "There", c.l.Percent(r.Rate.P))
	case l.fig[reduction].known() && r.Poor.Known && l.fig[reduction].v > r.Poor.N:
		c.find("PC-503", l, reduction, "Target", c.l.Int(l.fig[reduction].v), "There", c.l.Int(r.Poor.N))
	default:
		return false
	}
	return true
}

// faces compares a target's two faces where both are printed.
func (c *checker) faces(l *line, r Row) {
	p, n := l.fig[points], l.fig[reduction]
	if !p.known() || n.state != good && n.state != guessed || !r.Households.Known || r.Households.N <= 0 {
		return
	}
	if n.v != p.points().Households(r.Households.N) && !rounds(n.v, r.Households.N, p) {
		back, _ := percent.Of(n.v, r.Households.N)
		c.find("PC-508", l, reduction, "Households", c.l.Int(n.v), "Points", c.l.Points(p.points()),
			"Want", c.l.Int(p.points().Households(r.Households.N)), "Back", c.l.Points(back))
	}
}

// endOf checks what a line promises for the end of the year.
func (c *checker) endOf(l *line, start, drop Rate, off, poorNow, all Count) {
	if e := l.fig[endRate]; e.known() && start.Known && drop.Known {
		want := start.P - drop.P
		met := Rate{}
		if off.Known && poorNow.Known {
			met = ratio(Some(poorNow.N-off.N), all)
		}
		got := e.points()
		switch {
		case atPlaces(want, e) || met.Known && atPlaces(met.P, e):
			if e.places < 2 && got != want {
				c.find("PC-507", l, endRate, "Stated", e.raw, "Want", c.l.Points(want))
			}
		case abs(int64(got-want)) <= 1:
			c.find("PC-507", l, endRate, "Stated", c.l.Points(got), "Want", c.l.Points(want))
		default:
			c.find("PC-506", l, endRate, "Stated", c.l.Points(got), "Start", c.l.Points(start.P), "Drop", c.l.Points(drop.P), "Want", c.l.Points(want))
		}
	}
	if e := l.fig[endPoor]; e.known() && poorNow.Known && off.Known {
		if n := l.fig[reduction]; n.state == good || n.state == guessed {
			off = Some(n.v)
		}
		if want := poorNow.N - off.N; e.v != want {
			c.find("PC-509", l, endPoor, "Stated", c.l.Int(e.v), "Want", c.l.Int(want))
		}
	}
}

// atPlaces tells whether a printed rate is p rounded to as many decimals as it was printed with.
func atPlaces(p percent.Points, f figure) bool {
	if f.places >= 2 {
		return f.points() == p
	}
	d := pow10(2 - f.places)
	return p >= 0 && (int64(p)+d/2)/d == f.v
}
