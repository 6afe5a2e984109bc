package lang

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"giamngheo/internal/day"
)

// The ways in which people write a day. The English one is what Date writes.
var (
	dayFirst  = regexp.MustCompile(`^(\d{1,2})[ /.\-](\d{1,2})[ /.\-](\d{4})$`)
	yearFirst = regexp.MustCompile(`^(\d{4})[ /.\-](\d{1,2})[ /.\-](\d{1,2})$`)
	inWords   = regexp.MustCompile(`^(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})$`)
)

// ParseDate reads a day as people write it, the day before the month: "5/3/1990", "05.03.1990",
// "1990-3-5", "ngày 5 tháng 3 năm 1990", and what Date writes in either language. A day that no
// calendar has is refused.
func ParseDate(s string) (d day.Date, ok bool) {
	s = strings.Join(strings.Fields(NFC(s)), " ")
	if t, err := time.Parse("2 Jan 2006", s); err == nil {
		return day.New(t.Year(), t.Month(), t.Day()), true
	}
	s = strings.NewReplacer(" / ", "/", " /", "/", "/ ", "/", " - ", "-", " . ", ".").Replace(s)
	if m := dayFirst.FindStringSubmatch(s); m != nil {
		return dateOf(m[3], m[2], m[1])
	}
	if m := yearFirst.FindStringSubmatch(s); m != nil {
		return dateOf(m[1], m[2], m[3])
	}
	if m := inWords.FindStringSubmatch(Fold(s)); m != nil {
		return dateOf(m[3], m[2], m[1])
	}
	return "", false
}

func dateOf(year, month, date string) (day.Date, bool) {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(date)
	got := day.New(y, time.Month(m), d)
	t := got.Time()
	return got, t.Day() == d && int(t.Month()) == m
}
