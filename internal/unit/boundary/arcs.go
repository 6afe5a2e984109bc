package boundary

// arc is a piece of border between two places where borders meet, both included; the border of an
// island that meets no other is one arc that ends where it begins.
type arc []Point

// step is an arc's place in a ring: which arc, and whether it is walked backwards.
type step struct {
	arc  int
	back bool
}

// cut is a set of shapes as arcs. A border that two units share is one arc, so what is done to it is
// done for both.
type cut struct {
	arcs  []arc
	rings map[*Ring][]step
	order []*Ring
}

// cutAt cuts the rings of all shapes where borders meet.
func cutAt(shapes []Shape) cut {
	meet := meetings(shapes)
	c := cut{rings: map[*Ring][]step{}}
	known := map[[2]Point]int{}
	each(shapes, func(r *Ring) {
		for _, a := range pieces(*r, meet) {
			a, back := a.turned()
			// From a meeting point in one direction there is only one border.
			key := [2]Point{a[0], a[1]}
			n, ok := known[key]
			if !ok {
				n = len(c.arcs)
				known[key] = n
				c.arcs = append(c.arcs, a)
			}
			c.rings[r] = append(c.rings[r], step{n, back})
		}
		c.order = append(c.order, r)
	})
	return c
}

func each(shapes []Shape, do func(r *Ring)) {
	for _, s := range shapes {
		for _, p := range s {
			for i := range p {
				do(&p[i])
			}
		}
	}
}

// meetings are the points where borders meet or part: those that two rings pass from or to different
// neighbours.
func meetings(shapes []Shape) map[Point]bool {
	type sides struct{ a, b Point }
	passed := map[Point]sides{}
	meet := map[Point]bool{}
	each(shapes, func(r *Ring) {
		n := len(*r)
		for i, p := range *r {
			s := sides{(*r)[(i+n-1)%n], (*r)[(i+1)%n]}
			if less(s.b, s.a) {
				s.a, s.b = s.b, s.a
			}
			if old, ok := passed[p]; !ok {
				passed[p] = s
			} else if old != s {
				meet[p] = true
			}
		}
	})
	return meet
}

// pieces are the arcs of a ring in order.
func pieces(r Ring, meet map[Point]bool) []arc {
	first := -1
	for i, p := range r {
		if meet[p] {
			first = i
			break
		}
	}
	if first < 0 {
		// Nobody meets it, or one who shares all of it: begin where everybody would.
		first = 0
		for i, p := range r {
			if less(p, r[first]) {
				first = i
			}
		}
	}
	var out []arc
	a := arc{r[first]}
	for i := 1; i <= len(r); i++ {
		p := r[(first+i)%len(r)]
		a = append(a, p)
		if meet[p] || i == len(r) {
			out = append(out, a)
			a = arc{p}
		}
	}
	return out
}

// turned is the arc in the direction in which it is kept, whoever walks it.
func (a arc) turned() (kept arc, back bool) {
	n := len(a) - 1
	if less(a[0], a[n]) || a[0] == a[n] && !less(a[n-1], a[1]) {
		return a, false
	}
	out := make(arc, 0, len(a))
	for i := n; i >= 0; i-- {
		out = append(out, a[i])
	}
	return out, true
}

func less(a, b Point) bool { return a.X < b.X || a.X == b.X && a.Y < b.Y }

// joined puts a ring together again from its arcs.
func joined(steps []step, arcs []arc) Ring {
	var r Ring
	for _, s := range steps {
		a := arcs[s.arc]
		for i := range len(a) - 1 {
			if s.back {
				r = append(r, a[len(a)-1-i])
			} else {
				r = append(r, a[i])
			}
		}
	}
	return r
}
