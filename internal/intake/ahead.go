package intake

import (
	"iter"

	"giamngheo/internal/xlsx"
)

// stretchRows is how many rows are handed over at once.
const stretchRows = 256

// stretch is some rows with their cells, copied: the reader uses its own again for the next row.
type stretch struct {
	rows  []xlsx.Row
	cells []xlsx.Cell
	err   error
	panic any
}

// readAhead reads rows on a second processor while those before are judged and stored. The order stays; no more
// than a few stretches are ever held; when it ends, however that comes, the file is no longer being read. A
// panic of the reader comes up where the rows are used.
func readAhead(rows iter.Seq2[xlsx.Row, error]) iter.Seq2[xlsx.Row, error] {
	return func(yield func(xlsx.Row, error) bool) {
		full, free, stop := make(chan *stretch), make(chan *stretch, 2), make(chan struct{})
		for range cap(free) {
			free <- &stretch{}
		}
		go fill(rows, full, free, stop)
		defer func() {
			close(stop)
			for range full { // until the reader has ended
			}
		}()
		for c := range full {
			for _, r := range c.rows {
				if !yield(r, nil) {
					return
				}
			}
			if c.panic != nil {
				panic(c.panic)
			}
			if c.err != nil {
				yield(xlsx.Row{}, c.err)
				return
			}
			c.rows, c.cells = c.rows[:0], c.cells[:0]
			free <- c
		}
	}
}

// fill reads until the rows end or nobody wants more, then closes full.
func fill(rows iter.Seq2[xlsx.Row, error], full chan<- *stretch, free <-chan *stretch, stop <-chan struct{}) {
	defer close(full)
	var c *stretch
	send := func() bool {
		select {
		case full <- c:
			c = nil
			return true
		case <-stop:
			return false
		}
	}
	take := func() bool {
		if c != nil {
			return true
		}
		select {
		case c = <-free:
			return true
		case <-stop:
			return false
		}
	}
	defer func() {
		if p := recover(); p != nil && take() {
			c.panic = p
			send()
		}
	}()
	for r, err := range rows {
		if !take() {
			return
		}
		if err != nil {
			c.err = err
			send()
			return
		}
		from := len(c.cells)
		c.cells = append(c.cells, r.Cells...)
		c.rows = append(c.rows, xlsx.Row{Number: r.Number, Cells: c.cells[from:len(c.cells):len(c.cells)]})
		if len(c.rows) == stretchRows && !send() {
			return
		}
	}
	if c != nil {
		send()
	}
}
