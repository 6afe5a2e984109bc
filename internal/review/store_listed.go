package review

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"giamngheo/internal/db"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// Listed is how many households stood on the two lists.
type Listed struct{ Poor, NearPoor int64 }

// ListedByRound is how many households of a unit stood on the lists in each of some rounds, for the unit's
// history. A round that found nobody is left out.
func ListedByRound(ctx context.Context, q db.Querier, u unit.ID, rounds []Round) (map[RoundID]Listed, error) {
	level, parent, err := levelOf(ctx, q, u)
	if err != nil {
		return nil, err
	}
	out := map[RoundID]Listed{}
	if level == unit.Village {
		return out, listedInVillage(ctx, q, parent, u, out)
	}
	err = db.OnSnapshot(ctx, q, func(q db.Querier, d *db.DB) error {
		at, err := versionsByRound(ctx, q, d, u)
		if err != nil {
			return err
		}
		for _, r := range rounds {
			if len(at[r.ID]) == 0 {
				continue
			}
			sums, err := ofGroups(ctx, q, d, r.ID, at[r.ID], map[unit.ID][]unit.ID{u: slices.Collect(maps.Keys(at[r.ID]))})
			if err != nil {
				return err
			}
			n := Listed{sums[u].Figures.Poor(), sums[u].Figures.NearPoor()}
			if n != (Listed{}) {
				out[r.ID] = n
			}
		}
		return nil
	})
	return out, err
}

func listedInVillage(ctx context.Context, q db.Querier, commune, village unit.ID, out map[RoundID]Listed) error {
	rows, err := q.Query(ctx, `-- routed
		select t.round_id, t.class, cast(sum(t.households) as bigint) from review_tally t
		where t.commune_id = $1 and t.village_id = $2 and t.class in ($3, $4)
		group by t.round_id, t.class`, int64(commune), int64(village), int64(standard.Poor), int64(standard.NearPoor))
	if err != nil {
		return fmt.Errorf("lists of village %d by round: %w", village, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id RoundID
		var c standard.Class
		var n int64
		if err := rows.Scan(&id, &c, &n); err != nil {
			return fmt.Errorf("lists of village %d by round: %w", village, err)
		}
		x := out[id]
		if c == standard.Poor {
			x.Poor = n
		} else {
			x.NearPoor = n
		}
		out[id] = x
	}
	return rows.Err()
}
