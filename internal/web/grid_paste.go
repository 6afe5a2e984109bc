package web

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"giamngheo/internal/lang"
)

// maxPaste bounds the lines of a pasted block.
const maxPaste = 2000

// Paste puts a block copied from a spreadsheet into the grid and says what it could not place. Lines
// whose name is a row's go to that row, whatever their order; when no line has a name, the lines go to
// the rows in order. The columns before and with the name (an ordinal number, a code) are passed over.
func (g *Grid) Paste(l lang.Lang, text string) (placed int, notes []string) {
	lines := block(text)
	if len(lines) == 0 {
		return 0, []string{l.T("web.grid_nothing")}
	}
	if len(lines) > maxPaste {
		return 0, []string{l.T("web.grid_too_long", "Most", l.Int(maxPaste))}
	}
	rowOf := g.rowsByKey()
	named := slices.ContainsFunc(lines, func(cells []string) bool { row, _ := rowNamed(cells, rowOf); return row >= 0 })
	next := 0
	for _, cells := range lines {
		row, rest := rowNamed(cells, rowOf)
		switch {
		case row >= 0:
			cells = rest
		case !anyNumber(cells):
			continue // heads
		case named:
			notes = append(notes, l.T("web.grid_no_row", "Name", firstWords(cells)))
			continue
		default:
			for next < len(g.Rows) && g.Rows[next].Whole {
				next++
			}
			if next >= len(g.Rows) {
				return placed, append(notes, l.T("web.grid_too_many", "Rows", len(g.Rows)))
			}
			row = next
			next++
		}
		placed += g.put(row, cells)
	}
	if placed == 0 && len(notes) == 0 {
		notes = append(notes, l.T("web.grid_nothing"))
	}
	return placed, notes
}

// put writes a line's cells into a row from its first input on.
func (g *Grid) put(row int, cells []string) (n int) {
	for j, c := range g.Columns {
		if c.Fixed {
			continue
		}
		if n >= len(cells) {
			break
		}
		g.Rows[row].Cells[j].Value = cells[n]
		n++
	}
	return n
}

// rowsByKey finds a row by a folded spelling; a spelling that two rows share finds none.
func (g Grid) rowsByKey() map[string]int {
	rows := map[string]int{}
	for i, r := range g.Rows {
		for _, k := range r.Keys {
			if at, taken := rows[k]; taken && at != i {
				rows[k] = -1
			} else {
				rows[k] = i
			}
		}
	}
	for k, i := range rows {
		if i < 0 {
			delete(rows, k)
		}
	}
	return rows
}

// nameWithin is how many cells of a line may hold its name: an ordinal number and a code come before.
const nameWithin = 4

// rowNamed finds the row that a line names, and the cells after the name; -1 when it names none.
func rowNamed(cells []string, rowOf map[string]int) (row int, rest []string) {
	for i, c := range cells[:min(nameWithin, len(cells))] {
		if at, found := rowOf[gridKey(c)]; found && !isNumber(c) {
			return at, cells[i+1:]
		}
	}
	return -1, nil
}

// firstWords is the first cell that is no number, as far as a sentence can bear it.
func firstWords(cells []string) string {
	for _, c := range cells {
		if c != "" && !isNumber(c) {
			return short(c)
		}
	}
	return lang.Unknown
}

// block reads a block as spreadsheets copy it: lines of cells with tabs between, in quotes where a cell
// holds a tab or a line. Empty lines are left out.
func block(text string) (lines [][]string) {
	r := csv.NewReader(strings.NewReader(lang.NFC(text)))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return lines
		}
		if err != nil {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(strings.ReplaceAll(cells[i], "\u00a0", " "))
		}
		if strings.Join(cells, "") != "" && len(lines) <= maxPaste {
			lines = append(lines, cells)
		}
	}
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789., %−-") == "" && strings.ContainsAny(s, "0123456789")
}

func anyNumber(cells []string) bool { return slices.ContainsFunc(cells, isNumber) }

// short is a name that a sentence can bear.
func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return s
}
