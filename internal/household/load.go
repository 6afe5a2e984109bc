package household

import (
	"context"
	"fmt"
	"iter"

	"giamngheo/internal/db"
	"giamngheo/internal/seal"
)

// loadChunk bounds the households held in memory while loading.
const loadChunk = 2000

// Load stores many new households with their persons and search documents as fast as the engine can,
// and returns how many. It trusts its caller: an import runs Check on each household first. Sorted by
// commune and id it is quickest. Memory does not grow with the number of households.
func Load(ctx context.Context, tx *db.Tx, keys *seal.Keys, households iter.Seq2[Household, error]) (int64, error) {
	l := loader{tx: tx, keys: keys, areas: areaTerms{}, chunk: make([]Household, 0, loadChunk)}
	for h, err := range households {
		if err != nil {
			return l.n, err
		}
		if h.Version == 0 {
			h.Version = 1
		}
		if l.chunk = append(l.chunk, h); len(l.chunk) == loadChunk {
			if err := l.flush(ctx); err != nil {
				return l.n, err
			}
		}
	}
	return l.n, l.flush(ctx)
}

type loader struct {
	tx    *db.Tx
	keys  *seal.Keys
	areas areaTerms
	chunk []Household
	n     int64
}

// flush loads the chunk into one table after the other.
func (l *loader) flush(ctx context.Context) error {
	if len(l.chunk) == 0 {
		return nil
	}
	// The areas are read before the loads: PostgreSQL answers no question during a COPY.
	for _, h := range l.chunk {
		if _, err := l.areas.of(ctx, l.tx, h); err != nil {
			return err
		}
	}
	documents := l.documents()
	var numbers [][]any
	for _, h := range l.chunk {
		for _, n := range sealNumbers(l.keys, h) {
			numbers = append(numbers, n.row(h.Ref))
		}
	}
	for _, load := range []struct {
		table   string
		columns []string
		rows    iter.Seq2[[]any, error]
	}{
		{"household", tableColumns, l.households()},
		{"household_person", personColumns, l.persons()},
		{"household_number", numberColumns, yieldAll(numbers)},
		{"household_search", searchColumns(l.tx.Engine()), documents},
	} {
		if load.table == "household_number" && len(numbers) == 0 {
			continue
		}
		if _, err := l.tx.Load(ctx, load.table, load.columns, load.rows); err != nil {
			return fmt.Errorf("load households after %d: %w", l.n, err)
		}
	}
	l.n += int64(len(l.chunk))
	l.chunk = l.chunk[:0]
	return nil
}

func (l *loader) households() iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for _, h := range l.chunk {
			if !yield(row(l.tx, h), nil) {
				return
			}
		}
	}
}

func (l *loader) persons() iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for _, h := range l.chunk {
			for _, p := range h.Persons {
				if !yield(personRow(h.Ref, sealPerson(l.keys, h.Ref, p)), nil) {
					return
				}
			}
		}
	}
}

// documents makes the search documents while the other tables are loaded: a sixth of the work.
func (l *loader) documents() iter.Seq2[[]any, error] {
	rows, engine := make([][]any, len(l.chunk)), l.tx.Engine()
	done := make(chan error, 1)
	go func() {
		var err error
		for i := 0; i < len(rows) && err == nil; i++ {
			rows[i], err = searchRow(engine, l.chunk[i], l.areas[areaOf(l.chunk[i])])
		}
		done <- err
	}()
	return func(yield func([]any, error) bool) {
		if err := <-done; err != nil {
			yield(nil, err)
			return
		}
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}
