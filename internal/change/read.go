package change

import (
	"context"
	"slices"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/unit"
)

// Get is a request that the officer may read; any other does not exist (fault.NotFound).
func (s *Service) Get(ctx context.Context, who account.Actor, key Key) (Request, error) {
	r, err := get(ctx, s.db, s.keys, key)
	if err != nil {
		return Request{}, err
	}
	touches, err := touchesOf(ctx, s.db, r)
	if err != nil {
		return Request{}, err
	}
	return r, mayRead(ctx, s.db, who, r, touches)
}

// Filter chooses requests. The zero value of a field asks for all.
type Filter struct {
	Area      unit.ID
	State     State
	Kind      Kind
	Mine      bool          // that the reader made himself
	Household household.Ref // that touch it
	Before    int64         // numbers below this one: the next page
	Limit     int
}

// pageSize is how many requests a page asks for when it does not say.
const pageSize = 50

// List gives the requests that touch an area, the newest first.
func (s *Service) List(ctx context.Context, who account.Actor, f Filter) ([]Request, error) {
	if f.Limit <= 0 {
		f.Limit = pageSize
	}
	u, err := unit.Get(ctx, s.db, f.Area)
	if err != nil {
		return nil, err
	}
	if err := who.May(ctx, s.db, account.ReadHouseholds, f.Area); err != nil {
		return nil, err
	}
	area := f.Area
	if u.Level == unit.Village {
		area = u.Parent
	}
	var out []Request
	for len(out) < f.Limit {
		page, last, err := s.page(ctx, area, f)
		if err != nil {
			return nil, err
		}
		for _, r := range page {
			switch {
			case f.Kind != "" && r.Kind != f.Kind, f.Mine && r.AskedBy != who.ID:
				continue
			case u.Level == unit.Village && r.AskedBy != who.ID:
				// A village sees those of the households that live in it.
				if err := household.May(ctx, s.db, who, account.ReadHouseholds, r.Household); fault.KindOf(err) == fault.NotFound || r.Was.House.Village != u.ID {
					continue
				} else if err != nil {
					return nil, err
				}
			}
			if out = append(out, r); len(out) == f.Limit {
				break
			}
		}
		if last == 0 {
			break
		}
		f.Before = last
	}
	return out, nil
}

// page reads one page of the requests that touch an area; last is the number to go on from, 0 at the end.
func (s *Service) page(ctx context.Context, area unit.ID, f Filter) (list []Request, last int64, err error) {
	keys, err := touching(ctx, s.db, area, f.Household, f.State, f.Before, pageSize)
	if err != nil || len(keys) == 0 {
		return nil, 0, err
	}
	if list, err = byKeys(ctx, s.db, s.keys, keys); err != nil {
		return nil, 0, err
	}
	if len(keys) == pageSize {
		last = keys[len(keys)-1].ID
	}
	return list, last, nil
}

// Waiting counts the requests that wait for this officer's decision.
func (s *Service) Waiting(ctx context.Context, who account.Actor) (int64, error) {
	return WaitingFor(ctx, s.db, who)
}

// WaitingFor counts the requests that wait for the decision of somebody, in one of his posts.
func WaitingFor(ctx context.Context, q db.Querier, who account.Actor) (int64, error) {
	if !who.Can(account.ApproveChanges) {
		return 0, nil
	}
	return waiting(ctx, q, who.Unit, who.ID)
}

// ForMe lists the requests that wait for this officer's decision, the oldest first.
func (s *Service) ForMe(ctx context.Context, who account.Actor) ([]Request, error) {
	if !who.Can(account.ApproveChanges) {
		return nil, nil
	}
	keys, err := waitingKeys(ctx, s.db, who.Unit, who.ID, 2*pageSize)
	if err != nil {
		return nil, err
	}
	list, err := byKeys(ctx, s.db, s.keys, keys)
	slices.Reverse(list)
	return list, err
}

// Conflict is another request that waits on the same part of the same household.
type Conflict struct {
	Request   Request
	Household household.Ref
}

// Conflicts are the requests that wait on what a request touches: approving one may outdate the other.
func (s *Service) Conflicts(ctx context.Context, r Request) ([]Conflict, error) {
	touches, err := touchesOf(ctx, s.db, r)
	if err != nil {
		return nil, err
	}
	found, err := waitingOn(ctx, s.db, touches, r.ID)
	if err != nil {
		return nil, err
	}
	var out []Conflict
	for _, k := range found {
		other, err := get(ctx, s.db, s.keys, k.Key)
		if err != nil {
			return nil, err
		}
		out = append(out, Conflict{other, k.on})
	}
	return out, nil
}

// World reads what a wish would be made on, for the form that asks; numbers are masked.
func (s *Service) World(ctx context.Context, who account.Actor, w Wish) (World, error) {
	if err := mayAsk(ctx, s.db, who, w); err != nil {
		return World{}, err
	}
	of, err := s.world(ctx, s.db, w)
	of.mask()
	return of, err
}

func (w *World) mask() {
	for _, h := range []*household.Household{&w.House, w.Other} {
		if h == nil {
			continue
		}
		for i := range h.Persons {
			h.Persons[i].Identity = household.Identity(h.Persons[i].Identity.Mask())
		}
	}
}
