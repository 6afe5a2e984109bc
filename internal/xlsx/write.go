package xlsx

import (
	"fmt"
	"io"
	"math"

	"github.com/xuri/excelize/v2"
)

// Page is how a written sheet is named and printed: A4, its width on one page, or on as many as keep it legible.
type Page struct {
	Sheet     string
	Landscape bool
	Widths    []float64 // of the columns, in characters
	Repeat    [2]int    // first and last row, from zero, printed again on every page; 0,0 is none
	Footer    string    // small text at the foot of every printed page
	// RepeatColumns are printed again on every page of a sheet that is several pages wide.
	RepeatColumns int
}

// The most characters across one page that can still be read on paper.
const (
	legiblePortrait  = 170
	legibleLandscape = 250
)

// across is on how many pages side by side the sheet is printed.
func (p Page) across() int {
	width, room := 0.0, float64(legiblePortrait)
	if p.Landscape {
		room = legibleLandscape
	}
	for _, w := range p.Widths {
		width += w
	}
	return max(1, int(math.Ceil(width/room)))
}

// Style is how a cell looks. Texts are in Times New Roman, as official papers are.
type Style struct {
	Size         float64 // 0 is 12
	Bold, Italic bool
	Underline    bool
	Border, Wrap bool
	Align        string // left, center, right
	Format       string // a number format
}

// The number formats of counts and of rates in Vietnamese style.
const (
	CountFormat = `[$-42A]#,##0`
	RateFormat  = `[$-42A]0.00`
)

// The formats of days as offices write them, and of texts that look like numbers.
const (
	DateFormat = `dd/mm/yyyy`
	TextFormat = `@`
)

// Writer makes one sheet, cell by cell; the first mistake is kept and told by WriteTo.
type Writer struct {
	f      *excelize.File
	page   Page
	styles map[Style]int
	err    error
}

// New begins a sheet.
func New(p Page) *Writer {
	w := &Writer{f: excelize.NewFile(), page: p, styles: map[Style]int{}}
	w.keep(w.f.SetSheetName("Sheet1", p.Sheet))
	for i, width := range p.Widths {
		name, err := excelize.ColumnNumberToName(i + 1)
		w.keep(err)
		w.keep(w.f.SetColWidth(p.Sheet, name, name, width))
	}
	return w
}

// Put writes a value (text, whole number or decimal; nil for an empty cell) at a row and column from zero.
func (w *Writer) Put(row, col int, v any, s Style) {
	at := Address(row, col)
	if v != nil {
		w.keep(w.f.SetCellValue(w.page.Sheet, at, v))
	}
	w.keep(w.f.SetCellStyle(w.page.Sheet, at, at, w.style(s)))
}

// Merge writes a value over a rectangle of merged cells.
func (w *Writer) Merge(row, col, rows, cols int, v any, s Style) {
	for r := row; r < row+rows; r++ {
		for c := col; c < col+cols; c++ {
			w.Put(r, c, nil, s)
		}
	}
	w.Put(row, col, v, s)
	if rows > 1 || cols > 1 {
		w.keep(w.f.MergeCell(w.page.Sheet, Address(row, col), Address(row+rows-1, col+cols-1)))
	}
}

// Height sets a row's height in points.
func (w *Writer) Height(row int, points float64) {
	w.keep(w.f.SetRowHeight(w.page.Sheet, row+1, points))
}

// WriteTo finishes the sheet with its print set-up and writes the file.
func (w *Writer) WriteTo(out io.Writer) (int64, error) {
	defer w.f.Close()
	w.print()
	if w.err != nil {
		return 0, fmt.Errorf("write sheet: %w", w.err)
	}
	return w.f.WriteTo(out)
}

func (w *Writer) print() {
	name, p := w.page.Sheet, w.page
	orientation := "portrait"
	if p.Landscape {
		orientation = "landscape"
	}
	a4, across, many, yes := 9, p.across(), 0, true
	w.keep(w.f.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &orientation, FitToWidth: &across, FitToHeight: &many}))
	w.keep(w.f.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &yes}))
	// NĐ 30/2020/NĐ-CP: 20–25 mm above and below, 30–35 mm left, 15–20 mm right; here in inches.
	top, bottom, left, right, header := 0.79, 0.79, 1.18, 0.59, 0.39
	w.keep(w.f.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{
		Top: &top, Bottom: &bottom, Left: &left, Right: &right, Header: &header, Footer: &header, Horizontally: &yes,
	}))
	foot := ""
	if p.Footer != "" {
		foot = `&C&"Times New Roman,Italic"&10` + p.Footer
	}
	w.keep(w.f.SetHeaderFooter(name, &excelize.HeaderFooterOptions{
		DifferentFirst: true,
		OddHeader:      `&C&"Times New Roman,Regular"&13&P`, FirstFooter: foot, OddFooter: foot,
	}))
	if p.Repeat[1] > 0 {
		w.keep(w.f.SetDefinedName(&excelize.DefinedName{
			Name: "_xlnm.Print_Titles", Scope: name,
			RefersTo: fmt.Sprintf("'%s'!$%d:$%d", name, p.Repeat[0]+1, p.Repeat[1]+1),
		}))
	}
}

func (w *Writer) style(s Style) int {
	if id, ok := w.styles[s]; ok {
		return id
	}
	x := &excelize.Style{
		Font:      &excelize.Font{Family: "Times New Roman", Size: s.Size, Bold: s.Bold, Italic: s.Italic},
		Alignment: &excelize.Alignment{Horizontal: s.Align, Vertical: "center", WrapText: s.Wrap},
	}
	if s.Size == 0 {
		x.Font.Size = 12
	}
	if s.Underline {
		x.Font.Underline = "single"
	}
	if s.Border {
		for _, side := range []string{"left", "right", "top", "bottom"} {
			x.Border = append(x.Border, excelize.Border{Type: side, Color: "000000", Style: 1})
		}
	}
	if s.Format != "" {
		x.CustomNumFmt = &s.Format
	}
	id, err := w.f.NewStyle(x)
	w.keep(err)
	w.styles[s] = id
	return id
}

func (w *Writer) keep(err error) {
	if w.err == nil {
		w.err = err
	}
}
