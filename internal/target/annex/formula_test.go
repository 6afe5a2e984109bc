package annex

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"giamngheo/internal/unit"
)

// A sheet that a program wrote, with formulas and no results, checks as the same sheet with numbers does.
func TestFormulasWithoutResultsCheckAsTheirNumbers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rate    string // of a line, its number given
		percent bool
		number  func(poor, households float64) float64
	}{
		"rounded":  {"ROUND(D%[1]d/C%[1]d*100,2)", false, nil},
		"divided":  {"D%[1]d/C%[1]d*100", false, func(p, h float64) float64 { return p / h * 100 }},
		"per cent": {"D%[1]d/C%[1]d", true, func(p, h float64) float64 { return p / h }},
		"guarded":  {`IF(C%[1]d=0,"",ROUND(D%[1]d/C%[1]d*100,2))`, false, nil},
	} {
		for _, spoil := range []int64{0, 300} {
			s := newSample(t, unit.Province, "62", 2023)
			s.row("").poor += spoil
			plain, err := excelize.OpenReader(bytes.NewReader(s.sheet(t, true, c.percent)))
			if err != nil {
				t.Fatal(err)
			}
			formulas, err := excelize.OpenReader(bytes.NewReader(s.sheet(t, true, c.percent)))
			if err != nil {
				t.Fatal(err)
			}
			set := func(ref, text string) {
				if err := formulas.SetCellValue("Biểu 1", ref, nil); err != nil {
					t.Fatal(err)
				}
				if err := formulas.SetCellFormula("Biểu 1", ref, text); err != nil {
					t.Fatal(err)
				}
			}
			first := 3 + len(s.above) + s.depth() + 2 // the total's line, after the columns' numbers
			for i, r := range s.rows {
				set(fmt.Sprintf("E%d", first+i), fmt.Sprintf(c.rate, first+i))
				if c.number != nil {
					if err := plain.SetCellValue("Biểu 1", fmt.Sprintf("E%d", first+i), c.number(float64(r.poor), float64(r.hh))); err != nil {
						t.Fatal(err)
					}
				}
			}
			set(fmt.Sprintf("C%d", first), fmt.Sprintf("SUM(C%d:C%d)", first+1, first+len(s.rows)-1))
			if spoil == 0 {
				set(fmt.Sprintf("D%d", first), fmt.Sprintf("SUM(D%d:D%d)", first+1, first+len(s.rows)-1))
			}
			want, got := check(t, "a.xlsx", saved(t, plain), Options{}), check(t, "a.xlsx", saved(t, formulas), Options{})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, off by %d: %s", name, spoil, diff)
			}
			if c.number == nil && spoil == 0 && got.codes(Error, Warning, Info) != "" || spoil != 0 && got.codes(Error) == "" {
				t.Errorf("%s, off by %d: %s", name, spoil, dump(got))
			}
		}
	}
}

// A formula that cannot be worked out is told by its cell.
func TestAFormulaThatCannotBeWorkedOutIsNamed(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"HO.NGHEO(1)", "E15", "'Không có'!A1", "D15/[1]S!A1", "E16"} {
		s := newSample(t, unit.Province, "62", 2023)
		f, err := excelize.OpenReader(bytes.NewReader(s.sheet(t, true, false)))
		if err != nil {
			t.Fatal(err)
		}
		for ref, text := range map[string]string{"E15": text, "E16": "E15"} {
			if err := f.SetCellValue("Biểu 1", ref, nil); err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellFormula("Biểu 1", ref, text); err != nil {
				t.Fatal(err)
			}
		}
		r := check(t, "a.xlsx", saved(t, f), Options{})
		if got := r.codes(Error, Warning); got != "PC-103" || len(r.Findings) != 2 {
			t.Errorf("%s: %s", text, dump(r))
		}
	}
}

func saved(t *testing.T, f *excelize.File) []byte {
	t.Helper()
	defer f.Close()
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
