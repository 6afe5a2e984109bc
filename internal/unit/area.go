package unit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/standard"
)

// areaBasis is why a commune counts as urban or rural; the text of the rule was not read.
const areaBasis = "theo loại đơn vị: xã là nông thôn; phường, thị trấn là thành thị (chưa kiểm chứng)"

// areaOf is the area that a kind of commune stands for, "" for units that have none.
func areaOf(u Unit) standard.Area {
	if u.Level != Commune {
		return ""
	}
	if u.Kind == "phường" || u.Kind == "thị trấn" {
		return standard.Urban
	}
	return standard.Rural
}

// AreaOf tells whether a commune, or the commune of a village, is urban or rural on a day: the poverty
// line depends on it. Units above the commune have no area; that is a fault.
func AreaOf(ctx context.Context, q db.Querier, id ID, on day.Date) (standard.Area, error) {
	a, _, err := AreaBasis(ctx, q, id, on)
	return a, err
}

// Areas are the areas that a commune was, each for its time.
type Areas []areaSpan

type areaSpan struct {
	area     standard.Area
	from, to day.Date
}

// On is the area on a day, "" when none is on record.
func (a Areas) On(on day.Date) standard.Area {
	for _, s := range a {
		if s.from <= on && on < s.to {
			return s.area
		}
	}
	return ""
}

// AreasOf is the question for the areas of a commune.
func AreasOf(into *Areas, commune ID) db.Question {
	return db.Each(func(row db.Rows) error {
		var s areaSpan
		if err := row.Scan(&s.area, &s.from, &s.to); err != nil {
			return fmt.Errorf("areas of unit %d: %w", commune, err)
		}
		*into = append(*into, s)
		return nil
	}, `select area, valid_from, valid_to from unit_area where unit_id = $1`, int64(commune))
}

// AreaBasis is AreaOf with the reason that the record gives.
func AreaBasis(ctx context.Context, q db.Querier, id ID, on day.Date) (a standard.Area, basis string, err error) {
	// In two steps: of the one query over both PostgreSQL made a new plan each time, which cost more than the rest.
	err = q.QueryRow(ctx, `select area, basis from unit_area where unit_id = $1 and valid_from <= $2 and valid_to > $3 limit 1`, id, on, on).Scan(&a, &basis)
	if errors.Is(err, sql.ErrNoRows) {
		err = q.QueryRow(ctx, `select a.area, a.basis from unit_below b join unit_area a on a.unit_id = b.ancestor_id
			where b.unit_id = $1 and a.valid_from <= $2 and a.valid_to > $3
			order by b.depth limit 1`, id, on, on).Scan(&a, &basis)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", fault.New(fault.NotFound, "unit.no_area", "ID", id, "Day", on)
	}
	if err != nil {
		return "", "", fmt.Errorf("area of unit %d: %w", id, err)
	}
	return a, basis, nil
}
