package xlsx

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"giamngheo/internal/fault"
)

func TestRowsTellKindsAndDays(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/libreoffice.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	data1904, err := os.ReadFile("testdata/libreoffice-1904.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	want := map[int][]Cell{
		1: {{Kind: Text, Text: "DANH SÁCH HỘ NGHÈO & cận nghèo"}},
		2: {{Kind: Text, Text: "Họ và tên"}, {Kind: Text, Text: "Ngày sinh"}, {Kind: Text, Text: "Tỷ lệ"}},
		3: {{Kind: Text, Text: "Đinh Thị Hoà\n(chủ hộ)"}, {Kind: Date, Text: "1987-05-03"}, {Kind: Number, Text: "0.1006", Percent: true}, {Kind: Number, Text: "0.333333333333333"}, {Kind: Fault, Text: "#DIV/0!"}, {Kind: Text, Text: "1"}, {Kind: Text, Text: "ab"}},
		8: {{Kind: Text, Text: "  có dấu cách  "}, {Kind: Date, Text: "2022-12-31"}, {Kind: Number, Text: "383134"}},
	}
	for name, data := range map[string][]byte{"1900": data, "1904": data1904} {
		got, err := rowsOf(data, 0)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
	b, err := Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if merges, err := b.Merges(0); err != nil || !cmp.Equal(merges, []Range{{0, 0, 1, 3}}) {
		t.Errorf("merged are %v, %v", merges, err)
	}
	if diff := cmp.Diff([]SheetInfo{{Name: "Danh sách hộ"}, {Name: "Trống"}}, b.Sheets()); diff != "" {
		t.Error(diff)
	}
}

// Merged cells stand behind all rows, which are leapt over: neither a comment nor a CDATA section ends them.
func TestMergedCellsAreFoundBehindTheRows(t *testing.T) {
	t.Parallel()
	long := strings.Repeat(`<row><c><v>1</v></c></row>`, 2*windowSize/26)
	for name, sheet := range map[string]string{
		"plain":     `<sheetData>` + long + `</sheetData>`,
		"none":      `<sheetData/>`,
		"hidden":    `<sheetData><row><c><v>1!</v></c></row><!-- </sheetData> --><row><c t="inlineStr"><is><t><![CDATA[</sheetData>]]></t></is></c></row></sheetData>`,
		"with room": `<sheetData>` + long + "</sheetData\n>",
	} {
		p := with(parts{partSheet: `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + sheet +
			`<mergeCells><mergeCell ref="B2:C4"/></mergeCells></worksheet>`})
		for shift := range 12 { // the end of the rows comes to stand across the edge of the window
			q := maps.Clone(p)
			q[partSheet] = strings.Replace(p[partSheet], "<sheetData", strings.Repeat(" ", shift)+"<sheetData", 1)
			data := q.zip(t)
			b, err := Open(bytes.NewReader(data), int64(len(data)))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := b.Merges(0); err != nil || !cmp.Equal(got, []Range{{1, 1, 3, 2}}) {
				t.Errorf("%s, shifted by %d: merged are %v, %v", name, shift, got, err)
			}
		}
	}
	cut := with(parts{partSheet: `<worksheet><sheetData>` + long}).zip(t)
	b, err := Open(bytes.NewReader(cut), int64(len(cut)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Merges(0); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a sheet that breaks off: %v", err)
	}
}

// Files that the scanner declines are read through excelize, and say the same but for percentages.
func TestDeclinedFilesAreReadAllTheSame(t *testing.T) {
	t.Parallel()
	for name, p := range declined() {
		data := p.zip(t)
		b, err := Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		if err := b.scan(0, func(Row) bool { return true }, nil); err == nil && !b.odd {
			t.Errorf("%s: the scanner declines nothing", name)
		}
		got, err := rowsOf(data, 0)
		want := map[int][]Cell{2: {{Kind: Text, Text: "So hô"}, {Kind: Date, Text: "2023-01-10"}, {Kind: Number, Text: "0.1006"}, {Kind: Fault, Text: "#N/A"}, {Kind: Text, Text: "012"}}}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
		if m, err := b.Merges(0); len(m) > 0 || err != nil {
			t.Errorf("%s: merged are %v, %v", name, m, err)
		}
	}
}

// The library does not read UTF-16; the scanner does.
func TestUTF16PartsAreRead(t *testing.T) {
	t.Parallel()
	wide := "\xFF\xFE"
	for _, r := range `<?xml version="1.0" encoding="UTF-16"?>` + sheetXML(oneCell) {
		wide += string([]byte{byte(r), byte(r >> 8)})
	}
	got, err := rowsOf(with(parts{partSheet: wide}).zip(t), 0)
	if err != nil || len(got[1]) != 2 || got[1][0].Text != "Hộ nghèo" {
		t.Errorf("%v, %v", got, err)
	}
}

func TestSerialDays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n        float64
		date1904 bool
		want     string
	}{
		{0, false, ""},
		{0.5, false, ""},
		{-1, false, ""},
		{1, false, "1900-01-01"},
		{59, false, "1900-02-28"},
		{60, false, "1900-02-29"},
		{60.5, false, "1900-02-29"},
		{61, false, "1900-03-01"},
		{44936, false, "2023-01-10"},
		{44936.99999, false, "2023-01-10"},
		{2958465, false, "9999-12-31"},
		{2958466, false, ""},
		{0, true, "1904-01-01"},
		{59, true, "1904-02-29"},
		{43474, true, "2023-01-10"},
		{2957003, true, "9999-12-31"},
		{2957004, true, ""},
	} {
		if got := serialDay(c.n, c.date1904); got != c.want {
			t.Errorf("serialDay(%v, 1904 %v) = %q, want %q", c.n, c.date1904, got, c.want)
		}
	}
}

// Formats that show a day, and those that only look so.
func TestDateFormats(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{
		"dd/mm/yyyy": true, `[$-42A]dd\ mmmm\ yyyy;@`: true, "m/d/yy h:mm": true, `"ngày "d`: true,
		"#,##0": false, `0.00" đồng mỗi năm (y)"`: false, "[Red]0.00": false, `_(* #,##0_);_d(0)`: false, `\d0`: false, "@": false, "0%": false,
	} {
		if got := formatOf(170, code); got.date != want {
			t.Errorf("%s shows a day: %v", code, got.date)
		}
	}
}

// A million empty rows behind the data give nothing; what is kept of a row stays good.
func TestEmptyRowsAreNotGivenAndTextsStay(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(`<row r="1"><c r="A1" t="inlineStr"><is><t>Một</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Hai</t></is></c></row>`)
	for i := 3; i <= 100_000; i++ {
		fmt.Fprintf(&b, `<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>`, i, i, i)
	}
	data := with(parts{partSheet: sheetXML(b.String())}).zip(t)
	book, err := Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for r, err := range book.Rows(0) {
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, r.Cells[0].Text)
	}
	if got := strings.Join(texts, " "); got != "Một Hai" {
		t.Errorf("rows are %s", got)
	}
	for range book.Rows(0) { // stopping early is no error
		break
	}
}

// What is wrong with a file is said; nothing but faults comes out.
func TestBadFilesAreFaults(t *testing.T) {
	t.Parallel()
	whole := with(parts{partSheet: sheetXML(strings.Repeat(`<row><c t="inlineStr"><is><t>Hộ nghèo</t></is></c></row>`, 50))}).zip(t)
	sst := func(items string) parts {
		return parts{"xl/sharedStrings.xml": "<sst>" + items, partSheet: sheetXML(oneCell)}
	}
	for name, c := range map[string]struct {
		data []byte
		key  string
	}{
		"empty":            {nil, "xlsx.not_readable"},
		"no zip":           {[]byte("Họ và tên;Ngày sinh"), "xlsx.not_readable"},
		"old or locked":    {[]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "xlsx.old_or_locked"},
		"half a file":      {whole[:len(whole)/2], "xlsx.cut_short"},
		"no workbook":      {parts{"a.txt": "a"}.zip(t), "xlsx.not_readable"},
		"no sheets":        {with(parts{partRels: "<Relationships/>"}).zip(t), "xlsx.not_readable"},
		"sheet cut short":  {with(parts{partSheet: sheetXML(oneCell)[:150]}).zip(t), "xlsx.cut_short_at"},
		"strings cut":      {with(sst("<si><t>a")).zip(t), "xlsx.cut_short"},
		"wrong nesting":    {with(parts{partSheet: sheetXML("<row><c></row></c>")}).zip(t), "xlsx.damaged_at"},
		"unknown entity":   {with(parts{partSheet: sheetXML(`<row><c t="str"><v>&xxe;</v></c></row>`)}).zip(t), "xlsx.damaged_at"},
		"no UTF-8":         {with(parts{partSheet: sheetXML("<row><c t=\"str\"><v>\xFF</v></c></row>")}).zip(t), "xlsx.damaged_at"},
		"control letters":  {with(parts{partSheet: sheetXML("<row><c t=\"str\"><v>\x01</v></c></row>")}).zip(t), "xlsx.damaged_at"},
		"too many rows":    {with(parts{partSheet: sheetXML(`<row r="1048577"/>`)}).zip(t), "xlsx.damaged_at"},
		"too many columns": {with(parts{partSheet: sheetXML(`<row><c r="XFE1"/></row>`)}).zip(t), "xlsx.damaged_at"},
		"a web page":       {with(parts{partSheet: "<html><body/></html>"}).zip(t), "xlsx.damaged_at"},
		"deep nesting":     {with(parts{partSheet: sheetXML(strings.Repeat("<a>", 1e5))}).zip(t), "xlsx.damaged_at"},
		"an endless tag":   {with(parts{partSheet: sheetXML("<row a='" + strings.Repeat("a", maxWindow+1) + "'/>")}).zip(t), "xlsx.damaged_at"},
		"bomb of strings":  {with(sst("<si><t>" + strings.Repeat(strings.Repeat("a", 1<<20)+"</t></si><si><t>", maxTextBytes>>20+1))).zip(t), "xlsx.too_large"},
		"bomb of nothings": {with(sst(strings.Repeat("<si/>", maxStrings+1))).zip(t), "xlsx.too_large"},
	} {
		_, err := rowsOf(c.data, 0)
		if f := fault.As(err); f == nil || f.Kind != fault.Invalid || f.Key != c.key {
			t.Errorf("%s gives %v, want %s", name, err, c.key)
		}
	}
	// A flipped byte in the packed data is noticed by the archive's own sums.
	for i := 40; i < len(whole)-200; i += 97 {
		bad := bytes.Clone(whole)
		bad[i] ^= 0x55
		if _, err := rowsOf(bad, 0); err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("byte %d: %v", i, err)
		}
	}
}

func FuzzRows(f *testing.F) {
	for _, p := range corpus() {
		f.Add(p[partSheet], p["xl/sharedStrings.xml"], p["xl/styles.xml"])
	}
	for _, p := range declined() {
		f.Add(p[partSheet], p["xl/sharedStrings.xml"], p["xl/styles.xml"])
	}
	f.Fuzz(func(t *testing.T, sheet, strings, styles string) {
		data := with(parts{partSheet: sheet, "xl/sharedStrings.xml": strings, "xl/styles.xml": styles}).zip(t)
		b, err := Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatal(err)
			}
			return
		}
		for r, err := range b.Rows(0) {
			if err != nil && fault.KindOf(err) != fault.Invalid {
				t.Fatal(err)
			}
			if err == nil && (r.Number < 1 || r.Number > LastRow || len(r.Cells) == 0 || len(r.Cells) > lastCol || r.Cells[len(r.Cells)-1].Kind == Empty) {
				t.Fatalf("row %d of %d cells", r.Number, len(r.Cells))
			}
			for _, c := range r.Cells {
				if c.Text == "" && c.Kind != Empty && c.Kind != Uncounted {
					t.Fatalf("%+v", c)
				}
			}
		}
		if _, err := b.Merges(0); err != nil && fault.KindOf(err) != fault.Invalid {
			t.Fatal(err)
		}
	})
}

func FuzzOpen(f *testing.F) {
	f.Add(with(nil).zip(f))
	for _, name := range []string{"testdata/libreoffice.xlsx", "testdata/libreoffice-1904.xlsx"} {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := rowsOf(data, 0); err != nil && fault.KindOf(err) != fault.Invalid {
			t.Fatal(err)
		}
	})
}
