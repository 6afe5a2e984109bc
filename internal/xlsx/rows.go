package xlsx

import (
	"bytes"
	"fmt"
	"strconv"
)

// The limits of Excel's sheets.
const (
	LastRow = 1_048_576
	lastCol = 16_384
)

// sheetScan reads a sheet's rows as they come.
type sheetScan struct {
	*scanner
	book   *book
	number int // of the row that was read last

	cells  []Cell // of the row
	filled int    // how many of them reach to the last one that is not empty
	texts  []byte // of the row's cells, one after another
	spans  []span
	value  []byte // of the cell
}

// span is where the text of a cell stands among the row's.
type span struct{ col, from, to int }

// rows gives the sheet's rows that are not empty to yield, and its merged cells to merge; either may be nil. It
// reads the part to its end, so that damage is noticed, unless yield wants no more.
func (p *sheetScan) rows(yield func(Row) bool, merge func(ref string)) error {
	for {
		t, err := p.next()
		switch {
		case err != nil:
			return err
		case t == pieceEOF:
			return nil
		case t != pieceOpen:
			continue
		}
		switch {
		case len(p.marks) == 1:
			if string(p.name) != "worksheet" {
				return errMalformed
			}
		case len(p.marks) == 2 && string(p.name) == "sheetData" && yield == nil:
			if err := p.leap(); err != nil {
				return err
			}
		case len(p.marks) == 2 && string(p.name) == "sheetData":
			if more, err := p.sheetData(yield); err != nil || !more {
				return err
			}
		case string(p.name) == "mergeCell" && merge != nil:
			for name, value, ok := p.attr(); ok; name, value, ok = p.attr() {
				if string(name) == "ref" {
					merge(string(value))
				}
			}
		}
	}
}

// sheetData reads the rows; more is false when yield wanted no more.
func (p *sheetScan) sheetData(yield func(Row) bool) (more bool, err error) {
	for {
		t, err := p.next()
		switch {
		case err != nil:
			return false, err
		case t == pieceEnd:
			return true, nil
		case t != pieceOpen:
			continue
		case string(p.name) != "row":
			if err := p.skip(); err != nil {
				return false, err
			}
			continue
		}
		if err := p.row(); err != nil {
			return false, err
		}
		if p.filled > 0 && !yield(Row{p.number, p.cells[:p.filled]}) {
			return false, nil
		}
	}
}

// row reads the row whose tag was opened last.
func (p *sheetScan) row() error {
	p.number++
	for name, value, ok := p.attr(); ok; name, value, ok = p.attr() {
		if string(name) == "r" {
			if n, ok := digits(value); ok && n > 0 {
				p.number = n
			}
		}
	}
	if p.number > LastRow {
		return fmt.Errorf("%w: row %d", errMalformed, p.number)
	}
	clear(p.cells)
	p.filled, p.texts, p.spans = 0, p.texts[:0], p.spans[:0]
	for col := -1; ; {
		t, err := p.next()
		switch {
		case err != nil:
			return err
		case t == pieceEnd:
			p.finish()
			return nil
		case t != pieceOpen:
		case string(p.name) != "c":
			if err := p.skip(); err != nil {
				return err
			}
		default:
			if col, err = p.cell(col + 1); err != nil {
				return err
			}
		}
	}
}

// finish gives the cells of a row their texts: one string for all, so that they may be kept.
func (p *sheetScan) finish() {
	all := string(p.texts)
	for _, s := range p.spans {
		p.cells[s.col].Text = all[s.from:s.to]
	}
}

// cellKind is the type attribute of a cell.
type cellKind int

const (
	cellNumber cellKind = iota
	cellShared
	cellText // inlineStr
	cellResult
	cellBool
	cellError
	cellDate
)

var cellKinds = map[string]cellKind{
	"n": cellNumber, "s": cellShared, "inlineStr": cellText, "str": cellResult, "b": cellBool, "e": cellError, "d": cellDate,
}

// cell reads the cell whose tag was opened last; it stands in col unless it says otherwise.
func (p *sheetScan) cell(col int) (int, error) {
	kind, style := cellNumber, 0
	for name, value, ok := p.attr(); ok; name, value, ok = p.attr() {
		switch string(name) {
		case "r":
			if c, ok := column(value); ok {
				col = c
			}
		case "s":
			style, _ = digits(value)
		case "t":
			kind = cellKinds[string(value)]
		}
	}
	if col >= lastCol {
		return col, fmt.Errorf("%w: column %d", errMalformed, col+1)
	}
	p.value = p.value[:0]
	formula, stored := false, false
	from := len(p.texts)
	for {
		t, err := p.next()
		switch {
		case err != nil:
			return col, err
		case t == pieceEnd:
			if stored && (kind == cellResult || kind == cellShared || kind == cellDate) {
				formula = false // an empty text is a result too
			}
			return col, p.put(col, kind, style, formula, from)
		case t != pieceOpen:
			continue
		}
		switch string(p.name) {
		case "v":
			stored = true
			p.value, err = p.content(p.value)
		case "is":
			p.texts, err = p.item(p.texts)
		case "f":
			formula = true
			err = p.skip()
		default:
			err = p.skip()
		}
		if err != nil {
			return col, err
		}
	}
}

// content appends the text of the element that was opened last, without that of elements in it.
func (p *scanner) content(dst []byte) ([]byte, error) {
	for {
		t, err := p.next()
		switch {
		case err != nil:
			return dst, err
		case t == pieceEnd:
			return dst, nil
		case t == pieceOpen:
			err = p.skip()
		default:
			dst, err = unescape(dst, p.text, t == pieceCDATA)
		}
		if err != nil {
			return dst, err
		}
	}
}

// item appends the text of a rich or plain text, <si> or <is>: that of its runs, without phonetic hints.
func (p *scanner) item(dst []byte) ([]byte, error) {
	from := len(dst)
	for depth := 1; depth > 0; {
		t, err := p.next()
		switch {
		case err != nil:
		case t == pieceEnd:
			depth--
		case t != pieceOpen:
		case string(p.name) == "t":
			dst, err = p.content(dst)
		case string(p.name) == "r" && depth == 1:
			depth++
		default:
			err = p.skip()
		}
		if err != nil {
			return dst, err
		}
	}
	return unescapeX(dst, from), nil
}

// put keeps a cell's value. The text of an inline string stands from from on; formula tells that one without a
// result stands here if the value is empty.
func (p *sheetScan) put(col int, kind cellKind, style int, formula bool, from int) error {
	var v Cell
	switch kind {
	case cellShared:
		i, ok := digits(bytes.TrimSpace(p.value))
		if !ok || i >= len(p.book.strings) {
			return nil
		}
		if v = text(p.book.strings[i]); v.Kind != Empty {
			p.reach(col)
			p.cells[col] = v
		}
		return nil
	case cellText:
		v.Kind = Text
	case cellDate:
		v.Kind = Date
		p.texts = append(p.texts, isoDay(p.value)...)
	case cellError:
		v.Kind = Fault
		p.texts = append(p.texts, p.value...)
	case cellResult, cellBool:
		v.Kind = Text
		p.texts = unescapeX(append(p.texts, p.value...), from)
	default:
		v = p.figure(style)
	}
	if len(bytes.TrimSpace(p.texts[from:])) == 0 {
		p.texts, v = p.texts[:from], Cell{}
		if formula {
			v.Kind = Uncounted
		}
	}
	if v.Kind == Empty {
		return nil
	}
	p.reach(col)
	p.cells[col] = v
	p.spans = append(p.spans, span{col, from, len(p.texts)})
	return nil
}

// reach makes the row as long as its column.
func (p *sheetScan) reach(col int) {
	for len(p.cells) <= col {
		p.cells = append(p.cells, Cell{})
	}
	p.filled = max(p.filled, col+1)
}

// figure appends the number that a cell holds, as its style shows it.
func (p *sheetScan) figure(style int) Cell {
	var f format
	if style < len(p.book.formats) {
		f = p.book.formats[style]
	}
	raw := bytes.TrimSpace(p.value)
	if len(raw) == 0 {
		return Cell{}
	}
	if f.date {
		if n, err := strconv.ParseFloat(string(raw), 64); err == nil {
			if day := serialDay(n, p.book.date1904); day != "" {
				p.texts = append(p.texts, day...)
				return Cell{Kind: Date}
			}
		}
	}
	if plainNumber(raw) {
		p.texts = append(p.texts, raw...)
	} else if n, ok := decimal(string(raw)); ok {
		p.texts = append(p.texts, n...)
	} else {
		p.texts = append(p.texts, p.value...)
		return Cell{Kind: Text}
	}
	return Cell{Kind: Number, Percent: f.percent}
}

// plainNumber tells that a number stands as decimal would write it.
func plainNumber(b []byte) bool {
	if len(b) > 0 && b[0] == '-' {
		if b = b[1:]; len(b) == 1 && b[0] == '0' {
			return false
		}
	}
	if len(b) == 0 || len(b) > 15 || b[0] == '0' && len(b) > 1 {
		return false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// digits reads a whole number without a sign, of at most nine digits.
func digits(b []byte) (n int, ok bool) {
	if len(b) == 0 || len(b) > 9 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// column is the column of a reference such as "C7", from zero.
func column(ref []byte) (int, bool) {
	n, i := 0, 0
	for ; i < len(ref) && i < 4 && 'A' <= ref[i]&^0x20 && ref[i]&^0x20 <= 'Z'; i++ {
		n = n*26 + int(ref[i]&^0x20-'A') + 1
	}
	_, ok := digits(ref[i:])
	return n - 1, i > 0 && ok
}
