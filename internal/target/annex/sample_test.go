package annex

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"giamngheo/internal/day"
	"giamngheo/internal/docx"
	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
	"giamngheo/internal/unit"
	"giamngheo/internal/xlsx"
)

// sampleRow is one line of a sample annex; texts that are set stand instead of what the figures say.
type sampleRow struct {
	order, name    string
	hh, poor       int64
	pts            percent.Points
	near           int64
	text           map[string]string // by column key
	total, heading bool
}

// sample is an annex with invented figures that add up, to be spoilt and written in any form.
type sample struct {
	above []string
	cols  []col
	rows  []sampleRow
	below []string
	year  int
}

// col is a column: what stands in it and the header cells above it, the spanning one first.
type col struct {
	key  string
	path []string
}

// The header of the real annex.
func usual(year int) []col {
	y := strconv.Itoa(year - 1)
	return []col{
		{"tt", []string{"TT"}},
		{"name", []string{"Đơn vị"}},
		{"hh", []string{"Tổng số hộ dân cư cuối năm " + y}},
		{"poor", []string{"Kết quả rà soát cuối năm " + y, "Hộ nghèo", "Số hộ"}},
		{"rate", []string{"Kết quả rà soát cuối năm " + y, "Hộ nghèo", "Tỷ lệ (%)"}},
		{"pts", []string{"Chỉ tiêu phấn đấu giảm nghèo năm " + strconv.Itoa(year)}},
	}
}

// newSample makes an annex of a unit's children; the total's target is what the children's amount to.
func newSample(t testing.TB, level unit.Level, code string, year int) *sample {
	t.Helper()
	dir := unit.Shipped()
	on := day.EndOf(year - 1)
	parent, ok := dir.ByCode(level, code, on)
	if !ok {
		t.Fatalf("no %s %s", level, code)
	}
	rnd := rand.New(rand.NewPCG(uint64(year), uint64(parent.ID)))
	s := &sample{year: year, cols: usual(year)}
	s.above = []string{"BIỂU TỔNG HỢP CHỈ TIÊU GIẢM NGHÈO NĂM " + strconv.Itoa(year), "(Kèm theo Kế hoạch của Ủy ban nhân dân " + strings.ToLower(parent.Title()[:1]) + parent.Title()[1:] + ")"}
	total := sampleRow{order: "I", name: "Tổng cộng", total: true}
	off := int64(0)
	for _, u := range dir.Children(parent.ID, on) {
		if level == unit.Province && u.Level == unit.District && len(dir.Children(u.ID, on)) == 0 {
			continue
		}
		r := sampleRow{order: strconv.Itoa(len(s.rows) + 1), name: u.Title(), hh: 900 + rnd.Int64N(29000)}
		r.poor = r.hh * (200 + rnd.Int64N(2500)) / 10000
		r.near = r.poor * 7 / 10
		rate, _ := percent.Of(r.poor, r.hh)
		r.pts = rate * percent.Points(15+rnd.Int64N(10)) / 100
		total.hh += r.hh
		total.poor += r.poor
		total.near += r.near
		off += r.pts.Households(r.hh)
		s.rows = append(s.rows, r)
	}
	total.pts, _ = percent.Of(off, total.hh)
	s.rows = append([]sampleRow{total}, s.rows...)
	return s
}

// row finds a line by a part of its name; "" is the total.
func (s *sample) row(part string) *sampleRow {
	for i := range s.rows {
		if part == "" && s.rows[i].total || part != "" && strings.Contains(s.rows[i].name, part) {
			return &s.rows[i]
		}
	}
	panic("no line " + part)
}

// sumUp makes the total the sum of its lines again.
func (s *sample) sumUp() {
	t := s.row("")
	t.hh, t.poor = 0, 0
	for _, r := range s.rows {
		if !r.total && !r.heading {
			t.hh += r.hh
			t.poor += r.poor
		}
	}
}

func (r sampleRow) set(key, text string) sampleRow {
	m := map[string]string{key: text}
	for k, v := range r.text {
		if k != key {
			m[k] = v
		}
	}
	r.text = m
	return r
}

// value is a cell's text in Vietnamese style.
func (r sampleRow) value(key string) string {
	if s, ok := r.text[key]; ok {
		return s
	}
	rate, _ := percent.Of(r.poor, r.hh)
	off := r.pts.Households(r.hh)
	switch key {
	case "tt":
		return r.order
	case "name":
		return r.name
	}
	if r.heading {
		return ""
	}
	switch key {
	case "hh":
		return lang.Vi.Int(r.hh)
	case "poor":
		return lang.Vi.Int(r.poor)
	case "rate":
		return lang.Vi.Points(rate)
	case "near":
		return lang.Vi.Int(r.near)
	case "nearrate":
		p, _ := percent.Of(r.near, r.hh)
		return lang.Vi.Points(p)
	case "old":
		return lang.Vi.Int(r.poor + 37)
	case "oldrate":
		p, _ := percent.Of(r.poor+37, r.hh)
		return lang.Vi.Points(p)
	case "less":
		return "-37"
	case "both":
		p, _ := percent.Of(r.poor+r.near, r.hh)
		return lang.Vi.Points(p)
	case "persons":
		return lang.Vi.Int(r.hh * 4)
	case "pts":
		return lang.Vi.Points(r.pts)
	case "off":
		return lang.Vi.Int(off)
	case "end":
		return lang.Vi.Points(rate - r.pts)
	case "endpoor":
		return lang.Vi.Int(r.poor - off)
	}
	return ""
}

func (s *sample) depth() int {
	d := 1
	for _, c := range s.cols {
		d = max(d, len(c.path))
	}
	return d
}

// spans tells how far the header cell at a row goes to the right, 0 when another covers it.
func (s *sample) spans(row, c int) int {
	if row >= len(s.cols[c].path) {
		return 0
	}
	same := func(i int) bool {
		a, b := s.cols[i].path, s.cols[c].path
		return len(a) > row+1 && len(b) > row+1 && strings.Join(a[:row+1], "|") == strings.Join(b[:row+1], "|")
	}
	if c > 0 && same(c-1) {
		return 0
	}
	n := 1
	for i := c + 1; i < len(s.cols) && same(i); i++ {
		n++
	}
	return n
}

func (s *sample) numbering() []string {
	out := make([]string, len(s.cols))
	n := 0
	for i, c := range s.cols {
		switch c.key {
		case "tt":
			out[i] = "A"
		case "name":
			out[i] = "B"
		default:
			n++
			out[i] = strconv.Itoa(n)
		}
	}
	return out
}

// texts is the table as rows of texts, header included.
func (s *sample) texts() [][]string {
	var out [][]string
	for r := range s.depth() {
		line := make([]string, len(s.cols))
		for c := range s.cols {
			if s.spans(r, c) > 0 {
				line[c] = s.cols[c].path[r]
			}
		}
		out = append(out, line)
	}
	out = append(out, s.numbering())
	for _, r := range s.rows {
		line := make([]string, len(s.cols))
		for c, k := range s.cols {
			line[c] = r.value(k.key)
		}
		out = append(out, line)
	}
	return out
}

// tabs writes the annex as the plan's text has it.
func (s *sample) tabs() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", strings.Join(s.above, "\n\n"))
	for _, line := range s.texts() {
		b.WriteString(strings.Join(line, "\t") + "\n")
	}
	b.WriteString("\n" + strings.Join(s.below, "\n"))
	return []byte(b.String())
}

// pipes writes it as a Markdown table.
func (s *sample) pipes() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", strings.Join(s.above, "\n\n"))
	for i, line := range s.texts() {
		b.WriteString("| " + strings.Join(line, " | ") + " |\n")
		if i == 0 {
			b.WriteString(strings.Repeat("|---", len(line)) + "|\n")
		}
	}
	return []byte(b.String())
}

// sheet writes it on a workbook's second sheet with merged headers; typed gives numbers as numbers, a
// rate column under a percent format as fractions.
func (s *sample) sheet(t testing.TB, typed, fraction bool) []byte {
	t.Helper()
	w := xlsx.New(xlsx.Page{Sheet: "Biểu 1", Landscape: true})
	w.Put(0, 0, "ỦY BAN NHÂN DÂN", xlsx.Style{Bold: true})
	w.Put(0, 3, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", xlsx.Style{Bold: true})
	for i, a := range s.above {
		w.Merge(2+i, 0, 1, len(s.cols), a, xlsx.Style{Align: "center"})
	}
	top := 3 + len(s.above)
	style := xlsx.Style{Border: true}
	for r := range s.depth() {
		for c := range s.cols {
			if n := s.spans(r, c); n > 0 {
				down := 1
				if r == len(s.cols[c].path)-1 {
					down = s.depth() - r
				}
				w.Merge(top+r, c, down, n, s.cols[c].path[r], style)
			}
		}
	}
	body := s.texts()[s.depth():]
	for i, line := range body {
		for c, v := range line {
			var x any = v
			st := style
			if f := readRate(textCell(v)); i > 0 && typed && f.state == good {
				switch k := s.cols[c].key; k {
				case "hh", "poor", "near", "off", "endpoor", "persons", "tt":
					if n := readCount(textCell(v)); n.state == good {
						x = n.v
					}
				case "rate", "nearrate", "pts", "end":
					x = f.points().Float()
					if fraction {
						x = f.points().Float() / 100
						st.Format = "0.00%"
					}
				}
			}
			if v == "" {
				x = nil
			}
			w.Put(top+s.depth()+i, c, x, st)
		}
	}
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// document writes it as a table of a document, merged as an office would.
func (s *sample) document(t testing.TB) []byte {
	t.Helper()
	d := &docx.Document{Landscape: true}
	d.Head(docx.Heading{Issuer: "ỦY BAN NHÂN DÂN", Number: "Số: /KH-UBND", Place: "ngày 09 tháng 01 năm " + strconv.Itoa(s.year)})
	for _, a := range s.above {
		d.Line(a, docx.Center, docx.Text{Bold: true})
	}
	var tab docx.Table
	for i, line := range s.texts() {
		row := make([]docx.Cell, len(line))
		for c := range line {
			row[c] = docx.Cell{Text: line[c], Rows: 1, Cols: 1}
			if i < s.depth() {
				row[c].Covered = true
			}
		}
		tab.Rows = append(tab.Rows, row)
	}
	for r := range s.depth() {
		for c := range s.cols {
			if n := s.spans(r, c); n > 0 {
				down := 1
				if r == len(s.cols[c].path)-1 {
					down = s.depth() - r
				}
				tab.Rows[r][c] = docx.Cell{Text: s.cols[c].path[r], Rows: down, Cols: n}
			}
		}
	}
	widths := make([]float64, len(s.cols))
	for i := range widths {
		widths[i] = 250 / float64(len(s.cols))
	}
	d.Table(docx.Sheet{Table: tab, Widths: widths, Header: s.depth()})
	d.Sides([]docx.Text{{Words: "NGƯỜI LẬP BIỂU"}}, []docx.Text{{Words: "CHỦ TỊCH"}})
	var b bytes.Buffer
	if _, err := d.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// check runs a check that must be able to read its file.
func check(t testing.TB, name string, data []byte, opts Options) Report {
	t.Helper()
	r, err := Check(name, data, opts)
	if err != nil {
		t.Fatalf("%s: %s", name, lang.En.Describe(err))
	}
	return r
}

// codes are the findings' codes, each once, in order, those of the given severities.
func (r Report) codes(which ...Severity) string {
	var out []string
	for _, f := range r.Findings {
		for _, s := range which {
			if f.Severity == s && !strings.Contains(strings.Join(out, " "), f.Code) {
				out = append(out, f.Code)
			}
		}
	}
	return strings.Join(out, " ")
}

// dump is a report for a failed test's message.
func dump(r Report) string {
	var b strings.Builder
	_ = r.Print(&b, lang.Vi)
	return b.String()
}
