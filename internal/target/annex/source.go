package annex

import (
	"bytes"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"giamngheo/internal/docx"
	"giamngheo/internal/fault"
	"giamngheo/internal/xlsx"
)

// MaxSize is the largest file that is looked at, in bytes.
const MaxSize = 16 << 20

// The limits of a text: beyond them it is no plan.
const (
	maxLines = 100_000
	maxGrids = 500
)

// load reads a file by what it is: the first bytes tell an office document, the name which kind.
func load(name string, data []byte) (*source, error) {
	switch {
	case len(data) == 0:
		return nil, fault.New(fault.Invalid, "annex.empty_file", "File", filepath.Base(name))
	case len(data) > MaxSize:
		return nil, fault.New(fault.Invalid, "annex.too_large", "File", filepath.Base(name), "Limit", MaxSize>>20)
	case bytes.HasPrefix(data, []byte("%PDF")):
		return nil, fault.New(fault.Invalid, "annex.pdf", "File", filepath.Base(name))
	}
	ext := strings.ToLower(filepath.Ext(name))
	office := bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0"))
	switch {
	case ext == ".docx" || ext == ".doc" || office && ext != ".xlsx" && ext != ".xlsm" && ext != ".xls" && bytes.Contains(data, []byte("word/")):
		blocks, err := docx.Read(data)
		if err != nil {
			return nil, err
		}
		return documentSource(blocks), nil
	case ext == ".xlsx" || ext == ".xlsm" || ext == ".xls" || office:
		sheets, err := xlsx.Read(data)
		if err != nil {
			return nil, err
		}
		return workbookSource(sheets), nil
	}
	text, ok := decode(data)
	if !ok {
		return nil, fault.New(fault.Invalid, "annex.not_text", "File", filepath.Base(name))
	}
	return textSource(text), nil
}

// workbookSource takes every sheet; sheets that are shown come before hidden ones.
func workbookSource(sheets []xlsx.Sheet) *source {
	src := &source{}
	for _, hidden := range []bool{false, true} {
		for i := range sheets {
			if s := &sheets[i]; s.Hidden == hidden && len(s.Rows) > 0 {
				src.grids = append(src.grids, sheetGrid(s))
			}
		}
	}
	return src
}

// documentSource takes paragraphs as lines of text (a table may be set with tabs) and the tables.
func documentSource(blocks []docx.Block) *source {
	var lines []string
	src := &source{}
	var last *grid // the table above, while nothing but the turn of a page follows it
	flush := func() {
		if strings.Trim(pageTurn.ReplaceAllString(strings.Join(lines, " "), ""), " ") != "" {
			last = nil
		}
		if len(lines) > 0 {
			part := textSource(strings.Join(lines, "\n"))
			src.lines = append(src.lines, part.lines...)
			src.grids = append(src.grids, part.grids...)
		}
		lines = nil
	}
	for _, b := range blocks {
		if b.Table == nil {
			lines = append(lines, strings.ReplaceAll(b.Text, "\n", " "))
			continue
		}
		flush()
		if len(src.grids) < maxGrids {
			g := tableGrid(b.Table)
			if last.continuedBy(g) {
				last.append(g)
				continue
			}
			last = g
			g.before = near(src.lines)
			src.grids = append(src.grids, g)
			src.lines = append(src.lines, headLines(g)...)
		}
	}
	flush()
	return src
}

// pageTurn is what stands between the parts of a table that goes over pages.
var pageTurn = regexp.MustCompile(`(?i)\(?(tiếp theo|tiếp|tt)\)?|trang \d+(/\d+)?`)

// continuedBy tells whether the next table of a document is the rest of this one, set anew on the next
// page: under the same header, or at once with lines of as many columns.
func (g *grid) continuedBy(next *grid) bool {
	if g == nil || len(g.rows) < 2 || len(next.rows) == 0 || g.width() < 4 || g.width() != next.width() || !dataRow(g.rows[len(g.rows)-1]) {
		return false
	}
	return rowText(g, 0) == rowText(next, 0) || dataRow(next.rows[0])
}

// append adds the lines of a table below.
func (g *grid) append(next *grid) {
	at := len(g.rows)
	for _, row := range next.rows {
		for c := range row {
			row[c].corner[0] += at
		}
		g.rows = append(g.rows, row)
	}
}

// headLines are the texts of a table that only sets texts side by side, as the head of a paper does.
func headLines(g *grid) []string {
	if len(g.rows) > 4 {
		return nil
	}
	var lines []string
	for _, row := range g.rows {
		for _, c := range row {
			if c.kind == words {
				lines = append(lines, c.text)
			}
		}
	}
	return lines
}

// near are the last lines of text, those that may be a table's title.
func near(lines []string) []string {
	var out []string
	for i := len(lines) - 1; i >= 0 && len(out) < 12; i-- {
		out = append([]string{lines[i]}, out...)
	}
	return out
}

// decode reads UTF-8, or UTF-16 with its mark, into text with plain line ends.
func decode(data []byte) (string, bool) {
	var s string
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		s = wide(data[2:], 0, 1)
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		s = wide(data[2:], 1, 0)
	default:
		s = string(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF")))
	}
	if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
		return "", false
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"), true
}

func wide(b []byte, low, high int) string {
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = uint16(b[2*i+low]) | uint16(b[2*i+high])<<8
	}
	return string(utf16.Decode(u))
}
