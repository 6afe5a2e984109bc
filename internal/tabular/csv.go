package tabular

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"giamngheo/internal/fault"
	"giamngheo/internal/xlsx"
)

// The limits of a CSV.
const (
	maxField = 1 << 20 // of one field, in bytes; Excel's cells hold 32,767 letters
	maxCells = 16_384  // of one row
	lookAt   = 64 << 10
)

// dialect is how a CSV is written.
type dialect struct {
	charset encoding.Encoding // nil for UTF-8
	comma   byte
	named   bool // the first line is "sep=;", which Excel does not count
}

// look finds out how a CSV is written. All of it is read once, so that a letter which is no UTF-8 is not met after
// half of it was taken.
func (f *File) look() (dialect, error) {
	var d dialect
	head := make([]byte, lookAt)
	n, err := io.ReadFull(f.section(), head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return d, fmt.Errorf("read table: %w", err)
	}
	if head = head[:n]; bytes.HasPrefix(head, []byte("\xFF\xFE")) || bytes.HasPrefix(head, []byte("\xFE\xFF")) {
		d.charset = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	} else if order, ok := wide(head); ok {
		d.charset = unicode.UTF16(order, unicode.IgnoreBOM)
	} else if bytes.IndexByte(head, 0) >= 0 {
		return d, fault.New(fault.Invalid, "tabular.unknown", "File", f.name)
	} else if row, line, err := notUTF8(f.section()); err != nil {
		return d, fmt.Errorf("read table: %w", err)
	} else if row > 0 {
		if d.charset, err = eightBits(line, row); err != nil {
			return d, err
		}
	}
	d.comma, d.named = comma(f.decoded(d))
	return d, nil
}

// wide tells UTF-16 without a byte order mark: every other byte of mostly Latin letters is zero.
func wide(head []byte) (unicode.Endianness, bool) {
	even, odd := 0, 0
	for i, c := range head {
		if c == 0 && i%2 == 0 {
			even++
		} else if c == 0 {
			odd++
		}
	}
	switch third := len(head) / 6; {
	case len(head) >= 4 && odd > third && even == 0:
		return unicode.LittleEndian, true
	case len(head) >= 4 && even > third && odd == 0:
		return unicode.BigEndian, true
	}
	return unicode.LittleEndian, false
}

// notUTF8 finds the first line that is not UTF-8, with some that follow, and its number; 0 when all are.
func notUTF8(r io.Reader) (row int, lines []byte, err error) {
	buf := make([]byte, lookAt)
	for row, kept := 1, 0; ; {
		n, err := io.ReadFull(r, buf[kept:])
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return 0, nil, err
		}
		part := buf[:kept+n]
		good := validPrefix(part)
		row += bytes.Count(part[:good], []byte{'\n'})
		if good < len(part) && (last || utf8.FullRune(part[good:])) {
			more, err := io.ReadAll(io.LimitReader(r, 8<<10))
			return row, append(bytes.Clone(part[bytes.LastIndexByte(part[:good], '\n')+1:]), more...), err
		}
		if last {
			return 0, nil, nil
		}
		kept = copy(buf, part[good:]) // a letter that the buffer's end cut in two
	}
}

// validPrefix is how much of a text is whole letters of UTF-8.
func validPrefix(b []byte) int {
	if utf8.Valid(b) {
		return len(b)
	}
	for i := 0; ; {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size <= 1 {
			return i
		}
		i += size
	}
}

// eightBits tells what lines that are not UTF-8 are written in. Windows-1258, in which Vietnamese Windows saves CSV, is
// read when all that it makes of them is Vietnamese; TCVN3 and VNI are left to the watcher, which names them; the rest
// is refused, since guessing would make other names of names.
func eightBits(lines []byte, row int) (encoding.Encoding, error) {
	if text, err := charmap.Windows1258.NewDecoder().Bytes(lines); err == nil && vietnamese(Clean(string(text))) {
		return charmap.Windows1258, nil
	}
	text := make([]rune, 0, len(lines))
	for _, c := range lines {
		r := charmap.Windows1252.DecodeByte(c)
		if r == utf8.RuneError {
			r = rune(c)
		}
		text = append(text, r)
	}
	w := watcher{}
	if name := w.cell(string(text)); name != "" {
		return nil, fault.New(fault.Invalid, "tabular.old_encoding", "Encoding", name, "Sheet", "", "Cell", xlsx.Address(row-1, 0), "Sample", sample(string(text)))
	}
	return nil, fault.New(fault.Invalid, "tabular.encoding", "Row", row)
}

// decoded reads the file as UTF-8 without its byte order mark.
func (f *File) decoded(d dialect) *bufio.Reader {
	r := f.section()
	if d.charset != nil {
		r = d.charset.NewDecoder().Reader(r)
	}
	b := bufio.NewReaderSize(r, lookAt)
	if mark, err := b.Peek(3); err == nil && string(mark) == "\uFEFF" {
		_, _ = b.Discard(3)
	}
	return b
}

// comma finds what separates the fields: what "sep=" names, else whichever of comma, semicolon and tab stands most
// evenly in the first lines, outside quotes.
func comma(b *bufio.Reader) (sep byte, named bool) {
	head, _ := b.Peek(lookAt)
	if len(head) >= 5 && string(bytes.ToLower(head[:4])) == "sep=" && (len(head) == 5 || head[5] == '\r' || head[5] == '\n') {
		return head[4], true
	}
	const seps = ";,\t"
	var counts [][len(seps)]int
	var line [len(seps)]int
	quoted := false
	for i := 0; i < len(head) && len(counts) < 50; i++ {
		switch c := head[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n':
			counts = append(counts, line)
			line = [len(seps)]int{}
		default:
			if k := bytes.IndexByte([]byte(seps), c); k >= 0 {
				line[k]++
			}
		}
	}
	if len(counts) == 0 || line != [len(seps)]int{} && len(head) < lookAt {
		counts = append(counts, line)
	}
	best := 0
	sep = ','
	for k := range seps {
		often := map[int]int{}
		for _, c := range counts {
			if c[k] > 0 {
				often[c[k]]++
			}
		}
		for n, lines := range often {
			if score := lines * (100 + min(n, 50)); score > best {
				best, sep = score, seps[k]
			}
		}
	}
	return sep, false
}

// csvRows gives the rows of a CSV, numbered as Excel shows them: a quoted end of line makes no new row, an empty
// line does.
func (f *File) csvRows() iter.Seq2[xlsx.Row, error] {
	return func(yield func(xlsx.Row, error) bool) {
		p := parser{r: f.decoded(f.csv), comma: f.csv.comma}
		if f.csv.named {
			if _, err := p.r.ReadSlice('\n'); err != nil {
				return
			}
		}
		for n := 1; ; n++ {
			cells, err := p.row()
			switch {
			case errors.Is(err, io.EOF):
				return
			case errors.Is(err, errOpenQuote):
				yield(xlsx.Row{}, fault.New(fault.Invalid, "tabular.open_quote", "Row", n))
				return
			case err != nil:
				yield(xlsx.Row{}, fmt.Errorf("read table: %w", err))
				return
			}
			if len(cells) > 0 && !yield(xlsx.Row{Number: n, Cells: cells}, nil) {
				return
			}
		}
	}
}

// parser takes CSV apart as Excel does: quotes count only where a field begins with one, and what stands behind
// the closing one belongs to the field.
type parser struct {
	r     *bufio.Reader
	comma byte
	text  []byte
	ends  []int
	cells []xlsx.Cell
}

// errOpenQuote tells of quotes that are opened and not closed, or of a field or row that grows beyond measure.
var errOpenQuote = errors.New("tabular: quotes are not closed")

// row reads the next row; its cells reach to the last one that is not empty.
func (p *parser) row() ([]xlsx.Cell, error) {
	p.text, p.ends = p.text[:0], p.ends[:0]
	begun, quoted, start := false, false, 0
	for {
		c, err := p.r.ReadByte()
		if err != nil {
			if quoted && errors.Is(err, io.EOF) {
				return nil, errOpenQuote
			}
			if !begun || !errors.Is(err, io.EOF) {
				return nil, err
			}
			return p.finish(), nil
		}
		begun = true
		switch {
		case quoted && c == '"':
			if next, err := p.r.Peek(1); err == nil && next[0] == '"' {
				_, _ = p.r.Discard(1)
				p.text = append(p.text, '"')
			} else {
				quoted = false
			}
		case quoted:
			p.text = append(p.text, c)
		case c == '"' && len(p.text) == start:
			quoted = true
		case c == p.comma:
			p.ends = append(p.ends, len(p.text))
			start = len(p.text)
		case c == '\n':
			return p.finish(), nil
		case c == '\r':
			if next, err := p.r.Peek(1); err == nil && next[0] == '\n' {
				_, _ = p.r.Discard(1)
			}
			return p.finish(), nil
		default:
			p.text = append(p.text, c)
		}
		if len(p.text)-start > maxField || len(p.ends) >= maxCells {
			return nil, errOpenQuote
		}
	}
}

func (p *parser) finish() []xlsx.Cell {
	p.ends = append(p.ends, len(p.text))
	all, from, filled := string(p.text), 0, 0
	p.cells = p.cells[:0]
	for i, to := range p.ends {
		c := xlsx.Cell{}
		if s := all[from:to]; !blank(s) {
			c, filled = xlsx.Cell{Kind: xlsx.Text, Text: s}, i+1
		}
		p.cells = append(p.cells, c)
		from = to
	}
	return p.cells[:filled]
}
