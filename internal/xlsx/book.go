package xlsx

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"strings"

	"github.com/klauspost/compress/flate"

	"giamngheo/internal/fault"
	"giamngheo/internal/zipsafe"
)

// Book is an open file whose rows are read one after another, however many there are. Nothing is kept of it but
// its shared strings. It may be read by several goroutines.
type Book struct {
	book
	at   io.ReaderAt
	size int64
	odd  bool // its shared strings are not for our scanner
}

// SheetInfo is a sheet's name and whether it is hidden.
type SheetInfo struct {
	Name   string
	Hidden bool
}

// Row is one row; Number is the one that people see, from 1. Cells are only good until the next row,
// their texts stay.
type Row struct {
	Number int
	Cells  []Cell
}

// Open opens a file of size bytes, which stays open and unchanged until Close. Its error is a fault that says why
// the file is not readable: old or locked, no spreadsheet, damaged, cut short, or too large when unpacked.
func Open(r io.ReaderAt, size int64) (*Book, error) {
	var head [4]byte
	if _, err := r.ReadAt(head[:], 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("xlsx: %w", err)
	}
	if string(head[:]) == "\xD0\xCF\x11\xE0" {
		return nil, fault.New(fault.Invalid, "xlsx.old_or_locked")
	}
	a, err := zipsafe.OpenAt(r, size)
	if errors.Is(err, zip.ErrFormat) && string(head[:]) == "PK\x03\x04" {
		return nil, fault.New(fault.Invalid, "xlsx.cut_short") // its directory stands at its end
	}
	if err != nil {
		return nil, broken(err)
	}
	b := &Book{book: book{archive: a}, at: r, size: size}
	if err := b.workbook(); err != nil {
		return nil, broken(err)
	}
	kept := b.sheets[:0]
	for _, s := range b.sheets {
		if a.Has(s.part) && !strings.Contains(s.part, "chartsheets/") {
			kept = append(kept, s)
		}
	}
	if b.sheets = kept; len(kept) == 0 {
		return nil, fault.New(fault.Invalid, "xlsx.not_readable")
	}
	if err := b.readStrings(); errors.Is(err, errDeclined) {
		b.odd = true
	} else if err != nil {
		return nil, broken(err)
	}
	return b, nil
}

// Sheets lists the sheets in their order.
func (b *Book) Sheets() []SheetInfo {
	list := make([]SheetInfo, len(b.sheets))
	for i, s := range b.sheets {
		list[i] = SheetInfo{s.name, s.hidden}
	}
	return list
}

// Rows gives the rows of a sheet that are not empty, in the order of the file. Cells are as in Read, but dates are
// ISO texts ("2006-01-02") and formulas without a stored result stay Uncounted. An error ends the rows; it is a
// fault when the file is to blame, with the row where it happened.
func (b *Book) Rows(sheet int) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		last, wanted := 0, true
		keep := func(r Row) bool {
			last = r.Number
			wanted = yield(r, nil)
			return wanted
		}
		err := errDeclined
		if !b.odd {
			err = b.scan(sheet, keep, nil)
		}
		if errors.Is(err, errDeclined) && wanted {
			err = b.oddRows(sheet, last, keep)
		}
		if err != nil && wanted {
			yield(Row{}, brokenAt(err, b.sheets[sheet].name, last))
		}
	}
}

// Merges lists the merged cells of a sheet, at most 10,000, from zero. They stand behind the rows, so all of the
// sheet is unpacked for them; one that the scanner declines has none.
func (b *Book) Merges(sheet int) ([]Range, error) {
	var list []Range
	err := b.scan(sheet, nil, func(ref string) {
		from, to, _ := strings.Cut(ref, ":")
		r1, c1, ok1 := place(from)
		r2, c2, ok2 := place(to)
		if ok1 && ok2 && r1 <= r2 && c1 <= c2 && len(list) < 10_000 {
			list = append(list, Range{r1, c1, r2 - r1 + 1, c2 - c1 + 1})
		}
	})
	if errors.Is(err, errDeclined) {
		return nil, nil
	}
	if err != nil {
		return nil, brokenAt(err, b.sheets[sheet].name, 0)
	}
	return list, nil
}

// Close lets go of the file; it does not close the reader it was opened with.
func (b *Book) Close() error {
	b.strings = nil
	return nil
}

func (b *Book) scan(sheet int, yield func(Row) bool, merge func(string)) error {
	r, err := b.archive.Stream(b.sheets[sheet].part, maxSheetBytes)
	if err != nil {
		return err
	}
	defer r.Close()
	s, err := newScanner(r)
	if err != nil {
		return err
	}
	return (&sheetScan{scanner: s, book: &b.book}).rows(yield, merge)
}

// broken is the fault of a file that cannot be opened.
func broken(err error) error {
	if reading(err) {
		return err
	}
	if cut(err) {
		return fault.New(fault.Invalid, "xlsx.cut_short")
	}
	return unreadable(err)
}

// brokenAt is the fault of a sheet that breaks off after a row.
func brokenAt(err error, sheet string, row int) error {
	switch {
	case reading(err):
		return err
	case errors.Is(err, zipsafe.ErrTooLarge):
		return fault.New(fault.Invalid, "xlsx.too_large")
	case cut(err):
		return fault.New(fault.Invalid, "xlsx.cut_short_at", "Sheet", sheet, "Row", row)
	}
	return fault.New(fault.Invalid, "xlsx.damaged_at", "Sheet", sheet, "Row", row)
}

// reading tells that the disk is to blame, not the file.
func reading(err error) bool {
	var disk *fs.PathError
	return errors.As(err, &disk)
}

// cut tells that less is there than was announced.
func cut(err error) bool {
	var corrupt flate.CorruptInputError
	return errors.Is(err, errCutShort) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, zip.ErrChecksum) ||
		errors.As(err, &corrupt)
}
