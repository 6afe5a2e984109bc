package report

import (
	"io"

	"giamngheo/internal/docx"
	"giamngheo/internal/xlsx"
)

// xlsx is the table as an office hands it over: head, title, merged header, numbers as numbers, set up
// for A4.
func (a Annex) xlsx(w io.Writer) error {
	const top = 8
	foot := ""
	if a.Demo {
		foot = demo
	}
	x := xlsx.New(xlsx.Page{Sheet: "Biểu chỉ tiêu", Widths: []float64{6, 28, 15, 13, 12, 17}, Repeat: [2]int{top, top + headRows}, Footer: foot})
	mid := func(s xlsx.Style) xlsx.Style { s.Align, s.Wrap = "center", true; return s }
	body, name := a.issuer()
	x.Merge(0, 0, 1, 2, body, mid(xlsx.Style{}))
	x.Merge(1, 0, 1, 2, name, mid(xlsx.Style{Bold: true, Underline: true}))
	x.Merge(0, 2, 1, 4, country, mid(xlsx.Style{Bold: true}))
	x.Merge(1, 2, 1, 4, motto, mid(xlsx.Style{Bold: true, Underline: true, Size: 13}))
	x.Merge(2, 2, 1, 4, a.dated(), mid(xlsx.Style{Italic: true}))
	x.Merge(4, 0, 1, columns, a.title(), mid(xlsx.Style{Bold: true, Size: 14}))
	x.Height(4, 24)
	x.Merge(5, 0, 1, columns, a.under(), mid(xlsx.Style{Italic: true}))
	if a.Demo {
		x.Merge(6, 0, 1, columns, demo, mid(xlsx.Style{Bold: true, Italic: true}))
	}
	for _, c := range a.header() {
		x.Merge(top+c.row, c.col, c.rows, c.cols, c.text, mid(xlsx.Style{Bold: true, Border: true}))
	}
	for r, h := range []float64{34, 20, 20, 18} {
		x.Height(top+r, h)
	}
	for c, s := range numbering {
		x.Put(top+headRows, c, s, mid(xlsx.Style{Italic: true, Border: true, Size: 11}))
	}
	row := top + headRows + 1
	for i, l := range a.lines() {
		a.sheetLine(x, row, l, i == 0)
		row++
	}
	x.Merge(row+1, 0, 1, columns, "Nguồn: "+a.Source, xlsx.Style{Italic: true, Wrap: true, Size: 11})
	x.Height(row+1, 32)
	x.Merge(row+3, 0, 1, 2, "NGƯỜI LẬP BIỂU", mid(xlsx.Style{Bold: true}))
	x.Merge(row+3, 2, 1, 4, "TM. ỦY BAN NHÂN DÂN", mid(xlsx.Style{Bold: true}))
	x.Merge(row+4, 2, 1, 4, "CHỦ TỊCH", mid(xlsx.Style{Bold: true}))
	_, err := x.WriteTo(w)
	return err
}

func (a Annex) sheetLine(x *xlsx.Writer, row int, l Line, strong bool) {
	s := xlsx.Style{Border: true, Bold: strong}
	at := func(col int, v any, align, format string) {
		s.Align, s.Format = align, format
		s.Wrap = col == 1
		x.Put(row, col, v, s)
	}
	at(0, l.Order, "center", "")
	at(1, l.Name, "left", "")
	var households, poor, rate, points any
	if l.Counted {
		households, poor = l.Households, l.Poor
	}
	if r, ok := l.Rate(); ok {
		rate = r.Float()
	}
	if l.HasTarget {
		points = l.Points.Float()
	}
	at(2, households, "right", xlsx.CountFormat)
	at(3, poor, "right", xlsx.CountFormat)
	at(4, rate, "right", xlsx.RateFormat)
	at(5, points, "right", xlsx.RateFormat)
	x.Height(row, 18)
}

// docx is the same as a paper.
func (a Annex) docx(w io.Writer) error {
	d := &docx.Document{Title: a.title()}
	if a.Demo {
		d.Footer = demo
	}
	body, name := a.issuer()
	d.Head(docx.Heading{Above: body, Issuer: name, Place: a.dated()})
	d.Write(docx.Paragraph{})
	d.Line(a.title(), docx.Center, docx.Text{Bold: true, Size: 14})
	if s := a.under(); s != "" {
		d.Line(s, docx.Center, docx.Text{Italic: true, Size: 13})
	}
	if a.Demo {
		d.Line(demo, docx.Center, docx.Text{Bold: true, Italic: true, Size: 13})
	}
	d.Write(docx.Paragraph{After: 2})
	d.Table(a.paperTable())
	d.Write(docx.Paragraph{Before: 4, After: 8, Runs: []docx.Text{{Words: "Nguồn: " + a.Source, Italic: true, Size: 11}}})
	d.Sides([]docx.Text{{Words: "NGƯỜI LẬP BIỂU", Bold: true}}, []docx.Text{{Words: "TM. ỦY BAN NHÂN DÂN", Bold: true}, {Words: "CHỦ TỊCH", Bold: true}})
	_, err := d.WriteTo(w)
	return err
}

func (a Annex) paperTable() docx.Sheet {
	s := docx.Sheet{
		Widths: []float64{12, 50, 28, 25, 23, 27}, Header: headRows + 1, Strong: map[int]bool{headRows + 1: true},
		Align: []docx.Align{docx.Center, docx.Left, docx.Right, docx.Right, docx.Right, docx.Right},
	}
	head := make([][]docx.Cell, headRows)
	for r := range head {
		head[r] = make([]docx.Cell, columns)
		for c := range head[r] {
			head[r][c].Covered = true
		}
	}
	for _, c := range a.header() {
		head[c.row][c.col] = docx.Cell{Text: c.text, Rows: c.rows, Cols: c.cols}
	}
	s.Table.Rows = append(head, row(numbering))
	for _, l := range a.lines() {
		s.Table.Rows = append(s.Table.Rows, row(l.texts()))
	}
	return s
}

func row(texts [columns]string) []docx.Cell {
	out := make([]docx.Cell, columns)
	for i, t := range texts {
		out[i] = docx.Cell{Text: t, Rows: 1, Cols: 1}
	}
	return out
}
