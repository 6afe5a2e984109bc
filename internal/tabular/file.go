// Package tabular reads the rows of spreadsheets and CSV files as people made them: the format is told
// from the content, texts come in Unicode NFC without invisible characters, and what cannot be read is a
// fault that says how to mend it. Rows are read as they come; memory does not grow with a file.
package tabular

import (
	"fmt"
	"io"
	"iter"
	"os"

	"giamngheo/internal/fault"
	"giamngheo/internal/xlsx"
)

// The limits of a file: what all households of a province need stays far below them.
const (
	MaxBytes = 128 << 20
	MaxRows  = 1_048_576 // as many as Excel shows
)

// File is an open table. It may be read by several goroutines.
type File struct {
	file *os.File
	name string
	book *xlsx.Book // nil for CSV
	csv  dialect
}

// Open opens the file at path; name is what its user calls it and stands only in messages. Its errors are faults,
// but for those of the disk.
func Open(path, name string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open table: %w", err)
	}
	t, err := open(f, name)
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return t, nil
}

func open(f *os.File, name string) (*File, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("open table: %w", err)
	}
	switch size := info.Size(); {
	case size > MaxBytes:
		return nil, fault.New(fault.Invalid, "tabular.too_large", "File", name, "Size", size>>20, "Limit", MaxBytes>>20)
	case size == 0:
		return nil, fault.New(fault.Invalid, "tabular.empty", "File", name)
	}
	format, err := sniff(f, info.Size())
	if err != nil {
		return nil, err
	}
	t := &File{file: f, name: name}
	switch format {
	case formatXLSX:
		t.book, err = xlsx.Open(f, info.Size())
	case formatCSV:
		t.csv, err = t.look()
	default:
		err = fault.New(fault.Invalid, refusals[format], "File", name)
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

// Close lets go of the file.
func (f *File) Close() error {
	if f.book != nil {
		_ = f.book.Close()
	}
	return f.file.Close()
}

// Sheets lists the sheets; a CSV has one without a name.
func (f *File) Sheets() []xlsx.SheetInfo {
	if f.book == nil {
		return []xlsx.SheetInfo{{}}
	}
	return f.book.Sheets()
}

// Merges lists the merged cells of a sheet, from zero; a CSV has none. All of the sheet is unpacked for them.
func (f *File) Merges(sheet int) ([]xlsx.Range, error) {
	if f.book == nil {
		return nil, nil
	}
	return f.book.Merges(sheet)
}

// Rows gives the rows of a sheet that are not empty, in their order, with the numbers that Excel shows. An error ends
// them; it is a fault when the file is to blame: damage, an old encoding, too many rows. Cells are only good until the
// next row, their texts stay. A CSV has only texts.
func (f *File) Rows(sheet int) iter.Seq2[xlsx.Row, error] {
	rows := f.csvRows()
	if f.book != nil {
		rows = f.book.Rows(sheet)
	}
	name := f.Sheets()[sheet].Name
	return func(yield func(xlsx.Row, error) bool) {
		watch := &watcher{}
		for r, err := range rows {
			if err != nil {
				yield(xlsx.Row{}, err)
				return
			}
			if r.Number > MaxRows {
				yield(xlsx.Row{}, fault.New(fault.Invalid, "tabular.too_many_rows", "Limit", MaxRows))
				return
			}
			filled := 0
			for i := range r.Cells {
				c := &r.Cells[i]
				if c.Kind == xlsx.Text {
					if old := watch.cell(c.Text); old != "" {
						yield(xlsx.Row{}, fault.New(fault.Invalid, "tabular.old_encoding", "Encoding", old, "Sheet", name,
							"Cell", xlsx.Address(r.Number-1, i), "Sample", sample(c.Text)))
						return
					}
					if c.Text = Clean(c.Text); blank(c.Text) {
						*c = xlsx.Cell{}
					}
				}
				if c.Kind != xlsx.Empty {
					filled = i + 1
				}
			}
			if r.Cells = r.Cells[:filled]; filled > 0 && !yield(r, nil) {
				return
			}
		}
	}
}

// section reads the file from its beginning.
func (f *File) section() io.Reader { return io.NewSectionReader(f.file, 0, MaxBytes) }
