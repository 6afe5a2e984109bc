package boundary

import (
	"math"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// Where units of Viet Nam lie, with Hoàng Sa and Trường Sa, in degrees.
const (
	west, east   = 102.0, 118.0
	south, north = 6.0, 23.6
)

// ring checks the positions of a ring and puts them on the grid.
func (f Feature) ring(positions [][]float64) (Ring, error) {
	var r Ring
	for _, p := range positions {
		if len(p) < 2 {
			return nil, f.wrong("boundary.bad_coordinates")
		}
		if err := f.place(p[0], p[1]); err != nil {
			return nil, err
		}
		if q := at(p[0], p[1]); len(r) == 0 || r[len(r)-1] != q {
			r = append(r, q)
		}
	}
	if len(r) < 2 || r[0] != r[len(r)-1] {
		if len(r) < 2 {
			return nil, f.wrong("boundary.no_extent")
		}
		lon, lat := r[0].Degrees()
		return nil, f.wrong("boundary.not_closed", "Lon", degrees(lon), "Lat", degrees(lat))
	}
	r = r[:len(r)-1]
	if len(r) < 3 || planar.Area(r.orb(1)) == 0 {
		return nil, f.wrong("boundary.no_extent")
	}
	return r, nil
}

// place refuses a position that is not longitude and latitude of a place in Viet Nam, and says what
// it seems to be instead.
func (f Feature) place(x, y float64) error {
	inside := func(lon, lat float64) bool { return lon >= west && lon <= east && lat >= south && lat <= north }
	switch {
	case inside(x, y):
		return nil
	case inside(y, x):
		return f.wrong("boundary.swapped", "X", degrees(x), "Y", degrees(y))
	case math.Abs(x) > 180 || math.Abs(y) > 90:
		return f.wrong("boundary.not_degrees", "X", degrees(x), "Y", degrees(y))
	default:
		return f.wrong("boundary.elsewhere", "X", degrees(x), "Y", degrees(y))
	}
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// orb is the closed ring in the library's form, its X multiplied by a factor.
func (r Ring) orb(factor float64) orb.Ring {
	out := make(orb.Ring, 0, len(r)+1)
	for i := range len(r) + 1 {
		p := r[i%len(r)]
		out = append(out, orb.Point{float64(p.X) * factor, float64(p.Y)})
	}
	return out
}

// Middle is the centre of gravity of the shape's largest polygon, with that polygon's corners; ok is
// false for a shape without a polygon.
func (s Shape) Middle() (middle, least, most Point, ok bool) {
	var largest float64
	for _, p := range s {
		if len(p) == 0 || len(p[0]) == 0 {
			continue
		}
		center, area := planar.CentroidArea(orb.Polygon{p[0].orb(1)})
		if area = math.Abs(area); ok && area <= largest {
			continue
		}
		least, most, ok = Shape{p}.Bounds()
		largest, middle = area, Point{int32(math.Round(center[0])), int32(math.Round(center[1]))}
	}
	return middle, least, most, ok
}
