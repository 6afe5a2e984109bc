package review

import (
	"cmp"
	"context"
	"slices"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// Change is what became of a household of the register: Before is nil of one that is new, After of one that
// has ended. From is, of one that is new, the household that it continues whole, as after a move.
type Change struct {
	Before, After *household.Household
	From          household.Ref
}

func (c Change) ref() household.Ref {
	if c.After != nil {
		return c.After.Ref
	}
	return c.Before.Ref
}

// Follow brings the open rounds after changes of the register, within their act. What a round has found of a
// household that stays is counted with its new members, group, marks and village; one that ended leaves its
// list; one that moved whole is found in its new place as it was found in the old one, when that lies in the
// same round and is judged by the same line, and arrives there. A household split off is left for the review
// to find. Classes are not judged anew, and closed rounds stay as they are.
func Follow(ctx context.Context, tx *db.Tx, changes []Change) error {
	rounds, err := openRounds(ctx, tx, changes)
	if err != nil {
		return err
	}
	for _, r := range rounds {
		if err := lockHouseholds(ctx, tx, r.ID, changes); err != nil {
			return err
		}
		j, err := judgeOf(ctx, tx, r)
		if err != nil {
			return err
		}
		// All are read before one is written: a household that moved is found in its old place.
		was := map[household.Ref]*Assessment{}
		for _, c := range changes {
			if was[c.ref()], err = find(ctx, tx, r.ID, c.ref()); err != nil {
				return err
			}
		}
		for _, c := range changes {
			if err := follow(ctx, tx, j, c, was); err != nil {
				return err
			}
		}
	}
	return nil
}

// openRounds are the open rounds over any of the communes concerned, in the order of their numbers.
func openRounds(ctx context.Context, q db.Querier, changes []Change) ([]Round, error) {
	var out []Round
	asked := map[unit.ID]bool{}
	for _, c := range changes {
		if asked[c.ref().Commune] {
			continue
		}
		asked[c.ref().Commune] = true
		covering, err := Covering(ctx, q, c.ref().Commune)
		if err != nil {
			return nil, err
		}
		for _, r := range covering {
			if r.Status == Open && !slices.ContainsFunc(out, func(o Round) bool { return o.ID == r.ID }) {
				out = append(out, r)
			}
		}
	}
	slices.SortFunc(out, func(a, b Round) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}

// lockHouseholds takes the locks of some households in the one order in which every act takes them.
func lockHouseholds(ctx context.Context, tx *db.Tx, id RoundID, changes []Change) error {
	var all []int64
	for _, c := range changes {
		all = append(all, stripe(c.ref()))
	}
	slices.Sort(all)
	for _, n := range slices.Compact(all) {
		if err := tx.LockPart(ctx, "review.round", int64(id), n); err != nil {
			return err
		}
	}
	return nil
}

func follow(ctx context.Context, tx *db.Tx, j *judge, c Change, was map[household.Ref]*Assessment) error {
	covers, err := unit.Within(ctx, tx, j.round.Unit, c.ref().Commune)
	if err != nil || !covers {
		return err
	}
	old := was[c.ref()]
	var now *Assessment
	switch {
	case c.After == nil:
		now, err = leave(ctx, tx, j, old, *c.Before)
	case c.Before == nil:
		now, err = arrive(ctx, tx, j, was[c.From], *c.After)
	case old != nil && old.Class != standard.None:
		a := *old
		a.keepUp(*c.Before, *c.After, j.round.Day)
		now = &a
	}
	if err != nil || now == nil {
		return err
	}
	now.Updated = tx.Now.UTC()
	return exchange(ctx, tx, j, old, now)
}

// leave is what a round records of a household that has ended: that it left, when it stood on a list at the
// beginning or was found already; nil of any other.
func leave(ctx context.Context, q db.Querier, j *judge, old *Assessment, h household.Household) (*Assessment, error) {
	past, err := pastOf(ctx, q, j.round, h.Ref)
	if err != nil || old == nil && !listed(past.Class) {
		return nil, err
	}
	var in Input
	if old != nil {
		in = InputOf(*old)
	} else {
		area, err := unit.AreaOf(ctx, q, h.Commune, j.round.Day)
		if err != nil {
			return nil, err
		}
		in = Input{
			Household: h.Ref, Village: h.Village, Area: area, Ethnic: h.Ethnic, Flags: h.Flags,
			Members: h.Members, Children: min(childrenOf(h, j.round.Day), h.Members),
		}
	}
	in.Left = true
	a, err := j.judge(in, past)
	return &a, err
}

// arrive is what a round finds of a household that moved in whole; nil when it was not found yet in its old
// place, or is judged by another line here.
func arrive(ctx context.Context, q db.Querier, j *judge, old *Assessment, h household.Household) (*Assessment, error) {
	if old == nil || old.Class == standard.None {
		return nil, nil
	}
	area, err := unit.AreaOf(ctx, q, h.Commune, j.round.Day)
	if err != nil || area != old.Area {
		return nil, err
	}
	in := InputOf(*old)
	in.Household, in.Village, in.Arrived, in.Previous = h.Ref, h.Village, true, standard.None
	in.WasPoorBefore, in.WasNearPoorBefore = false, false
	a, err := j.judge(in, Past{})
	return &a, err
}

// keepUp brings an assessment after what the register changed: the class stays as it was judged.
func (a *Assessment) keepUp(before, after household.Household, on day.Date) {
	a.Members = min(max(a.Members+after.Members-before.Members, 1), maxMembers)
	a.Children = min(max(a.Children+childrenOf(after, on)-childrenOf(before, on), 0), a.Members)
	if after.Village != before.Village {
		a.Village = after.Village
	}
	if after.Ethnic != before.Ethnic {
		a.Ethnic = after.Ethnic
	}
	a.Flags = a.Flags&^(before.Flags&^after.Flags) | after.Flags&^before.Flags
}

// childAge is the age below which a member counts as a child.
const childAge = 16

// childrenOf counts the listed members who are children on a day; of a member of whom the year of birth
// alone is known, the year decides.
func childrenOf(h household.Household, on day.Date) int {
	n := 0
	limit := day.Of(on.Time().AddDate(-childAge, 0, 0))
	for _, p := range h.Persons {
		if len(p.Born) > 4 && day.Date(p.Born) > limit || len(p.Born) == 4 && p.BirthYear() > limit.Year() {
			n++
		}
	}
	return n
}

// leaveEnded records in a round that opens the households that have ended since the round before: they stood
// on its lists, and nobody can find them any more.
func leaveEnded(ctx context.Context, tx *db.Tx, r Round) error {
	if r.Previous == 0 {
		return nil
	}
	refs, err := household.Ended(ctx, tx, r.Unit)
	if err != nil || len(refs) == 0 {
		return err
	}
	gone, err := OfHouseholds(ctx, tx, r.Previous, refs)
	if err != nil {
		return err
	}
	j, err := judgeOf(ctx, tx, r)
	if err != nil {
		return err
	}
	for _, ref := range refs {
		old, found := gone[ref]
		if !found || !listed(old.Class) {
			continue
		}
		in := InputOf(old)
		in.Left = true
		past, err := pastOf(ctx, tx, r, old.Household)
		if err != nil {
			return err
		}
		a, err := j.judge(in, past)
		if err != nil {
			return err
		}
		a.Updated = tx.Now.UTC()
		if err := exchange(ctx, tx, j, nil, &a); err != nil {
			return err
		}
	}
	return nil
}
