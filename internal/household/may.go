package household

import (
	"context"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/unit"
)

// May refuses an act on households that the actor's role does not hold (fault.Forbidden), or when one of
// them lies outside his area (fault.NotFound). An area that is a village reaches the households that live
// in it today and no other of its commune.
func May(ctx context.Context, q db.Querier, who account.Actor, p account.Permission, refs ...Ref) error {
	asked := map[unit.ID]error{}
	for _, r := range refs {
		err, ok := asked[r.Commune]
		if !ok {
			err = who.May(ctx, q, p, r.Commune)
			asked[r.Commune] = err
		}
		if err != nil && fault.KindOf(err) == fault.NotFound {
			lives, lerr := livesIn(ctx, q, r, who.Unit)
			if lerr != nil {
				return lerr
			}
			if lives {
				err = nil
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}
