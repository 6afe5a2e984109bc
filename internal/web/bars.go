package web

import "strconv"

// Bars is a bar chart that is its own table: one row per bar with its label, bar and value, so that
// paper, screen readers and phones get the same figures.
type Bars struct {
	Title     string // the answer, said in words: "Kông Chro nghèo nhất"
	Label     string // head of the label column
	Value     string // head of the value column
	Note      string // what the values are shares of
	Rows      []Bar
	Max       int64 // value of a full bar; 0 takes the longest bar
	ShareHead string
}

// Bar is one bar.
type Bar struct {
	Label string
	Href  string
	Value int64  // length
	Text  string // value as written
	Share string // a second value, perhaps a share
	Mark  bool   // the bar that the title speaks of
}

// width is a bar's length in percent of the full bar.
func (b Bars) width(v int64) string {
	most := b.Max
	if most == 0 {
		for _, r := range b.Rows {
			most = max(most, r.Value)
		}
	}
	if most <= 0 || v <= 0 {
		return "0"
	}
	return strconv.FormatFloat(float64(min(v, most))*100/float64(most), 'f', 2, 64) + "%"
}
