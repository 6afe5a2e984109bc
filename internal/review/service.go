package review

import (
	"cmp"
	"context"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/freeze"
	"giamngheo/internal/household"
	"giamngheo/internal/unit"
)

// Service carries out the acts of the review.
type Service struct{ db *db.DB }

// New makes the service of a database.
func New(d *db.DB) *Service { return &Service{db: d} }

// Open begins a round of a unit. Without a previous round named it takes the newest yearly one that
// stands before it, which must be closed: what it found is the beginning of this one.
func (s *Service) Open(ctx context.Context, who account.Actor, r Round) (RoundID, error) {
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := who.May(ctx, tx, account.WriteReview, r.Unit); err != nil {
			return err
		}
		if r.Kind == Periodic {
			if other, ok, err := overlapping(ctx, tx, r.Unit, r.Day); err != nil {
				return err
			} else if ok {
				return fault.New(fault.Conflict, "review.round_overlaps", "Year", other.Year)
			}
		}
		if r.Previous == 0 {
			p, ok, err := before(ctx, tx, r.Unit, r.Day)
			if err != nil {
				return err
			}
			if ok {
				r.Previous = p.ID
			}
		}
		if r.Previous != 0 {
			p, err := Get(ctx, tx, r.Previous)
			if err != nil {
				return err
			}
			if p.Status != Closed {
				return fault.New(fault.Conflict, "review.previous_open", "Year", p.Year)
			}
		}
		r.Status = Open
		var err error
		if r, err = Add(ctx, tx, r); err != nil {
			return err
		}
		if err := leaveEnded(ctx, tx, r); err != nil {
			return err
		}
		return audit.Record(ctx, tx, who.Audit(), audit.Line{Act: "review.open", Thing: r.thing(), UnitID: int64(r.Unit), After: r})
	})
	return r.ID, err
}

// Close ends a round: its results stand and take no more records. It is refused while a household
// that was on a list at the beginning has not been reviewed.
func (s *Service) Close(ctx context.Context, who account.Actor, id RoundID) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := s.openRound(ctx, tx, who, id, 0)
		if err != nil {
			return err
		}
		if err := lockAll(ctx, tx, id); err != nil {
			return err
		}
		// Another act may have closed it while this one waited.
		if r, err = Get(ctx, tx, id); err != nil {
			return err
		}
		if r.Status != Open {
			return fault.New(fault.Conflict, "review.round_closed", "Year", r.Year)
		}
		if r.Previous != 0 {
			n, err := missing(ctx, tx, r, r.Unit)
			if err != nil {
				return err
			}
			if n > 0 {
				return fault.New(fault.Conflict, "review.not_all_reviewed", "Households", n)
			}
		}
		if err := setStatus(ctx, tx, id, Closed); err != nil {
			return err
		}
		return audit.Record(ctx, tx, who.Audit(), audit.Line{Act: "review.close", Thing: r.thing(), UnitID: int64(r.Unit), Before: Open, After: Closed})
	})
}

// Record stores what a reviewer found of a household, or replaces what was recorded in this round
// before: it scores the answers, classifies, decides the movement and keeps the tallies, all in one
// act.
func (s *Service) Record(ctx context.Context, who account.Actor, id RoundID, in Input) (Assessment, error) {
	return s.RecordAs(ctx, who, id, in.Household, func(Case) (Input, error) { return in, nil })
}

// RecordAs is Record of what say makes of the household as the act finds it.
func (s *Service) RecordAs(ctx context.Context, who account.Actor, id RoundID, ref household.Ref, say func(Case) (Input, error)) (Assessment, error) {
	var a Assessment
	if err := MayRecord(who); err != nil {
		return a, err
	}
	if err := who.Holds(account.WriteReview); err != nil {
		return a, err
	}
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := openCase(ctx, tx, who, id, ref)
		if err != nil {
			return err
		}
		in, err := say(c)
		if err != nil {
			return err
		}
		if a, err = c.assess(ctx, tx, in); err != nil {
			return err
		}
		a.Updated = tx.Now.UTC()
		if err := save(ctx, tx, &a); err != nil {
			return err
		}
		if err := replace(ctx, tx, c.judge, c.Now, &a); err != nil {
			return err
		}
		return tell(ctx, tx, who, "review.record", c.Now, &a)
	})
	return a, err
}

// Remove takes what was recorded of a household out of a round, as when it was recorded by mistake.
func (s *Service) Remove(ctx context.Context, who account.Actor, id RoundID, ref household.Ref) error {
	if err := MayRecord(who); err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lock(ctx, tx, id, ref); err != nil {
			return err
		}
		r, err := s.openRound(ctx, tx, who, id, ref.Commune)
		if err != nil {
			return err
		}
		if err := freeze.Check(ctx, tx, ref.Commune, day.Of(tx.Now)); err != nil {
			return err
		}
		j, err := judgeOf(ctx, tx, r)
		if err != nil {
			return err
		}
		old, err := find(ctx, tx, id, ref)
		if err != nil {
			return err
		}
		if old == nil {
			return fault.New(fault.NotFound, "review.not_recorded")
		}
		if err := remove(ctx, tx, old); err != nil {
			return err
		}
		if err := replace(ctx, tx, j, old, nil); err != nil {
			return err
		}
		return tell(ctx, tx, who, "review.remove", old, nil)
	})
}

// Rebuild makes a round's tallies anew, at an operator's command.
func (s *Service) Rebuild(ctx context.Context, who account.Actor, id RoundID) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := Get(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := who.May(ctx, tx, account.WriteReview, r.Unit); err != nil {
			return err
		}
		if err := Rebuild(ctx, tx, id); err != nil {
			return err
		}
		return audit.Record(ctx, tx, who.Audit(), audit.Line{Act: "review.rebuild", Thing: r.thing(), UnitID: int64(r.Unit)})
	})
}

// openRound reads a round that the actor may write to: in one commune of it, or as a whole when
// commune is 0.
func (s *Service) openRound(ctx context.Context, tx *db.Tx, who account.Actor, id RoundID, commune unit.ID) (Round, error) {
	r, err := Get(ctx, tx, id)
	if err != nil {
		return Round{}, err
	}
	if commune == 0 {
		commune = r.Unit
	}
	if err := who.May(ctx, tx, account.WriteReview, commune); err != nil {
		return Round{}, err
	}
	if r.Status != Open {
		return Round{}, fault.New(fault.Conflict, "review.round_closed", "Year", r.Year)
	}
	return r, nil
}

// replace brings the tallies from the old assessment to the new one; either may be nil.
func replace(ctx context.Context, tx *db.Tx, j *judge, old, now *Assessment) error {
	d := newDelta(j.masks)
	if old != nil {
		d.count(old, -1)
	}
	if now != nil {
		d.count(now, 1)
	}
	if err := addTally(ctx, tx, j.round.ID, d); err != nil {
		return err
	}
	if err := addFlow(ctx, tx, j.round.ID, d); err != nil {
		return err
	}
	some := cmp.Or(now, old)
	return touch(ctx, tx, j.round.ID, some.Household.Commune)
}

// stripes is into how many locks the households of a round are divided: few enough for an act on many
// households. Acts on one household share a stripe and wait for each other; an act on the whole round waits
// for all.
const stripes = 1024

func lock(ctx context.Context, tx *db.Tx, id RoundID, ref household.Ref) error {
	return tx.LockPart(ctx, "review.round", int64(id), stripe(ref))
}

func stripe(ref household.Ref) int64 { return (int64(ref.Commune)*31 + int64(ref.ID)) % stripes }

func lockAll(ctx context.Context, tx *db.Tx, id RoundID) error {
	return tx.Lock(ctx, "review.round", int64(id))
}

// told is an assessment as the audit line keeps it: no name, no identity number.
type told struct {
	Class    string   `json:"class"`
	Movement Movement `json:"movement"`
	Codes    []string `json:"codes,omitempty"`
	PointsA  int      `json:"points_a"`
	Income   int64    `json:"income"`
	Deprived []int    `json:"deprived"`
	Causes   uint64   `json:"causes"`
	Needs    uint64   `json:"needs"`
	Village  unit.ID  `json:"village"`
	Members  int      `json:"members"`
	Ethnic   string   `json:"ethnic"`
	Flags    uint64   `json:"flags"`
}

func tell(ctx context.Context, tx *db.Tx, who account.Actor, act string, old, now *Assessment) error {
	some := now
	if some == nil {
		some = old
	}
	l := audit.Line{Act: act, Thing: "household:" + some.Household.String(), UnitID: int64(some.Household.Commune)}
	if old != nil {
		l.Before = old.told()
	}
	if now != nil {
		l.After = now.told()
	}
	return audit.Record(ctx, tx, who.Audit(), l)
}

func (a *Assessment) told() told {
	return told{
		a.Class.String(), a.Movement, a.Codes, a.PointsA, a.Income, a.Deprived.List(), uint64(a.Causes), uint64(a.Needs),
		a.Village, a.Members, string(a.Ethnic), uint64(a.Flags),
	}
}
