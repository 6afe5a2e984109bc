package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
	"giamngheo/internal/unit"
)

// Grid is a table to type into: units by columns of figures, as in a spreadsheet. Its inputs are plain
// form fields; a script adds the arrow keys, pasting a block copied from a spreadsheet, and taking that
// back. Without the script the same block goes into a text box and is read here.
type Grid struct {
	Caption string
	Head    string // of the first column
	Columns []GridColumn
	Rows    []GridRow
	// Sum shows the sum of every column at the foot, rows marked Whole left out.
	Sum bool
}

// GridColumn is a column's head.
type GridColumn struct {
	Name  string // in the inputs' names
	Label string
	Unit  string // unit of measure
	Fixed bool   // the column only shows: its cells have no input
	Rate  bool   // points with two decimals instead of whole numbers; it is not summed up
}

// GridRow is one unit.
type GridRow struct {
	ID    string // in the inputs' names
	Label string
	Sub   string   // a quiet second line
	Keys  []string // folded spellings under which a pasted name finds the row
	Whole bool     // the unit above itself, not one of its parts
	Cells []GridCell
}

// GridCell is one cell: what was typed, or what a fixed column shows.
type GridCell struct {
	Value   string
	Problem string // why it cannot be so
	Hint    string // a quiet second line: another figure to compare with
}

// GridKeys are the spellings under which a unit's row is found: with its kind, without, with the kind
// shortened ("H. KBang", "TP Pleiku"), and as a paper prints it.
func GridKeys(u unit.Unit, printed ...string) []string {
	short := ""
	for _, w := range strings.Fields(lang.Fold(string(u.Kind))) {
		short += w[:1]
	}
	var keys []string
	for _, s := range append([]string{u.Name, u.Title(), short + " " + u.Name, u.TitleIn(lang.En)}, printed...) {
		if k := gridKey(s); k != "" && !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	return keys
}

// gridKey is a written name without marks, case, spaces and signs.
func gridKey(s string) string { return strings.ReplaceAll(lang.Fold(s), " ", "") }

// cellID is the id and the name of a cell's input.
func (g Grid) cellID(row, col int) string { return "c-" + g.Rows[row].ID + "-" + g.Columns[col].Name }

// Pairs are the grid's inputs as names and values, for hidden fields and for addresses; empty cells are
// left out.
func (g Grid) Pairs() [][2]string {
	var out [][2]string
	for i, r := range g.Rows {
		for j, c := range g.Columns {
			if !c.Fixed && r.Cells[j].Value != "" {
				out = append(out, [2]string{g.cellID(i, j), r.Cells[j].Value})
			}
		}
	}
	return out
}

// Fill takes what was typed from a form.
func (g *Grid) Fill(form url.Values) {
	for i := range g.Rows {
		for j, c := range g.Columns {
			if !c.Fixed {
				g.Rows[i].Cells[j].Value = lang.NFC(strings.TrimSpace(form.Get(g.cellID(i, j))))
			}
		}
	}
}

// unknowns are the signs for a figure that is not known.
var unknowns = []string{"", lang.Unknown, "-", "–", "...", "…", "x"}

// Empty tells whether a cell holds no figure.
func (g Grid) Empty(row, col int) bool {
	return slices.Contains(unknowns, strings.ToLower(g.Rows[row].Cells[col].Value))
}

// Count is a cell's whole number, -1 when it is empty; what is no number becomes the cell's problem.
func (g *Grid) Count(l lang.Lang, row, col int) int64 {
	if g.Empty(row, col) {
		return -1
	}
	n, ok := lang.ParseInt(g.Rows[row].Cells[col].Value)
	if !ok || n < 0 || n > 1e12 {
		g.Refuse(row, col, l.T("web.grid_bad_count"))
		return -1
	}
	return n
}

// Points is a cell's points, -1 when it is empty; what is none becomes the cell's problem.
func (g *Grid) Points(l lang.Lang, row, col int) percent.Points {
	if g.Empty(row, col) {
		return -1
	}
	p, err := percent.Parse(g.Rows[row].Cells[col].Value)
	if err != nil || p < 0 || p > 10000 {
		g.Refuse(row, col, l.T("web.grid_bad_points"))
		return -1
	}
	return p
}

// Refuse says why a cell cannot be so; the first reason stays.
func (g *Grid) Refuse(row, col int, sentence string) {
	if c := &g.Rows[row].Cells[col]; c.Problem == "" {
		c.Problem = sentence
	}
}

// Problems are the cells' problems, each named by its row and column and leading to its cell.
func (g Grid) Problems(l lang.Lang) (all Problems) {
	for i, r := range g.Rows {
		for j, c := range r.Cells {
			if c.Problem != "" {
				all = append(all, Problem{Field: g.cellID(i, j), Text: l.T("web.grid_problem", "Row", r.Label, "Column", g.Columns[j].Label, "Value", c.Value, "Problem", c.Problem)})
			}
		}
	}
	return all
}

// sum is a column's sum as written; it is unknown as soon as one part is.
func (g Grid) sum(l lang.Lang, col int) string {
	if g.Columns[col].Fixed || g.Columns[col].Rate {
		return ""
	}
	var total int64
	for i, r := range g.Rows {
		if r.Whole || g.Empty(i, col) {
			continue
		}
		n, ok := lang.ParseInt(r.Cells[col].Value)
		if !ok {
			return lang.Unknown
		}
		total += n
	}
	return l.Int(total)
}

// labelledBy names an input by its row and column.
func (g Grid) labelledBy(row, col int) string {
	return "r-" + g.Rows[row].ID + " h-" + g.Columns[col].Name
}

// mode is the keyboard that a phone shows.
func (c GridColumn) mode() string {
	if c.Rate {
		return "decimal"
	}
	return "numeric"
}

// place is a cell's place for the script.
func place(n int) string { return strconv.Itoa(n) }

func joined(keys []string) string { return strings.Join(keys, " ") }
