package unit

import (
	"context"
	"fmt"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
)

// OwnBases reads the bases that some units themselves have for exactly one day; nothing is summed up.
func OwnBases(ctx context.Context, q db.Querier, ids []ID, on day.Date) (map[ID]Base, error) {
	found := map[ID]Base{}
	for from := 0; from < len(ids); from += 500 {
		marks, args := inList(ids[from:min(from+500, len(ids))])
		err := newest(ctx, q, found, `select x.unit_id, x.day, x.households, x.persons, x.minority_households, x.minority_persons, x.source, x.verified
			from unit_base x where x.unit_id in (`+marks+`) and x.day = $`+fmt.Sprint(len(args)+1), append(args, on)...)
		if err != nil {
			return nil, fmt.Errorf("bases on %s: %w", on, err)
		}
	}
	return found, nil
}

// RemoveBase takes the base of a unit for one day away again, as when it was entered by mistake.
func RemoveBase(ctx context.Context, tx *db.Tx, id ID, on day.Date) error {
	if _, err := tx.Exec(ctx, `delete from unit_base where unit_id = $1 and day = $2`, id, on); err != nil {
		return fmt.Errorf("base of unit %d: %w", id, err)
	}
	return tx.Renew(ctx, basesName)
}
