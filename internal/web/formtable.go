package web

// FormTable is a table as official forms have it: a header of several levels, the numbering row under
// it, totals on top. The columns before the figures stay in sight.
type FormTable struct {
	Caption   string
	Head      [][]HeadCell // by level, each from left to right
	Numbering []string     // A, B, 1, 2, 3=2/1
	Texts     int          // columns before the figures
	Rows      []FormRow
}

// HeadCell is a cell of a header of several levels.
type HeadCell struct {
	Text   string
	Unit   string // unit of measure, under the text
	Note   string // the denominator of a rate, on hover and for readers of the screen
	Cols   int
	Rows   int
	First  int // the column that it begins at, from 0
	Number bool
}

// FormRow is a row; its cells before the figures are those of the columns of text.
type FormRow struct {
	Cells []Cell
	Total bool
	Again bool // a further line of the unit above it
	Depth int  // 0 the unit of the form, 1 and 2 those below it
}

// scope is what a header cell speaks of.
func (c HeadCell) scope() string {
	if c.Cols > 1 {
		return "colgroup"
	}
	return "col"
}

func (t FormTable) class(i int) string {
	switch {
	case i == 0:
		return "tt"
	case i == 1:
		return "name"
	case i < t.Texts:
		return "text"
	case i == len(t.Numbering)-1:
		return "last"
	}
	return "num"
}

func (c HeadCell) class() string {
	switch {
	case c.First == 0:
		return "tt"
	case c.First == 1:
		return "name"
	case c.Number:
		return "num"
	}
	return ""
}

var depthClass = []string{"", "depth-1", "depth-2"}
