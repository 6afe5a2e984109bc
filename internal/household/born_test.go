package household

import "testing"

func TestDatesOfBirthAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"1967": "1967", " 1967 ": "1967", "5/3/1990": "1990-03-05", "05-03-1990": "1990-03-05", "5.3.1990": "1990-03-05",
		"05 / 03 / 1990": "1990-03-05", "5 3 1990": "1990-03-05", "1990-03-05": "1990-03-05", "1990/3/5": "1990-03-05",
		"ngày 5 tháng 3 năm 1990": "1990-03-05", "5 tháng 3 năm 1990": "1990-03-05", "29/2/2000": "2000-02-29",
		// There is no such day, or it cannot be told: left for the check to name.
		"29/2/1999": "29/2/1999", "31/4/1990": "31/4/1990", "3/25/1990": "3/25/1990", "5/3/90": "5/3/90", "3/1990": "3/1990", "": "", "sáu mươi": "sáu mươi",
	} {
		if got := ReadBorn(typed); got != want {
			t.Errorf("ReadBorn(%q) = %q, want %q", typed, got, want)
		}
	}
}
