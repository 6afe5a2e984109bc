package xlsx

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"giamngheo/internal/day"
)

// A sheet wider than a page can show in legible letters goes over several, and each tells whose rows they are.
func TestAWideSheetIsPrintedOnSeveralPagesAcross(t *testing.T) {
	t.Parallel()
	wide := make([]float64, 46)
	for i := range wide {
		wide[i] = 14
	}
	for across, widths := range map[int][]float64{1: wide[:12], 3: wide} {
		var b bytes.Buffer
		s := NewStream(&b, StreamPage{Page: Page{Sheet: "Hộ", Landscape: true, Widths: widths, Repeat: [2]int{0, 1}, RepeatColumns: 2}})
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		layout, err := f.GetPageLayout("Hộ")
		if err != nil || *layout.FitToWidth != across || *layout.FitToHeight != 0 {
			t.Errorf("%d columns: %v pages across, want %d, %v", len(widths), *layout.FitToWidth, across, err)
		}
		titles := f.GetDefinedName()[0].RefersTo
		if want := map[int]string{1: "'Hộ'!$1:$2", 3: "'Hộ'!$A:$B,'Hộ'!$1:$2"}[across]; titles != want {
			t.Errorf("repeats %s, want %s", titles, want)
		}
	}
}

func TestWhatIsStreamedIsRead(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	s := NewStream(&b, StreamPage{
		Page:   Page{Sheet: "Biểu 1: hộ/khẩu", Landscape: true, Widths: []float64{5, 20.5}, Repeat: [2]int{1, 2}, Footer: "Nguồn: A & B"},
		Freeze: [2]int{3, 1},
	})
	bold := s.Style(Style{Bold: true, Border: true, Align: "center", Wrap: true})
	date := s.Style(Style{Format: DateFormat})
	s.Begin(0, 24)
	s.Put(0, "Hộ nghèo <b>", bold)
	s.Put(1, nil, bold)
	s.Merge(0, 0, 1, 2)
	s.Begin(2, 0)
	s.Put(0, int64(2542), s.Style(Style{Format: CountFormat}))
	s.Put(1, 13.98, s.Style(Style{Format: RateFormat}))
	s.Put(3, "012345678901", s.Style(Style{Format: TextFormat}))
	s.Put(4, day.Date("2022-12-31"), date)
	s.Put(5, day.Date("1899-12-31"), date)
	s.Put(6, day.Date("1900-02-28"), date)
	s.Put(7, day.Date("1900-03-01"), date)
	s.Put(8, "=1+1", 0)
	s.Put(9, 7, 0)
	s.Put(10, math.NaN(), 0)
	s.Put(27, " a\r\nb_x000D_\x0b\uFFFE\xFF ", 0)
	s.Filter(Range{2, 0, 1, 2})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := rowsOf(b.Bytes(), 0)
	want := map[int][]Cell{
		1: {{Kind: Text, Text: "Hộ nghèo <b>"}},
		3: append(append([]Cell{
			{Kind: Number, Text: "2542"},
			{Kind: Number, Text: "13.98"},
			{},
			{Kind: Text, Text: "012345678901"},
			{Kind: Date, Text: "2022-12-31"},
			{Kind: Text, Text: "1899-12-31"},
			{Kind: Date, Text: "1900-02-28"},
			{Kind: Date, Text: "1900-03-01"},
			{Kind: Text, Text: "=1+1"},
			{Kind: Number, Text: "7"},
		}, make([]Cell, 17)...), Cell{Kind: Text, Text: " a\r\nb_x000D_\x0b\uFFFD\uFFFD "}),
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
	sameAsExcelize(t, "streamed", b.Bytes())
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet := f.GetSheetName(0)
	if sheet != "Biểu 1  hộ khẩu" {
		t.Errorf("the tab is %q", sheet)
	}
	merges, err := f.GetMergeCells(sheet)
	if err != nil || len(merges) != 1 || merges[0].GetEndAxis() != "B1" {
		t.Errorf("merged are %v, %v", merges, err)
	}
	layout, err := f.GetPageLayout(sheet)
	if err != nil || *layout.Size != 9 || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 {
		t.Errorf("page layout %+v, %v", layout, err)
	}
	panes, err := f.GetPanes(sheet)
	if err != nil || !panes.Freeze || panes.XSplit != 1 || panes.YSplit != 3 || panes.TopLeftCell != "B4" {
		t.Errorf("panes %+v, %v", panes, err)
	}
	names := map[string]string{}
	for _, n := range f.GetDefinedName() {
		names[n.Name] = n.RefersTo
	}
	if diff := cmp.Diff(map[string]string{"_xlnm.Print_Titles": "'Biểu 1  hộ khẩu'!$2:$3", "_xlnm._FilterDatabase": "'Biểu 1  hộ khẩu'!$A$3:$B$3"}, names); diff != "" {
		t.Error(diff)
	}
	id, err := f.GetCellStyle(sheet, "A1")
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil || !style.Font.Bold || style.Font.Family != "Times New Roman" || style.Font.Size != 12 || len(style.Border) != 4 || !style.Alignment.WrapText {
		t.Errorf("style %+v, %v", style, err)
	}
	if v, err := f.GetCellValue(sheet, "E3"); v != "31/12/2022" || err != nil {
		t.Errorf("the day shows as %q, %v", v, err)
	}
	if formula, err := f.GetCellFormula(sheet, "I3"); formula != "" || err != nil {
		t.Errorf("a text became the formula %q, %v", formula, err)
	}
}

// Any text comes back as it was given, but for what is no Unicode.
func TestTextsComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"_x000D_", "_x005F_", "&", "<", "]]>", "\r\n", "\t", "=", "Đắk Nông", "_", "\x00"})), 1, 5).Draw(r, "text"), "")
		var b bytes.Buffer
		s := NewStream(&b, StreamPage{})
		s.Begin(0, 0)
		s.Put(0, text, 0)
		if err := s.Close(); err != nil {
			r.Fatal(err)
		}
		got, err := rowsOf(b.Bytes(), 0)
		if err != nil {
			r.Fatal(err)
		}
		want := strings.NewReplacer("\uFFFE", "\uFFFD", "\uFFFF", "\uFFFD").Replace(text)
		if strings.TrimSpace(want) == "" {
			want = ""
		}
		if have := append(got[1], Cell{})[0].Text; have != want {
			r.Errorf("%q comes back as %q", want, have)
		}
	})
}

func TestMistakesAreToldAtTheEnd(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(*Stream){
		"rows back":      func(s *Stream) { s.Begin(3, 0); s.Begin(2, 0) },
		"columns back":   func(s *Stream) { s.Begin(0, 0); s.Put(1, 1, 0); s.Put(1, 1, 0) },
		"no row":         func(s *Stream) { s.Put(0, 1, 0) },
		"too many rows":  func(s *Stream) { s.Begin(LastRow, 0) },
		"not a value":    func(s *Stream) { s.Begin(0, 0); s.Put(0, []int{1}, 0) },
		"a wide column":  func(s *Stream) { s.Begin(0, 0); s.Put(lastCol, 1, 0) },
		"a full disk":    nil,
		"the row before": func(s *Stream) { s.Begin(-1, 0) },
	} {
		var w io.Writer = io.Discard
		if do == nil {
			w, do = full{}, func(*Stream) {}
		}
		s := NewStream(w, StreamPage{})
		do(s)
		if err := s.Close(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestNamesOfTabsAndCells(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"": "Sheet1", "'a'": "a", "[x]": "x", strings.Repeat("ộ", 40): strings.Repeat("ộ", 31), "Biểu 1/2": "Biểu 1 2"} {
		if got := tabName(name); got != want {
			t.Errorf("tabName(%q) = %q, want %q", name, got, want)
		}
	}
	for col := range lastCol {
		if got, want := string(appendAddress(nil, 6, col)), Address(6, col); got != want {
			t.Fatalf("column %d is %s, want %s", col, got, want)
		}
	}
}

// A footer longer than Excel takes is cut.
func TestLongFootersAreCut(t *testing.T) {
	t.Parallel()
	for _, above := range []bool{true, false} {
		var b bytes.Buffer
		s := NewStream(&b, StreamPage{Page: Page{Footer: strings.Repeat("Số liệu & ", 60)}, NumberAbove: above})
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		o, err := f.GetHeaderFooter("Sheet1")
		if err != nil || len([]rune(o.OddFooter)) > maxFooter || !strings.Contains(o.OddFooter, "…") || above == strings.Contains(o.OddFooter, "&P") {
			t.Errorf("the footer is %q, %v", fmt.Sprint(o), err)
		}
	}
}
