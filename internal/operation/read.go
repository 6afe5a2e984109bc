package operation

import (
	"archive/tar"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"giamngheo/internal/db"
	"giamngheo/internal/fault"
)

// sink takes what a backup holds, as it is read. Nothing that it was given counts until the reading
// has ended without an error.
type sink interface {
	begin(h Header, key []byte) error
	// table takes the rows of one table; the values are reused between rows.
	table(t db.Table, rows func(give func(values []any) error) error) error
}

// nowhere only looks.
type nowhere struct{}

func (nowhere) begin(Header, []byte) error { return nil }

func (nowhere) table(_ db.Table, rows func(func([]any) error) error) error {
	return rows(func([]any) error { return nil })
}

// reader reads a container once, from front to end.
type reader struct {
	file    *counter
	name    string
	trailed *trailed
	tar     *tar.Reader
	at      string // what is being read: "header.json", "household"
	row     int64  // of the table, the last that was whole
}

// read reads the backup in a file into a sink and proves it whole: every byte up to the end, every
// count and hash. identities open a sealed one.
func read(path string, identities []age.Identity, newest int64, to sink) (Contents, error) {
	f, err := os.Open(path)
	if err != nil {
		return Contents{}, fault.New(fault.NotFound, "operation.no_file", "File", path)
	}
	defer f.Close()
	r := &reader{file: &counter{r: f}, name: path, at: headerName}
	c, err := r.run(identities, newest, to)
	c.Bytes = r.file.n
	return c, err
}

func (r *reader) run(identities []age.Identity, newest int64, to sink) (c Contents, err error) {
	in := bufio.NewReaderSize(r.file, 1<<16)
	inner := io.Reader(in)
	if start, _ := in.Peek(len(ageMagic)); string(start) == ageMagic {
		c.Encrypted = true
		if len(identities) == 0 {
			return c, fault.New(fault.Invalid, "operation.sealed", "File", r.name)
		}
		if inner, err = age.Decrypt(in, identities...); err != nil {
			var no *age.NoIdentityMatchError
			if errors.As(err, &no) {
				return c, fault.New(fault.Invalid, "operation.wrong_identity", "File", r.name)
			}
			return c, r.damaged(err)
		}
	} else if start, _ := in.Peek(4); !bytes.Equal(start, []byte{0x28, 0xB5, 0x2F, 0xFD}) {
		return c, fault.New(fault.Invalid, "operation.not_a_backup", "File", r.name)
	}
	r.trailed = &trailed{r: inner, hash: sha256.New()}
	z, err := zstd.NewReader(r.trailed, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(16<<20))
	if err != nil {
		return c, r.damaged(err)
	}
	defer z.Close()
	r.tar = tar.NewReader(z)
	if err := r.contents(&c, newest, to); err != nil {
		return c, err
	}
	// To the very end, so that the trailer is reached and compared.
	if _, err := io.Copy(io.Discard, z); err != nil {
		return c, r.damaged(err)
	}
	return c, nil
}

const ageMagic = "age-encryption.org/v1\n"

// contents reads the entries: header, key, tables in their order, manifest.
func (r *reader) contents(c *Contents, newest int64, to sink) error {
	name, err := r.next()
	if err != nil {
		return err
	}
	if name != headerName {
		return r.damaged(errors.New("it does not begin with its header"))
	}
	if err := r.json(&c.Header); err != nil {
		return err
	}
	if err := c.usable(r.name, newest); err != nil {
		return err
	}
	if name, err = r.next(); err != nil {
		return err
	}
	var key []byte
	if name == keyName {
		if key, err = io.ReadAll(io.LimitReader(r.tar, 1<<16)); err != nil {
			return r.damaged(err)
		}
		if name, err = r.next(); err != nil {
			return err
		}
	}
	if c.WithKey != (key != nil) {
		return r.damaged(errors.New("the key is not where the header says"))
	}
	if err := to.begin(c.Header, key); err != nil {
		return err
	}
	sums := map[string]Sum{}
	for _, t := range c.Tables {
		r.at, r.row = t.Name, 0
		err := to.table(t, func(give func([]any) error) (err error) {
			sums[t.Name], name, err = r.rows(t, name, give)
			return err
		})
		if err != nil {
			return err
		}
	}
	if name != manifestName {
		return r.damaged(fmt.Errorf("%q was not expected", name))
	}
	r.at = manifestName
	if err := r.json(&c.Manifest); err != nil {
		return err
	}
	for _, t := range slices.Sorted(maps.Keys(sums)) {
		if c.Sums[t] != sums[t] {
			r.at, r.row = t, sums[t].Rows
			return r.damaged(errors.New("its rows are not those that were written"))
		}
	}
	if len(c.Sums) != len(sums) {
		return r.damaged(errors.New("it names other tables than the header"))
	}
	if _, err := r.tar.Next(); !errors.Is(err, io.EOF) {
		return r.damaged(errors.New("something follows the manifest"))
	}
	return nil
}

// rows reads the parts of a table, from the entry that has been begun, and returns the name of the
// next entry.
func (r *reader) rows(t db.Table, name string, give func([]any) error) (Sum, string, error) {
	s := newSummer()
	values := make([]any, len(t.Columns))
	for strings.HasPrefix(name, tablePrefix+t.Name+"/") {
		lines := bufio.NewReaderSize(r.tar, 1<<16)
		for {
			line, err := fullLine(lines)
			if errors.Is(err, io.EOF) && len(line) == 0 {
				break
			}
			if err != nil {
				return s.sum(), "", r.damaged(err)
			}
			s.add(line)
			if err := parseRow(line[:len(line)-1], t.Columns, values); err != nil {
				return s.sum(), "", r.damaged(err)
			}
			if err := give(values); err != nil {
				return s.sum(), "", err
			}
			r.row = s.rows
		}
		var err error
		if name, err = r.next(); err != nil {
			return s.sum(), "", err
		}
	}
	return s.sum(), name, nil
}

// longestLine bounds a row: a file that was made to harm must not fill memory.
const longestLine = 64 << 20

func fullLine(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line, err
	}
	long := bytes.Clone(line)
	for errors.Is(err, bufio.ErrBufferFull) && len(long) < longestLine {
		line, err = r.ReadSlice('\n')
		long = append(long, line...)
	}
	return long, err
}

func (r *reader) next() (string, error) {
	h, err := r.tar.Next()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return "", r.damaged(err)
	}
	return h.Name, nil
}

func (r *reader) json(v any) error {
	d := json.NewDecoder(io.LimitReader(r.tar, 1<<22))
	if err := d.Decode(v); err != nil {
		return r.damaged(err)
	}
	return nil
}

// usable refuses what this program cannot restore.
func (h Header) usable(file string, newest int64) error {
	switch {
	case h.Product != "giamngheo":
		return fault.New(fault.Invalid, "operation.not_a_backup", "File", file)
	case h.Format > format, h.Schema > newest:
		return fault.New(fault.Conflict, "operation.newer", "Version", h.Version, "Schema", h.Schema, "Known", newest)
	}
	return nil
}

// damaged names the place at which the file is not what was written.
func (r *reader) damaged(err error) error {
	if fault.As(err) != nil {
		return err
	}
	key := "operation.damaged"
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, errCut) {
		key = "operation.cut_short"
	}
	return fmt.Errorf("%w (%w)", fault.New(fault.Invalid, key, "File", r.name, "Byte", r.file.n, "Part", r.at, "Row", r.row), err)
}

// counter counts the bytes of the file that were read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

var (
	errCut  = errors.New("the end is missing")
	errHash = errors.New("the bytes are not those that were written")
)

// trailed gives the bytes before the trailer and, at their end, compares their hash with it.
type trailed struct {
	r    io.Reader
	hash hash.Hash
	held []byte // the last bytes read: perhaps the trailer
	buf  [1 << 15]byte
	give []byte
	err  error
}

func (t *trailed) Read(p []byte) (int, error) {
	for len(t.give) == 0 {
		if t.err != nil {
			return 0, t.err
		}
		n, err := t.r.Read(t.buf[:])
		t.held = append(t.held, t.buf[:n]...)
		if keep := len(t.held) - trailerSize; keep > 0 {
			t.give = append(t.give[:0], t.held[:keep]...)
			t.hash.Write(t.give)
			t.held = append(t.held[:0], t.held[keep:]...)
		}
		if errors.Is(err, io.EOF) {
			err = t.compare()
		}
		t.err = err
	}
	n := copy(p, t.give)
	t.give = t.give[n:]
	return n, nil
}

func (t *trailed) compare() error {
	h := t.held
	switch {
	case len(h) < trailerSize, binary.LittleEndian.Uint32(h) != trailerMagic, binary.LittleEndian.Uint32(h[4:]) != sha256.Size:
		return errCut
	case !bytes.Equal(h[8:], t.hash.Sum(nil)):
		return errHash
	}
	return io.EOF
}
