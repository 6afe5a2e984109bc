package xlsx

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"giamngheo/internal/fault"
)

func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	w := New(Page{Sheet: "Biểu 1", Landscape: true, Widths: []float64{5, 20}, Repeat: [2]int{0, 1}, Footer: "Dữ liệu minh hoạ"})
	w.Merge(0, 0, 1, 2, "Hộ nghèo", Style{Bold: true, Border: true})
	w.Put(1, 0, int64(2542), Style{Format: CountFormat})
	w.Put(1, 1, 13.98, Style{Format: RateFormat})
	w.Put(2, 0, 0.1006, Style{Format: "0.00%"})
	w.Put(2, 1, nil, Style{Border: true})
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	got, err := Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	want := []Sheet{{Name: "Biểu 1", Merges: []Range{{0, 0, 1, 2}}, Rows: [][]Cell{
		{{Kind: Text, Text: "Hộ nghèo"}},
		{{Kind: Number, Text: "2542"}, {Kind: Number, Text: "13.98"}},
		{{Kind: Number, Text: "0.1006", Percent: true}},
	}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	layout, err := f.GetPageLayout("Biểu 1")
	if err != nil || *layout.Size != 9 || *layout.Orientation != "landscape" {
		t.Errorf("page layout %+v, %v", layout, err)
	}
	if n := f.GetDefinedName(); len(n) != 1 || n[0].RefersTo != "'Biểu 1'!$1:$2" {
		t.Errorf("the header is not repeated: %+v", n)
	}
}

// What another program writes: shared and rich texts, formulas, dates, errors, hidden sheets.
func TestCellsOfEveryKindAreTold(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	defer f.Close()
	set := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	set(f.SetCellStr("Sheet1", "A1", "Huyện Kông Chro"))
	set(f.SetCellRichText("Sheet1", "B1", []excelize.RichTextRun{{Text: "Hộ "}, {Text: "nghèo", Font: &excelize.Font{Bold: true}}, {Text: "(1)", Font: &excelize.Font{VertAlign: "superscript"}}, {Text: " 1"}}))
	set(f.SetCellFormula("Sheet1", "C1", "TODAY()"))
	date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	set(err)
	own := `dd"/"mm`
	custom, err := f.NewStyle(&excelize.Style{CustomNumFmt: &own})
	set(err)
	set(f.SetCellFloat("Sheet1", "D1", 44936, -1, 64))
	set(f.SetCellStyle("Sheet1", "D1", "D1", date))
	set(f.SetCellFloat("Sheet1", "E1", 10.06, -1, 64))
	set(f.SetCellStyle("Sheet1", "E1", "E1", custom))
	set(f.SetCellFloat("Sheet1", "F1", 0.1+0.2, -1, 64))
	_, err = f.NewSheet("Ẩn")
	set(err)
	set(f.SetCellInt("Ẩn", "B3", 7))
	set(f.SetSheetVisible("Ẩn", false))
	var b bytes.Buffer
	_, err = f.WriteTo(&b)
	set(err)
	got, err := Read(b.Bytes())
	set(err)
	want := []Sheet{
		{Name: "Sheet1", Rows: [][]Cell{{
			{Kind: Text, Text: "Huyện Kông Chro"},
			{Kind: Text, Text: "Hộ nghèo⁽¹⁾ 1"},
			{Kind: Uncounted},
			{Kind: Date, Text: "44936"},
			{Kind: Date, Text: "10.06"},
			{Kind: Number, Text: "0.3"},
		}}},
		{Name: "Ẩn", Hidden: true, Rows: [][]Cell{nil, nil, {{}, {Kind: Number, Text: "7"}}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if c := got[0].At(9, 9); c.Kind != Empty {
		t.Errorf("outside the sheet stands %v", c)
	}
}

// packed makes a workbook of one sheet's XML.
func packed(t testing.TB, sheet string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="/xl/s.xml"/></Relationships>`,
		"xl/s.xml":                   `<worksheet><sheetData>` + sheet + `</sheetData></worksheet>`,
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestASheetIsCutAtTheLimits(t *testing.T) {
	t.Parallel()
	got, err := Read(packed(t, `<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row><row r="1048576"><c t="e" r="B1048576"><v>#DIV/0!</v></c></row><row r="2"><c t="e"><v>#REF!</v></c></row>`))
	if err != nil {
		t.Fatal(err)
	}
	want := []Sheet{{Name: "S", Cut: true, Rows: [][]Cell{{{Kind: Number, Text: "1"}}, {{Kind: Fault, Text: "#REF!"}}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDamagedFilesAreFaults(t *testing.T) {
	t.Parallel()
	for _, data := range [][]byte{nil, []byte("no zip"), []byte("\xD0\xCF\x11\xE0old"), packed(t, "<row>"), packed(t, "")[:50]} {
		if _, err := Read(data); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%.10q: %v", data, err)
		}
	}
	bomb := packed(t, `<row><c t="inlineStr"><is><t>`+strings.Repeat("a", 65<<20)+`</t></is></c></row>`)
	if f := fault.As(func() error { _, err := Read(bomb); return err }()); f == nil || f.Key != "xlsx.too_large" {
		t.Errorf("a bomb of %d bytes gives %v", len(bomb), f)
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	for want, at := range map[string][2]int{"A1": {0, 0}, "Z9": {8, 25}, "AA10": {9, 26}, "XFD1048576": {1048575, 16383}} {
		if got := Address(at[0], at[1]); got != want {
			t.Errorf("Address(%v) = %s, want %s", at, got, want)
		}
		if r, c, ok := place(want); !ok && len(want) < 5 || ok && (r != at[0] || c != at[1]) {
			t.Errorf("place(%s) = %d, %d", want, r, c)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`<row r="3"><c r="B3" t="s"><v>9</v></c><c t="inlineStr"><is><t>a</t></is></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><sheetData>`)
	f.Add(`<row r="-1"><c r="ZZZZ1" s="99"><f>1</f></c><c><v>1e999</v></c></row>`)
	f.Add(`<row r="1"><c r="A1"><v>7</v></c><c r="B1"><f t="shared" si="0" ref="B1:B2">SUM($A1:A$9)/2</f></c></row><row r="2"><c r="B2"><f t="shared" si="0"/></c><c r="C2"><f>'S'!B2&amp;1</f></c></row>`)
	f.Fuzz(func(t *testing.T, sheet string) {
		sheets, err := Read(packed(t, sheet))
		if err != nil {
			return
		}
		for _, s := range sheets {
			if len(s.Rows) > MaxRows {
				t.Fatalf("%d rows", len(s.Rows))
			}
			for _, r := range s.Rows {
				if len(r) > MaxCols {
					t.Fatalf("%d cells", len(r))
				}
			}
		}
	})
}
