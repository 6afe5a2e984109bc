package zipsafe

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"testing"
)

func archive(t *testing.T, entries int, size int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	zeros := make([]byte, size)
	for i := range entries {
		f, err := w.Create(fmt.Sprintf("f%d", i))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadGivesTheFile(t *testing.T) {
	t.Parallel()
	a, err := Open(archive(t, 2, 5))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := a.Read("f1"); err != nil || len(b) != 5 {
		t.Errorf("Read = %d bytes, %v", len(b), err)
	}
	if _, err := a.Read("missing"); err == nil || a.Has("missing") {
		t.Error("a file that is not there was read")
	}
}

func TestBombsAreRefused(t *testing.T) {
	t.Parallel()
	one := archive(t, 1, MaxUnpacked+1)
	a, err := Open(one)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Read("f0"); !errors.Is(err, ErrTooLarge) {
		t.Errorf("one large file: %v", err)
	}
	a, err = Open(archive(t, 3, MaxUnpacked/2))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		_, err = a.Read(fmt.Sprintf("f%d", i))
	}
	if !errors.Is(err, ErrTooLarge) {
		t.Errorf("many files together: %v", err)
	}
	if _, err := Open(archive(t, MaxEntries+1, 0)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too many files: %v", err)
	}
}
