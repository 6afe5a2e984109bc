package annex

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// planted is a fault put into an annex that added up, and what must be found: every code of every
// severity, errors first, and words of the sentences and places.
type planted struct {
	name  string
	spoil func(*sample)
	want  string
	says  []string
}

// withPlans is the layout that prints the target in both measures and the end of the year.
func withPlans(s *sample) { layouts(s.year)["target in both measures, and the end of the year"](s) }

var faults = []planted{
	{"a rate is wrong", func(s *sample) {
		r := s.row("Đắk Tô")
		*r = r.set("rate", lang.Vi.Points(readRate(textCell(r.value("rate"))).points()+100))
	}, "PC-401", []string{"Đắk Tô", "cột 3"}},
	{"a rate's digits changed places", func(s *sample) {
		r := s.row("Đắk Tô")
		r.hh, r.poor = 20599, 1842
		*r = r.set("rate", "8,49")
		r.pts = 172
		fit(s)
	}, "PC-401", []string{"8,94"}},
	{"the total of households is wrong", func(s *sample) { s.row("").hh += 90; keepRate(s.row("")) }, "PC-402", []string{"lệch 90 hộ"}},
	{"the total of poor households is wrong", func(s *sample) { s.row("").poor += 3; keepRate(s.row("")) }, "PC-403", []string{"lệch 3 hộ", "Dòng tổng"}},
	{"the total's rate is wrong", func(s *sample) { *s.row("") = s.row("").set("rate", "1,23") }, "PC-404", []string{"1,23"}},
	{"two digits of a line's poor households changed places", func(s *sample) {
		r := s.row("Đắk Tô")
		r.hh, r.poor, r.pts = 20599, 1842, 172
		fit(s)
		*r = r.set("rate", "8,94").set("poor", "1.824")
	}, "PC-401 PC-403 PC-406", []string{"1.824 → 1.842"}},
	{"a line's poor households are mistyped", func(s *sample) {
		r := s.row("Đắk Tô")
		r.hh, r.poor, r.pts = 20599, 1842, 172
		fit(s)
		*r = r.set("rate", "8,94").set("poor", "1.342")
	}, "PC-401 PC-403 PC-410", []string{"1.842 thay vì 1.342"}},
	{"a unit is missing", func(s *sample) { drop(s, "Sa Thầy"); renumber(s); fit(s) }, "PC-301", []string{"Huyện Sa Thầy", "Thiếu 1"}},
	{"a unit is missing but counted in the total", func(s *sample) { drop(s, "Sa Thầy"); renumber(s) }, "PC-301 PC-402 PC-403 PC-501", nil},
	{"a unit stands twice", func(s *sample) {
		s.rows = append(s.rows, *s.row("Sa Thầy"))
		renumber(s)
		s.sumUp()
	}, "PC-302", []string{"Huyện Sa Thầy"}},
	{"a unit that does not exist", func(s *sample) { s.row("Sa Thầy").name = "Huyện Vĩnh Hưng Phú" }, "PC-301 PC-303", []string{"Vĩnh Hưng Phú"}},
	{"a slip in a name", func(s *sample) { s.row("Sa Thầy").name = "Huyện Sa Thẫyy" }, "PC-303", []string{"Huyện Sa Thầy?"}},
	{"a unit of another province", func(s *sample) { s.row("Sa Thầy").name = "Huyện Kông Chro" }, "PC-301 PC-304", []string{"Tỉnh Gia Lai"}},
	{"another spelling", func(s *sample) { s.row("Đắk Tô").name = "Huyện Đak Tô" }, "PC-306", []string{"Huyện Đắk Tô"}},
	{"another kind", func(s *sample) { s.row("Kon Tum").name = "Thị xã Kon Tum" }, "PC-307", []string{"Thành phố Kon Tum"}},
	{"more poor households than households", func(s *sample) {
		r := s.row("Đắk Tô")
		r.poor = r.hh + 10
		r.pts = 100
		fit(s)
	}, "PC-405", nil},
	{"a target larger than the rate", func(s *sample) {
		r := s.row("Đắk Tô")
		r.poor = r.hh / 20
		r.pts = 900
		fit(s)
	}, "PC-503", []string{"9,00"}},
	{"a negative figure", func(s *sample) { *s.row("Đắk Tô") = s.row("Đắk Tô").set("pts", "-1,00") }, "PC-105 PC-501", nil},
	{"an empty cell", func(s *sample) { *s.row("Đắk Tô") = s.row("Đắk Tô").set("poor", "") }, "PC-102 PC-409", []string{"phải là"}},
	{"a letter for a digit", func(s *sample) {
		r := s.row("Đắk Tô")
		r.poor, r.hh = 2502, 20000
		r.pts = 200
		fit(s)
		*r = r.set("poor", "2.5O2")
	}, "PC-103", []string{"2.502"}},
	{"a number that is none", func(s *sample) { *s.row("Đắk Tô") = s.row("Đắk Tô").set("poor", "12.34.5") }, "PC-103 PC-409", []string{"12.34.5"}},
	{"half a household", func(s *sample) { *s.row("Đắk Tô") = s.row("Đắk Tô").set("poor", "125,5") }, "PC-104 PC-409", nil},
	{"numbers in two styles", func(s *sample) {
		r := s.row("Đắk Tô")
		*r = r.set("hh", strings.ReplaceAll(r.value("hh"), ".", ","))
	}, "PC-108", nil},
	{"all numbers in another style", func(s *sample) {
		for i := range s.rows {
			for _, k := range []string{"hh", "poor", "rate", "pts"} {
				s.rows[i] = s.rows[i].set(k, strings.NewReplacer(".", ",", ",", ".").Replace(s.rows[i].value(k)))
			}
		}
	}, "PC-101", nil},
	{"targets fall short", func(s *sample) { s.row("").pts += 15 }, "PC-501", []string{"0,15 điểm", "Có thể giao thêm"}},
	{"targets exceed what is asked", func(s *sample) { s.row("").pts -= 15 }, "PC-502", []string{"vượt"}},
	{"the parent's target is the plain mean", func(s *sample) {
		s.row("Kon Tum").hh = 200000
		s.row("Kon Tum").poor = 2000
		s.row("Kon Tum").pts = 20
		fit(s)
		sum, n := int64(0), int64(0)
		for _, r := range s.rows[1:] {
			sum, n = sum+int64(r.pts), n+1
		}
		*s.row("") = s.row("").set("pts", percentText((2*sum+n)/(2*n)))
	}, "PC-501 PC-513", nil},
	{"a unit without a target", func(s *sample) { *s.row("Đắk Tô") = s.row("Đắk Tô").set("pts", "") }, "PC-504 PC-501", []string{"Đắk Tô"}},
	{"the parent without a target", func(s *sample) { *s.row("") = s.row("").set("pts", "") }, "PC-505", nil},
	{"a target of zero", func(s *sample) { s.row("Đắk Tô").pts = 0; fit(s) }, "PC-510", nil},
	{"a misplaced decimal sign", func(s *sample) {
		r := s.row("Đắk Tô")
		r.hh, r.poor, r.pts = 20000, 2000, 19
		fit(s)
	}, "PC-511", nil},
	{"no total line", func(s *sample) { s.rows = s.rows[1:] }, "PC-201 PC-505", nil},
	{"the total twice", func(s *sample) {
		r := *s.row("")
		r.order = ""
		s.rows = append(s.rows, r)
	}, "PC-207", nil},
	{"a running number skipped", func(s *sample) { s.row("Đắk Tô").order = "44" }, "PC-202", nil},
	{"results of the wrong year", func(s *sample) {
		for i := range s.cols {
			for j, p := range s.cols[i].path {
				s.cols[i].path[j] = strings.ReplaceAll(p, "2022", "2021")
			}
		}
	}, "PC-203", nil},
	{"the title of last year", func(s *sample) { s.above[0] = strings.ReplaceAll(s.above[0], "2023", "2022") }, "PC-204", nil},
	{"no column of rates", func(s *sample) { s.cols = slices.DeleteFunc(s.cols, func(c col) bool { return c.key == "rate" }) }, "PC-205", nil},
	{"no column of targets", func(s *sample) { s.cols = slices.DeleteFunc(s.cols, func(c col) bool { return c.key == "pts" }) }, "PC-206", nil},
	{"a rate with one decimal", func(s *sample) {
		r := s.row("Đắk Tô")
		r.hh, r.poor, r.pts = 20599, 1842, 172
		fit(s)
		*r = r.set("rate", "8,9")
	}, "PC-407", nil},
	{"a dash for none", func(s *sample) {
		r := s.row("Đắk Tô")
		r.poor, r.pts = 0, 0
		fit(s)
		*r = r.set("poor", "-").set("rate", "0,00").set("pts", "0,00")
	}, "PC-106", nil},
	{"the title of another province", func(s *sample) { s.above[1] = "(Kế hoạch của Ủy ban nhân dân tỉnh Đắk Nông)" }, "PC-308", nil},
	{"a promised rate that is not start less target", func(s *sample) {
		withPlans(s)
		*s.row("Đắk Tô") = s.row("Đắk Tô").set("end", "1,11")
	}, "PC-506", nil},
	{"a promised rate off by rounding", func(s *sample) {
		withPlans(s)
		r := s.row("Đắk Tô")
		e := readRate(textCell(r.value("end"))).points()
		*r = r.set("end", lang.Vi.Points(e+1))
	}, "PC-507", nil},
	{"target in households unlike points", func(s *sample) {
		withPlans(s)
		r := s.row("Đắk Tô")
		n := readCount(textCell(r.value("off"))).v + 40
		*r = r.set("off", lang.Vi.Int(n)).set("endpoor", lang.Vi.Int(r.poor-n))
	}, "PC-512 PC-508", nil},
	{"poor households left that do not fit", func(s *sample) {
		withPlans(s)
		*s.row("Đắk Tô") = s.row("Đắk Tô").set("endpoor", "5")
	}, "PC-509", nil},
	{"no households", func(s *sample) {
		r := s.row("Đắk Tô")
		r.hh, r.poor, r.pts = 0, 0, 0
		fit(s)
		*r = r.set("rate", "0,00")
	}, "PC-408", nil},
	{"reductions written with a minus", func(s *sample) {
		for i := range s.rows {
			s.rows[i] = s.rows[i].set("pts", "-"+s.rows[i].value("pts"))
		}
	}, "PC-110", nil},
}

func TestPlantedFaultsAreFoundAndNothingElse(t *testing.T) {
	t.Parallel()
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			s := newSample(t, unit.Province, "62", 2023)
			f.spoil(s)
			for name, data := range map[string][]byte{"a.txt": s.tabs(), "a.md": s.pipes(), "a.xlsx": s.sheet(t, false, false), "a.docx": s.document(t)} {
				r := check(t, name, data, Options{})
				if got := r.codes(Error, Warning, Info); sorted(got) != sorted(f.want) {
					t.Fatalf("%s: got %q, want %q\n%s\n%s", name, got, f.want, s.tabs(), dump(r))
				}
				out := dump(r)
				for _, l := range lang.All {
					var b strings.Builder
					if err := check(t, name, data, Options{Lang: l}).Print(&b, l); err != nil || strings.Contains(b.String(), "⟦") || strings.Contains(b.String(), "<no value>") {
						t.Errorf("a sentence is not whole in %s: %v\n%s", l, err, b.String())
					}
				}
				for _, words := range f.says {
					if !strings.Contains(out, words) && !(strings.HasPrefix(words, "cột") || strings.HasPrefix(words, "Dòng")) {
						t.Errorf("%s does not say %q:\n%s", name, words, out)
					}
				}
				if r.Clean() != (r.codes(Error) == "") {
					t.Errorf("%s: clean %v with errors %q", name, r.Clean(), r.codes(Error))
				}
			}
		})
	}
}

func sorted(s string) string {
	f := strings.Fields(s)
	slices.Sort(f)
	return strings.Join(f, " ")
}

// fit makes totals and the total's target what the lines amount to.
func fit(s *sample) {
	s.sumUp()
	off := int64(0)
	for _, r := range s.rows {
		if !r.total && !r.heading {
			off += r.pts.Households(r.hh)
		}
	}
	t := s.row("")
	t.pts = ratio(Some(off), Some(t.hh)).P
}

func percentText(p int64) string {
	return strconv.FormatInt(p/100, 10) + "," + strconv.FormatInt(100+p%100, 10)[1:]
}

// keepRate prints the rate that a changed total would have, so that only its sum is wrong.
func keepRate(r *sampleRow) {
	*r = r.set("rate", lang.Vi.Points(ratio(Some(r.poor), Some(r.hh)).P))
}

func drop(s *sample, part string) {
	s.rows = slices.DeleteFunc(s.rows, func(r sampleRow) bool { return strings.Contains(r.name, part) })
}

func renumber(s *sample) {
	n := 0
	for i := range s.rows {
		if !s.rows[i].total {
			n++
			s.rows[i].order = strconv.Itoa(n)
		}
	}
}
