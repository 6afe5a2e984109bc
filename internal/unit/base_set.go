package unit

import (
	"context"
	"fmt"
	"strconv"

	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
)

// Allow refuses, with a fault, whoever may not act on a unit. Rights stand a floor above this house, so
// an act is handed them.
type Allow func(ctx context.Context, q db.Querier, id ID) error

// BaseChange is one unit's base as it was shown and as it is to be.
type BaseChange struct {
	Unit          ID
	Before, After Base // only the figures count; Before is NoBase when there was none
}

// NoBase is a base of which nothing is known.
var NoBase = Base{Households: -1, Persons: -1, MinorityHouseholds: -1, MinorityPersons: -1}

// figures are a base's numbers.
func (b Base) figures() [4]int64 {
	return [4]int64{b.Households, b.Persons, b.MinorityHouseholds, b.MinorityPersons}
}

// SameFigures tells whether two bases say the same numbers.
func (b Base) SameFigures(other Base) bool { return b.figures() == other.figures() }

// BasesOn reads what was recorded for exactly one day of a unit and its children, by unit; units without
// a record are left out, and nothing is summed up.
func BasesOn(ctx context.Context, q db.Querier, id ID, on day.Date) (map[ID]Base, error) {
	found := map[ID]Base{}
	err := newest(ctx, q, found, `select u.id, x.day, x.households, x.persons, x.minority_households, x.minority_persons, x.source, x.verified
		from unit u join unit_base x on x.unit_id = u.id
		where x.day = $1 and (u.id = $2 or u.parent_id = $3)
		order by u.id`, on, id, id)
	if err != nil {
		return nil, fmt.Errorf("bases of unit %d on %s: %w", id, on, err)
	}
	return found, nil
}

// BaseDays lists the days for which a unit or a child of it has a base of its own, newest first, at most
// twelve.
func BaseDays(ctx context.Context, q db.Querier, id ID) ([]day.Date, error) {
	rows, err := q.Query(ctx, `select distinct x.day from unit u join unit_base x on x.unit_id = u.id
		where u.id = $1 or u.parent_id = $2 order by x.day desc limit 12`, id, id)
	if err != nil {
		return nil, fmt.Errorf("base days of unit %d: %w", id, err)
	}
	defer rows.Close()
	var days []day.Date
	for rows.Next() {
		var d day.Date
		if err := rows.Scan(&d); err != nil {
			return nil, err
		}
		days = append(days, d)
	}
	return days, rows.Err()
}

// SetBases stores the bases of a unit and its children for one day, all or none, with one audit line.
// Whoever changed a figure since it was shown is not overwritten: fault.Conflict. What already stands
// as it is to be is left alone, so that sending a form twice does no more than sending it once.
func SetBases(ctx context.Context, d *db.DB, who audit.Actor, allow Allow, parent ID, on day.Date, source string, changes []BaseChange) error {
	if source == "" {
		return fault.New(fault.Invalid, "unit.base_source")
	}
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow(ctx, tx, parent); err != nil {
			return err
		}
		if err := tx.Lock(ctx, "unit.base", int64(parent)); err != nil {
			return err
		}
		standing, err := Children(ctx, tx, parent, on)
		if err != nil {
			return err
		}
		may := map[ID]bool{parent: true}
		for _, u := range standing {
			may[u.ID] = true
		}
		stored, err := BasesOn(ctx, tx, parent, on)
		if err != nil {
			return err
		}
		before, after := map[string][4]int64{}, map[string][4]int64{}
		for _, c := range changes {
			if !may[c.Unit] {
				return fault.New(fault.NotFound, "unit.not_found", "ID", c.Unit)
			}
			old, had := stored[c.Unit]
			if !had {
				old = NoBase
			}
			if old.SameFigures(c.After) {
				continue
			}
			if !old.SameFigures(c.Before) {
				return fault.New(fault.Conflict, "unit.base_changed")
			}
			b := c.After
			b.Day, b.Source, b.Verified = on, source, true
			if err := SetBase(ctx, tx, c.Unit, b); err != nil {
				return err
			}
			id := strconv.FormatInt(int64(c.Unit), 10)
			after[id] = b.figures()
			if had {
				before[id] = old.figures()
			}
		}
		if len(after) == 0 {
			return nil
		}
		line := audit.Line{Act: "unit.set_bases", Thing: fmt.Sprintf("unit:%d/base/%s", parent, on), UnitID: int64(parent), After: map[string]any{"source": source, "units": after}}
		if len(before) > 0 {
			line.Before = before
		}
		return audit.Record(ctx, tx, who, line)
	})
}
