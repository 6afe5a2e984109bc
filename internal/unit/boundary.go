package unit

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/unit/boundary"
)

// Boundary is the area of a unit on the map (ranh giới), with where it comes from. It is drawn for
// orientation and proves no border.
type Boundary struct {
	Unit     ID
	Shape    boundary.Shape
	Source   string
	Licence  string // "" when nobody knows
	Imported time.Time
}

// SaveBoundaries stores the boundaries of some units in place of those that they had, with one audit
// line. A boundary without a source is a fault.
func SaveBoundaries(ctx context.Context, tx *db.Tx, who audit.Actor, all []Boundary) error {
	told := struct {
		Units           []ID `json:"units"`
		Source, Licence string
	}{}
	for _, b := range all {
		if b.Source == "" {
			return fault.New(fault.Invalid, "unit.boundary_no_source")
		}
		_, err := tx.Exec(ctx, `insert into unit_boundary (unit_id, shape, source, licence, imported) values ($1, $2, $3, $4, $5)
			on conflict (unit_id) do update set shape = excluded.shape, source = excluded.source,
				licence = excluded.licence, imported = excluded.imported`,
			b.Unit, b.Shape.Encode(), b.Source, b.Licence, tx.Micros())
		if err != nil {
			return fmt.Errorf("boundary of unit %d: %w", b.Unit, err)
		}
		told.Units, told.Source, told.Licence = append(told.Units, b.Unit), b.Source, b.Licence
	}
	return audit.Record(ctx, tx, who, audit.Line{Act: "unit.boundaries", Thing: "unit_boundary", After: told})
}

// BoundariesBelow are the boundaries of the units directly below one on a day, in one query; a unit
// without one is left out.
func BoundariesBelow(ctx context.Context, q db.Querier, id ID, on day.Date) (map[ID]Boundary, error) {
	return boundaries(ctx, q, `join unit u on u.id = x.unit_id where u.parent_id = $1 and u.valid_from <= $2 and u.valid_to > $3`, id, on, on)
}

// AllBoundaries are the boundaries of every unit.
func AllBoundaries(ctx context.Context, q db.Querier) (map[ID]Boundary, error) {
	return boundaries(ctx, q, ``)
}

func boundaries(ctx context.Context, q db.Querier, which string, args ...any) (map[ID]Boundary, error) {
	rows, err := q.Query(ctx, `select x.unit_id, x.shape, x.source, x.licence, x.imported from unit_boundary x `+which, args...)
	if err != nil {
		return nil, fmt.Errorf("boundaries: %w", err)
	}
	defer rows.Close()
	found := map[ID]Boundary{}
	for rows.Next() {
		var b Boundary
		var shape sql.RawBytes
		var imported int64
		if err := rows.Scan(&b.Unit, &shape, &b.Source, &b.Licence, &imported); err != nil {
			return nil, fmt.Errorf("boundaries: %w", err)
		}
		if b.Shape, err = boundary.Decode(shape); err != nil {
			return nil, fmt.Errorf("boundary of unit %d: %w", b.Unit, err)
		}
		b.Imported = time.UnixMicro(imported)
		found[b.Unit] = b
	}
	return found, rows.Err()
}
