package account

import (
	"context"

	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
)

// Posts are the grants of an account that are in force: what its officer may act as, one at a time.
func (s *Service) Posts(ctx context.Context, who Actor) ([]Grant, error) {
	grants, err := grantsOf(ctx, s.db, who.ID)
	if err != nil {
		return nil, err
	}
	return inForce(grants, s.today()), nil
}

func inForce(grants []Grant, on day.Date) (out []Grant) {
	for _, g := range grants {
		if g.Contains(on) {
			out = append(out, g)
		}
	}
	return out
}

// Switch lets an officer act in another of his posts from now on; the session is changed by the door.
func (s *Service) Switch(ctx context.Context, who Actor, grant int64) (Actor, error) {
	next := who
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		grants, err := grantsOf(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		for _, g := range inForce(grants, s.today()) {
			if g.ID != grant {
				continue
			}
			next.Role, next.Unit, next.Sector = g.Role, g.Unit, g.Sector
			return audit.Record(ctx, tx, next.Audit(), audit.Line{
				Act: "account.switch", Thing: thing(who.ID), UnitID: int64(g.Unit),
				Before: Grant{Role: who.Role, Unit: who.Unit, Sector: who.Sector}.post(), After: g.post(),
			})
		}
		return fault.New(fault.NotFound, "account.unknown_grant")
	})
	return next, err
}

// post is what somebody acts as, without its period.
func (g Grant) post() map[string]any {
	m := g.told()
	delete(m, "from")
	delete(m, "to")
	return m
}

// Act makes the session's officer act as who from now on, under a new token; how he proved who he is, and
// since when he is here, stays.
func (s *Sessions) Act(ctx context.Context, who Actor) error {
	if err := s.RenewToken(ctx); err != nil {
		return err
	}
	s.Put(ctx, keyRole, string(who.Role))
	s.Put(ctx, keyUnit, int64(who.Unit))
	s.Put(ctx, keySector, string(who.Sector))
	s.Remove(ctx, keyTouched)
	return nil
}
