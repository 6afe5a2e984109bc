package xlsx

import (
	"bytes"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
)

// cellXML is a cell as the file has it.
type cellXML struct {
	Ref     string `xml:"r,attr"`
	Type    string `xml:"t,attr"`
	Style   string `xml:"s,attr"`
	Formula *struct {
		Type  string `xml:"t,attr"`
		Index string `xml:"si,attr"`
		Text  string `xml:",chardata"`
	} `xml:"f"`
	Value  *string `xml:"v"`
	Inline struct {
		T    []string `xml:"t"`
		Runs []struct {
			T string `xml:"t"`
		} `xml:"r"`
	} `xml:"is"`
}

// sheet reads a sheet's cells and merges, one element at a time; number is the sheet's among those read.
func (b *book) sheet(s *Sheet, number int, raw []byte) error {
	d := xml.NewDecoder(bytes.NewReader(raw))
	row, col, cells := -1, -1, 0
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		e, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "row":
			row, col = row+1, -1
			if n, err := strconv.Atoi(attr(e, "r")); err == nil && n > 0 {
				row = n - 1
			}
		case "c":
			var c cellXML
			if err := d.DecodeElement(&c, &e); err != nil {
				return err
			}
			col++
			if r, k, ok := place(c.Ref); ok {
				row, col = r, k
			}
			v := b.cell(c)
			if v.Kind == Empty {
				continue
			}
			if cells++; row < 0 || row >= MaxRows || col >= MaxCols || cells > maxCells {
				s.Cut = true
				continue
			}
			s.put(row, col, v)
			b.remember(at{number, row, col}, c, v)
		case "mergeCell":
			from, to, _ := strings.Cut(attr(e, "ref"), ":")
			r1, c1, ok1 := place(from)
			r2, c2, ok2 := place(to)
			if ok1 && ok2 && r1 <= r2 && c1 <= c2 && r1 < MaxRows && c1 < MaxCols && len(s.Merges) < 10_000 {
				s.Merges = append(s.Merges, Range{r1, c1, min(r2, MaxRows-1) - r1 + 1, min(c2, MaxCols-1) - c1 + 1})
			}
		}
	}
}

func (s *Sheet) put(row, col int, c Cell) {
	for len(s.Rows) <= row {
		s.Rows = append(s.Rows, nil)
	}
	for len(s.Rows[row]) <= col {
		s.Rows[row] = append(s.Rows[row], Cell{})
	}
	s.Rows[row][col] = c
}

// cell turns a stored cell into its value.
func (b *book) cell(c cellXML) Cell {
	value := ""
	if c.Value != nil {
		value = *c.Value
	} else if c.Formula != nil {
		return Cell{Kind: Uncounted}
	}
	switch c.Type {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || i < 0 || i >= len(b.strings) {
			return Cell{}
		}
		return text(b.strings[i])
	case "inlineStr":
		t := strings.Join(c.Inline.T, "")
		for _, r := range c.Inline.Runs {
			t += r.T
		}
		return text(t)
	case "str":
		return text(value)
	case "e":
		return Cell{Kind: Fault, Text: value}
	case "b":
		return text(value)
	case "d":
		return Cell{Kind: Date, Text: value}
	}
	if strings.TrimSpace(value) == "" {
		if c.Formula != nil {
			return Cell{Kind: Uncounted}
		}
		return Cell{}
	}
	n, ok := decimal(value)
	if !ok {
		return text(value)
	}
	var f format
	if i, err := strconv.Atoi(c.Style); err == nil && i >= 0 && i < len(b.formats) {
		f = b.formats[i]
	}
	if f.date {
		return Cell{Kind: Date, Text: n}
	}
	return Cell{Kind: Number, Text: n, Percent: f.percent}
}

func text(s string) Cell {
	if strings.TrimSpace(s) == "" {
		return Cell{}
	}
	return Cell{Kind: Text, Text: s}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
