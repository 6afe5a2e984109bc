package web

import "github.com/a-h/templ"

// Table is a table of figures: first column and header stay in sight, columns marked Secondary fold
// away on a phone and open at a tap on the row.
type Table struct {
	Caption string // what the table shows; read aloud, and printed
	Columns []Column
	Rows    []Row
	// Numbering adds the row A, B, 1, 2 that official forms have under the header.
	Numbering bool
	// Wide lets the table be wider than the text column.
	Wide bool
}

// Column is a column's head.
type Column struct {
	Label     string
	Unit      string // unit of measure, under the label: "hộ", "%"
	Note      string // what the figures rest on, on hover and in print: the denominator
	Number    bool   // right-aligned with tabular digits
	Secondary bool   // folds away on a phone
	Sort      string // address that sorts by this column; "" when it cannot be sorted by
	Sorted    Order
}

// Order is how a column is sorted.
type Order string

// The orders, as aria-sort names them.
const (
	Unsorted   Order = ""
	Ascending  Order = "ascending"
	Descending Order = "descending"
)

// Row is one row; the total row stands first, as the official forms have it.
type Row struct {
	Cells []Cell
	Total bool
}

// Cell is one cell: text, perhaps a link, perhaps a second line.
type Cell struct {
	Text string
	Href string
	Sub  string          // a quiet second line
	Note string          // a sentence on hover and for readers of the screen
	Body templ.Component // instead of Text
}

// letterOrNumber is the official forms' name of a column: A for text, 1, 2, 3 for numbers.
func (t Table) letterOrNumber(i int) string {
	letters, numbers := 0, 0
	for _, c := range t.Columns[:i+1] {
		if c.Number {
			numbers++
		} else {
			letters++
		}
	}
	if t.Columns[i].Number {
		return decimal(numbers)
	}
	return string(rune('A' + letters - 1))
}

func (t Table) folds() bool {
	for _, c := range t.Columns {
		if c.Secondary {
			return true
		}
	}
	return false
}

func (c Column) class() string {
	s := ""
	if c.Number {
		s = "num"
	}
	if c.Secondary {
		s += " secondary"
	}
	return s
}
