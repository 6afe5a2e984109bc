package unit

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
)

// EventID numbers the events.
type EventID int64

// Share tells how much of a unit went to a successor.
type Share string

// The shares: all of the old unit, or one of several parts.
const (
	Whole Share = "whole"
	Part  Share = "part"
)

// The kinds of event.
const (
	Merge   = "merge"   // nhập
	Split   = "split"   // chia, tách
	Rename  = "rename"  // đổi tên
	Move    = "move"    // same borders, another parent
	Abolish = "abolish" // a level ends
)

// Succession is one step from a unit to its successor, by one event.
type Succession struct {
	Event EventID
	Day   day.Date
	Kind  string
	Basis string // the resolution
	Old   ID
	New   ID // 0: no successor, the level was abolished
	Share Share
	Note  string
	About string // what the event did as a whole
}

// Destiny is a unit of another day with the share of the asked unit that is in it.
type Destiny struct {
	Unit  ID
	Share Share
}

// Successors lists what a unit became by the event that ended it; none while it stands.
func Successors(ctx context.Context, q db.Querier, id ID) ([]Succession, error) {
	return successions(ctx, q, `s.old_id = $1`, id)
}

// Predecessors lists the units that a unit was made of by the event that began it.
func Predecessors(ctx context.Context, q db.Querier, id ID) ([]Succession, error) {
	return successions(ctx, q, `s.new_id = $1`, id)
}

// SuccessorsOn are the units of a later day in which a unit is found, over all events between.
func SuccessorsOn(ctx context.Context, q db.Querier, id ID, on day.Date) ([]Destiny, error) {
	l, err := LineageUntil(ctx, q, on)
	if err != nil {
		return nil, err
	}
	return l.Successors(id), nil
}

// Lineage is every succession up to a day: it leads each earlier unit to the units of that day.
type Lineage struct{ next map[ID][]Succession }

// NewLineage makes the lineage of the successions that happened up to and on a day.
func NewLineage(all []Succession, on day.Date) Lineage {
	l := Lineage{next: make(map[ID][]Succession, len(all))}
	for _, s := range all {
		if s.Day <= on {
			l.next[s.Old] = append(l.next[s.Old], s)
		}
	}
	return l
}

// LineageUntil reads the lineage up to a day, in one query, to carry many units over at once.
func LineageUntil(ctx context.Context, q db.Querier, on day.Date) (Lineage, error) {
	all, err := successions(ctx, q, `e.day <= $1`, on)
	return NewLineage(all, on), err
}

// Successors are the units of the lineage's day in which a unit is found. A unit whose parts come
// together again in one is whole in it. None is left when the unit's level was abolished.
func (l Lineage) Successors(id ID) []Destiny {
	found := map[ID]bool{}
	lost := false
	var follow func(ID)
	follow = func(id ID) {
		steps := l.next[id]
		if len(steps) == 0 {
			found[id] = true
		}
		for _, s := range steps {
			if s.New == 0 {
				lost = true
				continue
			}
			follow(s.New)
		}
	}
	follow(id)
	share := Whole
	if len(found) > 1 || lost {
		share = Part
	}
	out := make([]Destiny, 0, len(found))
	for u := range found {
		out = append(out, Destiny{u, share})
	}
	slices.SortFunc(out, func(a, b Destiny) int { return cmp.Compare(a.Unit, b.Unit) })
	return out
}

func successions(ctx context.Context, q db.Querier, where string, arg any) ([]Succession, error) {
	rows, err := q.Query(ctx, `select s.event_id, e.day, e.kind, e.basis, s.old_id, s.new_id, s.share, s.note, e.note
		from unit_succession s join unit_event e on e.id = s.event_id
		where `+where+` order by e.day, s.event_id, s.old_id, s.new_id`, arg)
	if err != nil {
		return nil, fmt.Errorf("successions: %w", err)
	}
	defer rows.Close()
	var out []Succession
	for rows.Next() {
		var s Succession
		if err := rows.Scan(&s.Event, &s.Day, &s.Kind, &s.Basis, &s.Old, &s.New, &s.Share, &s.Note, &s.About); err != nil {
			return nil, fmt.Errorf("successions: %w", err)
		}
		out = append(out, s)
	}
	return out, rows.Err()
}
