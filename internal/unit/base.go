package unit

import (
	"context"
	"fmt"
	"maps"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
)

// Base is the population base (hộ, nhân khẩu của địa bàn) of a unit on a day: the denominator of every
// rate. -1 is "not known"; a figure is never guessed.
type Base struct {
	Households, Persons                 int64
	MinorityHouseholds, MinorityPersons int64
	Day                                 day.Date
	Source                              string
	Verified                            bool
}

// ownBases are the rows that units themselves have, the newest first; %s chooses the units.
const ownBases = `select u.id, x.day, x.households, x.persons, x.minority_households, x.minority_persons, x.source, x.verified
	from unit u join unit_base x on x.unit_id = u.id
	where x.day <= $1 and %s
	order by x.day desc`

// communeBases sum the communes below each unit, per day on which every commune that stood has a row.
const communeBases = `select t.id, t.day, t.households, t.persons, t.minority_households, t.minority_persons, t.source, t.verified
	from (
		select u.id, x.day, count(*) as n,
			case when min(x.households) < 0 then -1 else cast(sum(x.households) as bigint) end as households,
			case when min(x.persons) < 0 then -1 else cast(sum(x.persons) as bigint) end as persons,
			case when min(x.minority_households) < 0 then -1 else cast(sum(x.minority_households) as bigint) end as minority_households,
			case when min(x.minority_persons) < 0 then -1 else cast(sum(x.minority_persons) as bigint) end as minority_persons,
			min(x.source) as source, min(x.verified) as verified
		from unit u
		join unit_below b on b.ancestor_id = u.id and b.depth > 0
		join unit c on c.id = b.unit_id and c.level = 'commune'
		join unit_base x on x.unit_id = c.id and x.day >= c.valid_from and x.day < c.valid_to
		where x.day <= $1 and %s
		group by u.id, x.day
	) t
	where t.n = (select count(*) from unit_below b join unit c on c.id = b.unit_id
		where b.ancestor_id = t.id and b.depth > 0 and c.level = 'commune' and c.valid_from <= t.day and c.valid_to > t.day)
	order by t.day desc`

// BaseOf is the newest base of a unit up to a day: its own, or the sum of its communes when every one
// of them has one for the same day. ok is false when it is not known.
func BaseOf(ctx context.Context, q db.Querier, id ID, on day.Date) (b Base, ok bool, err error) {
	all, err := bases(ctx, q, `u.id = $2`, on, id)
	b, ok = all[id]
	return b, ok, err
}

// BasesBelow is BaseOf for each child that stands on the day; children without a base are left out.
func BasesBelow(ctx context.Context, q db.Querier, id ID, on day.Date) (map[ID]Base, error) {
	return bases(ctx, q, `u.parent_id = $2 and u.valid_from <= $3 and u.valid_to > $4`, on, id, on, on)
}

// basesName names what bases are derived from: the tree of units and their own rows.
const basesName = "unit.bases"

// bases chooses per unit the newest row, the unit's own before a sum of the same day.
func bases(ctx context.Context, q db.Querier, which string, args ...any) (map[ID]Base, error) {
	all, err := db.Recall(ctx, q, basesName, fmt.Sprint(which, args), func(q db.Querier) (map[ID]Base, error) {
		found := map[ID]Base{}
		for _, query := range []string{ownBases, communeBases} {
			if err := newest(ctx, q, found, fmt.Sprintf(query, which), args...); err != nil {
				return nil, fmt.Errorf("population base: %w", err)
			}
		}
		return found, nil
	})
	return maps.Clone(all), err
}

func newest(ctx context.Context, q db.Querier, found map[ID]Base, query string, args ...any) error {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id ID
		var b Base
		var verified int64
		if err := rows.Scan(&id, &b.Day, &b.Households, &b.Persons, &b.MinorityHouseholds, &b.MinorityPersons, &b.Source, &verified); err != nil {
			return err
		}
		b.Verified = verified != 0
		if old, ok := found[id]; !ok || b.Day > old.Day {
			found[id] = b
		}
	}
	return rows.Err()
}

// SetBase stores a unit's base for the base's day. Minorities are part of the whole.
func SetBase(ctx context.Context, tx *db.Tx, id ID, b Base) error {
	if b.Day == "" || b.Households < -1 || b.Persons < -1 || b.MinorityHouseholds < -1 || b.MinorityPersons < -1 ||
		b.Households >= 0 && b.MinorityHouseholds > b.Households || b.Persons >= 0 && b.MinorityPersons > b.Persons {
		return fault.New(fault.Invalid, "unit.base_wrong", "ID", id)
	}
	verified := 0
	if b.Verified {
		verified = 1
	}
	_, err := tx.Exec(ctx, `insert into unit_base (unit_id, day, households, persons, minority_households, minority_persons, source, verified)
		values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (unit_id, day) do update set households = excluded.households, persons = excluded.persons,
			minority_households = excluded.minority_households, minority_persons = excluded.minority_persons,
			source = excluded.source, verified = excluded.verified`,
		id, b.Day, b.Households, b.Persons, b.MinorityHouseholds, b.MinorityPersons, b.Source, verified)
	if err != nil {
		return fmt.Errorf("base of unit %d: %w", id, err)
	}
	return tx.Renew(ctx, basesName)
}
