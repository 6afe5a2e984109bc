package unitweb

import (
	"context"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/review"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
)

// facts are what is known of a unit in a round, read from one snapshot.
type facts struct {
	unit   unit.Unit
	rounds []review.Round // that this page can show, the newest first
	round  review.Round   // the one shown; its ID is 0 when there is none
	before review.Round   // the round whose classes are the opening; its ID is 0 when there is none

	figures  review.Figures
	previous review.Figures
	flows    []review.Flow
	base     unit.Base
	based    bool
	oldBase  unit.Base
	oldBased bool

	children   []child
	boundaries map[unit.ID]unit.Boundary // of the children
	gap        *gap
	result     *result

	history map[review.RoundID]review.Listed
	bases   map[day.Date]unit.Base // on the days of the rounds
	open    review.Round           // the newest round, while it is under way; its ID is 0 when it is not
	missing int64                  // households at its beginning that it has not reviewed
	members []member               // of a village: the first households on its lists
}

// child is one unit below.
type child struct {
	unit     unit.Unit
	figures  review.Figures
	previous review.Figures
	base     unit.Base
	based    bool
	oldBase  unit.Base
	oldBased bool
	target   *target.Target // of the next year
	due      *target.Target // of the round's own year
}

// read collects the facts of a unit in the round asked for, or in the standing one.
func read(ctx context.Context, q db.Querier, u unit.Unit, asked string, who account.Actor) (facts, error) {
	f := facts{unit: u}
	var err error
	if f.rounds, err = review.Covering(ctx, q, u.ID); err != nil || len(f.rounds) == 0 {
		return f, err
	}
	if f.round, err = review.Pick(f.rounds, asked); err != nil {
		return f, err
	}
	if newest := f.rounds[0]; newest.Status == review.Open {
		f.open = newest
	}
	for _, r := range f.rounds {
		if r.ID == f.round.Previous && r.ID != 0 {
			f.before = r
		}
	}
	found, err := review.ResultOf(ctx, q, f.round.ID, u.ID)
	if err != nil {
		return f, err
	}
	f.figures, f.flows = found.Figures, found.Flows
	if f.base, f.based, err = unit.BaseOf(ctx, q, u.ID, f.round.Day); err != nil {
		return f, err
	}
	if f.before.ID != 0 {
		if f.previous, err = review.FiguresOf(ctx, q, f.before.ID, u.ID); err != nil {
			return f, err
		}
		if f.oldBase, f.oldBased, err = unit.BaseOf(ctx, q, u.ID, f.before.Day); err != nil {
			return f, err
		}
	}
	if err := f.readChildren(ctx, q); err != nil {
		return f, err
	}
	if err := f.readHistory(ctx, q); err != nil {
		return f, err
	}
	if f.open.Previous != 0 {
		progress, err := review.ProgressOf(ctx, q, f.open, u.ID)
		if err != nil {
			return f, err
		}
		f.missing = progress.Missing()
	}
	if u.Level == unit.Village && who.Can(account.ReadHouseholds) {
		if err := f.readMembers(ctx, q); err != nil {
			return f, err
		}
	}
	if !who.Can(account.ReadTargets) {
		return f, nil
	}
	if err := f.readTargets(ctx, q); err != nil {
		return f, err
	}
	return f, f.readResult(ctx, q)
}

func (f *facts) readChildren(ctx context.Context, q db.Querier) error {
	units, err := unit.Children(ctx, q, f.unit.ID, f.round.Day)
	if err != nil || len(units) == 0 {
		return err
	}
	now, err := review.FiguresBelow(ctx, q, f.round.ID, f.unit.ID, f.round.Day)
	if err != nil {
		return err
	}
	var before map[unit.ID]review.Figures
	var oldBases map[unit.ID]unit.Base
	if f.before.ID != 0 {
		if before, err = review.FiguresBelow(ctx, q, f.before.ID, f.unit.ID, f.round.Day); err != nil {
			return err
		}
		if oldBases, err = unit.BasesBelow(ctx, q, f.unit.ID, f.before.Day); err != nil {
			return err
		}
	}
	if f.boundaries, err = unit.BoundariesBelow(ctx, q, f.unit.ID, f.round.Day); err != nil {
		return err
	}
	bases, err := unit.BasesBelow(ctx, q, f.unit.ID, f.round.Day)
	if err != nil {
		return err
	}
	for _, u := range units {
		c := child{unit: u, figures: now[u.ID], previous: before[u.ID]}
		c.base, c.based = bases[u.ID]
		c.oldBase, c.oldBased = oldBases[u.ID]
		f.children = append(f.children, c)
	}
	return nil
}

// partial tells that the round shown has found only a part of the lists: no change can be read off it.
func (f facts) partial() bool { return f.round.ID == f.open.ID && f.open.ID != 0 && f.missing > 0 }
