package annex

import (
	"encoding/json"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// FuzzCheck: whatever a stranger sends, a check ends with a report that can be printed or with a fault.
func FuzzCheck(f *testing.F) {
	f.Add("a.txt", fixture(f))
	for _, name := range []string{"office-near-poor.docx", "office-resaved.docx", "office-resaved.xlsx", "office-misread.xlsx"} {
		b, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(name, b)
	}
	s := newSample(f, unit.District, "630", 2023)
	withPlans(s)
	f.Add("a.md", s.pipes())
	f.Add("a.txt", s.tabs())
	f.Add("a.txt", []byte("TT\tĐơn vị\tSố hộ\tHộ nghèo\tChỉ tiêu\n1\tXã An Trung\t999999999\t999999999\t99999,9999\n\tTổng\t-1\t-999999999\t-99999,9999\n"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		r, err := Check(name, data, Options{Lang: lang.En})
		if err != nil {
			if lang.En.Error(err) == lang.En.T("lang.internal_error") {
				t.Errorf("not a fault: %v", err)
			}
			return
		}
		if err := r.Print(io.Discard, lang.Vi); err != nil {
			t.Error(err)
		}
		if _, err := json.Marshal(r); err != nil {
			t.Error(err)
		}
	})
}

// FuzzNumber: a figure that is read as good stands in its cell.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{"383.134", "10,06", "1,234", "12.34.5", "2.5O2", "-1", "(5)", "10.06 %", "1.690", "99999999999999999999", "18 180 hộ", "−0,5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := textCell(s)
		n, p := readCount(c), readRate(c)
		if n.known() && (n.v > maxCount || n.v < -maxCount) {
			t.Errorf("%q is %d households", s, n.v)
		}
		if p.known() && (p.points() > 1e9 || p.points() < -1e9) {
			t.Errorf("%q is %d points", s, p.points())
		}
		if n.state == good && !strings.ContainsAny(c.text, "0123456789") {
			t.Errorf("%q was read as %d", s, n.v)
		}
	})
}

func TestNumbersAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int64{
		"383.134": 383134, "383,134": 383134, "383 134": 383134, "383\u00a0134": 383134, "286": 286, "1.842 hộ": 1842, "<b>38.550</b>": 38550,
		"**38.550**": 38550, "18180,0": 18180, "-5": -5, "(12)": -12, "1.234.567": 1234567, "-": 0,
		// the marks of notes
		"540*": 540, "540 (1)": 540, "540(*)": 540, "1.540¹": 1540, "540 [2]": 540, "540<sup>1</sup>": 540, "540 (a)": 540, "540⁽¹⁾": 540,
	} {
		if f := readCount(textCell(s)); !f.known() || f.state == guessed || f.v != want {
			t.Errorf("readCount(%q) = %d, state %d", s, f.v, f.state)
		}
	}
	for s, want := range map[string]int64{"2.5O2": 2502, "l2": 12} {
		if f := readCount(textCell(s)); f.state != guessed || f.v != want {
			t.Errorf("readCount(%q) = %d, state %d", s, f.v, f.state)
		}
	}
	for _, s := range []string{"12.34.5", "1.2345", "x", "12,5", "1e5", "10,06 %", "1.842 người", "99999999999", "(1)(2)", "5401)"} {
		if f := readCount(textCell(s)); f.state != bad {
			t.Errorf("readCount(%q) = %d, state %d", s, f.v, f.state)
		}
	}
	for s, want := range map[string]int64{"10,06": 1006, "10.06": 1006, "2": 200, "8,1 %": 810, "10,06%": 1006, "0,40": 40, "-1,95": -195, "2,345": 235, "1.234,5": 123450, "2,00 điểm": 200, "2,00*": 200, "2,00 % (1)": 200, "5,10²": 510} {
		if f := readRate(textCell(s)); f.state != good || int64(f.points()) != want {
			t.Errorf("readRate(%q) = %d, state %d", s, f.points(), f.state)
		}
	}
	for num, want := range map[string]int64{"0.1006": 1006, "0.004": 40, "1": 10000, "0.10062": 1006, "0": 0, "-0.0195": -195} {
		if f := readRate(cell{kind: numeric, text: num, num: num, percent: true}); f.state != good || int64(f.points()) != want {
			t.Errorf("under a percent format %s is %d, state %d", num, f.points(), f.state)
		}
	}
	for num, want := range map[string]int64{"10.0617": 1006, "13.9824": 1398, "2.7": 270} {
		if f := readRate(cell{kind: numeric, text: num, num: num}); f.state != good || int64(f.points()) != want {
			t.Errorf("%s is %d, state %d", num, f.points(), f.state)
		}
	}
}

// Every code that the rules use has a severity and a sentence in each language, and no sentence is
// without a rule.
func TestEveryCodeHasItsSentence(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") || f.Name() == "codes.go" {
			continue
		}
		b, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range regexp.MustCompile(`"PC-\d+"`).FindAllString(string(b), -1) {
			used[strings.Trim(code, `"`)] = true
		}
	}
	for code := range used {
		if severities[code] == "" {
			t.Errorf("%s has no severity", code)
		}
	}
	for code := range severities {
		for _, l := range lang.All {
			if !used[code] || !l.Has("annex."+code) {
				t.Errorf("%s in %s: used %v, sentence %v", code, l, used[code], l.Has("annex."+code))
			}
		}
	}
}
