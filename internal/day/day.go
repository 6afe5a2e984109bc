// Package day holds calendar dates and the periods between them, as law and registers use them.
//
// A date has no clock and no zone: it is the day written on the paper. It is kept as ISO text
// (2022-12-31), which sorts as it reads and is the same in SQLite and PostgreSQL.
package day

import (
	"fmt"
	"time"
)

// Date is a day as ISO text, "2022-12-31". The zero value is "no date".
type Date string

// Forever is the end of a period that has no end yet.
const Forever Date = "9999-12-31"

// Parse reads an ISO date. It refuses days that do not exist, such as 2023-02-30.
func Parse(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return "", fmt.Errorf("date %q: want YYYY-MM-DD", s)
	}
	return Date(t.Format(time.DateOnly)), nil
}

// New makes a date of its parts; months and days past the end roll over as time.Date does.
func New(year int, month time.Month, d int) Date {
	return Date(time.Date(year, month, d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
}

// EndOf is the last day of a year, the day at which review results stand.
func EndOf(year int) Date { return New(year, time.December, 31) }

// Hanoi is the zone in which the offices live; Viet Nam has no summer time.
var Hanoi = time.FixedZone("+07", 7*60*60)

// Of is the day in Viet Nam at an instant.
func Of(t time.Time) Date { return Date(t.In(Hanoi).Format(time.DateOnly)) }

// Year is the date's year, 0 when there is no date.
func (d Date) Year() int {
	if d == "" {
		return 0
	}
	return d.Time().Year()
}

// Time is midnight UTC of the date; the zero time when there is no date.
func (d Date) Time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// Period is from From up to but not including To.
type Period struct{ From, To Date }

// Contains tells whether the period is in force on a day.
func (p Period) Contains(d Date) bool { return p.From <= d && d < p.To }
