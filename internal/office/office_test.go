package office

import (
	"bytes"
	"encoding/csv"
	"errors"
	"iter"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"giamngheo/internal/day"
	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
	"giamngheo/internal/xlsx"
)

// form is a result form as the law's sheets are laid out.
func form() (Sheet, []Row) {
	year := "Kết quả rà soát cuối năm 2022"
	s := Sheet{
		Name: "Biểu 2", Agency: "ỦY BAN NHÂN DÂN TỈNH GIA LAI", Unit: "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", Form: "Biểu số 2", Official: true,
		Title: "TỔNG HỢP KẾT QUẢ RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO", Subtitle: "Năm 2022 · tỉnh Gia Lai", Note: "Đơn vị tính: hộ, %",
		Columns: []Column{
			{Label: "TT", Width: 6},
			{Label: "Huyện, thị xã, thành phố", Width: 26},
			{Label: "Tổng số hộ dân cư", Unit: "hộ", Kind: Count},
			{Groups: []string{year, "Hộ nghèo"}, Label: "Số hộ", Kind: Count},
			{Groups: []string{year, "Hộ nghèo"}, Label: "Tỷ lệ", Unit: "%", Kind: Rate},
			{Groups: []string{year, "Hộ cận nghèo"}, Label: "Số hộ", Kind: Count},
			{Groups: []string{year, "Hộ cận nghèo"}, Label: "Tỷ lệ", Unit: "%", Kind: Rate},
			{Label: "Ngày duyệt", Kind: Date},
		},
		Numbering: true, Landscape: true, Source: "kết quả rà soát đã duyệt, dân số theo cơ sở dữ liệu", Demo: "Dữ liệu minh hoạ: hộ và người đều không có thật.",
	}
	return s, []Row{
		{Values: []any{nil, "Tổng cộng", int64(383134), 38550, percent.Points(1006), 35000, percent.Points(914), nil}, Total: true},
		{Values: []any{nil, "Vùng dân tộc thiểu số"}, Heading: true},
		{Values: []any{"1", "Huyện Kông Chro", 12345, int64(4812), percent.Points(3898), 1200, 9.72, day.Date("2022-12-15")}},
		{Values: []any{"2", "Huyện Krông Pa, gồm các xã mới được sáp nhập trong năm", 21000, 5012, percent.Points(2387), nil, nil, day.Date("2022-12-20")}},
		{Values: []any{"3", "=HYPERLINK(\"http://x\")", 1, 0, percent.Points(-195), 0, 0.0}},
	}
}

func sequence(rows []Row) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func write(t *testing.T, s Sheet, rows []Row) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteXLSX(&b, s, sequence(rows)); err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("OFFICE_SAMPLES"); dir != "" { // to look at in an office program
		if err := os.WriteFile(dir+"/"+t.Name()+string(s.Lang)+".xlsx", b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func lines(t *testing.T, data []byte) (texts []string, merged []string) {
	t.Helper()
	b, err := xlsx.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for r, err := range b.Rows(0) {
		if err != nil {
			t.Fatal(err)
		}
		var cells []string
		for _, c := range r.Cells {
			cells = append(cells, strings.ReplaceAll(c.Text, "\n", "|"))
		}
		texts = append(texts, strings.Join(cells, ";"))
	}
	list, err := b.Merges(0)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		merged = append(merged, xlsx.Address(m.Row, m.Col)+":"+xlsx.Address(m.Row+m.Rows-1, m.Col+m.Cols-1))
	}
	slices.Sort(merged)
	return texts, merged
}

func TestAFormIsLaidOutAsOfficesDo(t *testing.T) {
	t.Parallel()
	s, rows := form()
	data := write(t, s, rows)
	texts, merged := lines(t, data)
	want := []string{
		"ỦY BAN NHÂN DÂN TỈNH GIA LAI;;;Biểu số 2",
		"SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI;;;CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
		";;;Độc lập - Tự do - Hạnh phúc",
		"TỔNG HỢP KẾT QUẢ RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO",
		"Năm 2022 · tỉnh Gia Lai",
		"Dữ liệu minh hoạ: hộ và người đều không có thật.",
		"Đơn vị tính: hộ, %",
		"TT;Huyện, thị xã, thành phố;Tổng số hộ dân cư|(hộ);Kết quả rà soát cuối năm 2022;;;;Ngày duyệt",
		";;;Hộ nghèo;;Hộ cận nghèo",
		";;;Số hộ;Tỷ lệ|(%);Số hộ;Tỷ lệ|(%)",
		"A;B;1;2;3;4;5;6",
		";Tổng cộng;383134;38550;10.06;35000;9.14",
		"Vùng dân tộc thiểu số",
		"1;Huyện Kông Chro;12345;4812;38.98;1200;9.72;2022-12-15",
		"2;Huyện Krông Pa, gồm các xã mới được sáp nhập trong năm;21000;5012;23.87;;;2022-12-20",
		`3;=HYPERLINK("http://x");1;0;-1.95;0;0`,
		"Nguồn: kết quả rà soát đã duyệt, dân số theo cơ sở dữ liệu",
		"Dữ liệu minh hoạ: hộ và người đều không có thật.",
	}
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Error(diff)
	}
	for _, m := range []string{"D9:G9", "D10:E10", "F10:G10", "A9:A11", "C9:C11", "A14:H14", "A5:H5"} {
		if !slices.Contains(merged, m) {
			t.Errorf("%s is not merged: %v", m, merged)
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for cell, want := range map[string]string{"C13": "383,134", "E15": "38.98", "H15": "15/12/2022"} {
		if got, err := f.GetCellValue("Biểu 2", cell); got != want || err != nil {
			t.Errorf("%s shows %q, want %q (%v)", cell, got, want, err)
		}
	}
	for _, n := range f.GetDefinedName() {
		if n.RefersTo != "'Biểu 2'!$9:$12" {
			t.Errorf("%s is %s", n.Name, n.RefersTo)
		}
	}
	if panes, err := f.GetPanes("Biểu 2"); err != nil || panes.Freeze {
		t.Errorf("panes are %+v, %v", panes, err)
	}
	if o, err := f.GetHeaderFooter("Biểu 2"); err != nil || !strings.Contains(o.OddFooter, "minh hoạ") || !strings.Contains(o.OddFooter, "Nguồn") || !strings.Contains(o.OddHeader, "&P") {
		t.Errorf("the footer is %+v, %v", o, err)
	}
}

func TestAListIsPlainerAndCanBeFiltered(t *testing.T) {
	t.Parallel()
	s := Sheet{
		Name: "Households", Title: "LIST OF POOR HOUSEHOLDS", Subtitle: "Xã Yang Nam", Lang: lang.En, Numbering: true,
		Columns: []Column{{Label: "No.", Width: 6}, {Label: "Head of household"}, {Label: "Number", Kind: Code}, {Label: "Members", Kind: Count}},
		Source:  "the register",
	}
	data := write(t, s, []Row{{Values: []any{"1", "Đinh Thị Hoà", "012345678901", 4}}, {Values: []any{"2", "", nil}}})
	texts, _ := lines(t, data)
	want := []string{"LIST OF POOR HOUSEHOLDS", "Xã Yang Nam", "No.;Head of household;Number;Members", "A;B;C;1", "1;Đinh Thị Hoà;012345678901;4", "2", "Source: the register"}
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Error(diff)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	names := map[string]string{}
	for _, n := range f.GetDefinedName() {
		names[n.Name] = n.RefersTo
	}
	if names["_xlnm._FilterDatabase"] != "'Households'!$A$5:$D$7" && names["_xlnm._FilterDatabase"] != "Households!$A$5:$D$7" {
		t.Errorf("names are %v", names)
	}
	if panes, err := f.GetPanes("Households"); err != nil || !panes.Freeze || panes.YSplit != 5 {
		t.Errorf("panes are %+v, %v", panes, err)
	}
	if o, err := f.GetHeaderFooter("Households"); err != nil || !strings.Contains(o.OddFooter, "&P/&N") {
		t.Errorf("the footer is %+v, %v", o, err)
	}
}

func TestCSVIsForOtherProgramsAndGuarded(t *testing.T) {
	t.Parallel()
	s, rows := form()
	rows = append(rows, Row{Values: []any{"-", " @SUM(1)", -5, nil, "+84 1", "\"a\"\nb", "-1+2", "bình-thường"}})
	var b bytes.Buffer
	if err := WriteCSV(&b, s, sequence(rows)); err != nil {
		t.Fatal(err)
	}
	text, ok := strings.CutPrefix(b.String(), "\uFEFF")
	if !ok {
		t.Error("there is no byte order mark")
	}
	got, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	year := "Kết quả rà soát cuối năm 2022"
	want := [][]string{
		{"TT", "Huyện, thị xã, thành phố", "Tổng số hộ dân cư", year + " / Hộ nghèo / Số hộ", year + " / Hộ nghèo / Tỷ lệ", year + " / Hộ cận nghèo / Số hộ", year + " / Hộ cận nghèo / Tỷ lệ", "Ngày duyệt"},
		{"", "Tổng cộng", "383134", "38550", "10.06", "35000", "9.14", ""},
		{"", "Vùng dân tộc thiểu số", "", "", "", "", "", ""},
		{"1", "Huyện Kông Chro", "12345", "4812", "38.98", "1200", "9.72", "2022-12-15"},
		{"2", "Huyện Krông Pa, gồm các xã mới được sáp nhập trong năm", "21000", "5012", "23.87", "", "", "2022-12-20"},
		{"3", "'=HYPERLINK(\"http://x\")", "1", "0", "-1.95", "0", "0", ""},
		{"-", "' @SUM(1)", "-5", "", "'+84 1", "\"a\"\nb", "'-1+2", "bình-thường"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestErrorsOfTheRowsEndTheSheet(t *testing.T) {
	t.Parallel()
	bad := errors.New("no more rows")
	s, _ := form()
	failing := func(yield func(Row, error) bool) { yield(Row{}, bad) }
	strange := sequence([]Row{{Values: []any{[]int{1}}}})
	for name, do := range map[string]func(iter.Seq2[Row, error]) error{
		"xlsx": func(r iter.Seq2[Row, error]) error { return WriteXLSX(&bytes.Buffer{}, s, r) },
		"csv":  func(r iter.Seq2[Row, error]) error { return WriteCSV(&bytes.Buffer{}, s, r) },
	} {
		if err := do(failing); !errors.Is(err, bad) {
			t.Errorf("%s: %v", name, err)
		}
		if err := do(strange); err == nil {
			t.Errorf("%s: a strange value is no error", name)
		}
	}
}

// Groups of other depth, equal labels under other groups, a single column.
func TestHeaders(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		columns []Column
		want    []headCell
	}{
		"one":                  {[]Column{{Label: "a"}}, []headCell{{0, 0, 1, 1, "a"}}},
		"equal names apart":    {[]Column{{Groups: []string{"x", "g"}, Label: "a"}, {Groups: []string{"y", "g"}, Label: "b"}}, []headCell{{2, 0, 1, 1, "a"}, {0, 0, 1, 1, "x"}, {1, 0, 1, 1, "g"}, {2, 1, 1, 1, "b"}, {0, 1, 1, 1, "y"}, {1, 1, 1, 1, "g"}}},
		"depths":               {[]Column{{Label: "a"}, {Groups: []string{"g"}, Label: "b", Unit: "%"}, {Groups: []string{"g"}, Label: "c"}}, []headCell{{0, 0, 2, 1, "a"}, {1, 1, 1, 1, "b\n(%)"}, {0, 1, 1, 2, "g"}, {1, 2, 1, 1, "c"}}},
		"a group behind a gap": {[]Column{{Groups: []string{"g"}, Label: "a"}, {Label: "b"}, {Groups: []string{"g"}, Label: "c"}}, []headCell{{1, 0, 1, 1, "a"}, {0, 0, 1, 1, "g"}, {0, 1, 2, 1, "b"}, {1, 2, 1, 1, "c"}, {0, 2, 1, 1, "g"}}},
	} {
		s := Sheet{Columns: c.columns}
		got, _ := s.header()
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(headCell{})); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		write(t, s, nil)
	}
}

// Some office programs take the wide signs of East Asian keyboards for the same as the narrow ones.
func TestWideSignsAreGuardedToo(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"＝1+1", "＋84", "－1", "＠SUM(1)", " \t=1", "-1", "@x"} {
		if got := guarded(s); got != "'"+s {
			t.Errorf("%q is written as %q", s, got)
		}
	}
	for _, s := range []string{"", "-", "+", "1-2", "Đinh = Văn"} {
		if got := guarded(s); got != s {
			t.Errorf("%q is written as %q", s, got)
		}
	}
}

// A text without a space, as a value before and after an act is kept, is as high as the lines into which it is
// broken: on paper nothing of it is hidden.
func TestALongWordHasRoom(t *testing.T) {
	t.Parallel()
	s := Sheet{Name: "x", Columns: []Column{{Label: "a", Width: 10}, {Label: "b", Width: 40}}}
	f, err := excelize.OpenReader(bytes.NewReader(write(t, s, []Row{{Values: []any{"x", strings.Repeat("a", 200)}}, {Values: []any{"x", "a b"}}})))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := f.GetRows("x")
	if err != nil {
		t.Fatal(err)
	}
	var heights []float64
	for i, row := range all {
		if len(row) == 2 && row[0] == "x" {
			h, err := f.GetRowHeight("x", i+1)
			if err != nil {
				t.Fatal(err)
			}
			heights = append(heights, h)
		}
	}
	if len(heights) != 2 || heights[0] < 5*16.5 || heights[1] > 20 {
		t.Errorf("heights %v, want those of five lines and of one", heights)
	}
}
