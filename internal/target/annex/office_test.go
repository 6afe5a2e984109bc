package annex

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"giamngheo/internal/docx"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
	"giamngheo/internal/xlsx"
)

// Files that an office program wrote, from the annex of 2023.
func TestFilesOfAnOfficeProgramAreRead(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"office-near-poor.docx": "PC-501 PC-306", // columns of near-poor households before those of poor ones
		"office-resaved.docx":   "PC-501 PC-306",
		"office-resaved.xlsx":   "PC-501 PC-306",
		"office-misread.xlsx":   "PC-111 PC-501 PC-306", // "18.180" read as 18,18
	} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		r := check(t, name, data, Options{})
		if got := r.codes(Error, Warning, Info); got != want || r.Households.N != 383134 || r.Poor.N != 38550 || r.Target.Gap.N != 567 || r.Target.SumHouseholds.N != 7096 {
			t.Errorf("%s: %q, want %q\n%s", name, got, want, dump(r))
		}
	}
}

func TestWhatCannotBeReadSaysWhy(t *testing.T) {
	t.Parallel()
	book := xlsx.New(xlsx.Page{Sheet: "Trống"})
	var empty bytes.Buffer
	if _, err := book.WriteTo(&empty); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, data, key string
		opts            Options
	}{
		{"a.txt", "", "annex.empty_file", Options{}},
		{"a.pdf", "%PDF-1.7", "annex.pdf", Options{}},
		{"a.txt", "Kế hoạch không có bảng nào.\n", "annex.no_table", Options{}},
		{"a.txt", "Tên\tTuổi\tQuê\nNguyễn Văn Thử\t12\t15\n", "annex.no_columns", Options{}},
		{"a.txt", "\xff\xc3\x28", "annex.not_text", Options{}},
		{"a.txt", strings.Repeat("a", MaxSize+1), "annex.too_large", Options{}},
		{"a.xlsx", "PK\x03\x04 no", "xlsx.not_readable", Options{}},
		{"a.docx", "no", "docx.not_readable", Options{}},
		{"a.doc", "\xD0\xCF\x11\xE0 old", "docx.old_or_locked", Options{}},
		{"a.xls", "\xD0\xCF\x11\xE0 old", "xlsx.old_or_locked", Options{}},
		{"a.xlsx", empty.String(), "annex.no_table", Options{}},
		{"a.txt", string(fixture(t)), "annex.unknown_unit", Options{Unit: "9999"}},
	} {
		_, err := Check(c.name, []byte(c.data), c.opts)
		if f := fault.As(err); f == nil || f.Key != c.key || strings.Contains(lang.Vi.Error(err), "⟦") {
			t.Errorf("%s %.20q: %v, want %s", c.name, c.data, err, c.key)
		}
	}
}

// A table may be divided into groups with or without subtotals, or list communes under districts.
func TestGroupsAndCommunesUnderDistricts(t *testing.T) {
	t.Parallel()
	group := func(spoil int64) *sample {
		s := newSample(t, unit.Province, "62", 2023)
		first, second := sampleRow{order: "I", name: "Các huyện nghèo"}, sampleRow{order: "II", name: "Các huyện, thành phố còn lại"}
		for i, r := range s.rows[1:] {
			g := &first
			if i >= 4 {
				g = &second
			}
			g.hh, g.poor = g.hh+r.hh, g.poor+r.poor
		}
		second.poor += spoil
		first, second = first.set("pts", ""), second.set("pts", "")
		rows := append([]sampleRow{s.rows[0].set("tt", "")}, first)
		rows = append(rows, s.rows[1:5]...)
		rows = append(append(rows, second), s.rows[5:]...)
		s.rows = rows
		return s
	}
	for spoil, want := range map[int64]string{0: "", 5: "PC-411"} {
		r := check(t, "a.txt", group(spoil).tabs(), Options{})
		if got := r.codes(Error, Warning, Info); got != want || len(r.Rows) != 10 {
			t.Errorf("groups off by %d: %q, %d lines\n%s", spoil, got, len(r.Rows), dump(r))
		}
	}
	bare := newSample(t, unit.District, "630", 2023)
	bare.rows = append([]sampleRow{bare.rows[0], {name: "Khu vực thành thị", order: "A", heading: true}, bare.rows[1], {name: "Khu vực nông thôn", order: "B", heading: true}}, bare.rows[2:]...)
	if r := check(t, "a.txt", bare.tabs(), Options{}); r.codes(Error, Warning, Info) != "" || len(r.Rows) != 14 {
		t.Errorf("headings without figures: %s", dump(r))
	}
	nested := newSample(t, unit.Province, "62", 2023)
	rows := []sampleRow{nested.rows[0]}
	for i, r := range nested.rows[1:] {
		d := newSample(t, unit.District, unit.Shipped().Match(r.name, province(t, "62").ID, "2022-12-31")[0].Unit.Code, 2023)
		total := d.rows[0]
		total.name, total.order = r.name, roman(i+1)
		rows = append(append(rows, total), d.rows[1:]...)
	}
	rows[0].hh, rows[0].poor = 0, 0
	off := int64(0)
	for _, r := range rows[1:] {
		if r.total {
			rows[0].hh, rows[0].poor, off = rows[0].hh+r.hh, rows[0].poor+r.poor, off+r.pts.Households(r.hh)
		}
	}
	rows[0].pts = ratio(Some(off), Some(rows[0].hh)).P
	nested.rows = rows
	r := check(t, "a.txt", nested.tabs(), Options{})
	if r.codes(Error, Warning, Info) != "" || r.Unit != "62" || len(r.Rows) != 10 {
		t.Errorf("communes under districts: %s", dump(r))
	}
	nested.rows[3].poor += 2
	nested.rows[3] = nested.rows[3].set("pts", "0,50")
	if r := check(t, "a.txt", nested.tabs(), Options{}); r.codes(Error) != "PC-411" {
		t.Errorf("a commune's figure changed under its district: %s", dump(r))
	}
}

func province(t *testing.T, code string) unit.Unit {
	t.Helper()
	u, ok := unit.Shipped().ByCode(unit.Province, code, "2022-12-31")
	if !ok {
		t.Fatal(code)
	}
	return u
}

func roman(n int) string {
	return []string{"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"}[n]
}

// The unit may be named by its code, and a page break may divide the table.
func TestGivenUnitAndBrokenPages(t *testing.T) {
	t.Parallel()
	r := check(t, "a.txt", fixture(t), Options{Unit: "630"})
	if r.Unit != "630" || !strings.Contains(r.codes(Error), "PC-304") {
		t.Errorf("the province's table is not Kông Chro's: %s", dump(r))
	}
	lines := strings.Split(string(fixture(t)), "\n")
	at := 0
	for i, l := range lines {
		if strings.HasPrefix(l, "9\t") {
			at = i
		}
	}
	head := at
	for !strings.HasPrefix(lines[head], "TT\t") {
		head--
	}
	for name, between := range map[string][]string{"empty lines": {"", ""}, "the header again": append([]string{""}, lines[head:head+4]...)} {
		text := strings.Join(append(append(append([]string{}, lines[:at]...), between...), lines[at:]...), "\n")
		if r := check(t, "a.txt", []byte(text), Options{}); r.codes(Error, Warning, Info) != "PC-501 PC-306" || len(r.Rows) != 17 {
			t.Errorf("%s: %s", name, dump(r))
		}
	}
}

// A document's table that goes over pages may be two tables: under the header again or without it.
func TestATableSetInTwoIsReadAsOne(t *testing.T) {
	t.Parallel()
	s := newSample(t, unit.Province, "62", 2023)
	blocks, err := docx.Read(s.document(t))
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(blocks, func(b docx.Block) bool { return b.Table != nil && len(b.Table.Rows) > 4 })
	rows := blocks[at].Table.Rows
	cut := s.depth() + 4
	for name, c := range map[string]struct {
		between string
		again   int // lines of the header that stand on the next page
		tables  int
	}{
		"nothing between":  {"", 0, 1},
		"the header again": {"(tiếp theo)", s.depth(), 1},
		"a page's number":  {"Trang 2/3", s.depth(), 1},
		"another title":    {"Biểu số 2: chỉ tiêu của ngành", s.depth(), 2},
	} {
		parts := append(slices.Clone(blocks[:at]), docx.Block{Table: &docx.Table{Rows: rows[:cut]}}, docx.Block{Text: c.between},
			docx.Block{Table: &docx.Table{Rows: slices.Concat(rows[:c.again], rows[cut:])}})
		var tables []*table
		lines := 0
		for _, g := range documentSource(append(parts, blocks[at+1:]...)).grids {
			found := findTables(g)
			for _, f := range found {
				if !f.choose(2023) {
					t.Errorf("%s: a table without its columns", name)
					continue
				}
				lines += len(f.lines())
			}
			tables = append(tables, found...)
		}
		if len(tables) != c.tables || lines != len(s.rows) {
			t.Errorf("%s: %d tables with %d lines, want %d with %d", name, len(tables), lines, c.tables, len(s.rows))
		}
	}
}

// Names that only look as if they began with a kind, and other words for the total.
func TestNamesAreTakenWhole(t *testing.T) {
	t.Parallel()
	s := newSample(t, unit.Province, "38", 2023)
	s.row("Quan Hóa").name, s.row("Quan Sơn").name, s.row("").name = "Quan Hóa", "Quan Sơn", "Cả tỉnh"
	if r := check(t, "a.txt", s.tabs(), Options{}); r.codes(Error, Warning, Info) != "" {
		t.Errorf("%s", dump(r))
	}
	// A district of another province stays one although a name here is a letter away.
	s = newSample(t, unit.Province, "64", 2023)
	s.row("Đăk Pơ").name = "Huyện Đắk Tô"
	if r := check(t, "a.txt", s.tabs(), Options{}); sorted(r.codes(Error, Warning, Info)) != "PC-301 PC-304" {
		t.Errorf("%s", dump(r))
	}
}

// A paper may set targets for several years: those of its title's year are checked, else those of the
// year after the results.
func TestOneYearOfSeveralIsChecked(t *testing.T) {
	t.Parallel()
	for title, above := range map[string][]string{"of the year": nil, "of the period": {"CHỈ TIÊU GIẢM NGHÈO GIAI ĐOẠN 2023-2025", "(Kèm theo Kế hoạch của Ủy ban nhân dân tỉnh Kon Tum)"}} {
		s := newSample(t, unit.Province, "62", 2023)
		if above != nil {
			s.above = above
		}
		s.cols = append(s.cols, col{"later", []string{"Chỉ tiêu phấn đấu giảm nghèo năm 2024"}}, col{"later", []string{"Chỉ tiêu phấn đấu giảm nghèo năm 2025"}})
		for i := range s.rows {
			s.rows[i] = s.rows[i].set("later", "1,00")
		}
		if r := check(t, "a.txt", s.tabs(), Options{}); r.codes(Error, Warning, Info) != "" || r.Year != 2023 {
			t.Errorf("%s: year %d %s", title, r.Year, dump(r))
		}
	}
}
