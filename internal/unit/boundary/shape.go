// Package boundary reads the boundaries of units (ranh giới hành chính) from a GeoJSON file, refuses
// what cannot be one with a sentence that names the feature, and thins them once so that a map of a
// province is a light page. It knows shapes and no units.
//
//	shape.go     points, rings, shapes; how a shape is kept
//	read.go      a FeatureCollection, feature by feature
//	check.go     what a ring must be: closed, in Viet Nam, longitude before latitude
//	arcs.go      rings cut where borders meet
//	simplify.go  borders thinned, each border once
package boundary

import (
	"encoding/binary"
	"errors"
	"math"
)

// grid is how many steps a degree has: a step is about a metre.
const grid = 100_000

// Point is a place in hundred-thousandths of a degree: X is the longitude, Y the latitude.
type Point struct{ X, Y int32 }

// at is the grid's point nearest to a longitude and latitude in degrees.
func at(lon, lat float64) Point {
	return Point{int32(math.Round(lon * grid)), int32(math.Round(lat * grid))}
}

// Degrees is the place as longitude and latitude.
func (p Point) Degrees() (lon, lat float64) { return float64(p.X) / grid, float64(p.Y) / grid }

// Ring is a closed line; its first point is not repeated at its end.
type Ring []Point

// Polygon is an outer ring and the holes in it.
type Polygon []Ring

// Shape is the area of a unit: one polygon, or several where the unit has islands or exclaves.
type Shape []Polygon

// Points is the number of points of all rings.
func (s Shape) Points() int {
	n := 0
	for _, p := range s {
		for _, r := range p {
			n += len(r)
		}
	}
	return n
}

// Bounds are the south-western and the north-eastern corner; ok is false for a shape without a point.
func (s Shape) Bounds() (least, most Point, ok bool) {
	for _, p := range s {
		for _, r := range p {
			for _, q := range r {
				if !ok {
					least, most, ok = q, q, true
				}
				least = Point{min(least.X, q.X), min(least.Y, q.Y)}
				most = Point{max(most.X, q.X), max(most.Y, q.Y)}
			}
		}
	}
	return least, most, ok
}

// Encode writes the shape as it is kept: counts, and the step from each point to the next.
func (s Shape) Encode() []byte {
	out := binary.AppendUvarint(nil, uint64(len(s)))
	var last Point
	for _, p := range s {
		out = binary.AppendUvarint(out, uint64(len(p)))
		for _, r := range p {
			out = binary.AppendUvarint(out, uint64(len(r)))
			for _, q := range r {
				out = binary.AppendVarint(out, int64(q.X)-int64(last.X))
				out = binary.AppendVarint(out, int64(q.Y)-int64(last.Y))
				last = q
			}
		}
	}
	return out
}

var errDamaged = errors.New("boundary: the stored shape is damaged")

// Decode reads what Encode wrote; anything else is an error.
func Decode(b []byte) (Shape, error) {
	d := decoder{rest: b}
	var last Point
	shape := make(Shape, d.count())
	for i := range shape {
		shape[i] = make(Polygon, d.count())
		for j := range shape[i] {
			shape[i][j] = make(Ring, d.count())
			for k := range shape[i][j] {
				last = Point{d.step(last.X), d.step(last.Y)}
				shape[i][j][k] = last
			}
		}
	}
	if d.bad || len(d.rest) > 0 {
		return nil, errDamaged
	}
	return shape, nil
}

type decoder struct {
	rest []byte
	bad  bool
}

// count is a number of things that follow; each of them takes at least one byte.
func (d *decoder) count() int {
	v, n := binary.Uvarint(d.rest)
	if d.bad || n <= 0 || v > uint64(len(d.rest)-n) {
		d.bad = true
		return 0
	}
	d.rest = d.rest[n:]
	return int(v)
}

func (d *decoder) step(from int32) int32 {
	v, n := binary.Varint(d.rest)
	to := int64(from) + v
	if d.bad || n <= 0 || v > math.MaxUint32 || v < -math.MaxUint32 || to != int64(int32(to)) {
		d.bad = true
		return 0
	}
	d.rest = d.rest[n:]
	return int32(to)
}
