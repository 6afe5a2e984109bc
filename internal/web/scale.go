package web

import (
	"slices"
	"strconv"

	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
)

// Scale sorts the values of a map into a few classes. Each has a label and a shade that can be told
// from the others in grey; where a value is not better for being smaller it is hatched.
type Scale struct{ classes []scaleClass }

// scaleClass takes the values from from up to the next class.
type scaleClass struct {
	from percent.Points
	step string // class of its shade
	text string
}

// steps is how many classes a rate has.
const steps = 5

// least is below every value.
const least percent.Points = -1 << 40

// RateScale is the scale of values that are better when smaller: light to dark. write writes a boundary
// between two classes: "10 %".
func RateScale(l lang.Lang, values []percent.Points, write func(percent.Points) string) Scale {
	w := stepWidth(values)
	var s Scale
	for i := range steps {
		from, to := w*percent.Points(i), w*percent.Points(i+1)
		c := scaleClass{from, "tile-" + strconv.Itoa(i), l.T("web.legend_step", "From", write(from), "To", write(to))}
		switch i {
		case 0:
			c.from, c.text = least, l.T("web.legend_first", "To", write(to))
		case steps - 1:
			c.text = l.T("web.legend_last", "From", write(from))
		}
		s.classes = append(s.classes, c)
	}
	return s
}

// ChangeScale is the scale of changes, of which a fall is good: the deeper the fall the darker, and
// hatched what did not fall.
func ChangeScale(l lang.Lang, values []percent.Points, write func(percent.Points) string) Scale {
	var falls []percent.Points
	for _, v := range values {
		if v < 0 {
			falls = append(falls, -v)
		}
	}
	w := stepWidth(falls)
	return Scale{[]scaleClass{
		{least, "tile-3", l.T("web.legend_fall_most", "From", write(2*w))},
		{-2*w + 1, "tile-2", l.T("web.legend_fall", "From", write(w), "To", write(2*w))},
		{-w + 1, "tile-1", l.T("web.legend_fall_least", "To", write(w))},
		{0, stepUp, l.T("web.legend_no_fall")},
	}}
}

// Shades that are hatched: what did not fall, and what is not known.
const (
	stepUp   = "tile-up"
	stepNone = "tile-none"
)

// hatch is the id of a shade's pattern, "" for a plain one.
func hatch(step string) string {
	if step == stepUp || step == stepNone {
		return "hatch-" + step
	}
	return ""
}

// stepWidth is the width of one class: the roundest with which seven values in ten lie in the first
// four of them. The last class is open, so that one very poor unit does not bleach the rest.
func stepWidth(values []percent.Points) percent.Points {
	if len(values) == 0 {
		return 100
	}
	known := slices.Sorted(slices.Values(values))
	most := known[(len(known)-1)*7/10]
	for _, s := range []percent.Points{20, 50, 100, 200, 300, 400, 500, 600, 800, 1000, 1500} {
		if s*(steps-1) >= most {
			return s
		}
	}
	return 2000
}

// step is the shade of a value.
func (s Scale) step(v percent.Points, known bool) string {
	if !known {
		return stepNone
	}
	step := stepNone
	for _, c := range s.classes {
		if v >= c.from {
			step = c.step
		}
	}
	return step
}

// legend are the classes, and that of the unknown where there is one.
func (s Scale) legend(l lang.Lang, unknown bool) []scaleClass {
	if !unknown {
		return s.classes
	}
	return append(slices.Clone(s.classes), scaleClass{step: stepNone, text: l.T("web.legend_unknown")})
}
