package boundary

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/paulmach/orb/simplify"
)

// How many points a set of shapes keeps. A map of two hundred communes is drawn with some fifty points
// each, which is 60 kB of page; a district's few communes may have more.
const (
	whole    = 12_000
	fewest   = 55
	greatest = 400
)

// Budget is how many points a set of so many shapes may keep.
func Budget(shapes int) int {
	return shapes * min(greatest, max(fewest, whole/max(1, shapes)))
}

// Simplify thins the borders of shapes that belong together until they have at most budget points, or
// as few as keep every ring a ring. Each border is thinned once for both its sides, so that no gap
// and no overlap appears between neighbours. What is given stays as it is.
func Simplify(shapes []Shape, budget int) []Shape {
	points := 0
	for _, s := range shapes {
		points += s.Points()
	}
	c := cutAt(shapes)
	t := thinner{cut: c, factor: squeeze(shapes), least: make([]int, len(c.arcs))}
	for i, a := range c.arcs {
		t.least[i] = 2
		if a[0] == a[len(a)-1] {
			t.least[i] = 4
		}
	}
	if points <= budget {
		return t.shapes(shapes, c.arcs)
	}
	// The coarsest needed, found by halving between a square metre and a hundredth of a square degree.
	fine, coarse := 0.0, math.Log(grid*grid/100)
	for range 14 {
		middle := (fine + coarse) / 2
		if t.points(t.thin(math.Exp(middle))) > budget {
			fine = middle
		} else {
			coarse = middle
		}
	}
	return t.shapes(shapes, t.whole(math.Exp(coarse)))
}

// squeeze is how much shorter a degree of longitude is than one of latitude where the shapes lie.
func squeeze(shapes []Shape) float64 {
	var sum float64
	n := 0
	for _, s := range shapes {
		if least, most, ok := s.Bounds(); ok {
			sum += (float64(least.Y) + float64(most.Y)) / 2 / grid
			n++
		}
	}
	return math.Cos(sum / float64(max(1, n)) * math.Pi / 180)
}

type thinner struct {
	cut
	factor float64
	least  []int // points that each arc keeps at least
}

// thin takes from every arc the points whose triangle with their neighbours is smaller than an area.
func (t thinner) thin(area float64) []arc {
	out := make([]arc, len(t.arcs))
	for i := range t.arcs {
		out[i] = t.one(i, area)
	}
	return out
}

func (t thinner) one(i int, area float64) arc {
	a := t.arcs[i]
	if len(a) <= t.least[i] {
		return a
	}
	line := make(orb.LineString, len(a))
	for k, p := range a {
		line[k] = orb.Point{float64(p.X) * t.factor, float64(p.Y)}
	}
	line = simplify.Visvalingam(area, t.least[i]).LineString(line)
	out := make(arc, len(line))
	for k, p := range line {
		out[k] = Point{int32(math.Round(p[0] / t.factor)), int32(math.Round(p[1]))}
	}
	return out
}

// whole thins, and gives back points to the arcs of a ring that would be no ring any more.
func (t thinner) whole(area float64) []arc {
	arcs := t.thin(area)
	for {
		mended := false
		for _, ring := range t.order {
			steps := t.rings[ring]
			if r := joined(steps, arcs); len(r) >= 3 && planar.Area(r.orb(1)) != 0 {
				continue
			}
			for _, s := range steps {
				if t.least[s.arc] < len(t.arcs[s.arc]) && len(arcs[s.arc]) <= t.least[s.arc] {
					t.least[s.arc]++
					arcs[s.arc] = t.one(s.arc, area)
					mended = true
				}
			}
		}
		if !mended {
			return arcs
		}
	}
}

func (t thinner) points(arcs []arc) int {
	n := 0
	for _, steps := range t.rings {
		for _, s := range steps {
			n += len(arcs[s.arc]) - 1
		}
	}
	return n
}

// shapes are the shapes with these arcs for borders.
func (t thinner) shapes(given []Shape, arcs []arc) []Shape {
	out := make([]Shape, len(given))
	for i, s := range given {
		out[i] = make(Shape, len(s))
		for j, p := range s {
			out[i][j] = make(Polygon, len(p))
			for k := range p {
				out[i][j][k] = joined(t.rings[&p[k]], arcs)
			}
		}
	}
	return out
}
