package household

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"giamngheo/internal/day"
	"giamngheo/internal/lang"
)

var (
	dayFirst = regexp.MustCompile(`^(\d{1,2})[ /.\-](\d{1,2})[ /.\-](\d{4})$`)
	isoDate  = regexp.MustCompile(`^(\d{4})[ /.\-](\d{1,2})[ /.\-](\d{1,2})$`)
	inWords  = regexp.MustCompile(`^(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})$`)
)

// ReadBorn brings a date of birth as people write it into the stored form: "5/3/1990" (day first),
// "05.03.1990", "1990-3-5" and "ngày 5 tháng 3 năm 1990" become "1990-03-05", "1967" stays. What
// cannot be read comes back as it was typed, for Check to name.
func ReadBorn(s string) string {
	s = strings.Join(strings.Fields(lang.NFC(s)), " ")
	parts := func(re *regexp.Regexp, text string, y, m, d int) (string, bool) {
		f := re.FindStringSubmatch(text)
		if f == nil {
			return "", false
		}
		return isoOf(f[y], f[m], f[d])
	}
	spaced := strings.NewReplacer(" / ", "/", " /", "/", "/ ", "/", " - ", "-", " . ", ".").Replace(s)
	if iso, ok := parts(dayFirst, spaced, 3, 2, 1); ok {
		return iso
	}
	if iso, ok := parts(isoDate, spaced, 1, 2, 3); ok {
		return iso
	}
	if iso, ok := parts(inWords, lang.Fold(s), 3, 2, 1); ok {
		return iso
	}
	return s
}

// isoOf is the date of three numbers, refused when there is no such day.
func isoOf(year, month, date string) (string, bool) {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(date)
	if m < 1 || m > 12 {
		return "", false
	}
	iso := day.New(y, time.Month(m), d)
	if iso.Time().Day() != d {
		return "", false
	}
	return string(iso), true
}
