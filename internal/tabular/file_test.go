package tabular

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/xlsx"
)

// rowsOf reads a file's first sheet as "number: cell|cell".
func rowsOf(path string) (rows []string, err error) {
	f, err := Open(path, filepath.Base(path))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for r, err := range f.Rows(0) {
		if err != nil {
			return rows, err
		}
		var cells []string
		for _, c := range r.Cells {
			cells = append(cells, c.Text)
		}
		rows = append(rows, strconv.Itoa(r.Number)+": "+strings.Join(cells, "|"))
	}
	return rows, nil
}

func TestFilesAreReadHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	list := []string{
		"1: TT|Họ và tên chủ hộ|Ngày sinh|Số khẩu|Thôn", "2: 1|Đinh Thị Hoà|03/05/1987|4|Thôn Đê Bar",
		"3: 2|Nguyễn Văn Hùng|31/12/1990|5|Thôn Yang Nam", "4: 3|Trần Thị Mỹ Lệ|01/01/1975|2|Tổ dân phố 3",
	}
	sheet := []string{"1: DANH SÁCH HỘ NGHÈO & cận nghèo", "2: Họ và tên|Ngày sinh|Tỷ lệ", "3: Đinh Thị Hoà\n(chủ hộ)|1987-05-03|0.1006|0.333333333333333|#DIV/0!|1|ab", "8:   có dấu cách  |2022-12-31|383134"}
	for name, want := range map[string][]string{
		"plain.csv": list, "bom.csv": list, "semicolon.csv": list, "tab-utf16.csv": list, "utf16be-no-bom.csv": list, "nfd.csv": list, "sep-line.csv": list, "windows-1258.csv": list,
		"quotes.csv":         {"1: TT|Ghi chú|Tên", "2: 1|dòng một\ndòng \"hai\"|Hoà", "5: 4|ab|c \"d\""},
		"question-marks.csv": {"1: TT|Họ và tên", "2: 1|Nguy?n V?n Hùng"}, // what is lost is lost
		"invisible.csv":      {"1: TT|Họ và tên", "2: 1|Đinh ThịHoà", "3: 2"},
		"libreoffice.xlsx":   sheet, "dates-1904.xlsx": sheet,
		"merged-header.xlsx": {"2: |DANH SÁCH HỘ NGHÈO", "4: |TT|Họ và tên chủ hộ|Nhân khẩu||Thôn", "5: |||Tổng số|Trong đó nữ", "6: |1|Đinh Thị Hoà|4|2|Đê Bar", "7: |2|Nguyễn Văn Hùng|5|3"},
		"formulas.xlsx":      {"1: TT|Họ và tên|Số khẩu", "2: 1|Đinh Thị Hoà|"},
	} {
		got, err := rowsOf("testdata/" + name)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

func TestBadFilesSayWhatToDo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	big := filepath.Join(dir, "big.csv")
	f, err := os.Create(big)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(200 << 20); err != nil { // a hole, not 200 MB of disk
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	put := func(name string, data []byte) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for path, key := range map[string]string{
		"old.xls": "tabular.xls", "locked.xlsx": "tabular.locked", "opendocument.ods": "tabular.ods", "web-page.xls": "tabular.html", "xml-2003.xls": "tabular.xml",
		"paper.pdf": "tabular.pdf", "empty.csv": "tabular.empty", "open-quote.csv": "tabular.open_quote", "truncated.xlsx": "xlsx.cut_short",
		"tcvn3.csv": "tabular.old_encoding", "vni.csv": "tabular.old_encoding", "vni-utf8.csv": "tabular.old_encoding", "viqr.csv": "tabular.old_encoding",
		"tcvn3.xlsx": "tabular.old_encoding", "vni.xlsx": "tabular.old_encoding", "windows-1252.csv": "tabular.encoding",
		big:                        "tabular.too_large",
		put("bomb.xlsx", bomb(t)):  "xlsx.damaged_at", // a text beyond what any cell holds
		put("rows.csv", longCSV()): "tabular.too_many_rows",
		put("a.docx", zipped(t, "word/document.xml")):                             "tabular.docx",
		put("a.xlsb", zipped(t, "xl/workbook.bin", "xl/a.bin")):                   "tabular.xlsb",
		put("a.zip", zipped(t, "photo.jpg")):                                      "tabular.unknown",
		put("noise.csv", []byte("a,b\x00\x00\x00\x01\nc\x00\xFF")):                "tabular.unknown",
		put("photo.csv", []byte("\xFF\xD8\xFF\xE0JFIF")):                          "tabular.unknown",
		put("mail.xls", []byte("MIME-Version: 1.0\r\nX-Document-Type: Workbook")): "tabular.html",
	} {
		if !filepath.IsAbs(path) {
			path = "testdata/" + path
		}
		_, err := rowsOf(path)
		got := fault.As(err)
		if got == nil || got.Kind != fault.Invalid || got.Key != key {
			t.Errorf("%s gives %v, want %s", filepath.Base(path), err, key)
			continue
		}
		for _, l := range lang.All {
			if text := l.Error(err); strings.Contains(text, "⟦") || strings.Contains(text, "<no value>") || strings.Contains(text, "{{") {
				t.Errorf("%s: %s", filepath.Base(path), text)
			}
		}
	}
	_, err = rowsOf("testdata/vni.xlsx")
	if got, want := lang.Vi.Error(err), "Chữ ở trang tính “Hộ”, ô B2 (“Nguyeãn Vaên Huøng”) dùng mã VNI"; !strings.HasPrefix(got, want) {
		t.Errorf("%s", got)
	}
	_, err = rowsOf("testdata/tcvn3.csv")
	if got, want := lang.En.Error(err), "The text in cell A1 ("; !strings.HasPrefix(got, want) || !strings.Contains(got, "TCVN3 (ABC)") {
		t.Errorf("%s", got)
	}
	if _, err := Open(filepath.Join(dir, "nowhere.csv"), "a"); err == nil || fault.KindOf(err) != fault.Internal {
		t.Errorf("a file that is not there: %v", err)
	}
}

// bomb is a small archive that unpacks into a flood.
func bomb(t *testing.T) []byte {
	t.Helper()
	text := strings.Repeat("a", 1<<20)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, parts := range map[string][]string{
		"xl/workbook.xml":            {`<workbook xmlns:r="r"><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>`},
		"xl/_rels/workbook.xml.rels": {`<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="s.xml"/></Relationships>`},
		"xl/s.xml":                   append([]string{`<worksheet><sheetData><row><c t="inlineStr"><is><t>`}, strings.Split(strings.Repeat(text+"|", 100), "|")...),
	} {
		w, err := z.Create(name)
		for _, p := range parts {
			if err == nil {
				_, err = io.WriteString(w, p)
			}
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

func zipped(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func longCSV() []byte { return append(bytes.Repeat([]byte("\n"), MaxRows), "a,b\n"...) }

func TestCleanTexts(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Hoà": "Hoà", norm.NFD.String("Nguyễn Thị Đậu"): "Nguyễn Thị Đậu", "a\u00a0b\u2003c": "a b c", "a\u200bb\ufeff\u00ad": "ab", "a\r\nb\tc\x07": "a\nb\tc", " a ": " a ", "Y Blơ\u0306": "Y Blơ̆", "a\u2028b": "a\nb",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
	for _, n := range realNames(t) {
		if got, want := Clean(n), norm.NFC.String(n); got != want && !strings.ContainsAny(n, "\u00a0\u2009\u2028\u202f") {
			t.Errorf("Clean(%q) = %q", n, got)
		}
	}
}

// A sheet's rows may be read as often as one likes, and left at any time.
func TestRowsCanBeReadAgain(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"plain.csv", "libreoffice.xlsx"} {
		f, err := Open("testdata/"+name, name)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			for r, err := range f.Rows(0) {
				if err != nil || r.Number != 1 {
					t.Errorf("%s: row %d, %v", name, r.Number, err)
				}
				break
			}
		}
		if m, err := f.Merges(0); err != nil || (name == "libreoffice.xlsx") != (len(m) == 1) {
			t.Errorf("%s: merged are %v, %v", name, m, err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

func FuzzFile(f *testing.F) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	path := filepath.Join(f.TempDir(), "fuzz")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := Open(path, "a")
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatal(err)
			}
			return
		}
		defer file.Close()
		last := 0
		for r, err := range file.Rows(0) {
			if err != nil {
				if fault.KindOf(err) != fault.Invalid {
					t.Fatal(err)
				}
				return
			}
			if file.book == nil && r.Number <= last || len(r.Cells) == 0 {
				t.Fatalf("row %d after %d, %d cells", r.Number, last, len(r.Cells))
			}
			last = r.Number
			for _, c := range r.Cells {
				if c.Kind == xlsx.Text && (c.Text != Clean(c.Text) || blank(c.Text)) {
					t.Fatalf("%q", c.Text)
				}
			}
		}
	})
}
