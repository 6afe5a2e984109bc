package account

import (
	"context"

	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
)

// Grant gives an account one more role over a unit. It stays within the area of who gives it, and nobody
// gives himself anything.
func (s *Service) Grant(ctx context.Context, who Actor, login string, g Grant) error {
	if err := g.check(); err != nil {
		return err
	}
	return s.change(ctx, who, login, someOfIt, func(ctx context.Context, tx *db.Tx, a *record) error {
		if err := s.mayManage(ctx, tx, who, g.Unit); err != nil {
			return err
		}
		if err := g.fits(ctx, tx); err != nil {
			return err
		}
		return give(ctx, tx, who, a.ID, g)
	})
}

// give stores a grant with its line.
func give(ctx context.Context, tx *db.Tx, who Actor, account int64, g Grant) error {
	if err := insertGrant(ctx, tx, account, g); err != nil {
		return err
	}
	return audit.Record(ctx, tx, who.Audit(), audit.Line{
		Act: "account.grant", Thing: thing(account), UnitID: int64(g.Unit), After: g.told(),
	})
}

// told is a grant as the audit line remembers it.
func (g Grant) told() map[string]any {
	m := map[string]any{"role": g.Role, "unit": g.Unit, "from": g.From, "to": g.To}
	if g.Sector != "" {
		m["sector"] = g.Sector
	}
	return m
}

// EndGrant lets a grant of an account end: on is the first day on which it holds no more. A grant that has
// not begun by then never holds.
func (s *Service) EndGrant(ctx context.Context, who Actor, login string, grant int64, on day.Date) error {
	return s.change(ctx, who, login, someOfIt, func(ctx context.Context, tx *db.Tx, a *record) error {
		grants, err := grantsOf(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		for _, g := range grants {
			if g.ID != grant {
				continue
			}
			if s.mayManage(ctx, tx, who, g.Unit) != nil {
				break // another area's grant is not told to exist
			}
			switch {
			case on < s.today():
				return fault.New(fault.Invalid, "account.end_in_past")
			case on >= g.To:
				return fault.New(fault.Conflict, "account.grant_ended")
			}
			return end(ctx, tx, who, a.ID, g, on)
		}
		return fault.New(fault.NotFound, "account.unknown_grant")
	})
}

// end stores the end of a grant with its line.
func end(ctx context.Context, tx *db.Tx, who Actor, account int64, g Grant, on day.Date) error {
	if err := setGrantEnd(ctx, tx, g.ID, max(on, g.From)); err != nil {
		return err
	}
	return audit.Record(ctx, tx, who.Audit(), audit.Line{
		Act: "account.grant_end", Thing: thing(account), UnitID: int64(g.Unit),
		Before: g.told(), After: map[string]any{"to": max(on, g.From)},
	})
}
