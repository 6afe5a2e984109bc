package change

import (
	"context"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/freeze"
)

// Freeze sets a period in which nothing that decides a class is changed in a unit and all below it, and
// returns its number. Only who may freeze there may.
func (s *Service) Freeze(ctx context.Context, who account.Actor, p freeze.Period) (id freeze.ID, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := who.May(ctx, tx, account.FreezeChanges, p.Unit); err != nil {
			return err
		}
		p.Account, p.Who = who.ID, who.Name
		if p, err = p.Tidy(); err != nil {
			return err
		}
		if id, err = freeze.Set(ctx, tx, p); err != nil {
			return err
		}
		return audit.Record(ctx, tx, who.Audit(), audit.Line{
			Act: "change.freeze", Thing: "unit:" + number(int64(p.Unit)), UnitID: int64(p.Unit),
			After: map[string]any{"first": p.First, "last": p.Last, "reason": p.Reason},
		})
	})
	return id, err
}

// Lift ends such a period before its last day; who may freeze its unit may.
func (s *Service) Lift(ctx context.Context, who account.Actor, id freeze.ID) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := freeze.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := who.May(ctx, tx, account.FreezeChanges, p.Unit); err != nil {
			return err
		}
		if err := freeze.Lift(ctx, tx, id, who.Name); err != nil {
			return err
		}
		return audit.Record(ctx, tx, who.Audit(), audit.Line{
			Act: "change.lift", Thing: "unit:" + number(int64(p.Unit)), UnitID: int64(p.Unit),
			Before: map[string]any{"first": p.First, "last": p.Last, "reason": p.Reason},
		})
	})
}
