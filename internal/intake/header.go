package intake

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"giamngheo/internal/lang"
	"giamngheo/internal/standard"
	"giamngheo/internal/xlsx"
)

// squeeze is the form under which headers are compared: without marks, case, spaces and signs.
func squeeze(s string) string { return strings.ReplaceAll(lang.Fold(s), " ", "") }

// spellings are the headers that are known, by kind: folded header → field id, LeaveOut for what is known
// and not kept.
var spellings = sync.OnceValue(func() map[Kind]map[string]string {
	all := map[Kind]map[string]string{}
	for _, k := range Kinds {
		m := map[string]string{}
		for _, f := range fieldsOf[k] {
			for _, s := range append([]string{f.ID, f.Label(lang.Vi), f.Label(lang.En)}, f.Spellings...) {
				if key := squeeze(s); m[key] == "" {
					m[key] = f.ID
				}
			}
		}
		for _, g := range groups {
			for n := 1; n <= g.most && fieldsIn(k, g.letter+strconv.Itoa(n)); n++ {
				for _, w := range append([]string{g.letter}, g.words...) {
					m[w+strconv.Itoa(n)] = g.letter + strconv.Itoa(n)
				}
			}
		}
		all[k] = m
	}
	for _, k := range Kinds {
		for _, other := range Kinds {
			if k == Base || other == Base {
				continue
			}
			for key := range all[other] {
				if all[k][key] == "" {
					all[k][key] = LeaveOut
				}
			}
		}
		for _, s := range notKept {
			if all[k][squeeze(s)] == "" {
				all[k][squeeze(s)] = LeaveOut
			}
		}
	}
	return all
})

func fieldsIn(k Kind, id string) bool {
	return slices.ContainsFunc(fieldsOf[k], func(f Field) bool { return f.ID == id })
}

// matchHeader finds the field of a header given from the top down, "" when it is not known.
func matchHeader(k Kind, parts []string) string {
	known := spellings()[k]
	full, leaf := squeeze(strings.Join(parts, " ")), squeeze(parts[len(parts)-1])
	above := squeeze(strings.Join(parts[:len(parts)-1], " "))
	if id := known[full]; id != "" {
		return id
	}
	if above != "" {
		for _, g := range groups {
			if !slices.ContainsFunc(g.words, func(w string) bool { return strings.Contains(above, w) }) {
				continue
			}
			if id := g.letter + numberOf(g.letter, leaf); fieldsIn(k, id) {
				return id
			} else if id != g.letter && known[id] != "" {
				return LeaveOut
			}
		}
	}
	id := known[leaf]
	if id == "class" && (strings.Contains(above, "dauky") || strings.Contains(above, "truoc") || strings.Contains(above, "dau")) {
		return "previous"
	}
	return id
}

// numberOf is the number that a column of a group bears, or that its name stands for, "" when neither.
func numberOf(letter, leaf string) string {
	if n := strings.TrimLeft(strings.TrimLeft(leaf, "abcdefghijklmnopqrstuvwxyz"), "0"); n != "" && len(n) <= 2 {
		return n
	}
	return namesOf()[letter+leaf]
}

// namesOf are the names of indicators, causes and needs, folded, with the number of each.
var namesOf = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, l := range lang.All {
		for _, e := range standard.All() {
			for _, i := range e.Indicators {
				m["d"+squeeze(i.Name(l))] = strconv.Itoa(i.N)
			}
		}
		for n := 1; n <= 8; n++ {
			m["c"+squeeze(l.T("household.cause_"+strconv.Itoa(n)))] = strconv.Itoa(n)
		}
		for n := 1; n <= 6; n++ {
			m["n"+squeeze(l.T("household.need_"+strconv.Itoa(n)))] = strconv.Itoa(n)
		}
	}
	return m
})

// topRows is how far down a header is looked for.
const topRows = 60

// top are the first rows of a sheet, by their place from zero.
type top struct {
	rows map[int][]string
	last int
	wide int
}

func (t *top) add(r xlsx.Row) {
	texts := make([]string, len(r.Cells))
	for i, c := range r.Cells {
		texts[i] = strings.TrimSpace(c.Text)
	}
	t.rows[r.Number-1] = texts
	t.last, t.wide = max(t.last, r.Number-1), max(t.wide, len(texts))
}

func (t *top) at(row, col int) string {
	if r := t.rows[row]; col < len(r) {
		return r[col]
	}
	return ""
}

// merge writes the text of merged cells into each of them.
func (t *top) merge(ranges []xlsx.Range) {
	for _, m := range ranges {
		text := t.at(m.Row, m.Col)
		if text == "" || m.Row > t.last || m.Cols > 60 || m.Rows > 6 {
			continue
		}
		for r := m.Row; r < m.Row+m.Rows; r++ {
			for len(t.rows[r]) < m.Col+m.Cols {
				t.rows[r] = append(t.rows[r], "")
			}
			for c := m.Col; c < m.Col+m.Cols; c++ {
				t.rows[r][c] = text
			}
		}
		t.wide = max(t.wide, m.Col+m.Cols)
	}
}

// header is a block of rows that was understood as the header.
type header struct {
	from, depth int // rows from zero
	columns     []ColumnMatch
	score       int // how many fields it gives
}

// known tells what a header was said to mean: by the user, by the office before, by its spelling.
type known struct {
	kind    Kind
	choices map[string]string // header as given → field
	memory  map[string]string // folded header → field
}

func (k known) match(parts []string, shown string) (string, How) {
	if f, ok := k.choices[shown]; ok {
		return f, ByChoice
	}
	if f, ok := k.memory[squeeze(shown)]; ok {
		return f, ByMemory
	}
	switch f := matchHeader(k.kind, parts); f {
	case "":
		return "", ""
	case LeaveOut:
		return LeaveOut, NotKept
	default:
		return f, ByHeader
	}
}

// findHeader finds the block of one to three rows that gives the most fields; nil when none gives two.
func findHeader(t *top, k known) *header {
	var best *header
	for row := 0; row <= t.last; row++ {
		for depth := 1; depth <= 3 && row+depth-1 <= t.last; depth++ {
			h := t.read(row, depth, k)
			// A deeper block must give clearly more: the first row of data is no part of a header.
			if best == nil || h.score > best.score && (depth == 1 || h.score >= best.score+2 || best.from+best.depth <= row) {
				best = h
			}
		}
	}
	if best == nil || best.score < 2 {
		return nil
	}
	return best
}

func (t *top) read(row, depth int, k known) *header {
	h := &header{from: row, depth: depth}
	seen := map[string]int{}
	over := make([]string, depth) // the nearest text to the left, where a group's name stands once
	for col := range t.wide {
		var parts, spread []string
		for d := range depth {
			text := t.at(row+d, col)
			if text != "" {
				over[d] = text
				for lower := d + 1; lower < depth; lower++ {
					over[lower] = ""
				}
			}
			if text != "" && (len(parts) == 0 || parts[len(parts)-1] != text) {
				parts = append(parts, text)
			}
			if o := over[d]; o != "" && (len(spread) == 0 || spread[len(spread)-1] != o) {
				spread = append(spread, o)
			}
		}
		if len(parts) == 0 {
			continue
		}
		parts = split(parts)
		shown := strings.Join(parts, " / ")
		field, how := k.match(parts, shown)
		if len(spread) > len(parts) {
			if f, hw := k.match(spread, strings.Join(spread, " / ")); f != "" && (field == "" || field == LeaveOut) {
				field, how, shown = f, hw, strings.Join(spread, " / ")
			}
		}
		h.columns = append(h.columns, ColumnMatch{Index: col, Header: shown, Field: field, How: how})
		if field != "" && field != LeaveOut {
			if seen[field]++; seen[field] == 1 {
				h.score++
			}
		}
	}
	for i := range h.columns {
		h.columns[i].Twice = seen[h.columns[i].Field] > 1
	}
	return h
}

// split takes "Điểm / A", as CSV files write two levels, apart again.
func split(parts []string) []string {
	if len(parts) == 1 && strings.Contains(parts[0], " / ") {
		return strings.Split(parts[0], " / ")
	}
	return parts
}

// numbering tells a row of column numbers under a header: A, B, 1, 2 or (1), (2).
func numbering(cells []xlsx.Cell) bool {
	n, last := 0, 0
	for _, c := range cells {
		s := strings.Trim(strings.TrimSpace(c.Text), "()[]")
		if s == "" {
			continue
		}
		n++
		if i, err := strconv.Atoi(s); err == nil {
			if i != last+1 && last != 0 || i > 200 {
				return false
			}
			last = i
			continue
		}
		if len(s) > 2 || strings.ToUpper(s) != s || s[0] < 'A' || s[0] > 'Z' {
			return len(s) > 1 && strings.ContainsAny(s, "=+") && n > 1
		}
	}
	return n >= 2
}
