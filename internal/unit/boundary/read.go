package boundary

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
)

// Feature is one area of the file.
type Feature struct {
	N     int    // its place in the file, from 1
	Code  string // as the file has it, "" when it has none
	Name  string
	Shape Shape
}

// Title names the feature in a message: "Chư Păh (627)".
func (f Feature) Title() string {
	switch {
	case f.Name == "":
		return f.Code
	case f.Code == "":
		return f.Name
	default:
		return f.Name + " (" + f.Code + ")"
	}
}

// Properties say under which names the file has a feature's code and name; case does not count.
type Properties struct{ Code, Name string }

// What is read at most: more is no map of units.
const (
	maxBytes  = 1 << 30
	maxPoints = 8_000_000
)

// Read gives the areas of a GeoJSON FeatureCollection, one after the other; the file is never in
// memory as a whole. It ends at the first feature that cannot be a unit's boundary, with a fault
// that names it.
func Read(r io.Reader, p Properties) iter.Seq2[Feature, error] {
	return func(yield func(Feature, error) bool) {
		in := &reader{props: p, limited: &io.LimitedReader{R: r, N: maxBytes}}
		b := bufio.NewReaderSize(in.limited, 1<<16)
		if mark, err := b.Peek(3); err == nil && bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
			_, _ = b.Discard(3)
		}
		in.json = json.NewDecoder(b)
		in.json.UseNumber()
		if err := in.collection(yield); err != nil && !errors.Is(err, errEnough) {
			yield(Feature{}, in.told(err))
		}
	}
}

type reader struct {
	json    *json.Decoder
	limited *io.LimitedReader
	props   Properties
	n       int
	points  int
}

// errEnough says that the caller wants no more.
var errEnough = errors.New("enough")

// told is an error of the file in words.
func (in *reader) told(err error) error {
	switch {
	case fault.As(err) != nil:
		return err
	case in.limited.N <= 0:
		return fault.New(fault.Invalid, "boundary.too_large", "GiB", maxBytes>>30)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fault.New(fault.Invalid, "boundary.cut_short", "N", in.n)
	}
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	if errors.As(err, &syntax) || errors.As(err, &kind) {
		return fault.New(fault.Invalid, "boundary.not_json", "N", in.n+1)
	}
	return err
}

func (in *reader) collection(yield func(Feature, error) bool) error {
	if t, err := in.json.Token(); err != nil {
		return err
	} else if t != json.Delim('{') {
		return fault.New(fault.Invalid, "boundary.no_collection")
	}
	found := false
	for in.json.More() {
		key, err := in.json.Token()
		if err != nil {
			return err
		}
		switch key {
		case "features":
			found = true
			err = in.features(yield)
		case "type":
			var kind string
			if err = in.json.Decode(&kind); err == nil && kind != "FeatureCollection" {
				err = fault.New(fault.Invalid, "boundary.no_collection")
			}
		case "crs":
			err = in.crs()
		default:
			var skip json.RawMessage
			err = in.json.Decode(&skip)
		}
		if err != nil {
			return err
		}
	}
	if _, err := in.json.Token(); err != nil {
		return err
	}
	if !found || in.n == 0 {
		return fault.New(fault.Invalid, "boundary.no_features")
	}
	return nil
}

// crs reads the coordinate system that older files name. GeoJSON has only one, WGS84.
func (in *reader) crs() error {
	var crs struct {
		Properties struct{ Name, Href string }
	}
	if err := in.json.Decode(&crs); err != nil {
		return err
	}
	name := strings.ToUpper(crs.Properties.Name + crs.Properties.Href)
	if name == "" || strings.Contains(name, "CRS84") || strings.HasSuffix(name, ":4326") {
		return nil
	}
	return fault.New(fault.Invalid, "boundary.wrong_crs", "CRS", crs.Properties.Name+crs.Properties.Href)
}

func (in *reader) features(yield func(Feature, error) bool) error {
	if t, err := in.json.Token(); err != nil {
		return err
	} else if t != json.Delim('[') {
		return fault.New(fault.Invalid, "boundary.no_collection")
	}
	for in.json.More() {
		var raw struct {
			Type       string
			Properties map[string]any
			Geometry   *struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
		if err := in.json.Decode(&raw); err != nil {
			return err
		}
		in.n++
		f := Feature{N: in.n, Code: property(raw.Properties, in.props.Code), Name: property(raw.Properties, in.props.Name)}
		if f.Code == "" && f.Name == "" {
			return fault.New(fault.Invalid, "boundary.no_name", "N", f.N, "Code", in.props.Code, "Name", in.props.Name,
				"Has", strings.Join(slices.Sorted(maps.Keys(raw.Properties)), ", "))
		}
		if raw.Geometry == nil {
			return f.wrong("boundary.no_geometry")
		}
		var err error
		if f.Shape, err = f.shape(raw.Geometry.Type, raw.Geometry.Coordinates); err != nil {
			return err
		}
		if in.points += f.Shape.Points(); in.points > maxPoints {
			return fault.New(fault.Invalid, "boundary.too_many_points", "Most", maxPoints)
		}
		if !yield(f, nil) {
			return errEnough
		}
	}
	_, err := in.json.Token()
	return err
}

// property is a feature's value under a name, whatever its case; a whole number is a code too.
func property(have map[string]any, name string) string {
	for _, key := range slices.Sorted(maps.Keys(have)) {
		if !strings.EqualFold(key, name) {
			continue
		}
		switch v := have[key].(type) {
		case string:
			return lang.NFC(strings.Join(strings.Fields(v), " "))
		case json.Number:
			if n, err := strconv.ParseFloat(v.String(), 64); err == nil && n == float64(int64(n)) {
				return strconv.FormatInt(int64(n), 10)
			}
			return v.String()
		}
	}
	return ""
}

// shape reads the coordinates of a Polygon or MultiPolygon.
func (f Feature) shape(kind string, coordinates json.RawMessage) (Shape, error) {
	var all [][][][]float64
	var err error
	switch kind {
	case "Polygon":
		all = make([][][][]float64, 1)
		err = json.Unmarshal(coordinates, &all[0])
	case "MultiPolygon":
		err = json.Unmarshal(coordinates, &all)
	default:
		return nil, f.wrong("boundary.no_area", "Kind", kind)
	}
	if err != nil {
		return nil, f.wrong("boundary.bad_coordinates")
	}
	var shape Shape
	for _, rings := range all {
		var p Polygon
		for _, positions := range rings {
			r, err := f.ring(positions)
			if err != nil {
				return nil, err
			}
			p = append(p, r)
		}
		if len(p) > 0 {
			shape = append(shape, p)
		}
	}
	if len(shape) == 0 {
		return nil, f.wrong("boundary.no_geometry")
	}
	return shape, nil
}

// wrong is a fault that names the feature.
func (f Feature) wrong(key string, args ...any) error {
	return fault.New(fault.Invalid, key, append([]any{"N", f.N, "Title", f.Title()}, args...)...)
}
