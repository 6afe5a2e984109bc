package review

import (
	"context"
	"database/sql"
	"fmt"

	"giamngheo/internal/db"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// Listed is how many households stood on the two lists.
type Listed struct{ Poor, NearPoor int64 }

// ListedByRound is how many households of a unit stood on the lists in each round, in one query, for
// the unit's history. A round that found nobody is left out.
func ListedByRound(ctx context.Context, q db.Querier, u unit.ID) (map[RoundID]Listed, error) {
	level, parent, err := levelOf(ctx, q, u)
	if err != nil {
		return nil, err
	}
	var rows *sql.Rows
	if level == unit.Village {
		rows, err = q.Query(ctx, `-- routed
			select t.round_id, t.class, cast(sum(t.households) as bigint) from review_tally t
			where t.commune_id = $1 and t.village_id = $2 and t.class in ($3, $4)
			group by t.round_id, t.class`, int64(parent), int64(u), int64(standard.Poor), int64(standard.NearPoor))
	} else {
		rows, err = q.Query(ctx, `-- all-shards
			select t.round_id, t.class, cast(sum(t.households) as bigint)
			from unit_below b join review_tally t on t.commune_id = b.unit_id
			where b.ancestor_id = $1 and t.village_id = 0 and t.class in ($2, $3)
			group by t.round_id, t.class`, int64(u), int64(standard.Poor), int64(standard.NearPoor))
	}
	if err != nil {
		return nil, fmt.Errorf("lists of unit %d by round: %w", u, err)
	}
	defer rows.Close()
	out := map[RoundID]Listed{}
	for rows.Next() {
		var id RoundID
		var c standard.Class
		var n int64
		if err := rows.Scan(&id, &c, &n); err != nil {
			return nil, fmt.Errorf("lists of unit %d by round: %w", u, err)
		}
		x := out[id]
		if c == standard.Poor {
			x.Poor = n
		} else {
			x.NearPoor = n
		}
		out[id] = x
	}
	return out, rows.Err()
}

// Progress is how far a round has come in a unit: households of the lists at its beginning, and those
// among them that it has reviewed.
type Progress struct{ Expected, Reviewed int64 }

// ProgressBelow is the progress of a round in each unit directly below one, in one query; of a village
// it is its own. Where nobody stood on a list at the beginning there is none; households whose village is
// not known stand under 0.
func ProgressBelow(ctx context.Context, q db.Querier, r Round, u unit.ID) (map[unit.ID]Progress, error) {
	level, parent, err := levelOf(ctx, q, u)
	if err != nil {
		return nil, err
	}
	var rows *sql.Rows
	if level == unit.Commune || level == unit.Village {
		commune, village := int64(u), int64(0)
		if level == unit.Village {
			commune, village = int64(parent), int64(u)
		}
		rows, err = q.Query(ctx, `-- routed
			select p.village_id, count(*), count(a.household_id) from review_assessment p
			left join review_assessment a on a.commune_id = p.commune_id and a.household_id = p.household_id and a.round_id = $1
			where p.commune_id = $2 and p.round_id = $3 and p.class in ($4, $5) and (cast($6 as bigint) = 0 or p.village_id = $7)
			group by p.village_id`,
			int64(r.ID), commune, int64(r.Previous), int64(standard.Poor), int64(standard.NearPoor), village, village)
	} else {
		rows, err = q.Query(ctx, `-- all-shards
			select c.id, count(*), count(a.household_id) from unit c
			join unit_below b on b.ancestor_id = c.id
			join review_assessment p on p.commune_id = b.unit_id
			left join review_assessment a on a.commune_id = p.commune_id and a.household_id = p.household_id and a.round_id = $1
			where c.parent_id = $2 and c.valid_from <= $3 and c.valid_to > $4 and p.round_id = $5 and p.class in ($6, $7)
			group by c.id`,
			int64(r.ID), int64(u), string(r.Day), string(r.Day), int64(r.Previous), int64(standard.Poor), int64(standard.NearPoor))
	}
	if err != nil {
		return nil, fmt.Errorf("progress of round %d: %w", r.ID, err)
	}
	defer rows.Close()
	out := map[unit.ID]Progress{}
	for rows.Next() {
		var id unit.ID
		var p Progress
		if err := rows.Scan(&id, &p.Expected, &p.Reviewed); err != nil {
			return nil, fmt.Errorf("progress of round %d: %w", r.ID, err)
		}
		out[id] = p
	}
	return out, rows.Err()
}

// Unreviewed lists households of a unit that stood on a list at the beginning of a round and have not
// been reviewed in it, as they were judged then, at most limit of them.
func Unreviewed(ctx context.Context, q db.Querier, r Round, u unit.ID, limit int) ([]Assessment, error) {
	level, parent, err := levelOf(ctx, q, u)
	if err != nil {
		return nil, err
	}
	area, village := int64(u), int64(0)
	if level == unit.Village {
		area, village = int64(parent), area
	}
	rows, err := q.Query(ctx, `-- all-shards
		select `+selectAssessment+` from review_assessment a
		join unit_below b on b.unit_id = a.commune_id and b.ancestor_id = $1
		left join review_assessment n on n.commune_id = a.commune_id and n.household_id = a.household_id and n.round_id = $2
		where a.round_id = $3 and a.class in ($4, $5) and (cast($6 as bigint) = 0 or a.village_id = $7) and n.household_id is null
		order by a.commune_id, a.village_id, a.household_id limit $8`,
		area, int64(r.ID), int64(r.Previous), int64(standard.Poor), int64(standard.NearPoor), village, village, limit)
	if err != nil {
		return nil, fmt.Errorf("households not reviewed: %w", err)
	}
	defer rows.Close()
	var out []Assessment
	for rows.Next() {
		a, err := scanAssessment(rows)
		if err != nil {
			return nil, fmt.Errorf("households not reviewed: %w", err)
		}
		out = append(out, a)
	}
	return out, rows.Err()
}
