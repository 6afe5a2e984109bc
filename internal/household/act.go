package household

import (
	"context"
	"fmt"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/freeze"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

// The acts on single households that run inside the act of a house above, such as an approved request. They
// keep the history and write no audit line: the act that calls them has one, has asked whether the actor
// may, and holds the lock of every commune concerned (LockCommune).

// Guard is what a house above knows of households whose facts must not be changed directly: for each of
// some households the refusal that its officer reads; a household without one is free.
type Guard func(ctx context.Context, q db.Querier, refs []Ref) (map[Ref]error, error)

// Guarded is the service that asks a guard before a class-bearing fact is changed.
func (s *Service) Guarded(g Guard) *Service { return &Service{s.db, s.keys, g} }

// free refuses a direct change of class-bearing facts in a frozen area, and of guarded households.
func (s *Service) free(ctx context.Context, tx *db.Tx, refs ...Ref) (map[Ref]error, error) {
	for i, r := range refs {
		if i > 0 && refs[i-1].Commune == r.Commune {
			continue
		}
		if err := freeze.Check(ctx, tx, r.Commune, today(tx)); err != nil {
			return nil, err
		}
	}
	if s.guard == nil {
		return nil, nil
	}
	return s.guard(ctx, tx, refs)
}

// Opened reads a household with its persons and their identity numbers as they are: for comparing and
// storing, not for showing.
func Opened(ctx context.Context, q db.Querier, keys *seal.Keys, ref Ref) (Household, error) {
	h, err := Get(ctx, q, ref)
	if err != nil {
		return Household{}, err
	}
	s := Service{keys: keys}
	return h, s.open(&h, whole)
}

// Enter stores a new household under the next id of its commune and returns its key.
func Enter(ctx context.Context, tx *db.Tx, keys *seal.Keys, who account.Actor, from Source, h Household) (Ref, error) {
	var err error
	if h.ID, err = nextID(ctx, tx, h.Commune); err != nil {
		return Ref{}, err
	}
	h.Version = 1
	h = tidy(h)
	if err := check(ctx, tx, h); err != nil {
		return Ref{}, err
	}
	if err := insert(ctx, tx, h, sealAll(keys, h)); err != nil {
		return Ref{}, err
	}
	if err := insertNumbers(ctx, tx, h.Ref, sealNumbers(keys, h)); err != nil {
		return Ref{}, err
	}
	if err := putSearch(ctx, tx, h, true); err != nil {
		return Ref{}, err
	}
	return h.Ref, remember(ctx, tx, who, from, nil, h)
}

// Change stores what has become of a household that stands; before is what was read of it (Opened).
func Change(ctx context.Context, tx *db.Tx, keys *seal.Keys, who account.Actor, from Source, before, after Household) error {
	if before.Ended != "" {
		return fault.New(fault.Conflict, "household.ended")
	}
	after = tidy(after)
	after.Ref, after.Version, after.From, after.Ended = before.Ref, before.Version, before.From, before.Ended
	if err := keepIdentities(&after, before); err != nil {
		return err
	}
	if err := keepNumbers(&after, before); err != nil {
		return err
	}
	if err := check(ctx, tx, after); err != nil {
		return err
	}
	if done, err := update(ctx, tx, after, sealAll(keys, after)); err != nil {
		return err
	} else if !done {
		return fault.New(fault.Conflict, "household.changed")
	}
	if numbersDiffer(before, after) {
		if err := replaceNumbers(ctx, tx, after.Ref, sealNumbers(keys, after)); err != nil {
			return err
		}
	}
	if err := putSearch(ctx, tx, after, false); err != nil {
		return err
	}
	return remember(ctx, tx, who, from, &before, after)
}

// End lets a household cease on a day. Its persons stay in its record as they were on that day.
func End(ctx context.Context, tx *db.Tx, who account.Actor, from Source, before Household, on day.Date) error {
	n, err := tx.Exec(ctx, `-- routed
		update household set ended = $1, version = version + 1, updated = $2
		where commune_id = $3 and id = $4 and version = $5 and ended = ''`,
		string(on), tx.Micros(), int64(before.Commune), int64(before.ID), before.Version)
	if err != nil {
		return fmt.Errorf("household %s: end: %w", before.Ref, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "household.changed")
	}
	after := before
	after.Ended = on
	return remember(ctx, tx, who, from, &before, after)
}

// FreeCode is a code of a year that no household of a commune bears: the one wished for, or that with a
// number behind it.
func FreeCode(ctx context.Context, q db.Querier, h Household) (string, error) {
	wish := h.Code
	for i := 2; ; i++ {
		taken, err := codeTaken(ctx, q, h)
		if err != nil || !taken {
			return h.Code, err
		}
		h.Code = fmt.Sprintf("%s-%d", wish, i)
	}
}

// Ended lists the households of an area that have ended, in the order of their keys.
func Ended(ctx context.Context, q db.Querier, area unit.ID) ([]Ref, error) {
	rows, err := q.Query(ctx, `-- all-shards
		select h.commune_id, h.id from unit_below b join household h on h.commune_id = b.unit_id
		where b.ancestor_id = $1 and h.ended <> '' order by h.commune_id, h.id`, area)
	if err != nil {
		return nil, fmt.Errorf("ended households of %d: %w", area, err)
	}
	defer rows.Close()
	var out []Ref
	for rows.Next() {
		var r Ref
		if err := rows.Scan(&r.Commune, &r.ID); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}
