package xlsx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// parts are the files of a workbook by their names.
type parts map[string]string

const (
	partBook  = "xl/workbook.xml"
	partRels  = "xl/_rels/workbook.xml.rels"
	partSheet = "xl/worksheets/sheet1.xml"
	mainNS    = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relType   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

// with is a small whole workbook, with parts added or replaced.
func with(more parts) parts {
	p := parts{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
		"_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + relType + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		partBook: `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
			`<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		partRels: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + relType + `worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + relType + `sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="` + relType + `styles" Target="styles.xml"/></Relationships>`,
		partSheet: sheetXML(""),
	}
	maps.Copy(p, more)
	return p
}

func sheetXML(rows string) string {
	return `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`
}

func (p parts) zip(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(p)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(p[name]))
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

// rowsOf reads a sheet by our reader.
func rowsOf(data []byte, sheet int) (map[int][]Cell, error) {
	b, err := Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	defer b.Close()
	all := map[int][]Cell{}
	for r, err := range b.Rows(sheet) {
		if err != nil {
			return all, err
		}
		all[r.Number] = slices.Clone(r.Cells)
	}
	return all, nil
}

type failer interface {
	Helper()
	Errorf(format string, args ...any)
}

// sameAsExcelize reads all sheets by our scanner and by excelize and compares every cell. What we tell on purpose
// otherwise: dates are days instead of numbers, numbers have at most the 15 digits that Excel shows, a blank text is
// an empty cell, and _x000D_ is resolved in a formula's result too.
func sameAsExcelize(t failer, name string, data []byte) (cells int) {
	t.Helper()
	b, err := Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return 0
	}
	defer b.Close()
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Errorf("%s: excelize: %v", name, err)
		return 0
	}
	defer f.Close()
	for i, s := range b.Sheets() {
		ours := map[int][]Cell{}
		if err := b.scan(i, func(r Row) bool { ours[r.Number] = slices.Clone(r.Cells); return true }, nil); err != nil {
			t.Errorf("%s, %s: %v", name, s.Name, err)
			continue
		}
		rows, err := f.Rows(s.Name)
		if err != nil {
			t.Errorf("%s: excelize: %v", name, err)
			continue
		}
		last := 0
		for n := 1; rows.Next(); n++ {
			theirs, err := rows.Columns()
			if err != nil {
				t.Errorf("%s: excelize: %v", name, err)
			}
			for col := range max(len(theirs), len(ours[n])) {
				got, want := Cell{}, ""
				if col < len(ours[n]) {
					got = ours[n][col]
				}
				if col < len(theirs) {
					want = theirs[col]
				}
				if msg := differs(got, want, b.date1904); msg != "" {
					t.Errorf("%s, %s!%s: %+v, excelize %q: %s", name, s.Name, Address(n-1, col), got, want, msg)
				}
				cells++
			}
			last = n
		}
		for n := range ours {
			if n > last {
				t.Errorf("%s: row %d is not in excelize's %d rows", name, n, last)
			}
		}
	}
	return cells
}

func differs(got Cell, want string, date1904 bool) string {
	same := false
	switch got.Kind {
	case Empty:
		same = strings.TrimSpace(string(unescapeX([]byte(want), 0))) == ""
	case Uncounted:
		same = strings.TrimSpace(want) == ""
	case Number:
		n, ok := decimal(want)
		same = ok && n == got.Text
	case Date:
		n, err := strconv.ParseFloat(strings.TrimSpace(want), 64)
		if err != nil {
			same = string(isoDay([]byte(want))) == got.Text
			break
		}
		if !date1904 && n < 61 { // the library is a day off there; TestSerialDays knows better
			return ""
		}
		d, err := excelize.ExcelDateToTime(n, date1904)
		same = err == nil && d.Format(time.DateOnly) == got.Text
	default:
		same = string(unescapeX([]byte(want), 0)) == got.Text || want == got.Text
	}
	if same {
		return ""
	}
	return "not the same"
}

func TestTheCorpusReadsAsExcelizeReadsIt(t *testing.T) {
	t.Parallel()
	for name, p := range corpus() {
		if n := sameAsExcelize(t, name, p.zip(t)); n == 0 {
			t.Errorf("%s: no cells were compared", name)
		}
	}
	files, err := filepath.Glob("testdata/*.xlsx")
	if err != nil || len(files) < 2 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if n := sameAsExcelize(t, path, data); n == 0 {
			t.Errorf("%s: no cells were compared", path)
		}
	}
}

func TestRandomBooksReadAsExcelizeReadsThem(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		var p parts
		rapid.Custom(func(r *rapid.T) int { p = randomBook(r); return 0 }).Draw(r, "book")
		r.Logf("%s", p[partSheet])
		sameAsExcelize(r, "random", p.zip(t))
	})
}

// Books that excelize itself writes, streamed and cell by cell.
func TestExcelizesBooksReadAsExcelizeReadsThem(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		f := excelize.NewFile()
		defer f.Close()
		var styles []int
		for _, x := range []*excelize.Style{{NumFmt: 14}, {NumFmt: 10}, {CustomNumFmt: ptr(`dd"/"mm"/"yyyy`)}, {CustomNumFmt: ptr(`#,##0 "đ"`)}} {
			id, err := f.NewStyle(x)
			if err != nil {
				r.Fatal(err)
			}
			styles = append(styles, id)
		}
		for range rapid.IntRange(1, 30).Draw(r, "cells") {
			at := Address(rapid.IntRange(0, 20).Draw(r, "row"), rapid.IntRange(0, 30).Draw(r, "col"))
			var err error
			switch rapid.IntRange(0, 5).Draw(r, "kind") {
			case 0:
				err = f.SetCellStr("Sheet1", at, rapid.String().Draw(r, "text"))
			case 1:
				err = f.SetCellFloat("Sheet1", at, rapid.Float64Range(-1e14, 1e14).Draw(r, "number"), -1, 64)
			case 2:
				err = f.SetCellInt("Sheet1", at, rapid.Int64Range(61, 80_000).Draw(r, "int"))
			case 3:
				err = f.SetCellBool("Sheet1", at, rapid.Bool().Draw(r, "bool"))
			case 4:
				err = f.SetCellFormula("Sheet1", at, "SUM(A1:A2)")
			case 5:
				err = f.SetCellRichText("Sheet1", at, []excelize.RichTextRun{{Text: " Hộ"}, {Text: "nghèo ", Font: &excelize.Font{Bold: true}}})
			}
			if err == nil && rapid.Bool().Draw(r, "styled") {
				err = f.SetCellStyle("Sheet1", at, at, rapid.SampledFrom(styles).Draw(r, "style"))
			}
			if err != nil {
				r.Fatal(err)
			}
		}
		var b bytes.Buffer
		if _, err := f.WriteTo(&b); err != nil {
			r.Fatal(err)
		}
		sameAsExcelize(r, "excelize", b.Bytes())
	})
}

func ptr[T any](v T) *T { return &v }

// randomBook draws a sheet as odd programs write them.
func randomBook(r *rapid.T) parts {
	prefix := rapid.SampledFrom([]string{"", "x:", "ss:"}).Draw(r, "prefix")
	var b strings.Builder
	el := func(name, attrs, inner string) string {
		if inner == "" && rapid.Bool().Draw(r, "closed") {
			return "<" + prefix + name + attrs + "/>"
		}
		return "<" + prefix + name + attrs + ">" + inner + "</" + prefix + name + ">"
	}
	chars := func() string {
		s := rapid.StringOfN(rapid.SampledFrom([]rune("aĐộề _x0D\n\t1 ")), 0, 9, -1).Draw(r, "text") + rapid.SampledFrom([]string{"", "_x000D_", "&amp;", "&#x1EBF;", "<!-- - -->", "<![CDATA[<&]]>", "\r\n", "&lt;", "_x005F_x000D_"}).Draw(r, "odd")
		return s
	}
	item := func() string {
		if rapid.Bool().Draw(r, "rich") {
			s := ""
			for range rapid.IntRange(1, 3).Draw(r, "runs") {
				s += el("r", "", el("rPr", "", el("b", "", "")+el("vertAlign", ` val="superscript"`, ""))+el("t", ` xml:space="preserve"`, chars()))
			}
			return s + el("rPh", ` sb="0" eb="1"`, el("t", "", "phonetic")) + el("phoneticPr", ` fontId="1"`, "")
		}
		return el("t", rapid.SampledFrom([]string{"", ` xml:space="preserve"`}).Draw(r, "space"), chars())
	}
	number := func() string {
		return rapid.SampledFrom([]string{"0", "1", "-1", "44936", "44936.5", "0.10059999999999999", "1E-3", " 7 ", "1.5E+3", "123456789012", "012", "-0", "99999", "100.10"}).Draw(r, "number")
	}
	var sst strings.Builder
	shared := rapid.IntRange(0, 4).Draw(r, "strings")
	for range shared {
		sst.WriteString(el("si", "", item()))
	}
	row := 0
	for range rapid.IntRange(0, 6).Draw(r, "rows") {
		row += rapid.IntRange(1, 3).Draw(r, "gap")
		rowRef := fmt.Sprintf(` r="%d" spans="1:3"`, row)
		numbered := rapid.Bool().Draw(r, "numbered")
		if !numbered {
			rowRef = ""
		}
		cells, col := "", -1
		for range rapid.IntRange(0, 5).Draw(r, "cells") {
			ref := ""
			if col++; rapid.Bool().Draw(r, "ref") {
				col += rapid.IntRange(0, 2).Draw(r, "step")
				ref = ` r="` + Address(row-1, col) + `"`
			}
			attrs := ref + rapid.SampledFrom([]string{"", ` s="1"`, ` s='2'`, ` s="3" cm="a>b"`, ` s="77"`}).Draw(r, "style")
			formula := rapid.SampledFrom([]string{"", "", el("f", ` t="shared" si="0"`, "SUM(A1:B2)&amp;&quot;&quot;"), el("f", "", "")}).Draw(r, "formula")
			v := func(s string) string { return formula + el("v", "", s) }
			switch rapid.IntRange(0, 8).Draw(r, "type") {
			case 0:
				cells += el("c", attrs, v(number()))
			case 1:
				cells += el("c", attrs+` t="n"`, v(number()))
			case 2:
				cells += el("c", attrs+` t="s"`, v(strconv.Itoa(rapid.IntRange(0, max(0, shared-1)).Draw(r, "index"))))
			case 3:
				cells += el("c", attrs+` t="inlineStr"`, el("is", "", item()))
			case 4:
				cells += el("c", attrs+` t="str"`, v(chars()))
			case 5:
				cells += el("c", attrs+` t="b"`, v(rapid.SampledFrom([]string{"0", "1"}).Draw(r, "bool")))
			case 6:
				cells += el("c", attrs+` t="e"`, v("#N/A"))
			case 7:
				cells += el("c", attrs+` t="d"`, v(rapid.SampledFrom([]string{"2023-01-05", "2023-01-05T10:00:00"}).Draw(r, "day")))
			case 8:
				cells += el("c", attrs, "")
			}
		}
		b.WriteString(el("row", rowRef, cells+el("extLst", "", "")))
		if !numbered && row > 0 {
			row += 1_000 // what follows is not numbered either, or far behind
		}
	}
	xmlns := ` xmlns="` + mainNS + `"`
	if prefix != "" {
		xmlns = ` xmlns:` + strings.TrimSuffix(prefix, ":") + `="` + mainNS + `"`
	}
	head := rapid.SampledFrom([]string{"", "\ufeff", `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\r\n", `<?xml version='1.0' encoding='utf-8'?><!-- a -->`}).Draw(r, "head")
	return with(parts{
		partSheet:              head + el("worksheet", xmlns, el("sheetPr", "", "")+el("sheetData", "", b.String())+el("mergeCells", "", el("mergeCell", ` ref="A1:B2"`, ""))),
		"xl/sharedStrings.xml": head + el("sst", xmlns, sst.String()),
		"xl/styles.xml": `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="170" formatCode="dd/mm/yyyy;@"/></numFmts>` +
			`<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/><xf numFmtId="170"/></cellXfs></styleSheet>`,
	})
}
