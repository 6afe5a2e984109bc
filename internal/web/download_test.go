package web_test

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	sheets "giamngheo/internal/office"
	"giamngheo/internal/web"
)

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
