package boundary

import (
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/paulmach/orb/planar"

	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
)

var names = Properties{Code: "code", Name: "name"}

func readAll(text string) ([]Feature, error) {
	var all []Feature
	for f, err := range Read(strings.NewReader(text), names) {
		if err != nil {
			return all, err
		}
		all = append(all, f)
	}
	return all, nil
}

func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

func feature(properties, kind, coordinates string) string {
	return `{"type":"Feature","properties":` + properties + `,"geometry":{"type":"` + kind + `","coordinates":` + coordinates + `}}`
}

const (
	named  = `{"code":"627","name":"Chư Păh"}`
	square = `[[[108,14],[108.1,14],[108.1,14.1],[108,14.1],[108,14]]]`
)

func TestReadsPolygonsAndMultiPolygons(t *testing.T) {
	t.Parallel()
	text := "\ufeff" + `{"name":"lớp","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"type":"FeatureCollection","features":[` +
		feature(`{"CODE":627,"Name":" Chư  Păh "}`, "Polygon", `[[[108,14,700],[108.1,14,700],[108.1,14],[108.1,14.1],[108,14.1],[108,14,700]]]`) + "," +
		feature(`{"name":"Đảo","code":null}`, "MultiPolygon", `[`+square+`,[[[109,13],[109.1,13],[109,13.1],[109,13]]]]`) + `]}`
	got, err := readAll(text)
	if err != nil {
		t.Fatal(err)
	}
	want := []Feature{
		{N: 1, Code: "627", Name: "Chư Păh", Shape: Shape{{{{10800000, 1400000}, {10810000, 1400000}, {10810000, 1410000}, {10800000, 1410000}}}}},
		{N: 2, Name: "Đảo", Shape: Shape{
			{{{10800000, 1400000}, {10810000, 1400000}, {10810000, 1410000}, {10800000, 1410000}}},
			{{{10900000, 1300000}, {10910000, 1300000}, {10900000, 1310000}}},
		}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v\nwant %+v", got, want)
	}
}

func TestWhatIsNoBoundaryIsToldAtItsFeature(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, says string }{
		"longitude and latitude swapped":  {collection(feature(named, "Polygon", `[[[14,108],[14,108.1],[14.1,108.1],[14,108]]]`)), "Chư Păh (627)): kinh độ và vĩ độ bị đảo"},
		"metres of VN-2000":               {collection(feature(named, "Polygon", `[[[512345.6,1550000],[512400,1550000],[512400,1550100],[512345.6,1550000]]]`)), "không phải kinh độ, vĩ độ"},
		"another named coordinate system": {`{"type":"FeatureCollection","crs":{"properties":{"name":"urn:ogc:def:crs:EPSG::3405"}},"features":[]}`, "EPSG::3405"},
		"another country":                 {collection(feature(named, "Polygon", `[[[2,48],[2.1,48],[2.1,48.1],[2,48]]]`)), "không thuộc Việt Nam"},
		"a ring that does not close":      {collection(feature(named, "Polygon", `[[[108,14],[108.1,14],[108.1,14.1],[108,14.1]]]`)), "chưa khép kín (bắt đầu ở 108, 14)"},
		"a ring without extent":           {collection(feature(named, "Polygon", `[[[108,14],[108.1,14],[108,14]]]`)), "không có diện tích"},
		"an empty ring":                   {collection(feature(named, "Polygon", `[[]]`)), "không có diện tích"},
		"a point":                         {collection(feature(named, "Point", `[108,14]`)), "“Point”"},
		"a position of one number":        {collection(feature(named, "Polygon", `[[[108],[108.1,14],[108,14]]]`)), "tọa độ không đọc được"},
		"coordinates that are text":       {collection(feature(named, "Polygon", `[[["108","14"]]]`)), "tọa độ không đọc được"},
		"no geometry":                     {collection(feature(named, "Polygon", square), `{"type":"Feature","properties":{"name":"Kông Chro"},"geometry":null}`), "Đối tượng 2 (Kông Chro)"},
		"neither code nor name":           {collection(feature(`{"ma":"1","ten":"a"}`, "Polygon", square)), "có: ma, ten"},
		"no features":                     {collection(), "không có đối tượng nào"},
		"a feature alone":                 {feature(named, "Polygon", square), "FeatureCollection"},
		"a list":                          {`[1,2]`, "FeatureCollection"},
		"no JSON":                         {`<kml></kml>`, "không phải GeoJSON"},
		"an empty file":                   {``, "bị cắt"},
		"a truncated file":                {collection(feature(named, "Polygon", square), feature(named, "Polygon", square))[:250], "bị cắt"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := readAll(c.text)
			if err == nil || fault.KindOf(err) != fault.Invalid {
				t.Fatalf("got %v, want a fault", err)
			}
			for _, l := range lang.All {
				if said := l.Error(err); strings.Contains(said, "⟦") || l == lang.Vi && !strings.Contains(said, c.says) {
					t.Errorf("%s: %q, want %q", l, said, c.says)
				}
			}
		})
	}
}

// grown is a map of n × n communes with crooked borders: whoever shares a border has the same points.
func grown(n, points int) []Shape {
	random := rand.New(rand.NewPCG(1, 2))
	const side = 8000
	line := func(from, to Point) []Point {
		out := []Point{from}
		for i := 1; i < points; i++ {
			f := float64(i) / float64(points)
			out = append(out, Point{
				from.X + int32(f*float64(to.X-from.X)) + random.Int32N(600) - 300,
				from.Y + int32(f*float64(to.Y-from.Y)) + random.Int32N(600) - 300,
			})
		}
		return out
	}
	corner := func(x, y int) Point { return Point{10750000 + int32(x*side), 1300000 + int32(y*side)} }
	across, up := map[[2]int][]Point{}, map[[2]int][]Point{}
	for y := range n + 1 {
		for x := range n + 1 {
			across[[2]int{x, y}] = line(corner(x, y), corner(x+1, y))
			up[[2]int{x, y}] = line(corner(x, y), corner(x, y+1))
		}
	}
	back := func(l []Point, end Point) []Point {
		out := []Point{end}
		for i := len(l) - 1; i > 0; i-- {
			out = append(out, l[i])
		}
		return out
	}
	var all []Shape
	for y := range n {
		for x := range n {
			r := append(Ring{}, across[[2]int{x, y}]...)
			r = append(r, up[[2]int{x + 1, y}]...)
			r = append(r, back(across[[2]int{x, y + 1}], corner(x+1, y+1))...)
			r = append(r, back(up[[2]int{x, y}], corner(x, y+1))...)
			all = append(all, Shape{{r}})
		}
	}
	return all
}

// edges counts how often each piece of border is drawn.
func edges(shapes []Shape) map[[2]Point]int {
	out := map[[2]Point]int{}
	each(shapes, func(r *Ring) {
		for i, p := range *r {
			q := (*r)[(i+1)%len(*r)]
			if less(q, p) {
				p, q = q, p
			}
			out[[2]Point{p, q}]++
		}
	})
	return out
}

func area(shapes []Shape) float64 {
	var sum float64
	each(shapes, func(r *Ring) { sum += math.Abs(planar.Area(r.orb(1))) })
	return sum
}

func TestNeighboursKeepOneBorder(t *testing.T) {
	t.Parallel()
	given := grown(6, 60)
	before := area(given)
	thin := Simplify(given, 36*40)
	points := 0
	for i, s := range thin {
		points += s.Points()
		if s.Points() < 4 || given[i].Points() != 4*60 {
			t.Errorf("shape %d has %d points, given %d", i, s.Points(), given[i].Points())
		}
	}
	if points > 36*40 {
		t.Errorf("%d points, want at most %d", points, 36*40)
	}
	// Inside, every piece of border is drawn by exactly two units; at the rim by one. A sliver would
	// have pieces that only one of the neighbours draws.
	once := 0
	for e, n := range edges(thin) {
		switch n {
		case 1:
			once++
			if rim := 4 * 6 * 60; once > rim {
				t.Fatalf("%v is drawn by one unit only, beyond the rim", e)
			}
		case 2:
		default:
			t.Errorf("%v is drawn %d times", e, n)
		}
	}
	both := cutAt(thin)
	for i, a := range both.arcs {
		walked := 0
		for _, steps := range both.rings {
			for _, s := range steps {
				if s.arc == i {
					walked++
				}
			}
		}
		if inner := a[len(a)/2]; walked == 1 && inner.X > 10755000 && inner.X < 10793000 && inner.Y > 1305000 && inner.Y < 1343000 {
			t.Errorf("a border inside the map belongs to one unit: %v", a[:2])
		}
	}
	if after := area(thin); math.Abs(after-before)/before > 0.02 {
		t.Errorf("the area went from %.0f to %.0f", before, after)
	}
}

func TestAnEnclaveAndASmallIslandStayRings(t *testing.T) {
	t.Parallel()
	circle := func(x, y, radius float64, n int) Ring {
		var r Ring
		for i := range n {
			a := 2 * math.Pi * float64(i) / float64(n)
			r = append(r, Point{int32(x + radius*math.Cos(a)), int32(y + radius*math.Sin(a))})
		}
		return r
	}
	inner := circle(10800000, 1400000, 900, 50)
	hole := Ring{}
	for i := range inner { // the other way round, from another point
		hole = append(hole, inner[(len(inner)*2-i-7)%len(inner)])
	}
	given := []Shape{
		{{circle(10800000, 1400000, 9000, 400), hole}},
		{{inner}, {circle(10850000, 1400000, 3, 3)}},
	}
	thin := Simplify(given, 12)
	if len(thin[0][0]) != 2 || len(thin[0][0][1]) != len(thin[1][0][0]) {
		t.Errorf("the enclave has %d points, its hole %d", len(thin[1][0][0]), len(thin[0][0][1]))
	}
	each(thin, func(r *Ring) {
		if len(*r) < 3 || planar.Area(r.orb(1)) == 0 {
			t.Errorf("%v is no ring", *r)
		}
	})
}

func TestAShapeIsKeptWhole(t *testing.T) {
	t.Parallel()
	given := Shape{{{{10800000, 1400000}, {10810000, 1400000}, {10800000, 1410000}}, {{1, 2}, {3, 4}, {-5, 6}}}, {{{math.MaxInt32, math.MinInt32}, {math.MinInt32, math.MaxInt32}, {0, 0}}}}
	got, err := Decode(given.Encode())
	if err != nil || !reflect.DeepEqual(got, given) {
		t.Errorf("kept as %v, %v", got, err)
	}
	for _, bad := range [][]byte{nil, {1}, {200}, {1, 1, 3, 2, 2, 2}, append(given.Encode(), 0)} {
		if s, err := Decode(bad); !errors.Is(err, errDamaged) {
			t.Errorf("Decode(%v) = %v, %v", bad, s, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(collection(feature(named, "Polygon", square)))
	f.Add(collection(feature(named, "MultiPolygon", `[`+square+`]`)))
	f.Add(`{"type":"FeatureCollection","features":[{"properties":{"code":1e400},"geometry":{"type":"Polygon","coordinates":[[[1e308,-1e308]]]}}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		all, err := readAll(text)
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("%v is no fault", err)
		}
		var shapes []Shape
		for _, x := range all {
			shapes = append(shapes, x.Shape)
			if got, err := Decode(x.Shape.Encode()); err != nil || !reflect.DeepEqual(got, x.Shape) {
				t.Errorf("%v is kept as %v, %v", x.Shape, got, err)
			}
		}
		if got := Simplify(shapes, 5); len(got) != len(shapes) {
			t.Errorf("%d shapes of %d", len(got), len(shapes))
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add(Shape{{{{1, 2}, {3, 4}, {5, 6}}}}.Encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, err := Decode(b); err == nil {
			if again, err := Decode(s.Encode()); err != nil || !reflect.DeepEqual(again, s) {
				t.Errorf("%v becomes %v, %v", s, again, err)
			}
		}
	})
}

// The two files of the project's shared data may not be shipped; where they lie beside the checkout
// they are read too, with the real crookedness of borders.
func BenchmarkSimplify(b *testing.B) {
	given := grown(15, 100)
	if path := os.Getenv("BOUNDARIES"); path != "" {
		text, err := os.ReadFile(filepath.Clean(path))
		if err != nil {
			b.Fatal(err)
		}
		all, err := readAll(string(text))
		if err != nil {
			b.Fatal(err)
		}
		given = nil
		for _, f := range all {
			given = append(given, f.Shape)
		}
	}
	for b.Loop() {
		n := 0
		for _, s := range Simplify(given, Budget(len(given))) {
			n += s.Points()
		}
		b.ReportMetric(float64(n), "points")
	}
}
