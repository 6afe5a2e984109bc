// Package zipsafe opens zip archives that strangers send (office documents are such archives) within
// limits, so that a small file cannot unpack into a flood.
package zipsafe

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
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
	files map[string]*zip.File
	left  int64
}

// Open reads an archive's directory.
func Open(data []byte) (*Archive, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	if len(r.File) > MaxEntries {
		return nil, ErrTooLarge
	}
	a := &Archive{files: make(map[string]*zip.File, len(r.File)), left: MaxUnpacked}
	for _, f := range r.File {
		a.files[f.Name] = f
	}
	return a, nil
}

// Has tells whether the archive has a file of that name.
func (a *Archive) Has(name string) bool { return a.files[name] != nil }

// Read unpacks one file.
func (a *Archive) Read(name string) ([]byte, error) {
	f := a.files[name]
	if f == nil {
		return nil, fmt.Errorf("zip: no %s", name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("zip: %s: %w", name, err)
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
