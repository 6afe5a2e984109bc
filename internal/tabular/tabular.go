// Package tabular reads the rows of spreadsheets and CSV files as people made them: the format is told
// from the content, texts come in Unicode NFC without invisible characters, and what cannot be read is a
// fault that says how to mend it.
package tabular

import (
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"os"

	"giamngheo/internal/xlsx"
)

// MaxBytes is the largest file that is read.
const MaxBytes = 128 << 20

// File is an open table.
type File struct {
	file *os.File
	book *xlsx.Book // nil for CSV
}

// Open opens the file at path; name is what its user calls it and stands only in messages. Errors are faults.
func Open(path, name string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	head := make([]byte, 4)
	if _, err := f.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if string(head) != "PK\x03\x04" && string(head) != "\xD0\xCF\x11\xE0" {
		return &File{file: f}, nil
	}
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	b, err := xlsx.Open(f, info.Size())
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return &File{f, b}, nil
}

// Close lets go of the file.
func (f *File) Close() error { return f.file.Close() }

// Sheets lists the sheets; a CSV has one without a name.
func (f *File) Sheets() []xlsx.SheetInfo {
	if f.book == nil {
		return []xlsx.SheetInfo{{}}
	}
	return f.book.Sheets()
}

// Rows gives the rows of a sheet that are not empty, in their order. An error ends them; it is a fault when
// the file is to blame. Cells are only good until the next row, their texts stay.
func (f *File) Rows(sheet int) iter.Seq2[xlsx.Row, error] {
	if f.book != nil {
		return f.book.Rows(sheet)
	}
	return func(yield func(xlsx.Row, error) bool) {
		if _, err := f.file.Seek(0, io.SeekStart); err != nil {
			yield(xlsx.Row{}, err)
			return
		}
		r := csv.NewReader(f.file)
		r.FieldsPerRecord = -1
		var cells []xlsx.Cell
		for n := 1; ; n++ {
			record, err := r.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(xlsx.Row{}, err)
				return
			}
			cells = cells[:0]
			for _, s := range record {
				c := xlsx.Cell{Kind: xlsx.Text, Text: s}
				if s == "" {
					c.Kind = xlsx.Empty
				}
				cells = append(cells, c)
			}
			if !yield(xlsx.Row{Number: n, Cells: cells}, nil) {
				return
			}
		}
	}
}

// Merges lists the merged cells of a sheet; a CSV has none.
func (f *File) Merges(sheet int) ([]xlsx.Range, error) {
	if f.book == nil {
		return nil, nil
	}
	return f.book.Merges(sheet)
}
