package operation

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"

	"giamngheo/internal/db"
)

// eachRow gives the rows of a table in the order of its key. The values are reused between rows;
// memory does not grow with their number. It stops with ctx.
func eachRow(ctx context.Context, q db.Querier, t db.Table, give func(values []any) error) error {
	rows, err := q.Query(ctx, "select "+strings.Join(t.Names(), ", ")+" from "+t.Name+" order by "+t.InKeyOrder(q.Engine()))
	if err != nil {
		return fmt.Errorf("table %s: %w", t.Name, err)
	}
	defer rows.Close()
	into, read := scanners(t.Columns)
	values := make([]any, len(t.Columns))
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
		for i := range values {
			values[i] = read[i]()
		}
		if err := give(values); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("table %s: %w", t.Name, err)
	}
	return nil
}

// scanners are the places that a row is read into, and what stands there afterwards.
func scanners(columns []db.Column) (into []any, read []func() any) {
	for _, c := range columns {
		switch c.Kind {
		case db.Whole:
			v := new(sql.NullInt64)
			into = append(into, v)
			read = append(read, func() any { return value(v.Int64, v.Valid) })
		case db.Real:
			v := new(sql.NullFloat64)
			into = append(into, v)
			read = append(read, func() any { return value(v.Float64, v.Valid) })
		case db.Bytes:
			v := new([]byte)
			into = append(into, v)
			read = append(read, func() any {
				// An empty value comes back as nil from one driver and as no bytes from the other.
				if *v == nil && c.NotNull {
					return []byte{}
				}
				return value(*v, *v != nil)
			})
		default:
			v := new(sql.NullString)
			into = append(into, v)
			read = append(read, func() any { return value(v.String, v.Valid) })
		}
	}
	return into, read
}

func value[T any](v T, ok bool) any {
	if !ok {
		return nil
	}
	return v
}

// Sum is how many rows a table has and the SHA-256 over their lines in the order of its key.
type Sum struct {
	Rows int64  `json:"rows"`
	Hash string `json:"sha256"`
}

// summer counts and hashes lines as they go by.
type summer struct {
	rows int64
	hash hash.Hash
}

func newSummer() *summer { return &summer{hash: sha256.New()} }

func (s *summer) add(line []byte) {
	s.rows++
	s.hash.Write(line)
}

func (s *summer) sum() Sum { return Sum{s.rows, hex.EncodeToString(s.hash.Sum(nil))} }

// dump writes the lines of a table and returns their sum; w may be nil when only the sum is wanted.
func dump(ctx context.Context, q db.Querier, t db.Table, w func(line []byte) error) (Sum, error) {
	s := newSummer()
	var line []byte
	err := eachRow(ctx, q, t, func(values []any) (err error) {
		if line, err = appendRow(line[:0], t.Columns, values); err != nil {
			return fmt.Errorf("table %s: row %d: %w", t.Name, s.rows+1, err)
		}
		s.add(line)
		if w != nil {
			return w(line)
		}
		return nil
	})
	return s.sum(), err
}
