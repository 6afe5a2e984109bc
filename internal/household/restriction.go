package household

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/unit"
)

// Restriction says that the data of a household are kept and no longer handed on (hạn chế xử lý dữ liệu): it
// is left out of lists that leave the system, but for those that the law demands.
type Restriction struct {
	Household Ref
	Position  int // of the person who asked for it, 0 for the household
	Since     day.Date
	Reason    string
}

// Restrict stores a restriction; one that holds is replaced.
func Restrict(ctx context.Context, tx *db.Tx, r Restriction) error {
	_, err := tx.Exec(ctx, `-- routed
		insert into household_restriction (commune_id, household_id, position, since, reason) values ($1, $2, $3, $4, $5)
		on conflict (commune_id, household_id) do update set position = excluded.position, since = excluded.since, reason = excluded.reason`,
		int64(r.Household.Commune), int64(r.Household.ID), r.Position, string(r.Since), r.Reason)
	if err != nil {
		return fmt.Errorf("restrict household %s: %w", r.Household, err)
	}
	return nil
}

// LiftRestriction ends a restriction and tells whether there was one.
func LiftRestriction(ctx context.Context, tx *db.Tx, ref Ref) (bool, error) {
	n, err := tx.Exec(ctx, `-- routed
		delete from household_restriction where commune_id = $1 and household_id = $2`, int64(ref.Commune), int64(ref.ID))
	if err != nil {
		return false, fmt.Errorf("lift restriction of household %s: %w", ref, err)
	}
	return n > 0, nil
}

// RestrictionOf is the restriction of a household, nil when none holds.
func RestrictionOf(ctx context.Context, q db.Querier, ref Ref) (*Restriction, error) {
	r := Restriction{Household: ref}
	err := q.QueryRow(ctx, `-- routed
		select r.position, r.since, r.reason from household_restriction r where r.commune_id = $1 and r.household_id = $2`,
		int64(ref.Commune), int64(ref.ID)).Scan(&r.Position, &r.Since, &r.Reason)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("restriction of household %s: %w", ref, err)
	}
	return &r, nil
}

// RestrictedBelow are the households of an area whose data are restricted.
func RestrictedBelow(ctx context.Context, q db.Querier, area unit.ID) (map[Ref]bool, error) {
	u, err := unit.Get(ctx, q, area)
	if err != nil {
		return nil, err
	}
	if u.Level == unit.Village {
		area = u.Parent
	}
	rows, err := q.Query(ctx, `-- all-shards
		select r.commune_id, r.household_id from unit_below b join household_restriction r on r.commune_id = b.unit_id
		where b.ancestor_id = $1`, area)
	if err != nil {
		return nil, fmt.Errorf("restrictions below %d: %w", area, err)
	}
	defer rows.Close()
	out := map[Ref]bool{}
	for rows.Next() {
		var r Ref
		if err := rows.Scan(&r.Commune, &r.ID); err != nil {
			return nil, fmt.Errorf("restrictions below %d: %w", area, err)
		}
		out[r] = true
	}
	return out, rows.Err()
}
