package review

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/db"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// Progress is how far a round has come in a unit: households of the lists at its beginning, and those
// among them that it has reviewed.
type Progress struct{ Expected, Reviewed int64 }

// Missing is how many households of the lists have not been reviewed.
func (p Progress) Missing() int64 { return p.Expected - p.Reviewed }

// ProgressOf is the progress of a round in a unit of any level.
func ProgressOf(ctx context.Context, q db.Querier, r Round, u unit.ID) (Progress, error) {
	level, _, err := levelOf(ctx, q, u)
	if err != nil {
		return Progress{}, err
	}
	if level == unit.Village {
		all, err := progressOfVillages(ctx, q, r, u)
		return all[u], err
	}
	before, err := FiguresOf(ctx, q, r.Previous, u)
	if err != nil {
		return Progress{}, err
	}
	flows, err := FlowOf(ctx, q, r.ID, u)
	return progress(before, flows), err
}

// ProgressBelow is the progress of a round in each unit directly below one; of a village it is its own.
// Where nobody stood on a list at the beginning there is none; households whose village is not known stand
// under 0.
func ProgressBelow(ctx context.Context, q db.Querier, r Round, u unit.ID) (map[unit.ID]Progress, error) {
	level, _, err := levelOf(ctx, q, u)
	if err != nil {
		return nil, err
	}
	if level == unit.Commune || level == unit.Village {
		return progressOfVillages(ctx, q, r, u)
	}
	before, err := FiguresBelow(ctx, q, r.Previous, u, r.Day)
	if err != nil {
		return nil, err
	}
	flows, err := FlowBelow(ctx, q, r.ID, u, r.Day)
	if err != nil {
		return nil, err
	}
	out := map[unit.ID]Progress{}
	for id, f := range before {
		if p := progress(f, flows[id]); p.Expected > 0 {
			out[id] = p
		}
	}
	return out, nil
}

// progress is told by the tallies: who stood on a list at the end of the round before, and who of the
// households of this round came from one.
func progress(before Figures, flows []Flow) Progress {
	p := Progress{Expected: before.Poor() + before.NearPoor()}
	for _, f := range flows {
		if f.From == standard.Poor || f.From == standard.NearPoor {
			p.Reviewed += f.Households
		}
	}
	return p
}

// progressOfVillages is the progress in each village of a commune, or in one village, counted household by
// household: where it was at the beginning decides, and it may have moved since.
func progressOfVillages(ctx context.Context, q db.Querier, r Round, u unit.ID) (map[unit.ID]Progress, error) {
	level, parent, err := levelOf(ctx, q, u)
	if err != nil {
		return nil, err
	}
	commune, village := int64(u), int64(0)
	if level == unit.Village {
		commune, village = int64(parent), int64(u)
	}
	rows, err := q.Query(ctx, `-- routed
		select p.village_id, count(*), count(a.household_id) from review_assessment p
		left join review_assessment a on a.commune_id = p.commune_id and a.household_id = p.household_id and a.round_id = $1
		where p.commune_id = $2 and p.round_id = $3 and p.class in ($4, $5) and (cast($6 as bigint) = 0 or p.village_id = $7)
		group by p.village_id`,
		int64(r.ID), commune, int64(r.Previous), int64(standard.Poor), int64(standard.NearPoor), village, village)
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
// been reviewed in it, as they were judged then, at most limit of them. The tallies say in which communes
// they are.
func Unreviewed(ctx context.Context, q db.Querier, r Round, u unit.ID, limit int) (out []Assessment, err error) {
	err = db.OnSnapshot(ctx, q, func(q db.Querier, _ *db.DB) error {
		level, parent, err := levelOf(ctx, q, u)
		if err != nil {
			return err
		}
		communes, village := []unit.ID{u}, unit.ID(0)
		switch level {
		case unit.Village:
			communes, village = []unit.ID{parent}, u
		case unit.Commune:
		default:
			if communes, err = waiting(ctx, q, r, u, limit); err != nil {
				return err
			}
		}
		if len(communes) > 0 {
			out, err = unreviewed(ctx, q, r, communes, village, limit)
		}
		return err
	})
	return out, err
}

// waiting are the first communes in which households wait to be reviewed, enough of them for a list of limit.
func waiting(ctx context.Context, q db.Querier, r Round, u unit.ID, limit int) (out []unit.ID, err error) {
	before, err := resultsByCommune(ctx, q, r.Previous, u)
	if err != nil {
		return nil, err
	}
	now, err := resultsByCommune(ctx, q, r.ID, u)
	if err != nil {
		return nil, err
	}
	for _, c := range slices.Sorted(maps.Keys(before)) {
		if n := progress(before[c].Figures, now[c].Flows).Missing(); n > 0 && limit > 0 {
			out = append(out, c)
			limit -= int(n)
		}
	}
	return out, nil
}

func unreviewed(ctx context.Context, q db.Querier, r Round, communes []unit.ID, village unit.ID, limit int) ([]Assessment, error) {
	args := []any{int64(r.ID), int64(r.Previous), int64(standard.Poor), int64(standard.NearPoor), int64(village), int64(village)}
	marks := make([]string, len(communes))
	for i, c := range communes {
		args = append(args, int64(c))
		marks[i] = "$" + strconv.Itoa(len(args))
	}
	args = append(args, limit)
	rows, err := q.Query(ctx, `-- all-shards
		select `+selectAssessment+` from review_assessment a
		left join review_assessment n on n.commune_id = a.commune_id and n.household_id = a.household_id and n.round_id = $1
		where a.round_id = $2 and a.class in ($3, $4) and (cast($5 as bigint) = 0 or a.village_id = $6) and n.household_id is null
		and a.commune_id in (`+strings.Join(marks, ", ")+`)
		order by a.commune_id, a.village_id, a.household_id limit $`+strconv.Itoa(len(args)), args...)
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
