package annex

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

func fixture(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/gia-lai-2023.txt")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What the real plan of 2023 must show: its sums and rates are right, its targets are 567 households
// short, three districts are spelt in another way.
func TestTheRealPlanAddsUpExceptForItsTargets(t *testing.T) {
	t.Parallel()
	r := check(t, "kh64.txt", fixture(t), Options{})
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	target := got["target"].(map[string]any)
	for name, c := range map[string]struct{ got, want any }{
		"unit": {got["unit"], "64"}, "unit_name": {got["unit_name"], "Tỉnh Gia Lai"}, "year": {got["year"], 2023.0},
		"households": {got["households"], 383134.0}, "poor": {got["poor"], 38550.0}, "rate": {got["rate"], 10.06},
		"rows": {len(got["rows"].([]any)), 17}, "province_points": {target["province_points"], 2.0},
		"province_households": {target["province_households"], 7663.0}, "sum_households": {target["sum_households"], 7096.0},
		"sum_points": {target["sum_points"], 1.85}, "gap_households": {target["gap_households"], 567.0},
		"rate_if_met": {target["rate_if_met"], 8.21}, "rate_promised": {target["rate_promised"], 8.06},
		"errors": {r.codes(Error), "PC-501"}, "others": {r.codes(Warning, Info), "PC-306"}, "findings": {len(r.Findings), 4},
	} {
		if c.got != c.want {
			t.Errorf("%s = %v, want %v", name, c.got, c.want)
		}
	}
	for _, row := range r.Rows {
		if row.Rate != row.RateStated || row.Unit == "" {
			t.Errorf("%s: rate %v, stated %v, unit %q", row.Name, row.Rate, row.RateStated, row.Unit)
		}
	}
	var spelt []string
	for _, f := range r.Findings {
		if f.Code == "PC-306" {
			spelt = append(spelt, f.Message)
		}
	}
	for i, name := range []string{"Huyện KBang", "Huyện Đăk Đoa", "Huyện Đăk Pơ"} {
		if i >= len(spelt) || !strings.Contains(spelt[i], name) {
			t.Errorf("spelling of %s not found in %v", name, spelt)
		}
	}
	for _, l := range lang.All {
		var out strings.Builder
		if err := check(t, "kh64.txt", fixture(t), Options{Lang: l}).Print(&out, l); err != nil || strings.Contains(out.String(), "⟦") {
			t.Errorf("%s: %v\n%s", l, err, out.String())
		}
	}
}

// The text of the plan says "còn 8,1%" and "giảm 2%": both agree with the table as far as they are
// printed, and other figures would not.
func TestTheTextIsComparedWithTheTable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"- Tỷ lệ hộ nghèo (theo chuẩn nghèo đa chiều giai đoạn 2022-2025) còn 8,1% vào cuối năm 2023;":      "",
		"- Tỷ lệ hộ nghèo (theo chuẩn nghèo đa chiều giai đoạn 2022-2025) còn 8,5% vào cuối năm 2023;":      "PC-514",
		"- Mức giảm tỷ lệ hộ nghèo (theo chuẩn nghèo đa chiều giai đoạn 2022-2025) ở mức 2%;":               "",
		"- Mức giảm tỷ lệ hộ nghèo (theo chuẩn nghèo đa chiều giai đoạn 2022-2025) ở mức 2,5%;":             "PC-515",
		"- Tỷ lệ hộ nghèo dân tộc thiểu số giảm 3%;":                                                        "",
		"- Tỷ lệ hộ nghèo ở huyện Kông Chro giảm 5,1%/năm;":                                                 "",
		"- Tỷ lệ hộ nghèo ở huyện Kông Chro giảm 6,1%/năm;":                                                 "PC-515",
		"- Đến năm 2025 tỷ lệ hộ nghèo còn 4%.":                                                             "",
		"- Tỷ lệ hộ nghèo cả nước còn 3%.":                                                                  "",
		"- Phấn đấu tỷ lệ hộ cận nghèo còn 9%, tỷ lệ hộ nghèo còn 8,1%":                                     "",
		"- Tỷ lệ hộ nghèo toàn tỉnh còn 8,06%.":                                                             "",
		strings.Repeat("a", 1000) + " tỷ lệ hộ nghèo còn 1%":                                                "",
		"- Tỷ lệ hộ nghèo các xã đặc biệt khó khăn giảm 4%; tỷ lệ hộ nghèo tỉnh Kon Tum giảm 9%; hết 100 %": "",
	} {
		r := check(t, "a.txt", append([]byte(text+"\n\n"), fixture(t)...), Options{})
		if got := r.codes(Warning); got != want {
			t.Errorf("%s\ngot %q, want %q", text, got, want)
		}
	}
}

// layouts are ways in which offices arrange the same annex.
func layouts(year int) map[string]func(*sample) {
	y, z := strconv.Itoa(year), strconv.Itoa(year-1)
	result := "Kết quả rà soát hộ nghèo, hộ cận nghèo theo chuẩn nghèo đa chiều cuối năm " + z
	return map[string]func(*sample){
		"as in the plan of 2023": func(*sample) {},
		"total at the foot": func(s *sample) {
			s.rows = append(s.rows[1:], s.rows[0].set("tt", "").set("name", "TỔNG CỘNG"))
		},
		"target before results": func(s *sample) {
			u := usual(year)
			s.cols = []col{u[0], u[1], u[5], u[4], u[2], u[3]}
		},
		"name last, no running numbers": func(s *sample) {
			u := usual(year)
			s.cols = []col{u[2], u[3], u[4], u[5], u[1]}
		},
		"near-poor beside poor": func(s *sample) {
			s.cols = []col{
				{"tt", []string{"Số TT"}},
				{"name", []string{"Tên đơn vị (huyện, xã)"}},
				{"hh", []string{result, "Tổng số hộ"}},
				{"near", []string{result, "Hộ cận nghèo", "Số hộ"}},
				{"nearrate", []string{result, "Hộ cận nghèo", "Tỷ lệ (%)"}},
				{"poor", []string{result, "Hộ nghèo", "Số hộ"}},
				{"rate", []string{result, "Hộ nghèo", "Tỷ lệ (%)"}},
				{"pts", []string{"Chỉ tiêu giảm tỷ lệ hộ nghèo năm " + y + " (%)"}},
				{"note", []string{"Ghi chú"}},
			}
		},
		"target in both measures, and the end of the year": func(s *sample) {
			s.cols = []col{
				{"tt", []string{"STT"}},
				{"name", []string{"Địa phương"}},
				{"persons", []string{"Dân số", "Nhân khẩu"}},
				{"hh", []string{"Dân số", "Tổng số hộ dân"}},
				{"poor", []string{"Hộ nghèo đầu năm " + y, "Số hộ nghèo"}},
				{"rate", []string{"Hộ nghèo đầu năm " + y, "Tỷ lệ (%)"}},
				{"off", []string{"Chỉ tiêu giảm nghèo năm " + y, "Giảm (hộ)"}},
				{"pts", []string{"Chỉ tiêu giảm nghèo năm " + y, "Giảm (%)"}},
				{"end", []string{"Tỷ lệ hộ nghèo cuối năm " + y + " (%)"}},
				{"endpoor", []string{"Số hộ nghèo còn lại cuối năm " + y}},
			}
			fitTotal(s)
		},
		"two years of results": func(s *sample) {
			s.cols = []col{
				{"tt", []string{"TT"}},
				{"name", []string{"Đơn vị"}},
				{"hh", []string{"Tổng số hộ dân cư cuối năm " + z}},
				{"old", []string{"Hộ nghèo năm " + strconv.Itoa(year-2), "Số hộ"}},
				{"oldrate", []string{"Hộ nghèo năm " + strconv.Itoa(year-2), "Tỷ lệ %"}},
				{"poor", []string{"Hộ nghèo năm " + z, "Số hộ"}},
				{"rate", []string{"Hộ nghèo năm " + z, "Tỷ lệ %"}},
				{"less", []string{"So với năm " + strconv.Itoa(year-2) + " tăng (+), giảm (-)"}},
				{"pts", []string{"Chỉ tiêu giảm tỷ lệ hộ nghèo năm " + y + " (điểm %)"}},
			}
		},
		"rates of poor, near-poor and both": func(s *sample) {
			all := "Hộ nghèo, hộ cận nghèo cuối năm " + z
			s.cols = []col{
				{"tt", []string{"TT"}},
				{"name", []string{"Đơn vị"}},
				{"hh", []string{"Tổng số hộ"}},
				{"near", []string{all, "Hộ cận nghèo"}},
				{"nearrate", []string{all, "Tỷ lệ hộ cận nghèo (%)"}},
				{"poor", []string{all, "Hộ nghèo"}},
				{"rate", []string{all, "Tỷ lệ hộ nghèo (%)"}},
				{"both", []string{all, "Tỷ lệ nghèo đa chiều (%)"}},
				{"nearrate", []string{"Mục tiêu năm " + y, "Giảm tỷ lệ hộ cận nghèo (%)"}},
				{"pts", []string{"Mục tiêu năm " + y, "Giảm tỷ lệ hộ nghèo (%)"}},
			}
		},
		"targets in households alone": func(s *sample) {
			s.cols = append(s.cols[:5:5], col{"off", []string{"Chỉ tiêu giảm hộ nghèo năm " + y + " (hộ)"}})
			fitTotal(s)
		},
		"one header line": func(s *sample) {
			s.cols = []col{
				{"tt", []string{"TT"}},
				{"name", []string{"Huyện, thị xã, thành phố"}},
				{"hh", []string{"Tổng số hộ"}},
				{"poor", []string{"Số hộ nghèo"}},
				{"rate", []string{"Tỷ lệ hộ nghèo (%)"}},
				{"near", []string{"Số hộ cận nghèo"}},
				{"nearrate", []string{"Tỷ lệ hộ cận nghèo (%)"}},
				{"pts", []string{"Mức giảm tỷ lệ hộ nghèo năm " + y}},
			}
		},
	}
}

// fitTotal makes the total's target in households the sum of the lines', so that both measures agree.
func fitTotal(s *sample) {
	off := int64(0)
	for _, r := range s.rows {
		if !r.total {
			off += r.pts.Households(r.hh)
		}
	}
	t := s.row("")
	*t = t.set("off", lang.Vi.Int(off)).set("endpoor", lang.Vi.Int(t.poor-off))
}

// parentsSeen are provinces by districts, districts by communes, a province by communes.
var parentsSeen = []struct {
	level unit.Level
	code  string
	year  int
}{
	{unit.Province, "62", 2023},
	{unit.Province, "66", 2024},
	{unit.Province, "01", 2023},
	{unit.Province, "02", 2025},
	{unit.Province, "48", 2023},
	{unit.District, "630", 2023},
	{unit.District, "622", 2023},
	{unit.District, "624", 2024},
	{unit.District, "608", 2023},
	{unit.District, "760", 2023},
	{unit.Province, "52", 2026},
}

func TestAnAnnexThatAddsUpIsCleanInEveryForm(t *testing.T) {
	t.Parallel()
	for i, p := range parentsSeen {
		for name, arrange := range layouts(p.year) {
			s := newSample(t, p.level, p.code, p.year)
			arrange(s)
			forms := map[string][]byte{
				"a.txt": s.tabs(), "a.md": s.pipes(), "a.docx": s.document(t), "nfd.txt": norm.NFD.Bytes(s.tabs()),
				"crlf.txt": []byte("\ufeff" + strings.ReplaceAll(string(s.tabs()), "\n", "\r\n")),
			}
			if i%3 == 0 { // workbooks take long to write
				forms["text.xlsx"], forms["numbers.xlsx"], forms["percent.xlsx"] = s.sheet(t, false, false), s.sheet(t, true, false), s.sheet(t, true, true)
			}
			for form, data := range forms {
				r := check(t, form, data, Options{})
				label := fmt.Sprintf("%s %s %d, %s, %s", p.level, p.code, p.year, name, form)
				if got := r.codes(Error, Warning, Info); strings.Trim(strings.ReplaceAll(got, "PC-310", ""), " ") != "" {
					t.Errorf("%s: %s\n%s", label, got, dump(r))
				}
				total := s.row("")
				if r.Unit != p.code || r.UnitLevel != string(p.level) || r.Year != p.year || r.Households.N != total.hh || r.Poor.N != total.poor {
					t.Errorf("%s: unit %s %s, year %d, %v of %v", label, r.UnitLevel, r.Unit, r.Year, r.Poor, r.Households)
				}
				if t.Failed() {
					return
				}
			}
		}
	}
}

// The paper's own table with whole columns moved, header texts and all, as a spreadsheet user moves them:
// what spanned two columns then heads only one.
func TestWholeColumnsMayBeMoved(t *testing.T) {
	t.Parallel()
	lines := strings.Split(strings.TrimRight(string(fixture(t)), "\n"), "\n")
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		perm := rnd.Perm(6)
		out := make([]string, len(lines))
		for i, l := range lines {
			out[i] = l
			if strings.Contains(l, "\t") {
				f := append(strings.Split(l, "\t"), "", "", "", "", "")
				moved := make([]string, 6)
				for k, p := range perm {
					moved[k] = f[p]
				}
				out[i] = strings.Join(moved, "\t")
			}
		}
		r, err := Check("a.txt", []byte(strings.Join(out, "\n")), Options{})
		if got := r.codes(Error, Warning, Info); err != nil || got != "PC-501 PC-306" || r.Target.Gap.N != 567 {
			t.Fatalf("columns %v: %v %q\n%s", perm, err, got, strings.Join(out, "\n"))
		}
	}
}

// However the columns stand, the same findings come out.
func TestTheOrderOfColumnsDoesNotMatter(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		s := newSample(t, unit.Province, "64", 2023)
		s.cols = append(s.cols, col{"near", []string{"Hộ cận nghèo", "Số hộ"}}, col{"nearrate", []string{"Hộ cận nghèo", "Tỷ lệ (%)"}}, col{"note", []string{"Ghi chú"}})
		rnd.Shuffle(len(s.cols), func(i, j int) { s.cols[i], s.cols[j] = s.cols[j], s.cols[i] })
		r := s.row("Chư Prông")
		r.poor += 100
		for _, f := range []struct {
			name string
			data []byte
		}{{"a.txt", s.tabs()}, {"a.xlsx", s.sheet(t, true, false)}, {"a.docx", s.document(t)}} {
			got := check(t, f.name, f.data, Options{})
			if c := got.codes(Error); c != "PC-403" {
				t.Fatalf("%s: %q\n%s\n%s", f.name, c, s.tabs(), dump(got))
			}
		}
	}
}
