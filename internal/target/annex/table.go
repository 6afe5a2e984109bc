package annex

import (
	"regexp"
	"strings"

	"giamngheo/internal/lang"
)

// table is a table found in a grid: where its header and its lines stand and what its columns mean.
type table struct {
	g          *grid
	number     int // among the file's tables of figures, from 1
	top, first int // rows of the header's first line and of the first line of data
	end        int // row after the last line of data
	numbers    []string
	headings   []heading
	name       int        // column of the units' names
	order      int        // column of the running numbers, -1 for none
	col        [roles]int // column of each role, -1 for none
	score      int
	asCounts   map[int][]figure // columns as read so far
	asRates    map[int][]figure
	planYear   int
	resultYear int
}

var (
	beginTotal = regexp.MustCompile(`^((i|a|tt|stt) )?(tong cong|tong so|tong|cong|toan (tinh|huyen|thi xa|thanh pho|quan|xa|phuong|tp|tx)|chung toan|ca (tinh|huyen|nuoc)|total|grand total)( |$)`)
	beginUnit  = regexp.MustCompile(`^(\d+ )?(huyen|thi xa|thanh pho|xa|phuong|thi tran|quan|tinh|tp|tx|tt|h|x|p|dac khu) \S`)
	numberCell = regexp.MustCompile(`^(\(?[A-Za-zĐđ]\)?|\(?\[?\d{1,2}\]?\)?( ?[=:] ?[\d()\[\]+\-–*x×/:%., ]+)?)$`)
	romanCell  = regexp.MustCompile(`^[IVXLC]+\.?$`)
)

// maxTable is how many lines of a table are looked at: a country has fewer districts, a province fewer
// communes.
const maxTable = 3000

// findTables finds every table of targets in a grid, from the top.
func findTables(g *grid) []*table {
	var list []*table
	for from := 0; from < len(g.rows) && len(list) < 20; {
		t := findTable(g, from)
		if t == nil {
			break
		}
		list = append(list, t)
		from = max(t.end, t.first+1)
	}
	return list
}

// findTable finds the next table: the first line that looks like data and the header above it.
func findTable(g *grid, from int) *table {
	for first := from + 1; first < len(g.rows); first++ {
		if !dataRow(g.rows[first]) {
			continue
		}
		top := headerTop(g, from, first)
		if top < 0 {
			continue
		}
		t := &table{g: g, top: top, first: first, order: -1}
		t.headings = compose(g, top, first)
		for r := top; r < first; r++ {
			if numberingRow(g.rows[r]) {
				for _, c := range g.rows[r] {
					t.numbers = append(t.numbers, c.text)
				}
			}
		}
		t.end = t.findEnd()
		if t.end > t.first+maxTable {
			t.end, g.cut = t.first+maxTable, true
		}
		return t
	}
	return nil
}

// dataRow tells a line of data: a name, and figures that are not only years.
func dataRow(row []cell) bool {
	if numberingRow(row) {
		return false
	}
	named, total, figures, years := false, false, 0, 0
	for i, c := range row {
		if c.kind == words && letters(c.text) >= 2 && !romanCell.MatchString(c.text) {
			f := lang.Fold(c.text)
			if readRate(c).state == bad {
				named = true
				total = total || beginTotal.MatchString(f) || beginUnit.MatchString(f)
			}
		}
		if f := readRate(c); f.state == good || f.state == guessed {
			if i == 0 && c.kind == words && len(c.text) <= 2 {
				continue // the running number
			}
			figures++
			if s := unmarked(c.text); len(s) == 4 && yearly.MatchString(s) {
				years++
			}
		} else if f := readCount(c); f.state == good {
			figures++
		}
	}
	figures -= years
	return named && (figures >= 2 || figures >= 1 && total)
}

func letters(s string) int {
	n := 0
	for _, r := range lang.Fold(s) {
		if 'a' <= r && r <= 'z' {
			n++
		}
	}
	return n
}

// numberingRow tells the line that numbers the columns: A, B, 1, 2, 3=2/1, 4.
func numberingRow(row []cell) bool {
	n, one, most := 0, false, 0
	for _, c := range row {
		if c.kind == blank {
			continue
		}
		if !numberCell.MatchString(c.text) {
			return false
		}
		n++
		k := 0
		for _, d := range strings.TrimLeft(c.text, "([") {
			if d < '0' || d > '9' {
				break
			}
			k = k*10 + int(d-'0')
		}
		one = one || k == 1
		most = max(most, k)
	}
	return n >= 3 && one && most >= 2 && most <= n+2
}

// headerTop is the row in which the header above a line of data begins, -1 when there is none.
func headerTop(g *grid, from, first int) int {
	top := -1
	for r := first - 1; r >= from && r >= first-12; r-- {
		n := distinct(g, r)
		if n == 0 {
			break
		}
		if numberingRow(g.rows[r]) {
			continue
		}
		if n >= 3 {
			top = r
		} else if top >= 0 && n < 2 && r < top {
			break // a title over the whole table
		}
	}
	if top > from && distinct(g, top-1) == 2 && !strings.Contains(rowText(g, top-1), "cong hoa") && headerWords.MatchString(rowText(g, top-1)) {
		top--
	}
	return top
}

var headerWords = word(`don vi|dia phuong|ho ngheo|ket qua|chi tieu|stt|tt|ho dan cu`)

func rowText(g *grid, r int) string {
	var b strings.Builder
	for _, c := range g.rows[r] {
		b.WriteString(c.text + " ")
	}
	return lang.Fold(b.String())
}

// distinct counts the texts of a row, a merged cell once.
func distinct(g *grid, r int) int {
	seen := map[[2]int]bool{}
	for c, x := range g.rows[r] {
		at := [2]int{r, c}
		if x.covered {
			at = x.corner
			x = g.at(at[0], at[1])
		}
		if x.kind != blank {
			seen[at] = true
		}
	}
	return len(seen)
}

// compose reads a header of several lines into one heading per column. A merged cell heads all it
// covers. An empty cell belongs to the cell on its left when both stand under the same parents and
// something stands below: that is how a spanning header looks where no merge is recorded.
func compose(g *grid, top, first int) []heading {
	width := 0
	for r := top; r < len(g.rows) && r < first+50; r++ {
		width = max(width, len(g.rows[r]))
	}
	var lines []int
	for r := top; r < first; r++ {
		if !numberingRow(g.rows[r]) {
			lines = append(lines, r)
		}
	}
	text := make([][]string, len(lines))
	owner := make([][][2]int, len(lines)) // the cell whose text it is
	below := func(i, c int) bool {
		for _, r := range lines[i+1:] {
			if x := g.at(r, c); x.kind != blank || x.covered && x.corner[0] >= r {
				return true
			}
		}
		return false
	}
	for i, r := range lines {
		text[i] = make([]string, width)
		owner[i] = make([][2]int, width)
		for c := range width {
			x := g.at(r, c)
			owner[i][c] = [2]int{r, c}
			if x.covered {
				owner[i][c] = x.corner
				if x.corner[0] >= top {
					text[i][c] = g.at(x.corner[0], x.corner[1]).text
				}
				continue
			}
			text[i][c] = x.text
			if x.kind != blank || c == 0 || text[i][c-1] == "" || !below(i, c) || !below(i, c-1) {
				continue
			}
			left := owner[i][c-1]
			if g.at(left[0], left[1]).cols > 1 || i > 0 && !samePath(owner, i, c) {
				continue // the cell on the left says itself how far it goes
			}
			text[i][c], owner[i][c] = text[i][c-1], left
		}
	}
	list := make([]heading, width)
	for c := range width {
		var path []string
		var last [2]int
		for i := range lines {
			if s := text[i][c]; s != "" && (len(path) == 0 || owner[i][c] != last) {
				path = append(path, s)
				last = owner[i][c]
			}
		}
		list[c] = newHeading(path)
	}
	return list
}

// samePath tells whether a column stands under the same cells as the one on its left.
func samePath(owner [][][2]int, i, c int) bool {
	for k := range i {
		if owner[k][c] != owner[k][c-1] {
			return false
		}
	}
	return true
}

// findEnd is the row after the last line of data: signatures and notes below are not part of it.
func (t *table) findEnd() int {
	last, gap := t.first, 0
	for r := t.first; r < len(t.g.rows) && r <= t.first+maxTable; r++ {
		switch row := t.g.rows[r]; {
		case r > t.first && t.startsAnew(r):
			return last + 1
		case dataRow(row) || t.oneFigure(row):
			last, gap = r, 0
		case distinct(t.g, r) == 0:
			if gap++; gap > 20 {
				return last + 1
			}
		}
	}
	return last + 1
}

// oneFigure tells a line with a unit's name whose figures are missing or unreadable.
func (t *table) oneFigure(row []cell) bool {
	for _, c := range row {
		if c.kind == words && beginUnit.MatchString(lang.Fold(c.text)) && letters(c.text) < 40 {
			return true
		}
	}
	return false
}

// startsAnew tells a row where another table's header begins; the same header again, as at the top
// of a new page, does not end the table.
func (t *table) startsAnew(r int) bool {
	text := rowText(t.g, r)
	if distinct(t.g, r) < 3 || dataRow(t.g.rows[r]) || numberingRow(t.g.rows[r]) {
		return false
	}
	for k := t.top; k < t.first; k++ {
		if rowText(t.g, k) == text {
			return false
		}
	}
	return headerWords.MatchString(text) && strings.Contains(text, "ngheo")
}
