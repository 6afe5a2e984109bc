package intake

import (
	"slices"
	"strings"

	"giamngheo/internal/xlsx"
)

func blank(cells []xlsx.Cell) bool {
	for _, c := range cells {
		if c.Kind != xlsx.Empty && strings.TrimSpace(c.Text) != "" || c.Kind == xlsx.Uncounted {
			return false
		}
	}
	return true
}

// skips tells a row that is no record: a heading between the rows, a total, the header once more, a note
// or a signature at the foot.
func (p *pass) skips(r xlsx.Row) bool {
	l := line{p: p, cells: r.Cells}
	n := 0
	for _, c := range r.Cells {
		if filled(c) {
			n++
		}
	}
	if n <= 1 {
		return true
	}
	for _, id := range p.keyCol {
		if text := strings.TrimSpace(l.cell(id).Text); text != "" || l.cell(id).Kind == xlsx.Uncounted {
			squeezed := squeeze(text)
			if squeezed == "" {
				break
			}
			if p.imp.Kind == Base && (total(text) || note(text)) {
				return true
			}
			leaf := p.shown[id][strings.LastIndex(p.shown[id], "/")+1:]
			return squeezed == squeeze(leaf)
		}
	}
	return n <= 2 || slices.ContainsFunc(r.Cells, func(c xlsx.Cell) bool { return total(c.Text) || note(c.Text) })
}

func total(text string) bool {
	s := squeeze(text)
	for _, w := range []string{"tongcong", "tongso", "cong", "toantinh", "toanhuyen", "toanxa", "total"} {
		if s == w {
			return true
		}
	}
	return strings.HasPrefix(s, "tongcong")
}

func note(text string) bool {
	s := squeeze(text)
	for _, w := range []string{"nguon", "ghichu", "dulieuminhhoa", "nguoilapbieu", "source", "note"} {
		if strings.HasPrefix(s, w) && (len(s) > len(w) || strings.HasSuffix(strings.TrimSpace(text), ":")) {
			return true
		}
	}
	return false
}
