package operation

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"strconv"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"giamngheo/internal/db"
)

const (
	headerName   = "header.json"
	manifestName = "manifest.json"
	keyName      = "seal.key"
	tablePrefix  = "tables/"
	// partSize is about how many bytes of lines stand in one tar entry, and so in memory.
	partSize = 4 << 20
	// trailerMagic begins a frame that zstd skips: it holds the SHA-256 of all bytes before it.
	trailerMagic = 0x184D2A5E
	trailerSize  = 8 + sha256.Size
)

// writer writes a container. From the inside out: tar entries, zstd, a trailer with the hash of the
// compressed bytes, age when there are recipients.
type writer struct {
	tar    *tar.Writer
	zstd   *zstd.Encoder
	age    io.WriteCloser
	out    io.Writer // before the hash
	hash   hash.Hash
	header Header
	sums   map[string]Sum
}

func newWriter(w io.Writer, recipients []age.Recipient, h Header) (*writer, error) {
	out := &writer{out: w, hash: sha256.New(), header: h, sums: map[string]Sum{}}
	if len(recipients) > 0 {
		var err error
		if out.age, err = age.Encrypt(w, recipients...); err != nil {
			return nil, fmt.Errorf("encrypt: %w", err)
		}
		out.out = out.age
	}
	var err error
	if out.zstd, err = zstd.NewWriter(io.MultiWriter(out.out, out.hash), zstd.WithWindowSize(4<<20)); err != nil {
		return nil, err
	}
	out.tar = tar.NewWriter(out.zstd)
	return out, out.json(headerName, h)
}

func (w *writer) entry(name string, content []byte) error {
	err := w.tar.WriteHeader(&tar.Header{Name: name, Size: int64(len(content)), Mode: 0o600, ModTime: w.header.Made, Format: tar.FormatUSTAR})
	if err != nil {
		return err
	}
	_, err = w.tar.Write(content)
	return err
}

func (w *writer) json(name string, v any) error {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	return w.entry(name, append(b, '\n'))
}

// table writes a table from the lines that fill gives.
func (w *writer) table(t db.Table, fill func(line func([]byte) error) (Sum, error)) error {
	var part []byte
	parts := 0
	flush := func() error {
		parts++
		name := tablePrefix + t.Name + "/" + fmt.Sprintf("%06s", strconv.Itoa(parts)) + ".jsonl"
		err := w.entry(name, part)
		part = part[:0]
		return err
	}
	sum, err := fill(func(line []byte) error {
		if part = append(part, line...); len(part) >= partSize {
			return flush()
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.sums[t.Name] = sum
	if len(part) > 0 {
		return flush()
	}
	return nil
}

// close ends the container: manifest, trailer, seal.
func (w *writer) close() error {
	if err := w.json(manifestName, Manifest{w.sums}); err != nil {
		return err
	}
	if err := w.tar.Close(); err != nil {
		return err
	}
	if err := w.zstd.Close(); err != nil {
		return err
	}
	trailer := binary.LittleEndian.AppendUint32(nil, trailerMagic)
	trailer = binary.LittleEndian.AppendUint32(trailer, sha256.Size)
	if _, err := w.out.Write(w.hash.Sum(trailer)); err != nil {
		return err
	}
	if w.age != nil {
		return w.age.Close()
	}
	return nil
}
