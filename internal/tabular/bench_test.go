package tabular

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// benchRows is the size of the benchmark's table: -bench-rows 400000 is a province's register.
var benchRows = flag.Int("bench-rows", 2_000, "rows of the benchmark's table")

// BenchmarkCSV reads a CSV of 40 columns as an import does: looked through for its encoding, taken apart, cleaned, watched.
func BenchmarkCSV(b *testing.B) {
	path := filepath.Join(b.TempDir(), "list.csv")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	for r := range *benchRows {
		for c := range 10 {
			fmt.Fprintf(w, "%d,Nguyễn Văn Hùng,Thôn Hà Lâm,%d,", 64_000_000_000+r, c%2)
		}
		w.WriteByte('\n')
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		f, err := Open(path, "list.csv")
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for _, err := range f.Rows(0) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != *benchRows {
			b.Fatal(n)
		}
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(*benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
