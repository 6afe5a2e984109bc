package lang_test

import (
	"testing"

	"giamngheo/internal/day"
	"giamngheo/internal/lang"
)

func TestDaysAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]day.Date{
		"5/3/1990": "1990-03-05", "05-03-1990": "1990-03-05", "5.3.1990": "1990-03-05", "05 / 03 / 1990": "1990-03-05", "5 3 1990": "1990-03-05",
		"1990-03-05": "1990-03-05", "1990/3/5": "1990-03-05", "ngày 5 tháng 3 năm 1990": "1990-03-05", "5 tháng 3 năm 1990": "1990-03-05",
		"29/2/2000": "2000-02-29", "5 Mar 1990": "1990-03-05", " 31 Dec 2023 ": "2023-12-31",
		// No such day, or it cannot be told.
		"29/2/1999": "", "31/4/1990": "", "3/25/1990": "", "0/3/1990": "", "5/3/90": "", "3/1990": "", "1990": "", "30 Feb 1990": "", "": "", "sáu mươi": "",
	} {
		got, ok := lang.ParseDate(typed)
		if ok != (want != "") || ok && got != want {
			t.Errorf("ParseDate(%q) = %q, %v, want %q", typed, got, ok, want)
		}
	}
}

// What is written into a form comes back from it.
func TestWhatDateWritesIsRead(t *testing.T) {
	t.Parallel()
	for _, d := range []day.Date{"1942-02-27", "1990-03-05", "2000-12-31", "2024-02-29", "2023-09-01", "2023-05-01", "2023-06-30"} {
		for _, l := range []lang.Lang{lang.Vi, lang.En} {
			if got, ok := lang.ParseDate(l.Date(d)); !ok || got != d {
				t.Errorf("%s: %q is read as %q, %v, want %s", l, l.Date(d), got, ok, d)
			}
		}
	}
}
