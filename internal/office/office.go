// Package office hands tables over as a Vietnamese office does: title block, merged header, numbering
// row, figures in Vietnamese style, sources at the foot, set up for A4 (Nghị định 30/2020/NĐ-CP). Rows are
// written as they come, so that memory does not grow with a table.
package office

import (
	"fmt"
	"strconv"
	"strings"

	"giamngheo/internal/day"
	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
)

// Sheet is a table without its rows.
type Sheet struct {
	Name      string // of the tab
	Agency    string // at the left, above
	Unit      string // at the left, below
	Form      string // "Biểu số 2" at the right, "" when none
	Official  bool   // the country's name and motto stand at the right
	Title     string
	Subtitle  string // "Năm 2022 · tỉnh Gia Lai"
	Note      string // "Đơn vị tính: hộ, %"
	Columns   []Column
	Numbering bool // the row A, B, 1, 2 under the header
	Landscape bool
	Source    string // what the figures rest on
	Demo      string // the sentence that the data are invented, "" when they are not
	Lang      lang.Lang
}

// Kind tells what a column holds.
type Kind int

// The kinds of columns.
const (
	Text  Kind = iota
	Code       // a text that looks like a number
	Count      // whole numbers
	Rate       // two decimals
	Date
)

// Column is one column. Groups are the header cells above the label, from the top; equal neighbours are one cell.
type Column struct {
	Groups []string
	Label  string
	Unit   string // under the label, "" when none
	Kind   Kind
	Width  float64 // in characters; 0 is what the kind needs
	Extra  bool    // stands beside the form and bears no number
}

// Row is one row. Values are string, int, int64, float64, day.Date, percent.Points or nil, which stays empty.
type Row struct {
	Values  []any
	Total   bool // bold
	Heading bool // the first value that is not nil spans the width
}

// words are the fixed texts of a sheet.
var words = map[lang.Lang]struct{ country, motto, source string }{
	lang.Vi: {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Nguồn: "},
	lang.En: {"SOCIALIST REPUBLIC OF VIET NAM", "Independence - Freedom - Happiness", "Source: "},
}

func (s *Sheet) lang() lang.Lang {
	if s.Lang == lang.En {
		return lang.En
	}
	return lang.Vi
}

func (s *Sheet) source() string {
	if s.Source == "" {
		return ""
	}
	return words[s.lang()].source + s.Source
}

// numbers are the marks of the numbering row: letters over what names a row, numbers over what tells about it.
func (s *Sheet) numbers() []string {
	marks := make([]string, len(s.Columns))
	letters := 0
	for letters < len(s.Columns) && letters < 26 && s.Columns[letters].Kind != Count && s.Columns[letters].Kind != Rate {
		letters++
	}
	if letters == len(s.Columns) { // a list: TT and the name are letters
		letters = min(2, letters)
	}
	for i := range marks {
		switch {
		case s.Columns[i].Extra:
		case i < letters:
			marks[i] = string(rune('A' + i))
		default:
			marks[i] = strconv.Itoa(i - letters + 1)
		}
	}
	return marks
}

// headCell is a cell of the header; rows and columns count from the header's own corner.
type headCell struct {
	row, col, rows, cols int
	text                 string
}

// header lays the header out: groups above, labels below, each as high as there is room.
func (s *Sheet) header() (cells []headCell, depth int) {
	for _, c := range s.Columns {
		depth = max(depth, len(c.Groups)+1)
	}
	for i := 0; i < len(s.Columns); i++ {
		c := s.Columns[i]
		label := c.Label
		if c.Unit != "" {
			label += "\n(" + c.Unit + ")"
		}
		cells = append(cells, headCell{len(c.Groups), i, depth - len(c.Groups), 1, label})
		for level := range c.Groups {
			if i > 0 && sameGroups(s.Columns[i-1].Groups, c.Groups, level) {
				continue
			}
			width := 1
			for i+width < len(s.Columns) && sameGroups(s.Columns[i+width].Groups, c.Groups, level) {
				width++
			}
			cells = append(cells, headCell{level, i, 1, width, c.Groups[level]})
		}
	}
	return cells, depth
}

// sameGroups tells whether two columns stand under the same groups down to a level.
func sameGroups(a, b []string, level int) bool {
	if len(a) <= level || len(b) <= level {
		return false
	}
	for i := range level + 1 {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// flat is a column's name on one line: "Group / Label".
func (c Column) flat() string {
	return strings.Join(append(append([]string{}, c.Groups...), c.Label), " / ")
}

// width of a column in characters.
func (c Column) width() float64 {
	if c.Width > 0 {
		return c.Width
	}
	switch c.Kind {
	case Code:
		return 14
	case Count, Rate, Date:
		return 12
	}
	return 24
}

// plain is a value as other programs read it.
func plain(v any) (string, error) {
	switch x := v.(type) {
	case nil:
		return "", nil
	case string:
		return x, nil
	case int:
		return strconv.Itoa(x), nil
	case int64:
		return strconv.FormatInt(x, 10), nil
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64), nil
	case percent.Points:
		return strconv.FormatFloat(x.Float(), 'f', 2, 64), nil
	case day.Date:
		return string(x), nil
	}
	return "", fmt.Errorf("office: a %T is no value of a table", v)
}
