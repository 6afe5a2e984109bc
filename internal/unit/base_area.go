package unit

import (
	"context"
	"fmt"
	"maps"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/standard"
)

// BaseByArea splits a unit's base of a day into urban and rural (thành thị, nông thôn): the sums of
// its communes by the area each had on that day. It is empty unless every commune has a row for the
// day, since a part of the communes would be taken for the whole. A figure that one commune does not
// know is -1.
func BaseByArea(ctx context.Context, q db.Querier, id ID, on day.Date) (map[standard.Area]Base, error) {
	all, err := db.Recall(ctx, q, basesName, byArea{id, on}, func(q db.Querier) (map[standard.Area]Base, error) { return baseByArea(ctx, q, id, on) })
	return maps.Clone(all), err
}

// byArea is the question of BaseByArea.
type byArea struct {
	unit ID
	on   day.Date
}

func baseByArea(ctx context.Context, q db.Querier, id ID, on day.Date) (map[standard.Area]Base, error) {
	rows, err := q.Query(ctx, `select a.area, count(x.unit_id), count(*),
			case when min(x.households) < 0 then -1 else cast(coalesce(sum(x.households), -1) as bigint) end,
			case when min(x.persons) < 0 then -1 else cast(coalesce(sum(x.persons), -1) as bigint) end,
			case when min(x.minority_households) < 0 then -1 else cast(coalesce(sum(x.minority_households), -1) as bigint) end,
			case when min(x.minority_persons) < 0 then -1 else cast(coalesce(sum(x.minority_persons), -1) as bigint) end,
			coalesce(min(x.source), ''), coalesce(min(x.verified), 0)
		from unit_below b
		join unit c on c.id = b.unit_id and c.level = 'commune'
		join unit_area a on a.unit_id = c.id
		left join unit_base x on x.unit_id = c.id and x.day = $1
		where b.ancestor_id = $2 and c.valid_from <= $3 and c.valid_to > $4 and a.valid_from <= $5 and a.valid_to > $6
		group by a.area`, on, id, on, on, on, on)
	if err != nil {
		return nil, fmt.Errorf("base of unit %d by area: %w", id, err)
	}
	defer rows.Close()
	found := map[standard.Area]Base{}
	whole := true
	for rows.Next() {
		var area standard.Area
		var known, communes, verified int64
		b := Base{Day: on}
		if err := rows.Scan(&area, &known, &communes, &b.Households, &b.Persons, &b.MinorityHouseholds, &b.MinorityPersons, &b.Source, &verified); err != nil {
			return nil, err
		}
		b.Verified = verified != 0
		whole = whole && known == communes
		found[area] = b
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if !whole {
		return map[standard.Area]Base{}, nil
	}
	return found, nil
}
