package web_test

import (
	"bytes"
	"errors"
	"io"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	sheets "giamngheo/internal/office"
	"giamngheo/internal/web"
)

// A file that could not be made leaves nothing in the answer, and neither it nor a whole one on the disk.
func TestAFileIsSentWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	long := strings.Repeat("Rơ Châm\n", 100_000)
	broken := errors.New("broken")
	for _, fails := range []error{nil, broken} {
		w := httptest.NewRecorder()
		err := web.SendMade(w, "text/csv", "ho.csv", func(to io.Writer) error {
			if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
				t.Errorf("while it is made it can be found on the disk: %v, %v", left, err)
			}
			if _, err := io.WriteString(to, long); err != nil {
				return err
			}
			return fails
		})
		body, name, length := w.Body.String(), w.Header().Get("Content-Disposition"), w.Header().Get("Content-Length")
		if !errors.Is(err, fails) {
			t.Errorf("%v, want %v", err, fails)
		}
		if fails == nil && (body != long || name != `attachment; filename="ho.csv"` || length != "1000000") {
			t.Errorf("sent %d bytes, %s, length %s", len(body), name, length)
		}
		if fails != nil && (body != "" || len(w.Header()) != 0) {
			t.Errorf("of a file that failed %d bytes and %v were sent", len(body), w.Header())
		}
	}
}

func TestATableBecomesASheetWithNumbersAsNumbers(t *testing.T) {
	t.Parallel()
	table := web.Table{
		Caption: "Hộ nghèo theo xã", Columns: []web.Column{{Label: "Xã"}, {Label: "Hộ nghèo", Unit: "hộ", Number: true}, {Label: "Tỷ lệ", Unit: "%", Number: true}},
		Rows: []web.Row{
			{Cells: []web.Cell{{Text: "Cộng"}, {Text: "1.234"}, {Text: "10,06"}}, Total: true},
			{Cells: []web.Cell{{Text: "Xã Chư Krêy", Href: "/x"}, {Text: "−12"}, {Text: "—"}}},
			{Cells: []web.Cell{{Text: "Xã Ia Pa"}, {Body: web.ClassBadge(1)}}},
		},
	}
	sheet, rows := table.Sheet(t.Context())
	var b bytes.Buffer
	if err := sheets.WriteXLSX(&b, sheet, rows); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	cells, err := book.GetRows(book.GetSheetList()[0], excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range cells {
		for _, c := range row {
			got[c] = true
		}
	}
	for _, want := range []string{"Hộ nghèo theo xã", "Xã Chư Krêy", "1234", "10.06", "-12", "hộ nghèo"} {
		if !got[want] {
			t.Errorf("the sheet lacks %q: %q", want, cells)
		}
	}
}

func TestAFilesNameIsPlain(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"danh-sach-64.xlsx":     "danh-sach-64.xlsx",
		"a\"; filename=\"x.exe": "a---filename--x.exe",
		"a\r\nSet-Cookie: x=y":  "a--Set-Cookie--x-y",
		"../../etc/passwd":      "..-..-etc-passwd",
		"Làng Kín.csv":          "L-ng-K-n.csv",
	} {
		res := httptest.NewRecorder()
		web.Attach(res, "text/csv; charset=utf-8", name)
		if got := res.Header().Get("Content-Disposition"); got != `attachment; filename="`+want+`"` {
			t.Errorf("%q is announced as %q", name, got)
		}
	}
}
