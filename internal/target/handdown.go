package target

import (
	"context"
	"fmt"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/unit"
)

// HandDown stores targets that a unit hands down to those below it, all or none, with one audit line.
// Each target bears the version that was shown; one that was changed meanwhile refuses the whole act.
// What stands already as it is to be is left alone, so that sending a form twice does no more than
// sending it once.
func (s *Service) HandDown(ctx context.Context, who account.Actor, parent unit.ID, year int, indicator string, targets []Target) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := who.May(ctx, tx, account.WriteTargets, parent); err != nil {
			return err
		}
		before, after := map[string]any{}, map[string]any{}
		for _, t := range targets {
			t.Parent, t.Year, t.Indicator = parent, year, indicator
			now, had, err := Get(ctx, tx, t.Unit, year, indicator)
			if err != nil {
				return err
			}
			if had && alike(now, t) {
				continue
			}
			t, old, err := put(ctx, tx, who, t)
			if err != nil {
				return err
			}
			id := strconv.FormatInt(int64(t.Unit), 10)
			after[id] = told(t)
			if old.Version > 0 {
				before[id] = told(old)
			}
		}
		if len(after) == 0 {
			return nil
		}
		line := audit.Line{Act: "target.hand_down", Thing: fmt.Sprintf("target:%d/%d/%s", parent, year, indicator), UnitID: int64(parent), After: after}
		if len(before) > 0 {
			line.Before = before
		}
		return audit.Record(ctx, tx, who.Audit(), line)
	})
}

// alike tells whether two targets say the same, whatever their versions.
func alike(a, b Target) bool {
	b.Version, b.Position, b.Label = a.Version, a.Position, a.Label
	return a == b
}
