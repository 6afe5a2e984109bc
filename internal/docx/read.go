// Package docx reads paragraphs and tables out of .docx files that people made, and writes official
// papers in the form of Nghị định 30/2020/NĐ-CP.
package docx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/zipsafe"
)

// The limits of a document that is read; what lies beyond is left out.
const (
	maxCols  = 256
	maxCells = 200_000
)

// Block is a paragraph or a table, in the order of the document.
type Block struct {
	Text  string
	Table *Table // nil for a paragraph
}

// Table is a table's rows on its grid: a merged cell stands at its top left corner, the places it
// covers hold cells with Covered set.
type Table struct{ Rows [][]Cell }

// Cell is one place of a table's grid.
type Cell struct {
	Text       string
	Rows, Cols int  // how many places the cell covers, at its corner
	Covered    bool // the place belongs to a merged cell above or to the left
}

// Read reads a document's body. Its error is a fault that says why the file is not readable.
func Read(data []byte) ([]Block, error) {
	if strings.HasPrefix(string(data[:min(8, len(data))]), "\xD0\xCF\x11\xE0") {
		return nil, fault.New(fault.Invalid, "docx.old_or_locked")
	}
	a, err := zipsafe.Open(data)
	if err != nil {
		return nil, unreadable(err)
	}
	raw, err := a.Read(mainPart(a))
	if err != nil {
		return nil, unreadable(err)
	}
	r := &reader{d: xml.NewDecoder(bytes.NewReader(raw))}
	if err := r.body(); err != nil {
		return nil, unreadable(err)
	}
	return r.blocks, nil
}

// mainPart is where the document's text stands; the relations say so.
func mainPart(a *zipsafe.Archive) string {
	var rels struct {
		Rel []struct {
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if raw, err := a.Read("_rels/.rels"); err == nil && xml.Unmarshal(raw, &rels) == nil {
		for _, r := range rels.Rel {
			if strings.HasSuffix(r.Type, "/officeDocument") {
				return strings.TrimPrefix(r.Target, "/")
			}
		}
	}
	return "word/document.xml"
}

func unreadable(err error) error {
	if errors.Is(err, zipsafe.ErrTooLarge) {
		return fault.New(fault.Invalid, "docx.too_large")
	}
	return fault.New(fault.Invalid, "docx.not_readable")
}

// reader walks the body once. Open tables form a stack: a table may stand in another's cell.
type reader struct {
	d      *xml.Decoder
	blocks []Block
	open   []*building
	para   strings.Builder
	cells  int
}

// runProperties are the looks of a run of text that change what it says.
type runProperties struct {
	VertAlign struct {
		Val string `xml:"val,attr"`
	} `xml:"vertAlign"`
}

// building is a table while it is read.
type building struct {
	table Table
	row   []Cell
	cell  Cell
	text  []string
	above []int // by column: row of the corner of a cell that runs on downwards, -1 for none
	merge string
}

func (r *reader) body() error {
	inText, raised, skip := false, false, 0
	for {
		tok, err := r.d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			// A drawing's fallback repeats its text; a deletion under review is not text.
			switch e.Name.Local {
			case "Fallback", "del", "moveFrom":
				skip++
				continue
			case "rPr":
				var p runProperties
				if err := r.d.DecodeElement(&p, &e); err != nil {
					return err
				}
				raised = p.VertAlign.Val == "superscript"
				continue
			case "pPr", "tblPr", "sectPr":
				if err := r.d.Skip(); err != nil {
					return err
				}
				continue
			}
			if skip > 0 {
				skip++
				continue
			}
			if e.Name.Local == "r" {
				raised = false
			}
			if inText = e.Name.Local == "t"; !inText {
				r.start(e)
			}
		case xml.EndElement:
			if skip > 0 {
				skip--
				continue
			}
			inText = false
			r.end(e.Name.Local)
		case xml.CharData:
			if inText && skip == 0 {
				if s := string(e); raised {
					r.para.WriteString(lang.Superscript(s))
				} else {
					r.para.WriteString(s)
				}
			}
		}
	}
}

func (r *reader) top() *building {
	if len(r.open) == 0 {
		return nil
	}
	return r.open[len(r.open)-1]
}

func (r *reader) start(e xml.StartElement) {
	b := r.top()
	switch e.Name.Local {
	case "tab":
		if len(r.para.String()) > 0 || b == nil {
			r.para.WriteByte('\t')
		}
	case "br", "cr":
		r.para.WriteByte(' ')
	case "noBreakHyphen":
		r.para.WriteByte('-')
	case "tbl":
		r.open = append(r.open, &building{})
	case "tr":
		if b != nil {
			b.row = nil
		}
	case "gridBefore", "gridAfter":
		if b != nil {
			for range min(number(e), maxCols) {
				b.row = append(b.row, Cell{Rows: 1, Cols: 1})
			}
		}
	case "tc":
		if b != nil {
			b.cell, b.text, b.merge = Cell{Rows: 1, Cols: 1}, nil, ""
		}
	case "gridSpan":
		if b != nil {
			b.cell.Cols = max(1, min(number(e), maxCols))
		}
	case "vMerge":
		if b != nil {
			if b.merge = val(e); b.merge == "" {
				b.merge = "continue"
			}
		}
	}
}

func (r *reader) end(name string) {
	b := r.top()
	switch name {
	case "p":
		text := strings.TrimRight(r.para.String(), " ")
		r.para.Reset()
		if b != nil {
			if text = strings.TrimSpace(text); text != "" {
				b.text = append(b.text, text)
			}
		} else {
			r.blocks = append(r.blocks, Block{Text: text})
		}
	case "tc":
		if b != nil {
			b.endCell()
			r.cells++
		}
	case "tr":
		if b != nil && r.cells < maxCells {
			b.table.Rows = append(b.table.Rows, b.row)
		}
	case "tbl":
		if b != nil {
			r.open = r.open[:len(r.open)-1]
			r.blocks = append(r.blocks, Block{Table: &b.table})
		}
	}
}

// endCell puts the finished cell on the grid; one that continues a merge lengthens its corner.
func (b *building) endCell() {
	c := b.cell
	c.Text = strings.Join(b.text, " ")
	col := len(b.row)
	if col+c.Cols > maxCols {
		return
	}
	for len(b.above) < col+c.Cols {
		b.above = append(b.above, -1)
	}
	here := len(b.table.Rows)
	if b.merge == "continue" && b.above[col] >= 0 {
		corner := &b.table.Rows[b.above[col]][col]
		corner.Rows = here - b.above[col] + 1
		c.Covered = true
	}
	for i := range c.Cols {
		place := c
		if i > 0 {
			place = Cell{Covered: true}
		}
		b.row = append(b.row, place)
		switch {
		case b.merge == "restart":
			b.above[col+i] = -1
			if i == 0 {
				b.above[col] = here
			}
		case b.merge == "":
			b.above[col+i] = -1
		}
	}
}

func number(e xml.StartElement) int {
	n, err := strconv.Atoi(val(e))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

func val(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "val" {
			return a.Value
		}
	}
	return ""
}
