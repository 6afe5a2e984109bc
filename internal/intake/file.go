package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"

	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/tabular"
)

// chunkBytes is the size of the pieces in which a file is kept.
const chunkBytes = 256 << 10

// temporary is a file on disk that only this process sees: its name is gone as soon as it is open.
type temporary struct {
	*os.File
	hash string
	size int64
}

// spool writes what comes to a temporary file, and works out its hash.
func spool(r io.Reader) (*temporary, error) {
	f, err := os.CreateTemp("", "giamngheo-intake-*") // 0600
	if err != nil {
		return nil, fmt.Errorf("temporary file: %w", err)
	}
	t := &temporary{File: f}
	sum := sha256.New()
	t.size, err = io.Copy(io.MultiWriter(f, sum), io.LimitReader(r, tabular.MaxBytes+1))
	if err != nil {
		t.remove()
		return nil, err
	}
	t.hash = hex.EncodeToString(sum.Sum(nil))
	return t, nil
}

func (t *temporary) remove() {
	_ = t.Close()
	_ = os.Remove(t.Name())
}

// open reads the file as a table; its name is gone from the disk then.
func (t *temporary) open(name string) (*tabular.File, error) {
	f, err := tabular.Open(t.Name(), name)
	t.remove()
	return f, err
}

// keep stores the file in sealed pieces.
func (s *Service) keep(ctx context.Context, tx *db.Tx, id ID, t *temporary) error {
	if _, err := t.Seek(0, io.SeekStart); err != nil {
		return err
	}
	buf := make([]byte, chunkBytes)
	for position := 0; ; position++ {
		n, err := io.ReadFull(t, buf)
		if n > 0 {
			if err := insertChunk(ctx, tx, id, position, s.keys.Seal(buf[:n], chunkBinding(id, position))); err != nil {
				return err
			}
		}
		switch err {
		case nil:
		case io.EOF, io.ErrUnexpectedEOF:
			return nil
		default:
			return err
		}
	}
}

func chunkBinding(id ID, position int) []byte {
	return fmt.Appendf(nil, "intake_chunk/%d/%d", id, position)
}

// fetch brings a kept file back as a table.
func (s *Service) fetch(ctx context.Context, q db.Querier, i Import) (*tabular.File, error) {
	read, write := io.Pipe()
	go func() {
		for position := 0; ; position++ {
			sealed, ok, err := chunk(ctx, q, i.ID, position)
			if err != nil || !ok {
				write.CloseWithError(err) // nil is the end
				return
			}
			plain, err := s.keys.Open(sealed, chunkBinding(i.ID, position))
			if err == nil {
				_, err = write.Write(plain)
			}
			if err != nil {
				write.CloseWithError(err)
				return
			}
		}
	}()
	t, err := spool(read)
	_ = read.Close()
	if err != nil {
		return nil, fmt.Errorf("file of import %d: %w", i.ID, err)
	}
	if t.hash != i.Hash {
		t.remove()
		if t.size == 0 {
			return nil, fault.New(fault.Conflict, "intake.file_gone")
		}
		return nil, fmt.Errorf("file of import %d is not the one that was received", i.ID)
	}
	return t.open(i.File)
}
