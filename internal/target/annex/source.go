package annex

import (
	"bytes"
	"path/filepath"
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
	flush := func() {
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
			g.before = near(src.lines)
			src.grids = append(src.grids, g)
			src.lines = append(src.lines, headLines(g)...)
		}
	}
	flush()
	return src
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
