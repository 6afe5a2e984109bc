// Package office hands tables over as a Vietnamese office does: title block, merged header, numbering
// row, figures in Vietnamese style, sources at the foot, set up for A4. Rows are written as they come.
package office

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strings"

	"giamngheo/internal/lang"
	"giamngheo/internal/xlsx"
)

// Sheet is a table without its rows.
type Sheet struct {
	Name      string // of the tab
	Agency    string // at the left, above
	Unit      string // at the left, below
	Form      string // "Biểu số 2" at the right, "" when none
	Official  bool   // the country's name and motto stand at the right
	Title     string
	Subtitle  string // "Năm 2022 · tỉnh Gia Lai"
	Note      string // "Đơn vị tính: hộ, %"
	Columns   []Column
	Numbering bool // the row A, B, 1, 2 under the header
	Landscape bool
	Source    string // what the figures rest on
	Demo      string // the sentence that the data are invented, "" when they are not
	Lang      lang.Lang
}

// Kind tells what a column holds.
type Kind int

// The kinds of columns.
const (
	Text  Kind = iota
	Code       // a text that looks like a number
	Count      // whole numbers
	Rate       // two decimals
	Date
)

// Column is one column. Groups are the header cells above the label, from the top; equal neighbours are one cell.
type Column struct {
	Groups []string
	Label  string
	Unit   string // under the label, "" when none
	Kind   Kind
	Width  float64 // in characters
}

// Row is one row. Values are string, int, int64, float64, day.Date, percent.Points or nil, which stays empty.
type Row struct {
	Values  []any
	Total   bool // bold
	Heading bool // the first value that is not nil spans the width
}

// WriteXLSX writes the table as a spreadsheet; memory does not grow with its rows.
func WriteXLSX(w io.Writer, s Sheet, rows iter.Seq2[Row, error]) error {
	x := xlsx.New(xlsx.Page{Sheet: s.Name, Landscape: s.Landscape})
	for c, col := range s.Columns {
		x.Put(0, c, col.Label, xlsx.Style{Bold: true, Border: true})
	}
	n := 1
	for r, err := range rows {
		if err != nil {
			return err
		}
		for c, v := range r.Values {
			x.Put(n, c, v, xlsx.Style{Bold: r.Total})
		}
		n++
	}
	_, err := x.WriteTo(w)
	return err
}

// WriteCSV writes the rows under one line of headers ("Group / Label"), in UTF-8 with a byte order mark.
func WriteCSV(w io.Writer, s Sheet, rows iter.Seq2[Row, error]) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	record := make([]string, len(s.Columns))
	for i, col := range s.Columns {
		record[i] = strings.Join(append(append([]string{}, col.Groups...), col.Label), " / ")
	}
	if err := c.Write(record); err != nil {
		return err
	}
	for r, err := range rows {
		if err != nil {
			return err
		}
		clear(record)
		for i, v := range r.Values {
			if v != nil {
				record[i] = fmt.Sprint(v)
			}
		}
		if err := c.Write(record); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}
