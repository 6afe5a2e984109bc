package annex

import (
	"regexp"
	"strings"
	"unicode"

	"giamngheo/internal/docx"
	"giamngheo/internal/lang"
	"giamngheo/internal/xlsx"
)

// kind tells what a cell of a grid holds.
type kind int

const (
	blank     kind = iota
	words          // text, which may spell a number
	numeric        // a spreadsheet's number
	dated          // a spreadsheet's date
	failed         // a spreadsheet's error value
	uncounted      // a formula without a stored result
)

// cell is one place of a grid, its text cleaned of marks and odd spaces.
type cell struct {
	kind    kind
	text    string
	num     string // of a numeric cell: decimal with a point
	percent bool
	covered bool // belongs to a merged cell above or to the left
	corner  [2]int
	cols    int // of a merged cell's corner: columns it covers
}

// grid is a table, or a sheet with a table in it, of whatever format.
type grid struct {
	sheet  string // a spreadsheet's sheet, whose cells have addresses
	rows   [][]cell
	before []string // the lines of text above, nearest last
	cut    bool     // some of the sheet lay beyond what is read
}

func (g *grid) at(row, col int) cell {
	if row < 0 || col < 0 || row >= len(g.rows) || col >= len(g.rows[row]) {
		return cell{}
	}
	return g.rows[row][col]
}

func (g *grid) width() int {
	w := 0
	for _, r := range g.rows {
		w = max(w, len(r))
	}
	return w
}

// source is a file's tables and its lines of running text.
type source struct {
	grids  []*grid
	lines  []string
	tables int // tables of figures in all grids
}

// raised is a note's mark as mark-up sets it: read as plain text it would lengthen the number before it.
var raised = regexp.MustCompile(`(?i)<sup(?:\s[^<>]{0,200})?>([^<>]{0,20})</sup>`)

var tags = regexp.MustCompile(`(?i)</?(b|i|u|em|strong|sup|sub|span|p|font)(\s[^<>]{0,200})?>|<br\s*/?>`)

// clean brings text to its plain form: precomposed letters, ordinary spaces, no mark-up.
func clean(s string) string {
	if strings.IndexByte(s, '<') >= 0 {
		s = raised.ReplaceAllStringFunc(s, func(m string) string { return lang.Superscript(raised.FindStringSubmatch(m)[1]) })
		s = tags.ReplaceAllString(s, " ")
	}
	s = strings.ReplaceAll(s, "**", "")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u00ad', r == '\ufeff', r == '\u200b', r == '\u200c', r == '\u200d', r == '\u2060':
			return -1
		case unicode.IsSpace(r), r == '\u00a0', r == '\u202f', r == '\u2007':
			return ' '
		}
		return r
	}, s)
	s = strings.Trim(lang.NFC(strings.Join(strings.Fields(s), " ")), " ")
	if len(s) > 2 && strings.HasPrefix(s, "*") && strings.HasSuffix(s, "*") {
		s = strings.Trim(s, "*")
	}
	return strings.TrimSpace(s)
}

func textCell(s string) cell {
	if s = clean(s); s == "" {
		return cell{}
	}
	return cell{kind: words, text: s}
}

// sheetGrid turns a sheet into a grid; merged cells know their corner.
func sheetGrid(s *xlsx.Sheet) *grid {
	g := &grid{sheet: s.Name, cut: s.Cut, rows: make([][]cell, len(s.Rows))}
	for r, row := range s.Rows {
		g.rows[r] = make([]cell, len(row))
		for c, x := range row {
			switch x.Kind {
			case xlsx.Text:
				g.rows[r][c] = textCell(x.Text)
			case xlsx.Number:
				g.rows[r][c] = cell{kind: numeric, text: x.Text, num: x.Text, percent: x.Percent}
			case xlsx.Date:
				g.rows[r][c] = cell{kind: dated, text: x.Text}
			case xlsx.Fault:
				g.rows[r][c] = cell{kind: failed, text: x.Text}
			case xlsx.Uncounted:
				g.rows[r][c] = cell{kind: uncounted}
			}
		}
	}
	for _, m := range s.Merges {
		g.merge(m.Row, m.Col, m.Rows, m.Cols)
	}
	return g
}

// merge marks a rectangle as one cell. Merges of whole sheets are clipped to what is filled.
func (g *grid) merge(row, col, rows, cols int) {
	if row >= len(g.rows) || g.at(row, col).covered {
		return
	}
	end, right := min(row+rows, len(g.rows)), min(col+cols, g.width())
	for r := row; r < end; r++ {
		for len(g.rows[r]) < right {
			g.rows[r] = append(g.rows[r], cell{})
		}
		for c := col; c < right; c++ {
			if r != row || c != col {
				g.rows[r][c] = cell{covered: true, corner: [2]int{row, col}}
			}
		}
	}
	if col < len(g.rows[row]) {
		g.rows[row][col].cols = right - col
	}
}

// tableGrid turns a document's table into a grid.
func tableGrid(t *docx.Table) *grid {
	g := &grid{rows: make([][]cell, len(t.Rows))}
	for r, row := range t.Rows {
		g.rows[r] = make([]cell, len(row))
		for c, x := range row {
			if !x.Covered {
				g.rows[r][c] = textCell(x.Text)
			}
		}
	}
	for r, row := range t.Rows {
		for c, x := range row {
			if !x.Covered && (x.Rows > 1 || x.Cols > 1) {
				g.merge(r, c, x.Rows, x.Cols)
			}
		}
	}
	return g
}
