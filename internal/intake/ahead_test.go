package intake

import (
	"errors"
	"fmt"
	"iter"
	"testing"

	"giamngheo/internal/xlsx"
)

// rowsUpTo are n rows in one buffer that is used again, as the readers do; then an error or a panic.
func rowsUpTo(n int, err error, panics any, ended *bool) iter.Seq2[xlsx.Row, error] {
	return func(yield func(xlsx.Row, error) bool) {
		defer func() { *ended = true }()
		cells := make([]xlsx.Cell, 2)
		for i := range n {
			cells[0].Text, cells[1].Text = fmt.Sprint(i), fmt.Sprint(-i)
			if !yield(xlsx.Row{Number: i + 1, Cells: cells}, nil) {
				return
			}
		}
		if panics != nil {
			panic(panics)
		}
		if err != nil {
			yield(xlsx.Row{}, err)
		}
	}
}

func TestRowsReadAheadAreTheRows(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for _, n := range []int{0, 1, stretchRows - 1, stretchRows, stretchRows + 1, 5*stretchRows + 7} {
		for _, fails := range []error{nil, broken} {
			var ended bool
			var got error
			seen := 0
			for r, err := range readAhead(rowsUpTo(n, fails, nil, &ended)) {
				if err != nil {
					got = err
					break
				}
				if r.Number != seen+1 || r.Cells[0].Text != fmt.Sprint(seen) || r.Cells[1].Text != fmt.Sprint(-seen) {
					t.Fatalf("row %d of %d is %v", seen+1, n, r)
				}
				seen++
			}
			if seen != n || !errors.Is(got, fails) || !ended {
				t.Errorf("%d of %d rows, %v, ended %t", seen, n, got, ended)
			}
		}
	}
}

func TestReadingAheadEndsWithItsUser(t *testing.T) {
	t.Parallel()
	for _, stopAt := range []int{1, stretchRows, 3 * stretchRows} {
		var ended bool
		seen := 0
		for range readAhead(rowsUpTo(1_000_000, nil, nil, &ended)) {
			if seen++; seen == stopAt {
				break
			}
		}
		if !ended {
			t.Errorf("stopped at row %d, the file is still being read", stopAt)
		}
	}
	var ended bool
	seen := 0
	defer func() {
		if p := recover(); p != "damaged" || seen != 300 || !ended {
			t.Errorf("recovered %v after %d rows, ended %t", p, seen, ended)
		}
	}()
	for range readAhead(rowsUpTo(300, nil, "damaged", &ended)) {
		seen++
	}
}
