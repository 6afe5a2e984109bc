package standard

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
)

// Every line of testdata/*.txt is an example an officer can read: the facts, the class, the codes.
func TestWorkedExamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) < 3 {
		t.Fatalf("examples: %v, %v", files, err)
	}
	for _, file := range files {
		for _, x := range readExamples(t, file) {
			t.Run(x.at, func(t *testing.T) {
				if x.fault != "" {
					err := x.edition.Check(x.facts)
					if f := fault.As(err); f == nil || f.Key != "standard."+x.fault {
						t.Errorf("Check(%+v) = %v, want %s", x.facts, err, x.fault)
					}
					if r := x.edition.Classify(x.facts); r.Class != None || r.Codes != nil {
						t.Errorf("Classify(%+v) = %v %v, want no class", x.facts, r.Class, r.Codes)
					}
					return
				}
				if err := x.edition.Check(x.facts); err != nil {
					t.Errorf("Check(%+v) = %v", x.facts, err)
				}
				r := x.edition.Classify(x.facts)
				if r.Class != x.class || r.Codes[0] != x.code {
					t.Errorf("Classify(%+v) = %v %v, want %v %v", x.facts, r.Class, r.Codes, x.class, x.code)
				}
				if got := len(r.Codes) - 1; got != x.facts.Deprived.Count() {
					t.Errorf("%d codes of deprivations for %v", got, x.facts.Deprived.List())
				}
			})
		}
	}
}

// Every rule of every edition has a worked example.
func TestEveryRuleHasAnExample(t *testing.T) {
	t.Parallel()
	shown := map[string]bool{}
	files, _ := filepath.Glob("testdata/*.txt")
	for _, file := range files {
		for _, x := range readExamples(t, file) {
			shown[x.code] = true
		}
	}
	for _, e := range All() {
		for _, r := range e.Rules {
			if !shown[r.Code] {
				t.Errorf("%s has no worked example", r.Code)
			}
		}
	}
}

type example struct {
	at      string
	edition *Edition
	facts   Facts
	class   Class
	code    string
	fault   string
}

// readExamples reads lines "nông thôn | 140 | - | 1 4 9 | hộ nghèo | VN2022-POOR-01" after a line
// "chuẩn: vn-2022"; # begins a remark. A refusal stands as "từ chối | no_points_rule".
func readExamples(t *testing.T, file string) []example {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	areas := map[string]Area{Rural.Name(lang.Vi): Rural, Urban.Name(lang.Vi): Urban}
	var (
		all     []example
		edition *Edition
	)
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if id, ok := strings.CutPrefix(line, "chuẩn:"); ok {
			if edition, err = ByID(strings.TrimSpace(id)); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "|")
		if len(cells) != 6 || edition == nil {
			t.Fatalf("%s:%d: want 6 cells under an edition", file, n)
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		x := example{at: fmt.Sprintf("%s:%d", filepath.Base(file), n), edition: edition}
		x.facts.Area = areas["khu vực "+cells[0]]
		x.facts.PointsA = int(figure(t, cells[1]))
		x.facts.Income = figure(t, cells[2])
		if cells[3] != "-" {
			for _, s := range strings.Fields(cells[3]) {
				x.facts.Deprived |= DeprivedIn(int(figure(t, s)))
			}
		}
		if cells[4] == "từ chối" {
			x.fault = cells[5]
		} else {
			i := slices.IndexFunc(Classes, func(c Class) bool { return c.Name(lang.Vi) == cells[4] })
			if i < 0 || x.facts.Area == "" {
				t.Fatalf("%s:%d: %q, %q", file, n, cells[0], cells[4])
			}
			x.class, x.code = Classes[i], cells[5]
		}
		all = append(all, x)
	}
	return all
}

func figure(t *testing.T, s string) int64 {
	t.Helper()
	if s == "-" {
		return -1
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(s, ".", ""), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// milder tells that b is the milder of two classes; no class compares with none.
func milder(a, b Class) bool { return a != None && b != None && b > a }

// checkMonotonic asks that neither more deprivation, nor fewer points, nor less income makes the
// class milder, and that what Classify says agrees with Class, Check and its own sentence.
func checkMonotonic(t *testing.T, e *Edition, f Facts, fewer int, less int64, more Deprivations) {
	t.Helper()
	r := e.Classify(f)
	if r.Class != e.Class(f) {
		t.Fatalf("%s: Classify and Class differ on %+v", e.ID, f)
	}
	if err := e.Check(f); (err == nil) != (r.Class != None) || (err == nil) != (len(r.Codes) > 0) {
		t.Fatalf("%s: %+v has class %v %v, Check says %v", e.ID, f, r.Class, r.Codes, err)
	}
	worse := func(g Facts, what string) {
		if c := e.Class(g); milder(r.Class, c) {
			t.Errorf("%s: %s makes the class milder: %+v is %v, %+v is %v", e.ID, what, f, r.Class, g, c)
		}
	}
	g := f
	g.Deprived |= more
	worse(g, "more deprivation")
	if f.PointsA >= 0 && fewer >= 0 && fewer <= f.PointsA {
		g = f
		g.PointsA -= fewer
		worse(g, "fewer points")
	}
	if f.Income >= 0 && less >= 0 && less <= f.Income {
		g = f
		g.Income -= less
		worse(g, "less income")
	}
}

// The whole grid: every line, one below and one above, with and without the other measure, every
// number of deprivations, in pairs.
func TestMonotonicOnTheWholeGrid(t *testing.T) {
	t.Parallel()
	for _, e := range All() {
		for _, area := range []Area{Rural, Urban} {
			points, incomes := []int64{-1, 0, 500}, []int64{-1, 0, 50_000_000}
			around := func(list *[]int64, v Value) {
				if v.Known() {
					*list = append(*list, v.N-1, v.N, v.N+1)
				}
			}
			lines := e.Lines(area)
			around(&points, lines.Points.Low)
			around(&points, lines.Points.Line)
			around(&incomes, lines.Income.Low)
			around(&incomes, lines.Income.Line)
			around(&incomes, lines.Income.Average)
			for _, p := range points {
				for _, income := range incomes {
					for n := 0; n <= len(e.Indicators); n++ {
						f := Facts{area, int(p), income, 1<<n - 1}
						for _, p2 := range points {
							checkMonotonic(t, e, f, int(p-max(p2, 0)), 0, 1<<n)
						}
						for _, income2 := range incomes {
							checkMonotonic(t, e, f, 0, income-max(income2, 0), e.mask)
						}
					}
				}
			}
		}
	}
}

func FuzzClassify(f *testing.F) {
	f.Add(byte(1), "rural", 140, int64(-1), uint16(0b100001001), 1, int64(0), uint16(0b10))
	f.Add(byte(1), "urban", 176, int64(1_900_000), uint16(0), 1, int64(1), uint16(7))
	f.Add(byte(0), "rural", 121, int64(700_001), uint16(7), 1, int64(1), uint16(0xffff))
	f.Add(byte(2), "urban", -1, int64(2_800_000), uint16(0xffff), 0, int64(2_800_000), uint16(1))
	f.Add(byte(2), "", -5, int64(-9), uint16(3), -1, int64(-1), uint16(0))
	f.Fuzz(func(t *testing.T, edition byte, area string, points int, income int64, deprived uint16, fewer int, less int64, more uint16) {
		e := editions[int(edition)%len(editions)]
		facts := Facts{Area(area), points, income, Deprivations(deprived)}
		checkMonotonic(t, e, facts, fewer, less, Deprivations(more))
		for _, l := range lang.All {
			if s := e.Classify(facts).Sentence(l); s == "" || strings.Contains(s, "⟦") || strings.Contains(s, "<no value>") {
				t.Errorf("%s: %+v says %q in %s", e.ID, facts, s, l)
			}
		}
	})
}

func TestSentenceNamesFigureLineDeprivationsAndArticle(t *testing.T) {
	t.Parallel()
	e, _ := ByID("vn-2022")
	r := e.Classify(Facts{Rural, 130, -1, DeprivedIn(1, 4, 9)})
	for l, want := range map[lang.Lang]string{
		lang.Vi: "Hộ nghèo theo chuẩn nghèo đa chiều giai đoạn 2022-2026: điểm A (B1) là 130, không quá mức 140 điểm của khu vực nông thôn, và thiếu hụt từ 3 chỉ số trở lên; thiếu hụt 3 trong 12 chỉ số: việc làm; bảo hiểm y tế; nguồn nước sinh hoạt. Căn cứ: Thông tư 07/2021/TT-BLĐTBXH.",
		lang.En: "Poor household by the multidimensional poverty standard of 2022-2026: points A (B1) are 130, within the 140 points for rural areas, with 3 deprivations or more; deprived in 3 of 12 indicators: employment; health insurance; source of water. Basis: Circular 07/2021/TT-BLĐTBXH.",
	} {
		if got := r.Sentence(l); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	if want := []string{"VN2022-POOR-01", "VN2022-D01", "VN2022-D04", "VN2022-D09"}; !slices.Equal(r.Codes, want) {
		t.Errorf("codes %v, want %v", r.Codes, want)
	}
	reasons := r.Reasons()
	if len(reasons) != 4 || reasons[2].Code != "VN2022-D04" {
		t.Fatalf("reasons %v", reasons)
	}
	if s := reasons[2].Sentence(lang.Vi); !strings.Contains(s, "từ đủ 6 tuổi") || !strings.Contains(s, "chưa kiểm chứng") {
		t.Errorf("the unverified threshold reads %q", s)
	}
	income := e.Classify(Facts{Urban, -1, 3_000_000, 0}).Sentence(lang.Vi)
	if !strings.Contains(income, "3.000.000 đồng") || !strings.Contains(income, "Điều 3 Nghị định 07/2021/NĐ-CP") || !strings.Contains(income, "không thiếu hụt") {
		t.Errorf("got %q", income)
	}
}

func TestUnverifiedLineIsSaidToBeUnverified(t *testing.T) {
	t.Parallel()
	e, _ := ByID("vn-2016")
	if s := e.Classify(Facts{Rural, 120, -1, 0}).Sentence(lang.Vi); !strings.Contains(s, "chưa kiểm chứng") {
		t.Errorf("got %q", s)
	}
	if s := e.Classify(Facts{Rural, -1, 700_000, 0}).Sentence(lang.Vi); strings.Contains(s, "chưa kiểm chứng") {
		t.Errorf("got %q", s)
	}
}

// Every class of every edition and area speaks in both languages.
func TestEverySentenceIsWhole(t *testing.T) {
	t.Parallel()
	for _, e := range All() {
		for _, area := range []Area{Rural, Urban, "hải đảo"} {
			for _, p := range []int{-2, -1, 0, 130, 145, 300} {
				for _, income := range []int64{-2, -1, 0, 800_000, 950_000, 2_200_000, 9_000_000} {
					r := e.Classify(Facts{area, p, income, DeprivedIn(2, 12)})
					for _, l := range lang.All {
						said := []string{r.Sentence(l)}
						for _, reason := range r.Reasons() {
							said = append(said, reason.Sentence(l))
						}
						for _, s := range said {
							if s == "" || strings.ContainsAny(s, "⟦⟧<>") || strings.Contains(s, "−1") {
								t.Errorf("%s %+v in %s: %q", e.ID, r.Facts(), l, s)
							}
						}
					}
				}
			}
		}
	}
}

func BenchmarkClassify(b *testing.B) {
	e, _ := ByID("vn-2022")
	facts := make([]Facts, 1024)
	for i := range facts {
		facts[i] = Facts{Rural, 60 + i%140, -1, Deprivations(i*37) & e.mask}
		if i%3 == 0 {
			facts[i].Area = Urban
		}
		if i%5 == 0 {
			facts[i].PointsA, facts[i].Income = -1, int64(i)*3000
		}
	}
	b.Run("whole result", func(b *testing.B) {
		n := 0
		for i := 0; b.Loop(); i++ {
			n += len(e.Classify(facts[i%1024]).Codes)
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "million/s")
	})
	b.Run("class only", func(b *testing.B) {
		n := Class(0)
		for i := 0; b.Loop(); i++ {
			n += e.Class(facts[i%1024])
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "million/s")
	})
}
