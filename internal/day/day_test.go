package day

import (
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	for in, ok := range map[string]bool{"2022-12-31": true, "2023-02-30": false, "31/12/2022": false, "": false} {
		if _, err := Parse(in); (err == nil) != ok {
			t.Errorf("Parse(%q) error = %v, want ok %v", in, err, ok)
		}
	}
}

func TestPeriodHoldsItsFirstDayAndNotItsEnd(t *testing.T) {
	p := Period{"2023-01-01", "2025-07-01"}
	for d, want := range map[Date]bool{"2022-12-31": false, "2023-01-01": true, "2025-06-30": true, "2025-07-01": false} {
		if got := p.Contains(d); got != want {
			t.Errorf("Contains(%s) = %v, want %v", d, got, want)
		}
	}
}

func TestOfIsTheDayInVietNam(t *testing.T) {
	if got := Of(time.Date(2022, 12, 31, 18, 0, 0, 0, time.UTC)); got != "2023-01-01" {
		t.Errorf("Of(18:00 UTC) = %s, want the next day in Hanoi", got)
	}
	if y := Date("").Year(); y != 0 {
		t.Errorf("year of no date = %d, want 0", y)
	}
}
