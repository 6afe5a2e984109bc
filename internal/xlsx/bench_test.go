package xlsx

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"
)

// Size of the benchmarks: -bench-rows 400000 is a province's register. -bench-library=false leaves excelize out, so that
// the memory of the process is ours alone (ru_maxrss, as "/usr/bin/time -v" shows it).
var (
	benchRows    = flag.Int("bench-rows", 2_000, "rows of the benchmarks' sheets")
	benchLibrary = flag.Bool("bench-library", true, "measure excelize too")
)

const benchCols = 40

var benchNames = []string{"Đinh Thị Hoà", "Nguyễn Văn Hùng", "Ksor H'Lan", "Rơ Châm Y Blơ", "Siu Thuỷ & em"}

// benchValue is what a register's list has: codes, names, flags, counts.
func benchValue(row, col int) any {
	switch col % 4 {
	case 0:
		return strconv.Itoa(64_000_000_000 + row*benchCols + col)
	case 1:
		return benchNames[(row+col)%len(benchNames)]
	case 2:
		return (row + col) % 2
	}
	return row % 977
}

func writeStream(w io.Writer, rows int) error {
	s := NewStream(w, StreamPage{Page: Page{Sheet: "S"}})
	id := s.Style(Style{Border: true})
	for r := range rows {
		s.Begin(r, 0)
		for c := range benchCols {
			s.Put(c, benchValue(r, c), id)
		}
	}
	return s.Close()
}

func writeExcelize(w io.Writer, rows int) error {
	f := excelize.NewFile()
	defer f.Close()
	s, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	row := make([]any, benchCols)
	for r := range rows {
		for c := range row {
			row[c] = benchValue(r, c)
		}
		if err := s.SetRow(Address(r, 0), row); err != nil {
			return err
		}
	}
	if err := s.Flush(); err != nil {
		return err
	}
	_, err = f.WriteTo(w)
	return err
}

// shared is a book with shared strings, as Excel saves it.
func writeShared(w io.Writer, rows int) error {
	f := excelize.NewFile()
	defer f.Close()
	for r := range rows {
		for c := range benchCols {
			if err := f.SetCellValue("Sheet1", Address(r, c), benchValue(r, c)); err != nil {
				return err
			}
		}
	}
	_, err := f.WriteTo(w)
	return err
}

func BenchmarkExport(b *testing.B) {
	for name, write := range map[string]func(io.Writer, int) error{"stream": writeStream, "excelize": writeExcelize} {
		if name == "excelize" && !*benchLibrary {
			continue
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				n := &counting{}
				if err := write(n, *benchRows); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(n.n)/(1<<20), "MB")
			}
			b.ReportMetric(float64(*benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

type counting struct{ n int64 }

func (c *counting) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}

func BenchmarkRead(b *testing.B) {
	for form, write := range map[string]func(io.Writer, int) error{"inline": writeStream, "shared": writeShared} {
		if form == "shared" && *benchRows > 50_000 {
			continue // excelize would keep it whole in memory to write it
		}
		path := filepath.Join(b.TempDir(), form+".xlsx")
		f, err := os.Create(path)
		if err == nil {
			err = write(f, *benchRows)
		}
		if err != nil {
			b.Fatal(err)
		}
		info, err := f.Stat()
		if err != nil {
			b.Fatal(err)
		}
		b.Run(form+"/book", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				cells, err := readBook(f, info.Size())
				if err != nil || cells != *benchRows*benchCols {
					b.Fatal(cells, err)
				}
			}
			b.ReportMetric(float64(*benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
		if *benchLibrary {
			b.Run(form+"/excelize", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					cells, err := readExcelize(path)
					if err != nil || cells != *benchRows*benchCols {
						b.Fatal(cells, err)
					}
				}
				b.ReportMetric(float64(*benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			})
		}
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func readBook(f io.ReaderAt, size int64) (cells int, err error) {
	book, err := Open(f, size)
	if err != nil {
		return 0, err
	}
	for r, err := range book.Rows(0) {
		if err != nil {
			return cells, err
		}
		cells += len(r.Cells)
	}
	return cells, book.Close()
}

func readExcelize(path string) (cells int, err error) {
	f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true, UnzipSizeLimit: 4 << 30, UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		return 0, err
	}
	defer f.Close()
	rows, err := f.Rows(f.GetSheetName(0))
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		row, err := rows.Columns()
		if err != nil {
			return cells, err
		}
		cells += len(row)
	}
	return cells, rows.Error()
}

// Reading makes one string for each row and little else. Not beside other tests: their allocations would count.
func TestReadingKeepsLittle(t *testing.T) {
	var b bytes.Buffer
	if err := writeStream(&b, 500); err != nil {
		t.Fatal(err)
	}
	data := b.Bytes()
	if n := testing.AllocsPerRun(3, func() {
		if _, err := readBook(bytes.NewReader(data), int64(len(data))); err != nil {
			t.Error(err)
		}
	}); n > 500*2+1_000 {
		t.Errorf("%.0f allocations for 500 rows", n)
	}
}
