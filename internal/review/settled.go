package review

import (
	"context"
	"fmt"
	"slices"

	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/unit"
)

// Settled finds, among some households of a commune, those whose facts an approved review rests on: they
// were found in a yearly round that is closed, and no yearly round is open over the commune that would
// establish the facts anew. It gives the newest such round of each.
func Settled(ctx context.Context, q db.Querier, commune unit.ID, ids []household.ID) (map[household.ID]Round, error) {
	covering, err := Covering(ctx, q, commune)
	if err != nil {
		return nil, err
	}
	covering = slices.DeleteFunc(covering, func(r Round) bool { return r.Kind != Periodic })
	if len(covering) == 0 || slices.ContainsFunc(covering, func(r Round) bool { return r.Status == Open }) {
		return nil, nil
	}
	out := map[household.ID]Round{}
	for from := 0; from < len(ids); from += maxPage {
		if err := settled(ctx, q, commune, covering, ids[from:min(from+maxPage, len(ids))], out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func settled(ctx context.Context, q db.Querier, commune unit.ID, newestFirst []Round, ids []household.ID, out map[household.ID]Round) error {
	args := []any{int64(commune)}
	rows, err := q.Query(ctx, `-- routed
		select a.household_id, a.round_id from review_assessment a
		where a.commune_id = $1 and a.household_id in (`+marks(&args, ids)+`)`, args...)
	if err != nil {
		return fmt.Errorf("settled households of %d: %w", commune, err)
	}
	defer rows.Close()
	newest := map[household.ID]int{}
	for rows.Next() {
		var id household.ID
		var round RoundID
		if err := rows.Scan(&id, &round); err != nil {
			return err
		}
		i := slices.IndexFunc(newestFirst, func(r Round) bool { return r.ID == round })
		if have, ok := newest[id]; i >= 0 && (!ok || i < have) {
			newest[id] = i
		}
	}
	for id, i := range newest {
		out[id] = newestFirst[i]
	}
	return rows.Err()
}

// Guard is what the register asks before it changes a fact directly by which a class or a figure is decided:
// it refuses the households whose facts an approved review rests on.
func Guard(ctx context.Context, q db.Querier, refs []household.Ref) (map[household.Ref]error, error) {
	by := map[unit.ID][]household.ID{}
	for _, r := range refs {
		by[r.Commune] = append(by[r.Commune], r.ID)
	}
	out := map[household.Ref]error{}
	for commune, ids := range by {
		found, err := Settled(ctx, q, commune, ids)
		if err != nil {
			return nil, err
		}
		for id, r := range found {
			out[household.Ref{Commune: commune, ID: id}] = fault.New(fault.Conflict, "household.by_request", "Year", r.Year)
		}
	}
	return out, nil
}
