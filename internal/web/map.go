package web

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"giamngheo/internal/percent"
	"giamngheo/internal/unit/boundary"
)

// Map is a map of units by a value of theirs. It needs no script and prints; a unit is a link, and what
// is no number is hatched. For orientation: it proves no border.
type Map struct {
	Title   string // the question or its answer
	Note    string // what the values are
	Areas   []Area
	Scale   Scale
	Source  string // who drew the boundaries, under which licence
	Missing []Link // units that have no boundary
	Skip    string // address of the table below
}

// Area is one unit on a map.
type Area struct {
	Name  string
	Href  string
	Value percent.Points
	Known bool
	Text  string // value as written
	Hint  string // one sentence: name, value, denominator
	Shape boundary.Shape
}

const (
	mapWidth   = 1000 // units of the drawing
	mapHeight  = 1100 // at most
	mapMargin  = 4
	letterSize = 12 // width of a letter of a label
	lineSize   = 26
)

// label is what of a unit's name and value fits into its area.
type label string

const (
	noLabel    label = ""
	valueLabel label = "label-value" // the value, on a wide screen and on paper
	wideLabel  label = "label-wide"  // the value, on a phone too
	fullLabel  label = "label-full"
)

// drawn is an area where it is drawn.
type drawn struct {
	Area
	step  string
	path  string
	label label
	x, y  int // centre of the label
}

// drop is how far below the centre the value's line stands.
func (d drawn) drop() int {
	if d.label == fullLabel {
		return 19
	}
	return 8
}

type drawing struct {
	areas         []drawn
	width, height int
}

// projection lays degrees on the drawing: equirectangular, with degrees of longitude shortened as they
// are at the map's middle, which at a province's size nobody can tell from a better one.
type projection struct {
	west, north   int32
	across, along float64 // units of the drawing per step of the grid
}

func (p projection) at(q boundary.Point) (x, y int) {
	return mapMargin + int(math.Round(float64(q.X-p.west)*p.across)), mapMargin + int(math.Round(float64(p.north-q.Y)*p.along))
}

func (m Map) draw() drawing {
	var all boundary.Shape
	for _, a := range m.Areas {
		all = append(all, a.Shape...)
	}
	least, most, ok := all.Bounds()
	if !ok {
		return drawing{width: 1, height: 1}
	}
	_, south := least.Degrees()
	_, north := most.Degrees()
	squeeze := math.Cos((south + north) / 2 * math.Pi / 180)
	wide, high := max(1, float64(most.X-least.X)*squeeze), max(1, float64(most.Y-least.Y))
	along := min((mapWidth-2*mapMargin)/wide, (mapHeight-2*mapMargin)/high)
	p := projection{west: least.X, north: most.Y, across: along * squeeze, along: along}
	d := drawing{width: int(wide*along) + 2*mapMargin + 1, height: int(high*along) + 2*mapMargin + 1}
	for _, a := range m.Areas {
		one := drawn{Area: a, step: m.Scale.step(a.Value, a.Known), path: p.path(a.Shape)}
		one.place(p)
		d.areas = append(d.areas, one)
	}
	return d
}

// path writes a shape in whole units and relative steps. Neighbours have the same points, which fall on
// the same units, so their borders stay one.
func (p projection) path(s boundary.Shape) string {
	var b strings.Builder
	for _, polygon := range s {
		for _, ring := range polygon {
			var xs, ys []int
			for _, q := range ring {
				x, y := p.at(q)
				n := len(xs)
				if n > 0 && xs[n-1] == x && ys[n-1] == y {
					continue
				}
				if n > 1 && (x-xs[n-1])*(ys[n-1]-ys[n-2]) == (y-ys[n-1])*(xs[n-1]-xs[n-2]) {
					xs, ys = xs[:n-1], ys[:n-1] // the last point lies on the line to this one
				}
				xs, ys = append(xs, x), append(ys, y)
			}
			b.WriteString("M" + strconv.Itoa(xs[0]) + " " + strconv.Itoa(ys[0]))
			if len(xs) < 3 {
				b.WriteString("h1v1z") // too small to be drawn: a speck, so that it can be found
				continue
			}
			b.WriteByte('l')
			for i := 1; i < len(xs); i++ {
				number(&b, xs[i]-xs[i-1], i > 1)
				number(&b, ys[i]-ys[i-1], true)
			}
			b.WriteByte('z')
		}
	}
	return b.String()
}

// number writes a number of a path; a minus sign parts it from the one before.
func number(b *strings.Builder, n int, after bool) {
	if after && n >= 0 {
		b.WriteByte(' ')
	}
	b.WriteString(strconv.Itoa(n))
}

// place finds the middle of the unit's largest part and what fits there.
func (d *drawn) place(p projection) {
	middle, least, most, ok := d.Shape.Middle()
	if !ok {
		return
	}
	d.x, d.y = p.at(middle)
	left, bottom := p.at(least)
	right, top := p.at(most)
	wide, high := right-left, bottom-top
	name, value := utf8.RuneCountInString(d.Name)*letterSize, utf8.RuneCountInString(d.Text)*letterSize
	switch {
	case wide*3/4 >= max(name, value) && high*3/4 >= 2*lineSize:
		d.label = fullLabel
	case wide*3/4 >= 2*value && high/2 >= 2*lineSize:
		d.label = wideLabel
	case wide*3/4 >= value && high*3/4 >= lineSize:
		d.label = valueLabel
	}
}

func (m Map) unknown() bool {
	return slices.ContainsFunc(m.Areas, func(a Area) bool { return !a.Known })
}

// fillOf is the fill that only the page itself can name; a plain shade's stands in the stylesheet.
func fillOf(step string) string {
	if h := hatch(step); h != "" {
		return "url(#" + h + ")"
	}
	return "currentColor"
}
