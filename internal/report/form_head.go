package report

import (
	"strconv"
	"strings"

	"giamngheo/internal/lang"
)

// HeadCell is a cell of a form's header with the places it covers.
type HeadCell struct {
	Row, Col, Rows, Cols int
	Text                 string
	Unit                 string // unit of measure of a column, under its label
	Note                 string // the denominator of a rate
	Number               bool   // it stands over figures
}

// Head is the header of a form: its cells over levels of rows, and the numbering row below (A, B, 1, 2).
type Head struct {
	Levels    int
	Cells     []HeadCell
	Numbering []string
	Texts     int // columns of text before the figures
}

// HeadOf is the form's header in a language.
func (f Filled) HeadOf(l lang.Lang) Head {
	h := Head{Levels: 1, Texts: len(f.textColumns(l))}
	for _, c := range f.Columns {
		h.Levels = max(h.Levels, len(c.Groups)+1)
	}
	for i, text := range f.textColumns(l) {
		h.Cells = append(h.Cells, HeadCell{Col: i, Rows: h.Levels, Cols: 1, Text: text})
		h.Numbering = append(h.Numbering, string(rune('A'+i)))
	}
	open := make([]int, h.Levels) // for each level the cell that the next column may widen, -1 when none
	for i := range open {
		open[i] = -1
	}
	before := []string{}
	for i, c := range f.Columns {
		groups := make([]string, len(c.Groups))
		same := true
		for level, g := range c.Groups {
			groups[level] = g(l)
			same = same && level < len(before) && before[level] == groups[level]
			if same {
				h.Cells[open[level]].Cols++
				continue
			}
			open[level] = len(h.Cells)
			h.Cells = append(h.Cells, HeadCell{Row: level, Col: h.Texts + i, Rows: 1, Cols: 1, Text: groups[level], Number: true})
		}
		before = groups
		cell := HeadCell{Row: len(groups), Col: h.Texts + i, Rows: h.Levels - len(groups), Cols: 1, Text: c.Label(l), Note: f.Denominator(l, i), Number: true}
		if c.Unit != nil {
			cell.Unit = c.Unit(l)
		}
		h.Cells = append(h.Cells, cell)
		h.Numbering = append(h.Numbering, c.formula(i+1))
	}
	h.Cells = append(h.Cells, HeadCell{Col: h.Texts + len(f.Columns), Rows: h.Levels, Cols: 1, Text: l.T("report.check")})
	h.Numbering = append(h.Numbering, "")
	return h
}

// textColumns are the heads of the columns before the figures.
func (f Filled) textColumns(l lang.Lang) []string {
	out := []string{l.T("report.order"), l.T("report.unit")}
	if f.Form.TwoLines {
		out = append(out, l.T("report.line"))
	}
	return out
}

// formula is a column's number, with the division that a rate is: "4=3/1".
func (c Column) formula(n int) string {
	s := strconv.Itoa(n)
	if c.Part > 0 {
		s += "=" + strconv.Itoa(c.Part) + "/" + strconv.Itoa(c.Whole)
	}
	return s
}

// Denominator says what the rate of a column is of: "trên cột 1, Tổng số hộ dân cư"; "" of a count.
func (f Filled) Denominator(l lang.Lang, i int) string {
	c := f.Columns[i]
	if c.Kind != Rate {
		return ""
	}
	return l.T("report.denominator", "Column", c.Whole, "Name", f.Columns[c.Whole-1].Name(l))
}

// Name is what a row is about: "Tổng số", "Khu vực thành thị", "Huyện Kông Chro".
func (r FormRow) Name(l lang.Lang) string {
	switch {
	case r.Area != "":
		return lang.Capital(r.Area.Name(l))
	case r.Depth == 0:
		return l.T("report.total_of", "Unit", r.Unit.TitleIn(l))
	}
	return r.Unit.TitleIn(l)
}

// Texts are a row's cells before the figures.
func (f Filled) texts(l lang.Lang, r FormRow) []string {
	out := []string{r.Order, r.Name(l)}
	if f.Form.TwoLines {
		out = append(out, r.Breakdown.Name(l))
	}
	return out
}

// Text is a figure as it is written; "—" when it is not known.
func (c Column) Text(l lang.Lang, v Value) string {
	switch {
	case !v.Known:
		return lang.Unknown
	case c.Kind == Rate:
		return l.Points(v.Rate)
	}
	return l.Int(v.N)
}

// Subtitle is the year and the unit: "Năm 2022 · Tỉnh Gia Lai".
func (f Filled) Subtitle(l lang.Lang) string {
	return f.Round.Period(l) + " · " + f.Unit.TitleIn(l)
}

// Sources are what the form's figures rest on, and that its columns were not read in the circular.
func (f Filled) Sources(l lang.Lang) string {
	var s []string
	if f.Round.Source != "" {
		s = append(s, l.T("report.source_review", "Source", f.Round.Source))
	}
	if f.Base.Source != "" {
		s = append(s, l.T("report.source_base", "Source", f.Base.Source))
	}
	if !FormsVerified {
		s = append(s, l.T("report.form_unverified"))
	}
	return strings.Join(s, " ")
}
