package docx

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"giamngheo/internal/fault"
	"giamngheo/internal/zipsafe"
)

// packed makes a file of a body written by hand.
func packed(t testing.TB, body string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tc(props, text string) string {
	return `<w:tc><w:tcPr>` + props + `</w:tcPr><w:p><w:r><w:t>` + text + `</w:t></w:r></w:p></w:tc>`
}

// show draws a table: "text(rows×cols)" for a merged cell, "." for a place that one covers.
func show(table *Table) [][]string {
	var out [][]string
	for _, row := range table.Rows {
		var line []string
		for _, c := range row {
			switch {
			case c.Covered:
				line = append(line, ".")
			case c.Rows > 1 || c.Cols > 1:
				line = append(line, c.Text+strings.Repeat("v", c.Rows-1)+strings.Repeat(">", c.Cols-1))
			default:
				line = append(line, c.Text)
			}
		}
		out = append(out, line)
	}
	return out
}

func TestMergedCellsAreReadOnTheirGrid(t *testing.T) {
	t.Parallel()
	body := `<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="100"/></w:tabs></w:pPr><w:r><w:t>Biểu </w:t></w:r><w:r><w:tab/><w:t>số 1</w:t></w:r></w:p><w:tbl>` +
		`<w:tr>` + tc(`<w:vMerge w:val="restart"/>`, "TT") + tc(`<w:gridSpan w:val="2"/>`, "Hộ nghèo") + tc(`<w:vMerge w:val="restart"/>`, "Chỉ tiêu") + `</w:tr>` +
		`<w:tr>` + tc(`<w:vMerge/>`, "") + tc(``, "Số hộ") + tc(``, "Tỷ lệ") + tc(`<w:vMerge w:val="continue"/>`, "") + `</w:tr>` +
		`<w:tr>` + tc(``, "1") + tc(``, "2.542<w:del><w:r><w:t>9</w:t></w:r></w:del>") + `<w:tc><w:p><w:r><w:t>13,</w:t></w:r><w:del><w:r><w:delText>0</w:delText><w:t>7</w:t></w:r></w:del><w:r><w:t>98</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r></w:p><w:p><w:r><w:t>%</w:t></w:r></w:p></w:tc>` + tc(``, "2,69") + `</w:tr></w:tbl>`
	blocks, err := Read(packed(t, body))
	if err != nil {
		t.Fatal(err)
	}
	if len(blocks) != 2 || blocks[0].Text != "Biểu \tsố 1" || blocks[1].Table == nil {
		t.Fatalf("%d blocks: %q", len(blocks), blocks[0].Text)
	}
	want := [][]string{{"TTv", "Hộ nghèo>", ".", "Chỉ tiêuv"}, {".", "Số hộ", "Tỷ lệ", "."}, {"1", "2.542", "13,98¹ %", "2,69"}}
	if diff := cmp.Diff(want, show(blocks[1].Table)); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	table := Table{Rows: [][]Cell{
		{{Text: "TT", Rows: 2, Cols: 1}, {Text: "Kết quả <&>", Rows: 1, Cols: 2}, {Covered: true}},
		{{Covered: true}, {Text: "Số hộ", Rows: 1, Cols: 1}, {Text: "Tỷ lệ (%)", Rows: 1, Cols: 1}},
		{{Text: "1", Rows: 1, Cols: 1}, {Text: "2.542", Rows: 1, Cols: 1}, {Text: "13,98", Rows: 1, Cols: 1}},
	}}
	for _, landscape := range []bool{false, true} {
		d := &Document{Landscape: landscape, Title: "Biểu", Footer: "Dữ liệu minh hoạ"}
		d.Head(Heading{Above: "ỦY BAN NHÂN DÂN", Issuer: "TỈNH GIA LAI", Number: "Số: 1/KH", Place: "Gia Lai, ngày 09 tháng 01 năm 2023"})
		d.Line("BIỂU", Center, Text{Bold: true, Italic: true, Underline: true, Size: 14})
		d.Table(Sheet{Table: table, Widths: []float64{10, 30, 30}, Header: 2, Align: []Align{Center, Right, Right}, Strong: map[int]bool{2: true}})
		d.Sides([]Text{{Words: "NGƯỜI LẬP BIỂU"}}, []Text{{Words: "CHỦ TỊCH"}})
		var b bytes.Buffer
		if n, err := d.WriteTo(&b); err != nil || n != int64(b.Len()) {
			t.Fatalf("WriteTo = %d of %d, %v", n, b.Len(), err)
		}
		blocks, err := Read(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		var tables []*Table
		for _, x := range blocks {
			if x.Table != nil {
				tables = append(tables, x.Table)
			}
		}
		if len(tables) != 3 {
			t.Fatalf("%d tables", len(tables))
		}
		if diff := cmp.Diff(show(&table), show(tables[1])); diff != "" {
			t.Error(diff)
		}
		a, err := zipsafe.Open(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		raw, err := a.Read("word/document.xml")
		if err != nil {
			t.Fatal(err)
		}
		// NĐ 30/2020: A4, margins within 20–25, 30–35 and 15–20 mm, no number on the first page, the
		// header of a table on every page.
		size := `w:w="11906" w:h="16838"`
		if landscape {
			size = `w:w="16838" w:h="11906" w:orient="landscape"`
		}
		for _, part := range []string{size, `w:top="1134" w:right="850" w:bottom="1134" w:left="1701"`, `<w:titlePg/>`, `<w:tblHeader/>`} {
			if !strings.Contains(string(raw), part) {
				t.Errorf("the document lacks %s", part)
			}
		}
		styles, err := a.Read("word/styles.xml")
		if err != nil || !strings.Contains(string(styles), "Times New Roman") {
			t.Errorf("styles: %v", err)
		}
	}
}

func TestDamagedFilesAreFaults(t *testing.T) {
	t.Parallel()
	for _, data := range [][]byte{nil, []byte("no zip"), []byte("\xD0\xCF\x11\xE0old"), packed(t, "<w:p>"), packed(t, "")[:40]} {
		if _, err := Read(data); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%.10q: %v", data, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`<w:tbl><w:tr>` + tc(`<w:gridSpan w:val="300"/><w:vMerge w:val="restart"/>`, "a") + `</w:tr><w:tr>` + tc(`<w:vMerge/>`, "b") + `</w:tr></w:tbl>`)
	f.Add(`<w:tbl><w:tr><w:trPr><w:gridBefore w:val="999999"/></w:trPr>` + tc("", "x") + `<w:tc><w:tbl><w:tr>` + tc("", "y") + `</w:tr></w:tbl></w:tc></w:tr></w:tbl>`)
	f.Add(`<w:tc><w:vMerge/></w:tc><w:tr/></w:tbl>`)
	f.Fuzz(func(t *testing.T, body string) {
		blocks, err := Read(packed(t, body))
		if err != nil {
			return
		}
		for _, b := range blocks {
			if b.Table == nil {
				continue
			}
			for _, row := range b.Table.Rows {
				if len(row) > maxCols {
					t.Fatalf("a row of %d cells", len(row))
				}
			}
		}
	})
}
