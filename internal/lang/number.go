package lang

import (
	"strconv"
	"strings"
	"time"

	"giamngheo/internal/day"
	"giamngheo/internal/percent"
)

// Unknown stands where a figure is not known; zero is "0".
const Unknown = "—"

// Int writes a whole number with its thousands: 383.134 in Vietnamese, 383,134 in English.
func (l Lang) Int(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "−", s[1:]
	}
	sep := byte('.')
	if l == En {
		sep = ','
	}
	var b strings.Builder
	b.WriteString(sign)
	for i := range len(s) {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(sep)
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// Points writes hundredths with two decimals: 10,06 in Vietnamese, 10.06 in English.
func (l Lang) Points(p percent.Points) string {
	sign, n := "", int64(p)
	if n < 0 {
		sign, n = "−", -n
	}
	sep := ","
	if l == En {
		sep = "."
	}
	frac := strconv.FormatInt(100+n%100, 10)[1:]
	return sign + l.Int(n/100) + sep + frac
}

// Percent is a rate with its sign: "10,06 %" in Vietnamese, "10.06%" in English.
func (l Lang) Percent(p percent.Points) string {
	if l == En {
		return l.Points(p) + "%"
	}
	return l.Points(p) + " %"
}

// Date writes a day: 31/12/2022 in Vietnamese, 31 Dec 2022 in English.
func (l Lang) Date(d day.Date) string {
	t := d.Time()
	if t.IsZero() {
		return Unknown
	}
	if l == En {
		return t.Format("2 Jan 2006")
	}
	return t.Format("02/01/2006")
}

// Time writes an instant as Viet Nam's clocks show it.
func (l Lang) Time(t time.Time) string {
	t = t.In(day.Hanoi)
	if l == En {
		return t.Format("2 Jan 2006 15:04")
	}
	return t.Format("15:04 02/01/2006")
}
