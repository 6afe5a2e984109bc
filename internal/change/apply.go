package change

import (
	"context"
	"slices"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
)

// apply carries a wish out on the world as it is now, and gives what the audit line says: nothing by which a
// person is known.
func (s *Service) apply(ctx context.Context, tx *db.Tx, who account.Actor, r Request, of World) (before, after map[string]any, err error) {
	w, from := r.Wish, household.Source{Kind: household.ByRequest, ID: r.ID}
	on := day.Of(tx.Now)
	steps, err := w.plan(of, on)
	if err != nil {
		return nil, nil, err
	}
	if w.Day != "" {
		on = w.Day
	}
	before, after = map[string]any{}, map[string]any{}
	steps = slices.DeleteFunc(steps, func(c review.Change) bool {
		return c.Before != nil && c.After != nil && len(household.Differences(*c.Before, *c.After)) == 0
	})
	for i := range steps {
		c := &steps[i]
		switch {
		case c.After == nil:
			if err := household.End(ctx, tx, who, from, *c.Before, on); err != nil {
				return nil, nil, err
			}
			before[c.Before.String()], after[c.Before.String()] = summary(*c.Before), map[string]any{"ended": on}
		case c.Before == nil:
			if c.After.Code, err = household.FreeCode(ctx, tx, *c.After); err != nil {
				return nil, nil, err
			}
			if c.After.Ref, err = household.Enter(ctx, tx, s.keys, who, from, *c.After); err != nil {
				return nil, nil, err
			}
			after[c.After.String()] = summary(*c.After)
		default:
			if err := household.Change(ctx, tx, s.keys, who, from, *c.Before, *c.After); err != nil {
				return nil, nil, err
			}
			before[c.Before.String()], after[c.Before.String()] = summary(*c.Before), summary(*c.After)
		}
	}
	if err := review.Follow(ctx, tx, steps); err != nil {
		return nil, nil, err
	}
	if w.Kind == CorrectReview {
		done, err := review.Correct(ctx, tx, who, r.ID, w.Round, w.Finding.Input(*of.Assessed))
		if err != nil {
			return nil, nil, err
		}
		before["review"], after["review"] = judged(done.Before), judged(done.After)
	}
	if w.Reviewed && len(steps) > 0 && (w.Kind == CorrectHousehold || w.Kind == CorrectPerson) {
		if err := s.correctReviewed(ctx, tx, who, r, steps[0], before, after); err != nil {
			return nil, nil, err
		}
	}
	return before, after, nil
}

// correctReviewed brings the approved review that the household stands in after a corrected fact.
func (s *Service) correctReviewed(ctx context.Context, tx *db.Tx, who account.Actor, r Request, c review.Change, before, after map[string]any) error {
	settled, err := review.Newest(ctx, tx, r.Household)
	if err != nil || settled == nil {
		return err
	}
	in := review.KeptUp(settled.Assessment, *c.Before, *c.After, settled.In.Day)
	done, err := review.Correct(ctx, tx, who, r.ID, settled.In.ID, in)
	if err != nil {
		return err
	}
	before["review"], after["review"] = judged(done.Before), judged(done.After)
	return nil
}

// outdate marks the requests that wait on the same households and whose ground an approved one has changed,
// and gives their numbers.
func (s *Service) outdate(ctx context.Context, tx *db.Tx, who account.Actor, by Request, touches []Touch) ([]int64, error) {
	others, err := waitingOn(ctx, tx, touches, by.ID)
	if err != nil {
		return nil, err
	}
	var out []int64
	for _, k := range others {
		r, err := get(ctx, tx, s.keys, k.Key)
		if err != nil {
			return nil, err
		}
		was, err := touchesOf(ctx, tx, r)
		if err != nil {
			return nil, err
		}
		of, err := s.world(ctx, tx, r.Wish)
		if err != nil {
			return nil, err
		}
		if slices.Equal(r.Wish.touches(of), was) {
			continue
		}
		if err := settle(ctx, tx, s.keys, r, was, Outdated, who); err != nil {
			return nil, err
		}
		out = append(out, r.ID)
	}
	return out, nil
}

func summary(h household.Household) map[string]any {
	return map[string]any{
		"village": h.Village, "ethnic": h.Ethnic, "members": h.Members, "flags": uint64(h.Flags), "persons": len(h.Persons),
	}
}

func judged(a review.Assessment) map[string]any {
	return map[string]any{
		"round": a.Round, "class": a.Class.String(), "movement": a.Movement, "points_a": a.PointsA, "income": a.Income, "deprived": a.Deprived.List(),
		"members": a.Members, "ethnic": a.Ethnic, "flags": uint64(a.Flags),
	}
}
