package office

import (
	"io"
	"iter"
	"math"
	"strings"
	"unicode/utf8"

	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
	"giamngheo/internal/xlsx"
)

// WriteXLSX writes the table as a spreadsheet: what stands above and below the table, the header, which is printed
// again on every page, and numbers that can be reckoned with.
func WriteXLSX(w io.Writer, s Sheet, rows iter.Seq2[Row, error]) error {
	p := &printer{Sheet: s, formats: newFormats(s.lang())}
	_, depth := s.header()
	top := p.top()
	last := top + depth - 1
	if s.Numbering {
		last++
	}
	page := xlsx.StreamPage{
		Page: xlsx.Page{
			Sheet: s.Name, Landscape: s.Landscape, Repeat: [2]int{top, last},
			Footer: strings.Join(filled(s.Demo, s.source()), " · "),
		},
		NumberAbove: s.Official,
	}
	for page.RepeatColumns < min(len(s.Columns), maxRepeated) && s.Columns[page.RepeatColumns].names() {
		page.RepeatColumns++
	}
	if last < maxFrozen {
		page.Freeze[0] = last + 1
	}
	for _, c := range s.Columns {
		page.Widths = append(page.Widths, c.width())
	}
	p.Stream = xlsx.NewStream(w, page)
	p.above()
	p.heads(top)
	for r, err := range rows {
		if err != nil {
			return err
		}
		if err := p.line(r); err != nil {
			return err
		}
	}
	if body := p.row - last - 1; body > 0 && !p.apart && len(s.Columns) > 1 {
		p.Filter(xlsx.Range{Row: last, Col: 0, Rows: body + 1, Cols: len(s.Columns)})
	}
	p.below()
	return p.Close()
}

// maxFrozen are the most rows that stay on the screen: a form with its whole title block would leave no room to
// scroll in on a small one.
const maxFrozen = 9

// maxRepeated are the most columns that name a row on every page of a sheet that is several pages wide.
const maxRepeated = 3

// names tells whether the column can say which row this is.
func (c Column) names() bool { return c.Kind == Text || c.Kind == Code }

// filled are the texts that are not empty.
func filled(texts ...string) (list []string) {
	for _, t := range texts {
		if t != "" {
			list = append(list, t)
		}
	}
	return list
}

// printer writes a sheet from its first row to its last.
type printer struct {
	*xlsx.Stream
	Sheet
	formats formats
	row     int               // the next one
	apart   bool              // some rows are not of the list: totals and headings, which a filter would move
	body    [2][]xlsx.StyleID // by column: plain, bold
}

// formats are the number formats of a language.
type formats struct{ count, rate string }

func newFormats(l lang.Lang) formats {
	if l == lang.En {
		return formats{"#,##0", "0.00"}
	}
	return formats{xlsx.CountFormat, xlsx.RateFormat}
}

// text is a run of cells that become one, written in a row of the block above or below the table.
type text struct {
	col, cols int
	words     string
	style     xlsx.Style
}

// put writes a row of texts that span columns.
func (p *printer) put(height float64, texts ...text) {
	p.Begin(p.row, height)
	for _, t := range texts {
		if t.words == "" || t.cols < 1 {
			continue
		}
		id := p.Style(t.style)
		p.Put(t.col, t.words, id)
		p.Merge(p.row, t.col, 1, t.cols)
	}
	p.row++
}

// sides are the widths of the left and the right block, in columns: the left one holds about two fifths.
func (p *printer) sides() (left, right int) {
	total := 0.0
	for _, c := range p.Columns {
		total += c.width()
	}
	sum := 0.0
	for i, c := range p.Columns {
		sum += c.width()
		if left = i + 1; sum >= total*0.4 {
			break
		}
	}
	left = max(1, min(left, len(p.Columns)-1))
	return left, len(p.Columns) - left
}

// top is the row where the header begins.
func (p *printer) top() int {
	n := 0
	if p.blockRows() > 0 {
		n = p.blockRows() + 1
	}
	return n + len(filled(p.Title, p.Subtitle, p.Demo)) + 1
}

// blockRows are the rows of the block above the title.
func (p *printer) blockRows() int {
	right := 0
	if p.Official {
		right = 2
	}
	if p.Form != "" {
		right++
	}
	return max(len(filled(p.Agency, p.Unit)), right)
}

// above writes the block, the title and the note.
func (p *printer) above() {
	left, right := p.sides()
	var l, r []text
	for i, words := range []string{p.Agency, p.Unit} {
		if words != "" {
			l = append(l, text{0, left, words, xlsx.Style{Bold: i == 1, Align: "center", Wrap: true}})
		}
	}
	if p.Form != "" {
		r = append(r, text{left, right, p.Form, xlsx.Style{Bold: true, Align: "right"}})
		if p.Official {
			r[0].style.Align = "center"
		}
	}
	if w := words[p.lang()]; p.Official {
		r = append(r, text{left, right, w.country, xlsx.Style{Bold: true, Align: "center", Wrap: true}},
			text{left, right, w.motto, xlsx.Style{Bold: true, Underline: true, Size: 13, Align: "center", Wrap: true}})
	}
	n := p.blockRows()
	for i := range n {
		var line []text
		if i < len(l) {
			line = append(line, l[i])
		}
		if i < len(r) {
			line = append(line, r[i])
		}
		height := 17.0
		for _, t := range line {
			height = max(height, p.need(t.words, t.col, t.cols, 17, t.style.Bold))
		}
		p.put(height, line...)
	}
	if n > 0 {
		p.put(8)
	}
	wide := len(p.Columns)
	if p.Title != "" {
		p.put(p.need(p.Title, 0, wide, 21, true), text{0, wide, p.Title, xlsx.Style{Bold: true, Size: 14, Align: "center", Wrap: true}})
	}
	if p.Subtitle != "" {
		p.put(p.need(p.Subtitle, 0, wide, 18, false), text{0, wide, p.Subtitle, xlsx.Style{Italic: true, Size: 13, Align: "center", Wrap: true}})
	}
	if p.Demo != "" {
		p.put(p.need(p.Demo, 0, wide, 18, true), text{0, wide, p.Demo, xlsx.Style{Bold: true, Italic: true, Align: "center", Wrap: true}})
	}
	p.put(17, text{0, wide, p.Note, xlsx.Style{Italic: true, Align: "right"}})
}

// need is the height that a text needs over columns, when a line is so high.
func (p *printer) need(words string, col, cols int, line float64, bold bool) float64 {
	room := 0.0
	for _, c := range p.Columns[col : col+cols] {
		room += c.width()
	}
	if bold {
		room *= boldFit
	}
	lines := 0.0
	for part := range strings.SplitSeq(words, "\n") {
		lines += max(1, math.Ceil(float64(utf8.RuneCountInString(part))/max(1, room)))
	}
	return lines * line
}

// heads writes the header from row top on.
func (p *printer) heads(top int) {
	cells, depth := p.header()
	id := p.Style(xlsx.Style{Bold: true, Border: true, Align: "center", Wrap: true})
	grid := make([][]any, depth)
	heights := make([]float64, depth)
	for r := range grid {
		grid[r] = make([]any, len(p.Columns))
	}
	for _, c := range cells {
		grid[c.row][c.col] = c.text
		p.Merge(top+c.row, c.col, c.rows, c.cols)
		if h := p.need(broken(c.text, p.Columns[c.col:c.col+c.cols], boldFit), c.col, c.cols, 16.5, true) + 4; c.rows == 1 {
			heights[c.row] = max(heights[c.row], h)
		}
	}
	for _, c := range cells { // what spans rows gives the last of them what is missing
		sum := 0.0
		for _, h := range heights[c.row : c.row+c.rows] {
			sum += h
		}
		if h := p.need(broken(c.text, p.Columns[c.col:c.col+c.cols], boldFit), c.col, c.cols, 16.5, true) + 4; h > sum {
			heights[c.row+c.rows-1] += h - sum
		}
	}
	for r := range grid {
		p.Begin(top+r, max(heights[r], 20))
		for c, v := range grid[r] {
			p.Put(c, v, id)
		}
	}
	p.row = top + depth
	if p.Numbering {
		mark := p.Style(xlsx.Style{Italic: true, Border: true, Size: 11, Align: "center"})
		p.Begin(p.row, 16)
		for c, n := range p.numbers() {
			p.Put(c, n, mark)
		}
		p.row++
	}
	for c, col := range p.Columns {
		for bold := range 2 {
			p.body[bold] = append(p.body[bold], p.Style(p.styleOf(c, col.Kind, bold == 1)))
		}
	}
}

// boldFit is how many bold letters stand where one digit's width is reckoned for each letter.
const boldFit = 0.88

// broken breaks a text where an office program would: words do not share a line that is too narrow for both.
func broken(words string, cols []Column, fit float64) string {
	room := 0.0
	for _, c := range cols {
		room += c.width() * fit
	}
	var b strings.Builder
	for part := range strings.SplitSeq(words, "\n") {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		used := 0.0
		for i, w := range strings.Fields(part) {
			n := float64(utf8.RuneCountInString(w))
			switch {
			case i == 0:
			case used+1+n > room:
				b.WriteByte('\n')
				used = 0
			default:
				b.WriteByte(' ')
				used++
			}
			b.WriteString(w)
			used += n
		}
	}
	return b.String()
}

func (p *printer) styleOf(col int, k Kind, bold bool) xlsx.Style {
	s := xlsx.Style{Border: true, Bold: bold}
	switch k {
	case Count:
		s.Align, s.Format = "right", p.formats.count
	case Rate:
		s.Align, s.Format = "right", p.formats.rate
	case Date:
		s.Align, s.Format = "center", xlsx.DateFormat
	case Code:
		s.Align, s.Format = "center", xlsx.TextFormat
	default:
		s.Align, s.Wrap = "left", true
		if col == 0 {
			s.Align = "center"
		}
	}
	return s
}

// line writes a row of the table.
func (p *printer) line(r Row) error {
	p.Begin(p.row, p.height(r))
	p.apart = p.apart || r.Heading || r.Total
	if r.Heading {
		var words any
		for _, v := range r.Values {
			if v != nil {
				words = v
				break
			}
		}
		id := p.Style(xlsx.Style{Bold: true, Border: true, Align: "left", Wrap: true})
		p.Put(0, words, id)
		for c := 1; c < len(p.Columns); c++ {
			p.Put(c, nil, id)
		}
		p.Merge(p.row, 0, 1, len(p.Columns))
		p.row++
		return nil
	}
	looks := p.body[0]
	if r.Total {
		looks = p.body[1]
	}
	for c := range p.Columns {
		var v any
		if c < len(r.Values) {
			v = r.Values[c]
		}
		if x, ok := v.(percent.Points); ok {
			v = x.Float()
		} else if s, ok := v.(string); ok && s == "" {
			v = nil
		} else if _, err := plain(v); err != nil {
			return err
		}
		p.Put(c, v, looks[c])
	}
	p.row++
	return nil
}

// height is what a row's texts need: not every office program finds out by itself.
func (p *printer) height(r Row) float64 {
	const line = 16.5
	h := line + 1.5
	for c, v := range r.Values[:min(len(r.Values), len(p.Columns))] {
		words, ok := v.(string)
		if !ok || float64(len(words)) < p.Columns[c].width() && strings.IndexByte(words, '\n') < 0 {
			continue
		}
		first, wide := c, 1
		if r.Heading {
			first, wide = 0, len(p.Columns)
		} else if p.Columns[c].Kind != Text {
			continue
		}
		h = max(h, p.need(broken(words, p.Columns[first:first+wide], 1), first, wide, line, false))
	}
	return min(h, 400)
}

// below writes what the figures rest on.
func (p *printer) below() {
	wide := len(p.Columns)
	p.row++
	for _, words := range filled(p.source(), p.Demo) {
		p.put(p.need(words, 0, wide, 15, false), text{0, wide, words, xlsx.Style{Italic: true, Size: 11, Wrap: true, Align: "left"}})
	}
}
