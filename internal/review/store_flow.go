package review

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/unit"
)

// addFlow adds the changed cells of the flows to the stored ones, as addTally does.
func addFlow(ctx context.Context, tx *db.Tx, id RoundID, d *delta) error {
	keys := d.flowCells()
	if len(keys) == 0 {
		return nil
	}
	args := make([]any, 0, len(keys)*9)
	for _, k := range keys {
		h := d.flow[k]
		args = append(args, int64(k.commune), int64(id), int64(k.village), int64(k.prev), int64(k.class), string(k.movement),
			number(k.minority), h.households, h.persons)
	}
	if err := tx.Send(ctx, flowUpserts[len(keys)-1], args...); err != nil {
		return fmt.Errorf("flow: %w", err)
	}
	return nil
}

// FlowOf is the movement in a unit of any level in a round; Reconcile makes sheets of it.
func FlowOf(ctx context.Context, q db.Querier, id RoundID, u unit.ID) ([]Flow, error) {
	r, err := resultOf(ctx, q, id, u)
	return slices.Clone(r.Flows), err
}

// FlowBelow is the movement in each unit directly below u on a day.
func FlowBelow(ctx context.Context, q db.Querier, id RoundID, u unit.ID, on day.Date) (map[unit.ID][]Flow, error) {
	return flows(resultsBelow(ctx, q, id, u, on))
}

// FlowAt is the movement in every unit of one level within u on a day.
func FlowAt(ctx context.Context, q db.Querier, id RoundID, u unit.ID, level unit.Level, on day.Date) (map[unit.ID][]Flow, error) {
	return flows(resultsAt(ctx, q, id, u, level, on))
}

func flows(all map[unit.ID]Result, err error) (map[unit.ID][]Flow, error) {
	out := make(map[unit.ID][]Flow, len(all))
	for u, r := range all {
		if len(r.Flows) > 0 {
			out[u] = slices.Clone(r.Flows)
		}
	}
	return out, err
}

const flowKeys = `t.prev_class, t.class, t.movement, t.minority`

// storedFlow and countedFlow are the flows of one commune, as stored and counted anew.
func storedFlow(ctx context.Context, q db.Querier, id RoundID, commune unit.ID) (map[flowKey]*heads, error) {
	return scanFlow(commune)(q.Query(ctx, `-- routed
		select t.village_id, `+flowKeys+`, t.households, t.persons from review_flow t
		where t.commune_id = $1 and t.round_id = $2`, int64(commune), int64(id)))
}

func countedFlow(ctx context.Context, q db.Querier, id RoundID, commune unit.ID) (map[flowKey]*heads, error) {
	villages, err := scanFlow(commune)(q.Query(ctx, `-- routed
		select a.village_id, a.prev_class, a.class, a.movement, `+minority+`, count(*), cast(sum(a.members) as bigint)
		from review_assessment a where a.commune_id = $1 and a.round_id = $2
		group by a.village_id, a.prev_class, a.class, a.movement, `+minority, int64(commune), int64(id)))
	if err != nil {
		return nil, err
	}
	out := map[flowKey]*heads{}
	for k, h := range villages {
		if k.village != 0 {
			out[k] = h
		}
		k.village = 0
		if out[k] == nil {
			out[k] = &heads{}
		}
		out[k].households += h.households
		out[k].persons += h.persons
	}
	return out, nil
}

func scanFlow(commune unit.ID) func(*sql.Rows, error) (map[flowKey]*heads, error) {
	return func(rows *sql.Rows, err error) (map[flowKey]*heads, error) {
		if err != nil {
			return nil, fmt.Errorf("flows of commune %d: %w", commune, err)
		}
		defer rows.Close()
		out := map[flowKey]*heads{}
		for rows.Next() {
			k, h := flowKey{commune: commune}, &heads{}
			var minority int64
			if err := rows.Scan(&k.village, &k.prev, &k.class, &k.movement, &minority, &h.households, &h.persons); err != nil {
				return nil, fmt.Errorf("flows of commune %d: %w", commune, err)
			}
			k.minority = minority != 0
			out[k] = h
		}
		return out, rows.Err()
	}
}
