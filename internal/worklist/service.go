package worklist

import (
	"context"
	"slices"
	"strconv"
	"unicode/utf8"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
)

// Service carries out the acts on working lists.
type Service struct{ db *db.DB }

// NewService makes the service.
func NewService(d *db.DB) *Service { return &Service{d} }

// All are the lists that an officer may read, the newest first, each with how many of its households
// lie in his area.
func (s *Service) All(ctx context.Context, who account.Actor) ([]List, error) {
	if err := reader(ctx, s.db, who); err != nil {
		return nil, err
	}
	var lists []List
	err := s.db.Read(ctx, func(q db.Querier) error {
		var err error
		if lists, err = readable(ctx, q, who.ID, who.Unit); err != nil {
			return err
		}
		if err := owners(ctx, q, lists); err != nil {
			return err
		}
		return tally(ctx, q, lists, who.Unit)
	})
	return lists, err
}

// owners names whose the lists of others are.
func owners(ctx context.Context, q db.Querier, lists []List) error {
	var others []int64
	for _, l := range lists {
		if !l.Mine && !slices.Contains(others, l.Account) {
			others = append(others, l.Account)
		}
	}
	names, err := account.Names(ctx, q, others)
	if err != nil {
		return err
	}
	for i := range lists {
		lists[i].Owner = names[lists[i].Account]
	}
	return nil
}

// Picks are an officer's own lists of picked households, for the choice "put on a list"; their households
// are not counted.
func (s *Service) Picks(ctx context.Context, who account.Actor) ([]List, error) {
	if err := reader(ctx, s.db, who); err != nil {
		return nil, err
	}
	lists, err := readable(ctx, s.db, who.ID, who.Unit)
	return slices.DeleteFunc(lists, func(l List) bool { return !l.Mine || l.Kind != Picked }), err
}

// Holding are an officer's own lists that hold a household.
func (s *Service) Holding(ctx context.Context, who account.Actor, ref household.Ref) (map[ID]bool, error) {
	return holding(ctx, s.db, who.ID, ref)
}

// Get is a list that the officer may read; any other does not exist (fault.NotFound).
func (s *Service) Get(ctx context.Context, who account.Actor, id ID) (List, error) {
	if err := reader(ctx, s.db, who); err != nil {
		return List{}, err
	}
	l, err := visible(ctx, s.db, who, id)
	if err != nil {
		return List{}, err
	}
	one := []List{l}
	err = tally(ctx, s.db, one, who.Unit)
	return one[0], err
}

// Entries is a page of a list's households in the order of their keys, those that still wait when
// waiting. Only what lies in the reader's area today is there.
func (s *Service) Entries(ctx context.Context, who account.Actor, id ID, waiting bool, after household.Ref, limit int) ([]Entry, error) {
	if err := reader(ctx, s.db, who); err != nil {
		return nil, err
	}
	if _, err := visible(ctx, s.db, who, id); err != nil {
		return nil, err
	}
	return entries(ctx, s.db, id, who.Unit, waiting, after, limit)
}

// Create makes a list of the officer's own and returns its number.
func (s *Service) Create(ctx context.Context, who account.Actor, l List) (id ID, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		id, err = create(ctx, tx, who, l)
		return err
	})
	return id, err
}

func create(ctx context.Context, tx *db.Tx, who account.Actor, l List) (ID, error) {
	if err := reader(ctx, tx, who); err != nil {
		return 0, err
	}
	l.Account, l.Unit = who.ID, who.Unit
	l, err := l.tidy()
	if err != nil {
		return 0, err
	}
	if err := tx.Lock(ctx, "worklist.account", who.ID); err != nil {
		return 0, err
	}
	n, err := countOf(ctx, tx, who.ID)
	if err != nil {
		return 0, err
	}
	if n >= MaxLists {
		return 0, fault.New(fault.Conflict, "worklist.too_many", "Most", MaxLists)
	}
	id, err := insert(ctx, tx, l)
	if err != nil {
		return 0, err
	}
	return id, tell(ctx, tx, who, "worklist.create", id, map[string]any{"kind": l.Kind, "shared": l.Shared})
}

// Change gives a list another name, or shares it or ceases to.
func (s *Service) Change(ctx context.Context, who account.Actor, id ID, name string, shared bool) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		l, err := own(ctx, tx, who, id)
		if err != nil {
			return err
		}
		l.Name, l.Shared = name, shared
		if l, err = l.tidy(); err != nil {
			return err
		}
		if err := update(ctx, tx, l); err != nil {
			return err
		}
		return tell(ctx, tx, who, "worklist.change", id, map[string]any{"shared": l.Shared})
	})
}

// Delete removes a list; its households stay what they are.
func (s *Service) Delete(ctx context.Context, who account.Actor, id ID) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := own(ctx, tx, who, id); err != nil {
			return err
		}
		n, err := size(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := remove(ctx, tx, id); err != nil {
			return err
		}
		return tell(ctx, tx, who, "worklist.delete", id, map[string]any{"households": n})
	})
}

// Add puts households on a list, on a new one of that name when id is 0, all or none, and returns the
// list and how many were not on it. Each must lie where the officer may read households.
func (s *Service) Add(ctx context.Context, who account.Actor, id ID, name string, refs []household.Ref) (ID, int64, error) {
	var added int64
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		added = 0
		if id == 0 {
			var err error
			if id, err = create(ctx, tx, who, List{Kind: Picked, Name: name}); err != nil {
				return err
			}
		}
		if err := editable(ctx, tx, who, id, refs); err != nil {
			return err
		}
		have, err := size(ctx, tx, id)
		if err != nil {
			return err
		}
		found, err := household.ByRefs(ctx, tx, refs)
		if err != nil {
			return err
		}
		if len(found) != len(refs) {
			return fault.New(fault.NotFound, "household.not_found")
		}
		for _, r := range refs {
			fresh, err := put(ctx, tx, id, r)
			if err != nil {
				return err
			}
			if fresh {
				added++
			}
		}
		if have+added > MaxHouseholds {
			return fault.New(fault.Conflict, "worklist.full", "Most", MaxHouseholds)
		}
		return tell(ctx, tx, who, "worklist.add", id, map[string]any{"households": added})
	})
	return id, added, err
}

// Remove takes households off a list and returns how many were on it.
func (s *Service) Remove(ctx context.Context, who account.Actor, id ID, refs []household.Ref) (int64, error) {
	var gone int64
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		gone = 0
		if err := editable(ctx, tx, who, id, refs); err != nil {
			return err
		}
		for _, r := range refs {
			was, err := takeOff(ctx, tx, id, r)
			if err != nil {
				return err
			}
			if was {
				gone++
			}
		}
		return tell(ctx, tx, who, "worklist.remove", id, map[string]any{"households": gone})
	})
	return gone, err
}

// Save writes notes and ticks beside households of a list and takes others off it, all or none; it returns
// how many changed and how many are gone. A household ticked off bears the day of the act.
func (s *Service) Save(ctx context.Context, who account.Actor, id ID, marks []Mark) (changed, gone int64, err error) {
	refs := make([]household.Ref, len(marks))
	for i, m := range marks {
		refs[i] = m.Household
		if utf8.RuneCountInString(m.Note) > maxNote {
			return 0, 0, fault.New(fault.Invalid, "worklist.note_long", "Most", maxNote)
		}
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		changed, gone = 0, 0
		done := 0
		if err := editable(ctx, tx, who, id, refs); err != nil {
			return err
		}
		for _, m := range marks {
			if m.Off {
				was, err := takeOff(ctx, tx, id, m.Household)
				if err != nil {
					return err
				}
				if was {
					gone++
				}
				continue
			}
			before, err := entry(ctx, tx, id, m.Household)
			if err != nil {
				return err
			}
			note, on := clean(m.Note), before.Done
			switch {
			case m.Done && on == "":
				on = day.Of(tx.Now)
				done++
			case !m.Done:
				on = ""
			}
			if note == before.Note && on == before.Done {
				continue
			}
			changed++
			if err := mark(ctx, tx, id, m.Household, note, on); err != nil {
				return err
			}
		}
		if changed+gone == 0 {
			return nil
		}
		return tell(ctx, tx, who, "worklist.save", id, map[string]any{"households": changed, "done": done, "removed": gone})
	})
	return changed, gone, err
}

// reader asks whether the officer may read households at all.
func reader(ctx context.Context, q db.Querier, who account.Actor) error {
	return who.May(ctx, q, account.ReadHouseholds, who.Unit)
}

// visible is a list that the officer owns, or that is shared in his unit.
func visible(ctx context.Context, q db.Querier, who account.Actor, id ID) (List, error) {
	l, err := get(ctx, q, id)
	if err != nil {
		return List{}, err
	}
	l.Mine = l.Account == who.ID
	if !l.Mine && (!l.Shared || l.Unit != who.Unit) {
		return List{}, fault.New(fault.NotFound, "worklist.not_found")
	}
	return l, nil
}

// own is a list of the officer's own; one that is only shared with him is refused.
func own(ctx context.Context, tx *db.Tx, who account.Actor, id ID) (List, error) {
	if err := reader(ctx, tx, who); err != nil {
		return List{}, err
	}
	if err := tx.Lock(ctx, "worklist.list", int64(id)); err != nil {
		return List{}, err
	}
	l, err := visible(ctx, tx, who, id)
	if err == nil && !l.Mine {
		err = fault.New(fault.Forbidden, "worklist.only_owner")
	}
	return l, err
}

// editable asks whether the officer may change a list of picked households, and read each of those named.
func editable(ctx context.Context, tx *db.Tx, who account.Actor, id ID, refs []household.Ref) error {
	l, err := own(ctx, tx, who, id)
	if err != nil {
		return err
	}
	if l.Kind != Picked {
		return fault.New(fault.Conflict, "worklist.is_filter")
	}
	if len(refs) > MaxHouseholds {
		return fault.New(fault.Invalid, "worklist.full", "Most", MaxHouseholds)
	}
	return household.May(ctx, tx, who, account.ReadHouseholds, refs...)
}

// tell writes the act's audit line. Names and notes stay out of it: they may name a person.
func tell(ctx context.Context, tx *db.Tx, who account.Actor, act string, id ID, after map[string]any) error {
	return audit.Record(ctx, tx, who.Audit(), audit.Line{
		Act: act, Thing: "worklist:" + strconv.FormatInt(int64(id), 10), UnitID: int64(who.Unit), After: after,
	})
}
