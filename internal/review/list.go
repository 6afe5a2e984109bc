package review

import (
	"context"
	"fmt"
	"slices"

	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// Filter chooses the assessments behind a figure; a zero field chooses all.
type Filter struct {
	Round     RoundID          // required
	Area      unit.ID          // required: the unit of any level within which to look
	In        standard.Area    // urban or rural at the round's day
	Classes   []standard.Class // at the end of the round
	Before    []standard.Class // at its beginning; None is on no list
	Movements []Movement
	Minority  *bool
	Ethnic    household.Ethnic
	NotEthnic []household.Ethnic    // of none of these groups
	Other     bool                  // of no group of sheet 8: no minority, able to work, nobody of merit
	Deprived  int                   // indicator n of the round's edition
	Lacks     standard.Deprivations // any of these indicators
	Cause     household.Cause
	Need      household.Need
	Flag      household.Flags // one mark
	After     household.Ref   // last of the page before
	Limit     int             // at most maxPage, 50 when not given
}

const (
	usualPage = 50
	maxPage   = 1000
	// maxCount is how far CountOf counts one by one.
	maxCount = 10_000
)

// List is a page of the households behind a figure, in the order of their keys: give the last one
// as After to get the next page.
func List(ctx context.Context, q db.Querier, f Filter) ([]Assessment, error) {
	if f.Limit <= 0 {
		f.Limit = usualPage
	}
	f.Limit = min(f.Limit, maxPage)
	return list(ctx, q, f)
}

// CountOf is how many households List shows in all. It comes from the tallies where they count what
// the filter asks; otherwise it is counted up to a bound, and exact is false when that was reached.
func CountOf(ctx context.Context, q db.Querier, f Filter) (n int64, exact bool, err error) {
	switch f.counted() {
	case inFlow:
		flows, err := FlowOf(ctx, q, f.Round, f.Area)
		if err != nil {
			return 0, false, err
		}
		for _, w := range flows {
			if f.takes(w) {
				n += w.Households
			}
		}
		return n, true, nil
	case inTally:
		figures, err := FiguresOf(ctx, q, f.Round, f.Area)
		if err != nil {
			return 0, false, err
		}
		for i := range figures.Cells {
			if c := &figures.Cells[i]; f.takesClass(c.Class) && f.takesEthnic(c.Ethnic) {
				n += f.column(&c.Counts)
			}
		}
		return n, true, nil
	}
	n, err = countOneByOne(ctx, q, f, maxCount+1)
	if err != nil {
		return 0, false, err
	}
	return min(n, maxCount), n <= maxCount, nil
}

// Where a filter's count stands.
const (
	nowhere = iota
	inFlow
	inTally
)

// counted tells where the households that the filter chooses are counted: the flows know class,
// movement and minority; the tallies know class, ethnic group and one mark, but no household that
// left.
func (f Filter) counted() int {
	marks := 0
	for _, on := range []bool{f.Deprived != 0, f.Cause != 0, f.Need != 0, f.Flag != 0, f.Other} {
		if on {
			marks++
		}
	}
	if f.Flag != 0 && !slices.Contains(household.AllFlags(), f.Flag) || marks > 1 || f.Lacks != 0 || f.In != "" {
		return nowhere
	}
	switch {
	case marks == 0 && f.Ethnic == "" && len(f.NotEthnic) == 0:
		return inFlow
	case len(f.Movements)+len(f.Before) == 0 && len(f.Classes) > 0 && !slices.Contains(f.Classes, standard.None):
		return inTally
	default:
		return nowhere
	}
}

func (f Filter) takes(w Flow) bool {
	return f.takesClass(w.To) && (len(f.Before) == 0 || slices.Contains(f.Before, w.From)) && (len(f.Movements) == 0 || slices.Contains(f.Movements, w.Movement)) &&
		(f.Minority == nil || *f.Minority == w.Minority)
}

func (f Filter) takesClass(c standard.Class) bool {
	return len(f.Classes) == 0 || slices.Contains(f.Classes, c)
}

func (f Filter) takesEthnic(e household.Ethnic) bool {
	return (f.Ethnic == "" || f.Ethnic == e) && !slices.Contains(f.NotEthnic, e) && (f.Minority == nil || *f.Minority == e.Minority())
}

// column is the count of the filter's one mark, or of all households.
func (f Filter) column(c *Counts) int64 {
	switch {
	case f.Deprived >= 1 && f.Deprived <= len(c.Deprived):
		return c.Deprived[f.Deprived-1]
	case f.Cause >= 1 && int(f.Cause) <= len(c.Causes):
		return c.Causes[f.Cause-1]
	case f.Need >= 1 && int(f.Need) <= len(c.Needs):
		return c.Needs[f.Need-1]
	case f.Deprived != 0 || f.Cause != 0 || f.Need != 0:
		return 0
	}
	if f.Flag != 0 {
		return c.Flag(f.Flag)
	}
	if f.Other {
		return c.Other
	}
	return c.Households
}

// bit is a set's bit for the n-th of its things, as stored; out of range it is no bit at all.
func bit(n, most int) (int64, error) {
	if n < 1 || n > most {
		return 0, fmt.Errorf("review: %d of %d", n, most)
	}
	return 1 << (n - 1), nil
}
