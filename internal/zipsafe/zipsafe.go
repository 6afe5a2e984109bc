// Package zipsafe opens zip archives that strangers send (office documents are such archives) within
// limits, so that a small file cannot unpack into a flood.
package zipsafe

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/flate"
)

// The limits of an archive: an office document of ordinary size stays far below them.
const (
	MaxEntries  = 4096
	MaxUnpacked = 64 << 20
)

// ErrTooLarge tells that an archive unpacks into more than the limits allow.
var ErrTooLarge = errors.New("zip: unpacks into too much")

// Archive is an opened archive; reading counts what is unpacked, whatever its directory claims.
type Archive struct {
	files map[string]*zip.File // by their folded names
	left  int64
}

// Open reads an archive's directory.
func Open(data []byte) (*Archive, error) {
	return OpenAt(bytes.NewReader(data), int64(len(data)))
}

// OpenAt reads the directory of an archive of size bytes that is not held in memory.
func OpenAt(at io.ReaderAt, size int64) (*Archive, error) {
	r, err := zip.NewReader(at, size)
	if err != nil {
		return nil, err
	}
	r.RegisterDecompressor(zip.Deflate, flate.NewReader)
	if len(r.File) > MaxEntries {
		return nil, ErrTooLarge
	}
	a := &Archive{files: make(map[string]*zip.File, len(r.File)), left: MaxUnpacked}
	for _, f := range r.File {
		a.files[fold(f.Name)] = f
	}
	return a, nil
}

// fold is a name as archives are searched: some programs write \ for /, or letters in another case than where
// they refer to them.
func fold(name string) string { return strings.ToLower(strings.ReplaceAll(name, `\`, "/")) }

// Has tells whether the archive has a file of that name.
func (a *Archive) Has(name string) bool { return a.files[fold(name)] != nil }

// Read unpacks one file.
func (a *Archive) Read(name string) ([]byte, error) {
	r, err := a.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, a.left+1))
	if err != nil {
		return nil, fmt.Errorf("zip: %s: %w", name, err)
	}
	if int64(len(b)) > a.left {
		return nil, ErrTooLarge
	}
	a.left -= int64(len(b))
	return b, nil
}

func (a *Archive) open(name string) (io.ReadCloser, error) {
	f := a.files[fold(name)]
	if f == nil {
		return nil, fmt.Errorf("zip: no %s", name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("zip: %s: %w", name, err)
	}
	return r, nil
}

// Stream unpacks one file as it is read; beyond limit bytes its error is ErrTooLarge. What is streamed does not
// count towards MaxUnpacked, since nothing of it is kept here.
func (a *Archive) Stream(name string, limit int64) (io.ReadCloser, error) {
	r, err := a.open(name)
	if err != nil {
		return nil, err
	}
	return &stream{r, limit}, nil
}

type stream struct {
	io.ReadCloser
	left int64
}

func (s *stream) Read(p []byte) (int, error) {
	n, err := s.ReadCloser.Read(p)
	if s.left -= int64(n); s.left < 0 {
		return 0, ErrTooLarge
	}
	return n, err
}
