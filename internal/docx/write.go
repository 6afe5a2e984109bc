package docx

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// Align is how text stands in its line.
type Align string

// The ways to align; the zero value is to the left.
const (
	Left    Align = ""
	Center  Align = "center"
	Right   Align = "right"
	Justify Align = "both"
)

// Text is a run of text with its look; Size is in points, 0 is the body's 13.
type Text struct {
	Words                   string
	Size                    float64
	Bold, Italic, Underline bool
}

// Paragraph is one paragraph; Before and After are in points.
type Paragraph struct {
	Runs          []Text
	Align         Align
	Before, After float64
	KeepNext      bool
}

// Sheet is a table to be written. Cells are those that Read gives; Header rows are printed again on
// every page.
type Sheet struct {
	Table  Table
	Widths []float64 // of the columns, in millimetres
	Header int
	Size   float64 // of the text in points, 0 is 12
	Align  []Align // by column, below the header
	Strong map[int]bool
}

// Document is an official paper on A4: Times New Roman, margins and page numbers (at the top, from
// page 2 on) as Nghị định 30/2020/NĐ-CP asks.
type Document struct {
	Landscape bool
	Title     string // in the file's properties
	Footer    string // small text at the foot of every page
	body      strings.Builder
}

// Write adds a paragraph.
func (d *Document) Write(p Paragraph) { d.paragraph(p) }

// Line adds a paragraph of one text.
func (d *Document) Line(words string, align Align, t Text) {
	t.Words = words
	d.paragraph(Paragraph{Runs: []Text{t}, Align: align})
}

// Heading is what stands at the head of an official paper: who issues it, and the country's name.
type Heading struct {
	Above  string // the body above, may be empty
	Issuer string
	Number string // "Số: …/KH-UBND"
	Place  string // "Gia Lai, ngày … tháng … năm …"
}

// Head adds the two columns at the head: issuer and number, country's name, motto, place and day.
func (d *Document) Head(h Heading) {
	w := d.width()
	left, right := w*0.42, w*0.58
	// The rules below issuer and motto are underlined blanks: short, as the decree draws them.
	d.open(left, right)
	var lead []Text
	if h.Above != "" {
		lead = append(lead, Text{Words: h.Above, Size: 12})
	}
	d.body.WriteString(`<w:tr>`)
	d.plainCell(left, append(lead, Text{Words: h.Issuer, Size: 12, Bold: true}, rule(12)))
	d.plainCell(right, []Text{
		{Words: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Size: 12, Bold: true},
		{Words: "Độc lập - Tự do - Hạnh phúc", Size: 13, Bold: true},
		rule(24),
	})
	d.body.WriteString(`</w:tr><w:tr>`)
	d.plainCell(left, []Text{{Words: h.Number, Size: 13}}) // an annex has no number of its own
	d.plainCell(right, []Text{{Words: h.Place, Size: 13, Italic: true}})
	d.body.WriteString(`</w:tr></w:tbl>`)
}

func rule(blanks int) Text {
	return Text{Words: strings.Repeat("\u00a0", blanks*2), Size: 6, Underline: true}
}

// Sides adds two columns of centred lines that stay together on a page: who made a table, who signs it.
func (d *Document) Sides(left, right []Text) {
	w := d.width() / 2
	d.open(w, w)
	d.body.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	d.plainCell(w, left)
	d.plainCell(w, right)
	d.body.WriteString(`</w:tr></w:tbl>`)
	d.paragraph(Paragraph{})
}

// width is the width between the margins, in millimetres.
func (d *Document) width() float64 {
	if d.Landscape {
		return 297 - 30 - 15
	}
	return 210 - 30 - 15
}

func (d *Document) open(widths ...float64) {
	d.body.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		fmt.Fprintf(&d.body, `<w:gridCol w:w="%d"/>`, twips(w))
	}
	d.body.WriteString(`</w:tblGrid>`)
}

func (d *Document) plainCell(width float64, lines []Text) {
	fmt.Fprintf(&d.body, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, twips(width))
	for _, t := range lines {
		d.paragraph(Paragraph{Runs: []Text{t}, Align: Center})
	}
	d.body.WriteString(`</w:tc>`)
}

// Table adds a table.
func (d *Document) Table(s Sheet) {
	if s.Size == 0 {
		s.Size = 12
	}
	d.body.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:jc w:val="center"/>`)
	d.body.WriteString(`<w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		fmt.Fprintf(&d.body, `<w:%s w:val="single" w:sz="4" w:space="0" w:color="000000"/>`, side)
	}
	d.body.WriteString(`</w:tblBorders>`)
	d.body.WriteString(`<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`)
	for _, w := range s.Widths {
		fmt.Fprintf(&d.body, `<w:gridCol w:w="%d"/>`, twips(w))
	}
	d.body.WriteString(`</w:tblGrid>`)
	for i := range s.Table.Rows {
		d.row(&s, i)
	}
	d.body.WriteString(`</w:tbl>`)
}

func (d *Document) row(s *Sheet, i int) {
	d.body.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
	if i < s.Header {
		d.body.WriteString(`<w:tblHeader/>`)
	}
	d.body.WriteString(`</w:trPr>`)
	for col := 0; col < len(s.Table.Rows[i]); {
		c := s.Table.Rows[i][col]
		merge := ""
		if c.Covered {
			corner := s.Table.corner(i, col)
			c.Cols, merge = max(1, corner.Cols), "continue"
		} else if c.Rows > 1 {
			merge = "restart"
		}
		cols := max(1, c.Cols)
		d.cell(s, i, col, cols, merge, c.Text)
		col += cols
	}
	d.body.WriteString(`</w:tr>`)
}

// corner is the merged cell that covers a place; it stands above in the same column.
func (t *Table) corner(row, col int) Cell {
	for r := row - 1; r >= 0; r-- {
		if col < len(t.Rows[r]) && !t.Rows[r][col].Covered {
			return t.Rows[r][col]
		}
	}
	return Cell{}
}

func (d *Document) cell(s *Sheet, row, col, cols int, merge, words string) {
	width := 0.0
	for i := col; i < col+cols && i < len(s.Widths); i++ {
		width += s.Widths[i]
	}
	fmt.Fprintf(&d.body, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, twips(width))
	if cols > 1 {
		fmt.Fprintf(&d.body, `<w:gridSpan w:val="%d"/>`, cols)
	}
	if merge != "" {
		fmt.Fprintf(&d.body, `<w:vMerge w:val="%s"/>`, merge)
	}
	d.body.WriteString(`<w:vAlign w:val="center"/></w:tcPr>`)
	p := Paragraph{Align: Center, Before: 2, After: 2, Runs: []Text{{Words: words, Size: s.Size, Bold: row < s.Header || s.Strong[row]}}}
	if row >= s.Header && col < len(s.Align) {
		p.Align = s.Align[col]
	}
	if merge == "continue" {
		p.Runs = nil
	}
	d.paragraph(p)
	d.body.WriteString(`</w:tc>`)
}

func (d *Document) paragraph(p Paragraph) {
	fmt.Fprintf(&d.body, `<w:p><w:pPr>`)
	if p.KeepNext {
		d.body.WriteString(`<w:keepNext/>`)
	}
	fmt.Fprintf(&d.body, `<w:spacing w:before="%d" w:after="%d"/>`, int(p.Before*20), int(p.After*20))
	if p.Align != Left {
		fmt.Fprintf(&d.body, `<w:jc w:val="%s"/>`, p.Align)
	}
	d.body.WriteString(`</w:pPr>`)
	for _, t := range p.Runs {
		d.body.WriteString(`<w:r><w:rPr>`)
		if t.Bold {
			d.body.WriteString(`<w:b/>`)
		}
		if t.Italic {
			d.body.WriteString(`<w:i/>`)
		}
		if t.Size > 0 {
			fmt.Fprintf(&d.body, `<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, int(t.Size*2), int(t.Size*2))
		}
		if t.Underline {
			d.body.WriteString(`<w:u w:val="single"/>`)
		}
		d.body.WriteString(`</w:rPr><w:t xml:space="preserve">`)
		escape(&d.body, t.Words)
		d.body.WriteString(`</w:t></w:r>`)
	}
	d.body.WriteString(`</w:p>`)
}

func escape(w io.Writer, s string) { _ = xml.EscapeText(w, []byte(s)) } // a strings.Builder takes everything

// twips are the twentieths of a point in which documents measure.
func twips(mm float64) int { return int(mm*56.6929 + 0.5) }

// WriteTo writes the file.
func (d *Document) WriteTo(out io.Writer) (int64, error) {
	count := &counter{w: out}
	z := zip.NewWriter(count)
	for _, part := range d.parts() {
		w, err := z.Create(part[0])
		if err == nil {
			_, err = io.WriteString(w, part[1])
		}
		if err != nil {
			return count.n, fmt.Errorf("write document: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return count.n, fmt.Errorf("write document: %w", err)
	}
	return count.n, nil
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
