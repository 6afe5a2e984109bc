package xlsx

import (
	"archive/zip"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/klauspost/compress/flate"

	"giamngheo/internal/day"
)

// StreamPage is how a streamed sheet stands on screen and paper.
type StreamPage struct {
	Page
	Freeze      [2]int // rows above and columns at the left that stay on the screen
	NumberAbove bool   // pages are numbered above from the second on, as official papers are; else below, with their count
}

// StyleID names a style of a stream.
type StyleID int

// Stream writes one sheet row by row, straight to a writer: memory does not grow with the rows. Cells are given in
// their order; the first mistake is kept and told by Close. Texts are written as texts, whatever they begin with:
// nothing that is put into a cell becomes a formula.
type Stream struct {
	zip    *zip.Writer
	sheet  io.Writer
	page   StreamPage
	buf    []byte
	row    int // being written, from zero
	col    int // the next free one
	rows   bool
	styles styleSheet
	merges []Range
	filter Range
	err    error
}

// flushAt is how much of a sheet waits to be packed.
const flushAt = 64 << 10

// NewStream begins a sheet.
func NewStream(w io.Writer, p StreamPage) *Stream {
	p.Sheet = tabName(p.Sheet)
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	s := &Stream{zip: z, page: p, row: -1, styles: newStyleSheet()}
	s.part("[Content_Types].xml", contentTypes)
	s.part("_rels/.rels", packageRels)
	s.part("xl/_rels/workbook.xml.rels", bookRels)
	if s.err == nil {
		s.sheet, s.err = z.Create("xl/worksheets/sheet1.xml")
	}
	s.head()
	return s
}

// Style makes a style; the same style has the same name.
func (s *Stream) Style(x Style) StyleID { return s.styles.id(x) }

// Begin begins a row, counted from zero and behind the one before; height is in points, 0 lets the program choose.
func (s *Stream) Begin(row int, height float64) {
	if row <= s.row || row >= LastRow {
		s.keep(fmt.Errorf("row %d after row %d", row+1, s.row+1))
		return
	}
	s.endRow()
	s.row, s.col, s.rows = row, 0, true
	s.buf = append(s.buf, `<row r="`...)
	s.buf = strconv.AppendInt(s.buf, int64(row)+1, 10)
	if height > 0 {
		s.buf = append(s.buf, `" ht="`...)
		s.buf = strconv.AppendFloat(s.buf, height, 'f', -1, 64)
		s.buf = append(s.buf, `" customHeight="1`...)
	}
	s.buf = append(s.buf, `">`...)
}

func (s *Stream) endRow() {
	if s.rows {
		s.buf = append(s.buf, "</row>"...)
	}
	if len(s.buf) >= flushAt {
		s.flush()
	}
}

func (s *Stream) flush() {
	if s.err == nil {
		_, s.err = s.sheet.Write(s.buf)
	}
	s.buf = s.buf[:0]
}

// Put writes a value at a column of the row that was begun, from zero and behind the one before: a text, a whole
// number, a decimal, a day, or nil for an empty cell with a style. A day before 1900 is written as a text.
func (s *Stream) Put(col int, v any, style StyleID) {
	if col < s.col || col >= lastCol || !s.rows {
		s.keep(fmt.Errorf("row %d: column %d after column %d", s.row+1, col+1, s.col))
		return
	}
	s.col = col + 1
	s.buf = append(s.buf, `<c r="`...)
	s.buf = appendAddress(s.buf, s.row, col)
	if style != 0 {
		s.buf = append(s.buf, `" s="`...)
		s.buf = strconv.AppendInt(s.buf, int64(style), 10)
	}
	switch x := v.(type) {
	case nil:
		s.buf = append(s.buf, `"/>`...)
	case string:
		s.text(x)
	case int:
		s.number(strconv.AppendInt(s.open(), int64(x), 10))
	case int64:
		s.number(strconv.AppendInt(s.open(), x, 10))
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) {
			s.buf = append(s.buf, `"/>`...)
			return
		}
		s.number(strconv.AppendFloat(s.open(), x, 'g', -1, 64))
	case day.Date:
		n, ok := serial(x)
		if !ok {
			s.text(string(x))
			return
		}
		s.number(strconv.AppendInt(s.open(), n, 10))
	default:
		s.keep(fmt.Errorf("a %T is no value of a cell", v))
		s.buf = append(s.buf, `"/>`...)
	}
}

func (s *Stream) open() []byte { return append(s.buf, `"><v>`...) }

func (s *Stream) number(buf []byte) { s.buf = append(buf, `</v></c>`...) }

// maxText is the longest text of a cell, in letters; what is longer is cut with "…".
const maxText = 32_767

func (s *Stream) text(t string) {
	if len(t) > maxText {
		if r := []rune(t); len(r) > maxText/2 { // a letter may count twice
			t = string(r[:maxText/2]) + "…"
		}
	}
	s.buf = append(s.buf, `" t="inlineStr"><is><t`...)
	if t != "" && (space(t[0]) || space(t[len(t)-1]) || strings.IndexByte(t, '\n') >= 0) {
		s.buf = append(s.buf, ` xml:space="preserve"`...)
	}
	s.buf = append(s.buf, '>')
	s.buf = appendText(s.buf, t)
	s.buf = append(s.buf, `</t></is></c>`...)
}

// serial is a day's number in the 1900 system.
func serial(d day.Date) (int64, bool) {
	t := d.Time()
	if t.IsZero() || t.Before(begin1900.AddDate(0, 0, 2)) {
		return 0, false
	}
	n := int64(t.Sub(begin1900).Hours() / 24)
	if n <= 60 {
		n-- // before the day that never was
	}
	return n, true
}

// Merge makes one cell of a rectangle from zero; its cells are written as any others.
func (s *Stream) Merge(row, col, rows, cols int) {
	if rows > 1 || cols > 1 {
		s.merges = append(s.merges, Range{row, col, rows, cols})
	}
}

// Filter gives the columns of a rectangle, header row and rows below, buttons to filter by.
func (s *Stream) Filter(r Range) { s.filter = r }

// Close finishes the file. It does not close the writer.
func (s *Stream) Close() error {
	s.endRow()
	s.foot()
	s.flush()
	s.part("xl/workbook.xml", s.workbook())
	s.part("xl/styles.xml", s.styles.xml())
	if err := s.zip.Close(); s.err == nil {
		s.err = err
	}
	if s.err != nil {
		return fmt.Errorf("write sheet: %w", s.err)
	}
	return nil
}

func (s *Stream) part(name, text string) {
	if s.err != nil {
		return
	}
	w, err := s.zip.Create(name)
	if err == nil {
		_, err = io.WriteString(w, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+"\n"+text)
	}
	s.err = err
}

func (s *Stream) keep(err error) {
	if s.err == nil {
		s.err = err
	}
}
