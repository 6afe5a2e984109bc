package annex

import (
	"regexp"
	"strconv"
	"strings"

	"giamngheo/internal/percent"
)

// state tells how a figure came out of its cell.
type state int

const (
	absent  state = iota // the table has no such column
	empty                // the cell is empty
	good                 // read as printed
	dash                 // a dash, which tables use for zero
	guessed              // not readable as printed, but it is plain what was meant
	bad                  // not readable
)

// style is how a number is written.
type style int

const (
	plain   style = iota // nothing to tell it by: "286"
	viet                 // 1.842 and 10,06
	foreign              // 1,842 and 10.06
	stored               // a spreadsheet's number, shown as each reader's program likes
)

// figure is one number of the table: households as they are, rates as decimals with their own places.
type figure struct {
	state state
	v     int64 // households, or the rate times ten to the power of places
	// places is how many decimals a rate was printed with, at most 4.
	places  int
	style   style
	percent bool   // the cell shows a percent sign of its own
	raw     string // as printed
	whole   bool   // false: a count that is not a whole number
	why     string // what kind of cell could not be read: date, formula, error, fraction
}

// known tells whether the figure may be reckoned with.
func (f figure) known() bool { return f.state == good || f.state == dash || f.state == guessed }

// points is a rate in hundredths, rounded half up when it was printed with more decimals.
func (f figure) points() percent.Points {
	v := f.v
	for p := f.places; p < 2; p++ {
		v *= 10
	}
	if f.places > 2 {
		d := pow10(f.places - 2)
		if v < 0 {
			return percent.Points(-((-v + d/2) / d))
		}
		v = (v + d/2) / d
	}
	return percent.Points(v)
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// maxCount bounds a number of households: more than any country has.
const maxCount = 1_000_000_000

var (
	grouped      = regexp.MustCompile(`^\d{1,3}(\.\d{3})+(,0+)?$`)
	groupedComma = regexp.MustCompile(`^\d{1,3}(,\d{3})+(\.0+)?$`)
	digits       = regexp.MustCompile(`^\d+$`)
	pointZero    = regexp.MustCompile(`^\d+[.,]0{1,2}$`)
	decimals     = regexp.MustCompile(`^(\d+)([.,])(\d+)$`)
	bothVi       = regexp.MustCompile(`^(\d{1,3}(?:\.\d{3})+),(\d+)$`)
	bothEn       = regexp.MustCompile(`^(\d{1,3}(?:,\d{3})+)\.(\d+)$`)
)

// mistyped are letters that stand for digits when a table is retyped or scanned.
var mistyped = strings.NewReplacer("o", "0", "ο", "0", "l", "1", "i", "1", "|", "1")

// readCount reads a number of households.
func readCount(c cell) figure {
	f := figure{raw: c.text, whole: true}
	if done := f.special(c); done {
		return f
	}
	if c.kind == numeric {
		return f.countStored(c)
	}
	s, neg := strip(c.text, "hộ", "ho", "hh")
	f.count(s)
	if f.state == bad {
		if t := mistyped.Replace(s); t != s {
			g := f
			if g.count(t); g.state == good {
				f = g
				f.state = guessed
			}
		}
	}
	if neg {
		f.v = -f.v
	}
	return f
}

// special settles cells that are no number at all.
func (f *figure) special(c cell) bool {
	switch c.kind {
	case blank:
		f.state = empty
	case dated:
		f.state, f.why = bad, "date"
	case failed:
		f.state, f.why = bad, "error"
	case uncounted:
		f.state, f.why = bad, "formula"
	default:
		switch strings.Trim(c.text, " .") {
		case "":
			f.state = empty
		case "-", "–", "—", "−":
			f.state = dash
		default:
			return false
		}
	}
	return true
}

func (f *figure) count(s string) {
	switch {
	case digits.MatchString(s), pointZero.MatchString(s):
		f.style = plain
		s, _, _ = strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	case grouped.MatchString(s):
		f.style = viet
		s, _, _ = strings.Cut(s, ",")
		s = strings.ReplaceAll(s, ".", "")
	case groupedComma.MatchString(s):
		f.style = foreign
		s, _, _ = strings.Cut(s, ".")
		s = strings.ReplaceAll(s, ",", "")
	case decimals.MatchString(s), bothVi.MatchString(s), bothEn.MatchString(s):
		f.state, f.whole, f.why = bad, false, "fraction"
		return
	default:
		f.state = bad
		return
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n > maxCount {
		f.state = bad
		return
	}
	f.state, f.v = good, n
}

// countStored reads a spreadsheet's number. Where the dot is the decimal sign, 18.180 typed for
// eighteen thousand is kept as 18.18; three places on it is what was meant.
func (f *figure) countStored(c cell) figure {
	f.style = stored
	s, neg := strings.CutPrefix(c.num, "-")
	whole, frac, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	switch {
	case err != nil || n > maxCount || c.percent:
		f.state = bad
	case frac == "":
		f.state, f.v = good, n
	case len(frac) <= 3 && n > 0 && n < 1000:
		k, _ := strconv.ParseInt((frac + "00")[:3], 10, 64)
		f.state, f.whole, f.why, f.v = guessed, false, "fraction", n*1000+k
	default:
		f.state, f.whole, f.why = bad, false, "fraction"
	}
	if neg {
		f.v = -f.v
	}
	return *f
}

// readRate reads a percentage or a number of points.
func readRate(c cell) figure {
	f := figure{raw: c.text, whole: true}
	if done := f.special(c); done {
		return f
	}
	if c.kind == numeric {
		return f.rateStored(c)
	}
	s := c.text
	f.percent = strings.Contains(s, "%")
	s, neg := strip(s, "điểm", "%", "điểm %", "phần trăm")
	f.rate(s)
	if f.state == bad {
		if t := mistyped.Replace(s); t != s {
			g := f
			if g.rate(t); g.state == good {
				f = g
				f.state = guessed
			}
		}
	}
	if neg {
		f.v = -f.v
	}
	return f
}

func (f *figure) rate(s string) {
	whole, frac := s, ""
	f.style = plain
	switch {
	case digits.MatchString(s):
	case decimals.MatchString(s):
		m := decimals.FindStringSubmatch(s)
		whole, frac = m[1], m[3]
		f.style = viet
		if m[2] == "." {
			f.style = foreign
		}
	case bothVi.MatchString(s):
		m := bothVi.FindStringSubmatch(s)
		whole, frac, f.style = strings.ReplaceAll(m[1], ".", ""), m[2], viet
	case bothEn.MatchString(s):
		m := bothEn.FindStringSubmatch(s)
		whole, frac, f.style = strings.ReplaceAll(m[1], ",", ""), m[2], foreign
	default:
		f.state = bad
		return
	}
	f.decimal(whole, frac)
}

// decimal sets the value of its digits, at most four places of them, the fifth rounding.
func (f *figure) decimal(whole, frac string) {
	up := int64(0)
	if len(frac) > 4 {
		if frac[4] >= '5' {
			up = 1
		}
		frac = frac[:4]
	}
	n, err := strconv.ParseInt(whole+frac, 10, 64)
	if err != nil || len(whole) > 5 {
		f.state = bad
		return
	}
	f.state, f.v, f.places = good, n+up, len(frac)
}

// rateStored reads a spreadsheet's number to two places; under a percent format 0.1006 is 10,06.
func (f *figure) rateStored(c cell) figure {
	f.style, f.percent = stored, c.percent
	s, neg := strings.CutPrefix(c.num, "-")
	whole, frac, _ := strings.Cut(s, ".")
	if c.percent {
		frac += "00"
		whole, frac = strings.TrimLeft(whole+frac[:2], "0"), strings.TrimRight(frac[2:], "0")
		if whole == "" {
			whole = "0"
		}
	}
	f.decimal(whole, frac)
	if neg {
		f.v = -f.v
	}
	if f.state == good && f.places > 2 {
		f.v, f.places = int64(f.points()), 2
	}
	return *f
}

// noteMark is what refers a figure to a note below the table: 540*, 540¹, 540 (1), 540(*), 540[a].
var noteMark = regexp.MustCompile(`^(.*?[\d%])(?: ?(?:\*|[⁰¹²³⁴-⁹⁽⁾]|\((?:\*{1,3}|\d{1,2}|\pL)\)|\[(?:\*{1,3}|\d{1,2}|\pL)\]))+$`)

// unmarked is a written number without the mark of its note.
func unmarked(s string) string {
	if m := noteMark.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return s
}

// strip takes notes, spaces, signs and units of measure off a written number.
func strip(s string, units ...string) (string, bool) {
	s = strings.ToLower(strings.TrimSpace(unmarked(s)))
	for _, u := range units {
		s = strings.TrimSpace(strings.TrimSuffix(s, u))
	}
	neg := false
	if t, ok := strings.CutPrefix(s, "("); ok && strings.HasSuffix(t, ")") {
		s, neg = strings.TrimSuffix(t, ")"), true
	}
	for _, sign := range []string{"-", "−", "–"} {
		if t, ok := strings.CutPrefix(s, sign); ok {
			s, neg = t, true
		}
	}
	s = strings.TrimPrefix(s, "+")
	return strings.ReplaceAll(s, " ", ""), neg
}
