package xlsx

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// The limits within which formulas are counted; beyond them they stay as they are.
const (
	maxFormulas  = 5_000
	countedRows  = 5_000
	countedCols  = 200
	countedCells = 500_000 // cells copied, cells looked at and bytes of formulas, for the whole file
)

// counter works out formulas whose results are not stored, as programs that write sheets leave them.
// It never gives a stranger's file to the library: only values that were read and one formula at a time,
// of functions that are known, after all that the formula uses.
type counter struct {
	b      *book
	sheets []Sheet
	file   *excelize.File
	copied map[int]bool // by sheet: whether it could be
	todo   map[at]*formula
	left   int // of countedCells
}

// count fills in what formulas without a stored result give. What cannot be worked out stays Uncounted:
// functions that are not known, cells that need one another, areas beyond the limits.
func (b *book) count(sheets []Sheet) {
	if len(b.formulas) == 0 || len(b.formulas) > maxFormulas {
		return
	}
	c := &counter{b, sheets, excelize.NewFile(), map[int]bool{}, map[at]*formula{}, countedCells}
	defer c.file.Close()
	defer func() { _ = recover() }() // where the library breaks down, the rest stays Uncounted
	for _, f := range b.formulas {
		c.todo[f.at] = f
	}
	for _, f := range b.formulas {
		c.settle(f)
	}
}

// settle works a formula out, first those that it uses. A formula met again while it is being settled
// needs itself, and is left.
func (c *counter) settle(f *formula) {
	if f.begun {
		return
	}
	f.begun = true
	if !c.spend(len(f.text)) {
		return
	}
	list, ok := areas(f.text)
	if !ok || !c.copy(f.sheet) {
		return
	}
	for _, a := range list {
		if !c.ready(f, a) {
			return
		}
	}
	v := c.work(f)
	c.sheets[f.sheet].Rows[f.row][f.col] = v
	if v.Kind != Uncounted {
		c.put(f.at, v)
	}
}

// ready tells whether all cells of an area have values.
func (c *counter) ready(f *formula, a area) bool {
	sheet := f.sheet
	if a.sheet != "" {
		if sheet = c.named(a.sheet); sheet < 0 {
			return false
		}
	}
	if a.to >= countedRows || a.by >= countedCols || !c.copy(sheet) || !c.spend((a.to-a.row+1)*(a.by-a.col+1)) {
		return false
	}
	for row := a.row; row <= a.to; row++ {
		for col := a.col; col <= a.by; col++ {
			if g := c.todo[at{sheet, row, col}]; g != nil {
				c.settle(g)
			}
			if !usable(c.sheets[sheet].At(row, col)) {
				return false
			}
		}
	}
	return true
}

// usable tells whether a formula that uses a cell has one result. What a text such as "18.180" counts for
// depends on the language that the office program speaks.
func usable(v Cell) bool {
	_, err := strconv.ParseFloat(v.Text, 64)
	return v.Kind != Uncounted && v.Kind != Fault && (v.Kind != Text || err != nil)
}

func (c *counter) named(name string) int {
	for i, s := range c.sheets {
		if strings.EqualFold(s.Name, name) {
			return i
		}
	}
	return -1
}

func (c *counter) spend(cells int) bool {
	c.left -= cells
	return c.left >= 0
}

// copy gives the library a sheet's values, once; false when the sheet is too large.
func (c *counter) copy(sheet int) bool {
	done, tried := c.copied[sheet]
	if tried {
		return done
	}
	c.copied[sheet] = false
	s := &c.sheets[sheet]
	if s.Cut || len(s.Rows) > countedRows {
		return false
	}
	for _, row := range s.Rows {
		if len(row) > countedCols || !c.spend(len(row)+1) {
			return false
		}
	}
	if _, err := c.file.NewSheet(s.Name); err != nil {
		return false
	}
	for r, row := range s.Rows {
		for col, v := range row {
			c.put(at{sheet, r, col}, v)
		}
	}
	c.copied[sheet] = true
	return true
}

// put gives the library a value; what it refuses stays empty there as a text would count.
func (c *counter) put(p at, v Cell) {
	name, ref := c.sheets[p.sheet].Name, Address(p.row, p.col)
	n, err := strconv.ParseFloat(v.Text, 64)
	switch {
	case (v.Kind == Number || v.Kind == Date) && err == nil:
		_ = c.file.SetCellFloat(name, ref, n, -1, 64)
	case v.Kind == Text || v.Kind == Date:
		_ = c.file.SetCellStr(name, ref, v.Text)
	}
}

// work has the library work one formula out.
func (c *counter) work(f *formula) Cell {
	v := Cell{Kind: Uncounted}
	name, ref := c.sheets[f.sheet].Name, Address(f.row, f.col)
	if c.file.SetCellFormula(name, ref, upper(f.text)) != nil {
		return v
	}
	s, err := c.file.CalcCellValue(name, ref, excelize.Options{RawCellValue: true})
	switch {
	case s == "#DIV/0!":
		return Cell{Kind: Fault, Text: s}
	case err != nil || strings.HasPrefix(s, "#"):
		return v
	}
	return c.b.cell(cellXML{Style: f.style, Value: &s})
}
