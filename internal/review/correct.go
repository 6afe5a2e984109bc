package review

import (
	"context"
	"slices"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/standard"
)

// Version is an assessment of a closed round as it stood before a correction.
type Version struct {
	Assessment
	Version int
	Until   time.Time // when it ceased to stand
	Request int64     // the request by which it was corrected
	Who     string
}

// Corrected is what Correct exchanged: the assessment that was asked for, and those of later rounds whose
// beginning it is.
type Corrected struct{ Before, After Assessment }

// Found reads a household's assessment in a round; ok is false when it has none.
func Found(ctx context.Context, q db.Querier, id RoundID, ref household.Ref) (a Assessment, ok bool, err error) {
	p, err := find(ctx, q, id, ref)
	if err != nil || p == nil {
		return Assessment{}, false, err
	}
	return *p, true, nil
}

// Preview judges what a correction would make of an assessment, and stores nothing.
func Preview(ctx context.Context, q db.Querier, r Round, old Assessment, in Input) (Assessment, error) {
	j, err := judgeOf(ctx, q, r)
	if err != nil {
		return Assessment{}, err
	}
	past, err := pastOf(ctx, q, r, old.Household)
	if err != nil {
		return Assessment{}, err
	}
	return j.again(old, in, past)
}

// Correct exchanges what was found of a household in a closed round for what it should have been. The
// assessment as it was judged is kept as a version with its date; class, movement and tallies follow, and
// so do the beginnings of the rounds after it. It runs inside the act of an approved request, which has
// asked whether the actor may, and has an audit line.
func Correct(ctx context.Context, tx *db.Tx, who account.Actor, request int64, id RoundID, in Input) (Corrected, error) {
	if err := lock(ctx, tx, id, in.Household); err != nil {
		return Corrected{}, err
	}
	r, err := Get(ctx, tx, id)
	if err != nil {
		return Corrected{}, err
	}
	if r.Status != Closed {
		return Corrected{}, fault.New(fault.Conflict, "review.correct_open", "Year", r.Year)
	}
	old, err := find(ctx, tx, id, in.Household)
	if err != nil {
		return Corrected{}, err
	}
	if old == nil {
		return Corrected{}, fault.New(fault.NotFound, "review.not_recorded")
	}
	j, err := judgeOf(ctx, tx, r)
	if err != nil {
		return Corrected{}, err
	}
	past, err := pastOf(ctx, tx, r, in.Household)
	if err != nil {
		return Corrected{}, err
	}
	now, err := j.again(*old, in, past)
	if err != nil {
		return Corrected{}, err
	}
	if err := keep(ctx, tx, who, request, *old); err != nil {
		return Corrected{}, err
	}
	now.Updated = tx.Now.UTC()
	if err := exchange(ctx, tx, j, old, &now); err != nil {
		return Corrected{}, err
	}
	return Corrected{*old, now}, carryOn(ctx, tx, who, request, r, in.Household)
}

// again judges a household a second time. Where nothing changed by which the class is decided, it stays as
// it was judged: also in a round of which only the classes are known.
func (j *judge) again(old Assessment, in Input, past Past) (Assessment, error) {
	if !j.round.Detail {
		if err := check(in); err != nil {
			return Assessment{}, err
		}
		if judgedOtherwise(old, in) {
			return Assessment{}, fault.New(fault.Conflict, "review.correct_no_detail", "Year", j.round.Year)
		}
		now := old
		now.Village, now.Ethnic, now.Flags, now.Members, now.Children = in.Village, in.Ethnic, in.Flags, in.Members, in.Children
		return now, nil
	}
	now, err := j.judge(in, past)
	if err != nil {
		return Assessment{}, err
	}
	if !judgedOtherwise(old, in) {
		now.Class, now.Codes, now.Region, now.Movement, now.PrevClass = old.Class, old.Codes, old.Region, old.Movement, old.PrevClass
	}
	return now, nil
}

func judgedOtherwise(old Assessment, in Input) bool {
	return old.Area != in.Area || old.PointsA != in.PointsA || old.Income != in.Income || old.Deprived != in.Deprived ||
		in.Left != (old.Class == standard.None)
}

// exchange stores an assessment and brings the tallies along.
func exchange(ctx context.Context, tx *db.Tx, j *judge, old, now *Assessment) error {
	if err := save(ctx, tx, now); err != nil {
		return err
	}
	return replace(ctx, tx, j, old, now)
}

// carryOn decides the movement of a household anew in the rounds after a corrected one: their beginning is
// what the earlier one found.
func carryOn(ctx context.Context, tx *db.Tx, who account.Actor, request int64, from Round, ref household.Ref) error {
	covering, err := Covering(ctx, tx, ref.Commune)
	if err != nil {
		return err
	}
	for _, r := range slices.Backward(covering) {
		if r.Day <= from.Day || r.Previous == 0 {
			continue
		}
		if err := lock(ctx, tx, r.ID, ref); err != nil {
			return err
		}
		old, err := find(ctx, tx, r.ID, ref)
		if err != nil {
			return err
		}
		if old == nil {
			continue
		}
		past, err := pastOf(ctx, tx, r, ref)
		if err != nil {
			return err
		}
		past.Arrived = old.Movement == OtherIn
		now := *old
		now.PrevClass, now.Movement = past.Class, Move(past, old.Class)
		if now.PrevClass == old.PrevClass && now.Movement == old.Movement {
			continue
		}
		if r.Status == Closed {
			if err := keep(ctx, tx, who, request, *old); err != nil {
				return err
			}
		}
		j, err := judgeOf(ctx, tx, r)
		if err != nil {
			return err
		}
		now.Updated = tx.Now.UTC()
		if err := exchange(ctx, tx, j, old, &now); err != nil {
			return err
		}
	}
	return nil
}

// Newest is a household's assessment in the newest yearly round that is closed, nil when there is none.
func Newest(ctx context.Context, q db.Querier, ref household.Ref) (*Judged, error) {
	history, err := History(ctx, q, ref)
	if err != nil {
		return nil, err
	}
	for i := range history {
		if j := &history[i]; j.In.Kind == Periodic && j.In.Status == Closed && j.Class != standard.None {
			return j, nil
		}
	}
	return nil, nil
}

// KeptUp is what a review would have found of a household, had the register been right: its members, group,
// marks and village as they are now, the rest as it was found.
func KeptUp(a Assessment, before, after household.Household, on day.Date) Input {
	a.keepUp(before, after, on)
	return InputOf(a)
}

// pastOf is what earlier rounds know of a household when a round begins.
func pastOf(ctx context.Context, q db.Querier, r Round, ref household.Ref) (Past, error) {
	var known []onRecord
	if err := db.Ask(ctx, q, knownOf(&known, ref)); err != nil {
		return Past{}, err
	}
	_, p := standsOn(known, r)
	return p, nil
}
