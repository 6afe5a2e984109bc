package unit

import (
	"context"
	"fmt"
	"maps"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
)

// BaseHistory is BaseOf for several days at once, in as many queries as for one; a day on which the base is
// not known is left out.
func BaseHistory(ctx context.Context, q db.Querier, id ID, days []day.Date) (map[day.Date]Base, error) {
	all, err := db.Recall(ctx, q, basesName, fmt.Sprint("history", id, days), func(q db.Querier) (map[day.Date]Base, error) {
		return baseHistory(ctx, q, id, days)
	})
	return maps.Clone(all), err
}

func baseHistory(ctx context.Context, q db.Querier, id ID, days []day.Date) (map[day.Date]Base, error) {
	var last day.Date
	for _, d := range days {
		last = max(last, d)
	}
	found := map[day.Date]Base{}
	for _, query := range []string{ownBases, communeBases} {
		rows, err := q.Query(ctx, fmt.Sprintf(query, `u.id = $2`), last, id)
		if err != nil {
			return nil, fmt.Errorf("population bases of unit %d: %w", id, err)
		}
		for rows.Next() {
			var b Base
			var verified int64
			if err := rows.Scan(&id, &b.Day, &b.Households, &b.Persons, &b.MinorityHouseholds, &b.MinorityPersons, &b.Source, &verified); err != nil {
				rows.Close()
				return nil, fmt.Errorf("population bases of unit %d: %w", id, err)
			}
			b.Verified = verified != 0
			for _, d := range days {
				if old, ok := found[d]; b.Day <= d && (!ok || b.Day > old.Day) {
					found[d] = b
				}
			}
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("population bases of unit %d: %w", id, err)
		}
	}
	return found, nil
}
