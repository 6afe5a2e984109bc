package standard

import (
	"os"
	"strings"
	"testing"

	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
)

func TestEditionInForceOnADay(t *testing.T) {
	t.Parallel()
	for d, want := range map[day.Date]string{
		"2015-12-31": "", "2016-01-01": "vn-2016", "2021-12-31": "vn-2016",
		"2022-01-01": "vn-2022", "2025-12-31": "vn-2022", "2026-12-31": "vn-2022", // extended by a year
		"2027-01-01": "vn-2027", "2030-12-31": "vn-2027", "2031-01-01": "",
	} {
		got := ""
		if e := InForce(d); e != nil {
			got = e.ID
		}
		if got != want {
			t.Errorf("InForce(%s) = %q, want %q", d, got, want)
		}
	}
}

func TestUnknownEditionNamesTheKnownOnes(t *testing.T) {
	t.Parallel()
	_, err := ByID("vn-1998")
	if fault.KindOf(err) != fault.NotFound || !strings.Contains(lang.Vi.Error(err), "vn-2016, vn-2022, vn-2027") {
		t.Errorf("got %q", lang.Vi.Error(err))
	}
}

// The lines as the decrees state them, once more and by hand: a slip in a data file would judge people.
func TestLinesOfTheDecrees(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		id                     string
		area                   Area
		low, line, average     int64
		pointsLow, pointsLine  int64
		indicators             int
		incomeMark, pointsMark Mark
	}{
		{"vn-2016", Rural, 700_000, 1_000_000, 1_500_000, 120, 150, 10, Verified, Unverified},
		{"vn-2016", Urban, 900_000, 1_300_000, 1_950_000, 140, 175, 10, Verified, Unverified},
		{"vn-2022", Rural, 0, 1_500_000, 2_250_000, 0, 140, 12, Verified, Verified},
		{"vn-2022", Urban, 0, 2_000_000, 3_000_000, 0, 175, 12, Verified, Verified},
		{"vn-2027", Rural, 0, 2_200_000, 0, 0, 0, 12, Verified, ""},
		{"vn-2027", Urban, 0, 2_800_000, 0, 0, 0, 12, Verified, ""},
	} {
		e, err := ByID(c.id)
		if err != nil {
			t.Fatal(err)
		}
		l := e.Lines(c.area)
		got := [...]int64{l.Income.Low.N, l.Income.Line.N, l.Income.Average.N, l.Points.Low.N, l.Points.Line.N, int64(len(e.Indicators)), e.CutOff.N}
		if want := [...]int64{c.low, c.line, c.average, c.pointsLow, c.pointsLine, int64(c.indicators), 3}; got != want {
			t.Errorf("%s %s: %v, want %v", c.id, c.area, got, want)
		}
		if l.Income.Line.Mark != c.incomeMark || l.Points.Line.Mark != c.pointsMark {
			t.Errorf("%s %s: marks %q %q", c.id, c.area, l.Income.Line.Mark, l.Points.Line.Mark)
		}
	}
}

func TestIndicatorsInTheOrderOfTheDecree(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"vn-2016": "health_services health_insurance adult_education child_schooling housing_quality housing_area water latrine telecom information_means",
		"vn-2022": "employment dependants nutrition health_insurance adult_education child_schooling housing_quality housing_area water latrine telecom information_means",
		"vn-2027": "employment dependants nutrition health_insurance adult_education child_schooling housing_quality housing_area digital_services water latrine waste",
	} {
		e, _ := ByID(id)
		var codes []string
		for _, i := range e.Indicators {
			codes = append(codes, i.Code)
		}
		if got := strings.Join(codes, " "); got != want {
			t.Errorf("%s: %s", id, got)
		}
		if b := e.MaxPointsB(); b != 10*len(e.Indicators) {
			t.Errorf("%s: %d points B at most", id, b)
		}
	}
}

func TestEditionMistakesAreFound(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("editions/vn-2022.toml")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, code, key string }{
		"an unknown key":              {"code = \"VN2022\"", "code = \"VN2022\"\ncolour = 1", "unknown_key", "colour"},
		"a day that does not exist":   {"2022-01-01", "2022-02-30", "bad_date", "since"},
		"an end before the start":     {`until = "2027-01-01"`, `until = "2021-01-01"`, "ends_before_it_begins", "until"},
		"no mark":                     {`value = 140, source = "tt-07-2021", mark = "verified"`, `value = 140, source = "tt-07-2021"`, "bad_mark", "rural.points.line.mark"},
		"an unknown source":           {`value = 140, source = "tt-07-2021"`, `value = 140, source = "tt-1"`, "unknown_source", "rural.points.line.source"},
		"an average below the line":   {"value = 2_250_000", "value = 250_000", "lines_out_of_order", "rural.income.average"},
		"town below country":          {"value = 175", "value = 100", "town_below_country", "urban.points.line"},
		"a line for one area only":    {"average = { value = 3_000_000, source = \"nd-07-2021\", article = \"3\", mark = \"verified\" }", "", "areas_differ", "urban.income.average"},
		"indicators out of order":     {"n = 7\n", "n = 8\n", "out_of_order", "indicators[7].n"},
		"an indicator twice":          {`code = "latrine"`, `code = "water"`, "duplicate", "indicators[10].code"},
		"an unknown service":          {`service = "housing"`, `service = "roof"`, "unknown_service", "indicators[7].service"},
		"a rule code twice":           {"VN2022-POOR-02", "VN2022-POOR-01", "duplicate", "rules[2].code"},
		"a rule of another edition":   {"VN2022-POOR-02", "VN2016-POOR-02", "bad_code", "rules[2].code"},
		"an outcome twice":            {`outcome = "poor_income"`, `outcome = "poor_points"`, "rule_missing", "rules"},
		"an outcome it cannot reach":  {`outcome = "poor_income"`, `outcome = "poor_low_income"`, "unknown_outcome", "rules[2].outcome"},
		"a cut-off nobody reaches":    {"cut_off = { value = 3", "cut_off = { value = 13", "out_of_range", "cut_off.value"},
		"a threshold in one language": {`en = "less than 8 m² per head"`, `en = ""`, "one_language", "indicators[8].threshold"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(string(file), c.old) {
				t.Fatalf("the edition has no %q", c.old)
			}
			e, problems, err := ReadEdition([]byte(strings.Replace(string(file), c.old, c.new, 1)))
			if err != nil || e != nil {
				t.Fatal(e, err)
			}
			checkFound(t, problems, c.code, c.key)
		})
	}
}

func TestClassesAreWrittenAndReadAlike(t *testing.T) {
	t.Parallel()
	for _, c := range append([]Class{None}, Classes...) {
		if got, err := ParseClass(c.String()); err != nil || got != c {
			t.Errorf("ParseClass(%q) = %v, %v", c, got, err)
		}
		for _, l := range lang.All {
			if strings.ContainsAny(c.Name(l), "⟦⟧") {
				t.Errorf("%v has no name in %s", c, l)
			}
		}
	}
	if _, err := ParseClass("rich"); err == nil {
		t.Error("an unknown class was read")
	}
}

func TestDeprivations(t *testing.T) {
	t.Parallel()
	d := DeprivedIn(1, 4, 12, 0, 13, 4)
	if d.Count() != 3 || !d.Has(12) || d.Has(2) || d.Has(0) || d.Has(17) {
		t.Errorf("got %v", d.List())
	}
	if got := DeprivedIn(d.List()...); got != d {
		t.Errorf("List gives %v back", got)
	}
}
