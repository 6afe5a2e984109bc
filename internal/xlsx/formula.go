package xlsx

import (
	"regexp"
	"strings"
)

// maxFormula is the longest formula that is counted, in bytes.
const maxFormula = 1000

// at is a cell of the book, all from zero.
type at struct{ sheet, row, col int }

// formula is a cell whose result is not stored.
type formula struct {
	at
	text  string
	style string
	begun bool
}

// master is the cell that spells out a formula which others share.
type master struct {
	at
	text string
}

// sharing names a formula that cells of a sheet share.
type sharing struct {
	sheet int
	index string
}

// remember keeps a formula for counting; a shared one is kept for the cells that come after it.
func (b *book) remember(p at, c cellXML, v Cell) {
	f := c.Formula
	if f == nil || f.Type != "" && f.Type != "normal" && f.Type != "shared" {
		return
	}
	if f.Type == "shared" && f.Text != "" && len(b.masters) < maxFormulas {
		b.masters[sharing{p.sheet, f.Index}] = master{p, f.Text}
	}
	if v.Kind != Uncounted || len(b.formulas) > maxFormulas {
		return
	}
	text := f.Text
	if m, ok := b.masters[sharing{p.sheet, f.Index}]; ok && f.Type == "shared" && text == "" {
		text = shift(m.text, p.row-m.row, p.col-m.col)
	}
	b.formulas = append(b.formulas, &formula{at: p, text: text, style: c.Style})
}

// token is a part of a formula that is understood: text, truth value, function, cells or number.
var token = regexp.MustCompile(`"[^"]*"|\b(?:TRUE|FALSE)\b|([\p{L}_][\p{L}\d_.]*)\(|` +
	`(?:('(?:[^']|'')+'|[\p{L}_][\p{L}\d_.]*)!)?(\$?[A-Za-z]{1,3}\$?\d{1,7})(?::(\$?[A-Za-z]{1,3}\$?\d{1,7}))?|` +
	`\d+(?:\.\d*)?(?:[eE][-+]?\d{1,3})?`)

// between is what may stand between tokens, each of them a 0 or the bracket of its function. "&" may not:
// doubling a text in each of many cells fills any memory.
var between = regexp.MustCompile(`^[-+*/^<>=%(),\s0]*$`)

// joined are operands without anything between them: what two areas have in common, to an office program.
var joined = regexp.MustCompile(`[0)%]\s*[0(]`)

// known are the functions of tables such as ours: none makes a value larger than what it is given, uses
// cells that it does not name, or rounds otherwise than an office program.
var known = map[string]bool{
	"ABS": true, "AND": true, "AVERAGE": true, "COUNT": true, "COUNTA": true, "IF": true, "IFERROR": true, "INT": true,
	"ISBLANK": true, "ISERROR": true, "ISNUMBER": true, "MAX": true, "MIN": true, "NOT": true, "OR": true, "PRODUCT": true,
	"ROUND": true, "SUBTOTAL": true, "SUM": true, "SUMPRODUCT": true,
}

// area is a rectangle of cells that a formula uses; no sheet is the formula's own.
type area struct {
	sheet            string
	row, col, to, by int // first row and column, last row and column
}

// areas lists the cells that a formula uses, false when some of it is not understood.
func areas(text string) (list []area, ok bool) {
	if text == "" || len(text) > maxFormula {
		return nil, false
	}
	if form := token.ReplaceAllStringFunc(text, outline); !between.MatchString(form) || joined.MatchString(form) {
		return nil, false
	}
	for _, m := range token.FindAllStringSubmatch(text, -1) {
		if m[1] != "" && !known[strings.ToUpper(m[1])] {
			return nil, false
		}
		if m[3] == "" {
			continue
		}
		if m[4] == "" {
			m[4] = m[3]
		}
		row, col, ok1 := place(strings.ReplaceAll(m[3], "$", ""))
		to, by, ok2 := place(strings.ReplaceAll(m[4], "$", ""))
		if !ok1 || !ok2 {
			return nil, false
		}
		sheet := m[2]
		if strings.HasPrefix(sheet, "'") {
			sheet = strings.ReplaceAll(sheet[1:len(sheet)-1], "''", "'")
		}
		list = append(list, area{sheet, min(row, to), min(col, by), max(row, to), max(col, by)})
	}
	return list, true
}

func outline(s string) string {
	if strings.HasSuffix(s, "(") {
		return "("
	}
	return "0"
}

// upper writes functions' names as the library knows them.
func upper(text string) string {
	return token.ReplaceAllStringFunc(text, func(s string) string {
		if strings.HasSuffix(s, "(") {
			return strings.ToUpper(s)
		}
		return s
	})
}

var single = regexp.MustCompile(`(\$?)([A-Za-z]{1,3})(\$?)(\d{1,7})`)

// shift moves a shared formula's references to the place of another cell; "" where they would leave the sheet.
func shift(text string, rows, cols int) string {
	left := false
	moved := token.ReplaceAllStringFunc(text, func(s string) string {
		m := token.FindStringSubmatch(s)
		if m[3] == "" {
			return s
		}
		refs := strings.LastIndex(s, "!") + 1
		return s[:refs] + single.ReplaceAllStringFunc(s[refs:], func(ref string) string {
			p := single.FindStringSubmatch(ref)
			row, col, _ := place(p[2] + p[4])
			if p[1] == "" {
				col += cols
			}
			if p[3] == "" {
				row += rows
			}
			if row < 0 || col < 0 {
				left = true
				return ref
			}
			name := Address(row, col)
			letters := strings.TrimRight(name, "0123456789")
			return p[1] + letters + p[3] + name[len(letters):]
		})
	})
	if left {
		return ""
	}
	return moved
}
