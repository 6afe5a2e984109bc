package xlsx

import (
	"fmt"

	"giamngheo/internal/zipsafe"
)

// The limits of a book that is read row by row.
const (
	maxSheetBytes  = 2 << 30   // of a sheet's XML; nothing of it is kept
	maxStringBytes = 512 << 20 // of the shared strings' XML
	maxTextBytes   = 128 << 20 // of the texts in it, which are kept
	maxStrings     = 4 << 20
	arenaChunk     = 256 << 10
)

// arena keeps texts one after another in a few long strings.
type arena struct {
	list    []string
	chunk   []byte
	ends    []int // of the texts in chunk
	written int
}

// add keeps the text that was appended to the chunk.
func (a *arena) add() error {
	a.ends = append(a.ends, len(a.chunk))
	if len(a.chunk) >= arenaChunk {
		a.flush()
	}
	if a.written+len(a.chunk) > maxTextBytes || len(a.list)+len(a.ends) > maxStrings {
		return fmt.Errorf("%w: shared strings", zipsafe.ErrTooLarge)
	}
	return nil
}

func (a *arena) flush() {
	all, from := string(a.chunk), 0
	for _, to := range a.ends {
		a.list = append(a.list, all[from:to])
		from = to
	}
	a.written += len(all)
	a.chunk, a.ends = a.chunk[:0], a.ends[:0]
}

// readStrings reads the shared strings of a book.
func (b *book) readStrings() error {
	if b.stringsPart == "" {
		return nil
	}
	r, err := b.archive.Stream(b.stringsPart, maxStringBytes)
	if err != nil {
		return err
	}
	defer r.Close()
	s, err := newScanner(r)
	if err != nil {
		return err
	}
	var a arena
	for {
		t, err := s.next()
		switch {
		case err != nil:
			return err
		case t == pieceEOF:
			a.flush()
			b.strings = a.list
			return nil
		case t != pieceOpen || len(s.marks) == 1:
		case string(s.name) != "si":
			err = s.skip()
		default:
			if a.chunk, err = s.item(a.chunk); err == nil {
				err = a.add()
			}
		}
		if err != nil {
			return err
		}
	}
}
