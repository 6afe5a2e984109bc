package tabular

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What a CSV writer writes is read, field by field, with every separator.
func TestWrittenCSVIsRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		sep := rapid.SampledFrom([]byte(",;\t")).Draw(r, "separator")
		field := rapid.StringOf(rapid.SampledFrom([]rune("aĐộ ,;\t\"\n'=")))
		records := rapid.SliceOfN(rapid.SliceOfN(field, 1, 5), 1, 6).Draw(r, "records")
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.Comma = rune(sep)
		w.UseCRLF = rapid.Bool().Draw(r, "crlf")
		if err := w.WriteAll(records); err != nil {
			r.Fatal(err)
		}
		p := parser{r: bufio.NewReader(&b), comma: sep}
		for _, want := range records {
			cells, err := p.row()
			if err != nil {
				r.Fatal(err)
			}
			for i, s := range want {
				got := ""
				if i < len(cells) {
					got = strings.ReplaceAll(cells[i].Text, "\r\n", "\n") // the writer's own ends of lines
				}
				if strings.TrimSpace(s) == "" {
					s = ""
				}
				if got != s {
					r.Fatalf("%q is read as %q", s, got)
				}
			}
		}
		if _, err := p.row(); !errors.Is(err, io.EOF) {
			r.Fatalf("more rows than were written: %v", err)
		}
	})
}

func TestSeparatorsAreFound(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]byte{
		"a,b,c\n1,2,3\n":               ',',
		"a;b;c\n1,5;2,5;3\n":           ';',
		"a\tb\n1,2\t3\n":               '\t',
		"TT;\"Họ, tên, đệm\"\n1;A\n":   ';',
		"Danh sách, hộ\na;b;c\n1;2;3":  ';',
		"one column\nonly\n":           ',',
		"sep=|\na|b\n":                 '|',
		"a;b":                          ';',
		"Tên;Địa chỉ\nHoà;Xã A, H. B,": ';',
	} {
		if got, _ := comma(bufio.NewReaderSize(strings.NewReader(text), lookAt)); got != want {
			t.Errorf("%q is separated by %q, want %q", text, got, want)
		}
	}
}

// A letter that a read's end cuts in two is still one; a byte that is none is found in its line.
func TestLinesThatAreNotUTF8AreFound(t *testing.T) {
	t.Parallel()
	for offset := range 4 {
		text := strings.Repeat("a", lookAt-offset) + strings.Repeat("ộ", lookAt) + "\nb\n"
		if row, _, err := notUTF8(strings.NewReader(text)); row != 0 || err != nil {
			t.Errorf("offset %d: row %d, %v", offset, row, err)
		}
		if row, line, err := notUTF8(strings.NewReader(text + "c\nd\xE1\ne")); row != 4 || !bytes.HasPrefix(line, []byte("d\xE1\ne")) || err != nil {
			t.Errorf("offset %d: row %d, %q, %v", offset, row, line, err)
		}
	}
	if row, _, _ := notUTF8(strings.NewReader(strings.Repeat("a", lookAt-1) + "\xE1")); row != 1 {
		t.Errorf("a letter cut at the end stands in row %d", row)
	}
}
