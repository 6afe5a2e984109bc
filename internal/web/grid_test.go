package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// threeUnits is a grid of a district and two of its communes with two columns between which one is fixed.
func threeUnits() Grid {
	row := func(id string, u unit.Unit, whole bool) GridRow {
		return GridRow{ID: id, Label: u.Title(), Keys: GridKeys(u), Whole: whole, Cells: make([]GridCell, 3)}
	}
	return Grid{
		Columns: []GridColumn{{Name: "a", Label: "Số hộ"}, {Name: "now", Label: "Hiện nay", Fixed: true}, {Name: "b", Label: "Người"}},
		Rows: []GridRow{
			row("1", unit.Unit{Level: unit.District, Kind: "huyện", Name: "Kông Chro"}, true),
			row("2", unit.Unit{Level: unit.Commune, Kind: "xã", Name: "Đăk Pling"}, false),
			row("3", unit.Unit{Level: unit.Commune, Kind: "thị trấn", Name: "Kông Chro"}, false),
		},
	}
}

func TestABlockCopiedFromASpreadsheetFindsItsRows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       string // the cells a and b of all rows
		placed     int
		notes      []string
	}{
		{"by name, in any order, with an ordinal number", "STT\tXã\tSố hộ\tNgười\n1\tTT. Kông Chro\t3\t30\n2\tĐak Pling\t2\t20", "|;2|20;3|30", 4, nil},
		{"in order, the whole left out", "2\t20\n3\t30\n", "|;2|20;3|30", 4, nil},
		{"in order, more lines than rows", "2\t20\n3\t30\n4\t40", "|;2|20;3|30", 4, []string{"nhiều dòng hơn"}},
		{"a name that two rows share finds neither", "Kông Chro\t9\t9\nĐăk Pling\t2\t20", "|;2|20;|", 2, []string{"“Kông Chro”"}},
		{"the whole by its full name", "Huyện Kông Chro\t5\t50", "5|50;|;|", 2, nil},
		{"decomposed letters and another case", "ĐĂK PLING\t2\t20", "|;2|20;|", 2, nil},
		{"windows lines, empty lines, non-breaking spaces", "\r\nXã Đăk Pling\t 1\u00a0234 \t20\r\n\r\n", "|;1 234|20;|", 2, nil},
		{"cells in quotes", "\"Xã Đăk\nPling\"\t\"2\"\t20", "|;2|20;|", 2, nil},
		{"only heads", "Xã\tSố hộ", "|;|;|", 0, []string{"Không thấy số liệu"}},
		{"nothing", " \n", "|;|;|", 0, []string{"Không thấy số liệu"}},
		{"too long", strings.Repeat("1\t2\n", maxPaste+5), "|;|;|", 0, []string{"quá dài"}},
	} {
		g := threeUnits()
		placed, notes := g.Paste(lang.Vi, c.text)
		var rows []string
		for _, r := range g.Rows {
			rows = append(rows, r.Cells[0].Value+"|"+r.Cells[2].Value)
		}
		if got := strings.Join(rows, ";"); got != c.want || placed != c.placed {
			t.Errorf("%s: %s, %d placed; want %s, %d", c.name, got, placed, c.want, c.placed)
		}
		if len(notes) != len(c.notes) || len(notes) == 1 && !strings.Contains(notes[0], c.notes[0]) {
			t.Errorf("%s: notes %q, want %q", c.name, notes, c.notes)
		}
	}
}

func TestAGridNamesItsProblemsAndSums(t *testing.T) {
	t.Parallel()
	g := threeUnits()
	g.Fill(url.Values{"c-2-a": {" 1.200 "}, "c-3-a": {"1,5"}, "c-3-b": {"—"}, "c-1-a": {"9"}, "c-2-now": {"7"}})
	if got := []int64{g.Count(lang.Vi, 1, 0), g.Count(lang.Vi, 2, 0), g.Count(lang.Vi, 2, 2)}; !slices.Equal(got, []int64{1200, -1, -1}) {
		t.Errorf("counts %v", got)
	}
	all := g.Problems(lang.Vi)
	if len(all) != 1 || all[0].Field != "c-3-a" || !strings.Contains(all[0].Text, "Thị trấn Kông Chro, cột Số hộ: “1,5”") {
		t.Errorf("problems %v", all)
	}
	if g.Rows[1].Cells[1].Value != "" {
		t.Error("a fixed column was filled from the form")
	}
	if got := g.sum(lang.Vi, 0); got != lang.Unknown {
		t.Errorf("sum with what is no number = %s", got)
	}
	g.Rows[2].Cells[0].Value = "800"
	if got := g.sum(lang.Vi, 0); got != "2.000" {
		t.Errorf("sum = %s, want 2.000 without the whole", got)
	}
	if got := g.Pairs(); len(got) != 4 {
		t.Errorf("pairs %v", got)
	}
}
