// Package xlsx reads sheets out of .xlsx files that people made, with merged cells and number
// formats known, and writes sheets that an office can print.
//
// Reading is our own: it keeps what is in the file within fixed limits of memory whatever a stranger
// put into it, and gives numbers as they are stored. Writing goes through excelize, which also works
// out formulas that were stored without their results.
package xlsx

import (
	"errors"
	"math"
	"path"
	"strconv"
	"strings"

	"giamngheo/internal/fault"
	"giamngheo/internal/zipsafe"
)

// The limits of a sheet that is read; what lies beyond is left out and the sheet says so.
const (
	MaxRows   = 20_000
	MaxCols   = 256
	MaxSheets = 100
	maxCells  = 500_000
)

// Kind tells what a cell holds.
type Kind int

// The kinds of cells.
const (
	Empty     Kind = iota
	Text           // text as typed
	Number         // a number, Text is its decimal form with a point
	Date           // a number that is shown as a date
	Fault          // an error value such as #DIV/0!
	Uncounted      // a formula whose result is neither stored in the file nor can be worked out
)

// Cell is one cell.
type Cell struct {
	Kind    Kind
	Text    string
	Percent bool // a number shown with a percent sign: 0.1006 appears as 10,06%
}

// Range is a rectangle of merged cells, from zero.
type Range struct{ Row, Col, Rows, Cols int }

// Sheet is one sheet; Rows may be ragged.
type Sheet struct {
	Name   string
	Hidden bool
	Cut    bool // some of it lay beyond the limits
	Rows   [][]Cell
	Merges []Range
}

// At is a cell of the sheet, empty where there is none.
func (s *Sheet) At(row, col int) Cell {
	if row < 0 || col < 0 || row >= len(s.Rows) || col >= len(s.Rows[row]) {
		return Cell{}
	}
	return s.Rows[row][col]
}

// Address is a cell's name, "C7", of its row and column from zero.
func Address(row, col int) string {
	name := ""
	for c := col + 1; c > 0; c = (c - 1) / 26 {
		name = string(rune('A'+(c-1)%26)) + name
	}
	return name + strconv.Itoa(row+1)
}

// Read reads all sheets of a file. Its error is a fault that says why the file is not readable.
func Read(data []byte) ([]Sheet, error) {
	if strings.HasPrefix(string(data[:min(8, len(data))]), "\xD0\xCF\x11\xE0") {
		return nil, fault.New(fault.Invalid, "xlsx.old_or_locked")
	}
	a, err := zipsafe.Open(data)
	if err != nil {
		return nil, unreadable(err)
	}
	b := &book{archive: a, masters: map[sharing]master{}}
	if err := b.open(); err != nil {
		return nil, unreadable(err)
	}
	var sheets []Sheet
	for _, ref := range b.sheets {
		raw, err := a.Read(ref.part)
		if err != nil {
			if errors.Is(err, zipsafe.ErrTooLarge) {
				return nil, unreadable(err)
			}
			continue // a chart sheet, or a sheet whose part is missing
		}
		s := Sheet{Name: ref.name, Hidden: ref.hidden}
		if err := b.sheet(&s, len(sheets), raw); err != nil {
			return nil, unreadable(err)
		}
		sheets = append(sheets, s)
	}
	b.count(sheets)
	return sheets, nil
}

func unreadable(err error) error {
	if errors.Is(err, zipsafe.ErrTooLarge) {
		return fault.New(fault.Invalid, "xlsx.too_large")
	}
	return fault.New(fault.Invalid, "xlsx.not_readable")
}

// decimal writes a stored number as people see it: Excel keeps 15 digits, and 0.1006 may be stored
// as 0.10059999999999999.
func decimal(s string) (string, bool) {
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) || math.Abs(f) >= 1e15 {
		return "", false
	}
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	return strconv.FormatFloat(f, 'f', -1, 64), true
}

// resolve is the archive name of a relationship's target.
func resolve(base, target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return path.Join(path.Dir(base), target)
}
