package review

import (
	"context"
	"fmt"
	"iter"

	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// Add stores a round as it is under a number of its own; bulk loading begins with it.
func Add(ctx context.Context, tx *db.Tx, r Round) (Round, error) {
	switch {
	case r.Kind != Periodic && r.Kind != Monthly:
		return Round{}, fault.New(fault.Invalid, "review.kind_unknown", "Kind", string(r.Kind))
	case r.Status != Open && r.Status != Closed:
		return Round{}, fmt.Errorf("review: round status %q", r.Status)
	case r.Day.Year() != r.Year:
		return Round{}, fault.New(fault.Invalid, "review.day_outside_year", "Day", string(r.Day), "Year", r.Year)
	}
	if _, err := unit.Get(ctx, tx, r.Unit); err != nil {
		return Round{}, err
	}
	if _, err := standard.ByID(r.Edition); err != nil {
		return Round{}, err
	}
	if r.Card != "" {
		c, err := Card(ctx, tx, r.Card)
		if err != nil {
			return Round{}, err
		}
		if c.Edition != r.Edition {
			return Round{}, fault.New(fault.Invalid, "review.card_of_another_edition", "Card", r.Card, "Edition", r.Edition)
		}
	}
	if r.Previous != 0 {
		p, err := Get(ctx, tx, r.Previous)
		if err != nil {
			return Round{}, err
		}
		if p.Day >= r.Day {
			return Round{}, fault.New(fault.Invalid, "review.previous_not_before", "Year", r.Year)
		}
	}
	return insertRound(ctx, tx, r)
}

// Load judges and stores many households of a round made by Add, none of which it holds yet.
// It counts nothing: Rebuild must follow. Nothing of the household itself is asked of the register.
func Load(ctx context.Context, tx *db.Tx, r Round, seq iter.Seq2[Input, error]) (int64, error) {
	return load(ctx, tx, r, seq, func(j *judge, in Input, all pastBook) (Assessment, error) {
		return j.judge(in, all[in.Household])
	})
}

// LoadClasses stores households of which an earlier review left only the class. It counts nothing:
// Rebuild must follow.
func LoadClasses(ctx context.Context, tx *db.Tx, r Round, seq iter.Seq2[Given, error]) (int64, error) {
	return load(ctx, tx, r, seq, func(j *judge, g Given, all pastBook) (Assessment, error) {
		return j.taken(g, all[g.Household])
	})
}

func load[T any](ctx context.Context, tx *db.Tx, r Round, seq iter.Seq2[T, error], judge func(*judge, T, pastBook) (Assessment, error)) (int64, error) {
	j, err := judgeOf(ctx, tx, r)
	if err != nil {
		return 0, err
	}
	all, err := pasts(ctx, tx, r)
	if err != nil {
		return 0, err
	}
	n, err := tx.Load(ctx, "review_assessment", assessmentColumns, func(yield func([]any, error) bool) {
		for in, err := range seq {
			var row []any
			if err == nil {
				var a Assessment
				if a, err = judge(j, in, all); err == nil {
					a.Updated = tx.Now
					row, err = a.row()
				}
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	})
	if err != nil {
		return n, fmt.Errorf("load round %d: %w", r.ID, err)
	}
	return n, nil
}

// Rebuild makes the tallies and flows of a round anew from its assessments, while acts on the round
// wait.
func Rebuild(ctx context.Context, tx *db.Tx, id RoundID) error {
	if err := lockAll(ctx, tx, id); err != nil {
		return err
	}
	r, err := Get(ctx, tx, id)
	if err != nil {
		return err
	}
	e, err := standard.ByID(r.Edition)
	if err != nil {
		return err
	}
	return rebuild(ctx, tx, id, masksOf(e))
}
