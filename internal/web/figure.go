package web

import (
	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
)

// Figure is one number with what makes it honest: its denominator, its change, its source.
type Figure struct {
	Label  string
	Value  string // as written: "10,06 %"; lang.Unknown when not known
	Unit   string // unit of measure beside the value: "hộ"
	Of     string // the denominator or share in words: "trên 383.134 hộ dân cư"
	Change *Change
	Source []Link // "Rà soát 2022", "38.550 hộ", "xem danh sách"
	Mark   string // a sentence when the value is unverified or withheld
	Lead   bool   // the one figure that matters
}

// Change is how a figure moved: sign, arrow and word, never colour alone.
type Change struct {
	Text  string // "−1,95 điểm %"
	Word  string // "giảm"
	Since string // "so với cuối năm 2021"
	Way   Way
	Good  bool // the movement is what the programme wants
	Plain bool // neither good nor bad by itself
}

// Way is the direction of a change.
type Way int

// The directions.
const (
	Down Way = -1
	Same Way = 0
	Up   Way = 1
)

// wayOf tells the direction from before to now.
func wayOf(now, before int64) Way {
	switch {
	case now < before:
		return Down
	case now > before:
		return Up
	default:
		return Same
	}
}

var (
	wayWord  = map[Way]string{Down: "web.down", Same: "web.same", Up: "web.up"}
	wayArrow = map[Way]string{Down: "▼", Same: "=", Up: "▲"}
)

// RateChange is the change of a rate of which less is better, in percentage points.
func RateChange(l lang.Lang, now, before percent.Points, since string) *Change {
	w := wayOf(int64(now), int64(before))
	return &Change{
		Text: signed(l.Points(now-before), now > before) + " " + l.T("web.points"), Word: l.T(wayWord[w]),
		Since: since, Way: w, Good: w == Down,
	}
}

// CountChange is the change of a count of which less is better; what names what is counted.
func CountChange(l lang.Lang, now, before int64, what, since string) *Change {
	w := wayOf(now, before)
	text := signed(l.Int(now-before), now > before)
	if what != "" {
		text += " " + what
	}
	return &Change{Text: text, Word: l.T(wayWord[w]), Since: since, Way: w, Good: w == Down}
}

func signed(s string, plus bool) string {
	if plus {
		return "+" + s
	}
	return s
}

// tone is the class of a change's colour; the words beside it say the same.
func (c Change) tone() string {
	switch {
	case c.Way == Same || c.Plain:
		return "change"
	case c.Good:
		return "change change-good"
	default:
		return "change change-bad"
	}
}
