package zipsafe

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"testing"
)

func TestAStreamStopsAtItsLimit(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(`XL\Sheet1.xml`)
	if err == nil {
		_, err = w.Write(bytes.Repeat([]byte("a"), 100_000))
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := OpenAt(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for limit, want := range map[int64]error{99_999: ErrTooLarge, 100_000: nil} {
		r, err := a.Stream("xl/sheet1.xml", limit) // names are found in any case, with either slash
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, r)
		if !errors.Is(err, want) || n > limit {
			t.Errorf("limit %d: %d bytes, %v", limit, n, err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := a.Stream("nowhere", 1); err == nil {
		t.Error("a file that is not there is opened")
	}
}
