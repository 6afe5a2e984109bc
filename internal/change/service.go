package change

import (
	"context"
	"slices"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/freeze"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

// Service carries out the acts on requests.
type Service struct {
	db   *db.DB
	keys *seal.Keys
}

// New makes the service.
func New(d *db.DB, keys *seal.Keys) *Service { return &Service{d, keys} }

// Ask makes a request and returns its key. Whoever may request changes where the household lives may; a
// second household must be one that he may read. What cannot be carried out is refused at once.
func (s *Service) Ask(ctx context.Context, who account.Actor, w Wish, reason, evidence string) (Key, error) {
	var key Key
	reason, evidence = tidyText(reason), tidyText(evidence)
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := mayAsk(ctx, tx, who, w); err != nil {
			return err
		}
		if err := checkText(reason, evidence); err != nil {
			return err
		}
		of, err := s.world(ctx, tx, w)
		if err != nil {
			return err
		}
		if err := s.feasible(ctx, tx, w, of); err != nil {
			return err
		}
		r := Request{
			Key: Key{Commune: w.Household.Commune}, Household: w.Household, Kind: w.Kind, State: Asked,
			Asked: tx.Now.UTC(), AskedBy: who.ID, AskedName: who.Name,
			Content: Content{Wish: w, Reason: reason, Evidence: evidence, Was: of},
		}
		touches := w.touches(of)
		if r.Top, err = top(ctx, tx, touches); err != nil {
			return err
		}
		if r.ID, err = insert(ctx, tx, s.keys, r, touches); err != nil {
			return err
		}
		key = r.Key
		return r.tell(ctx, tx, who, "change.ask", nil, map[string]any{"request": r.ID, "kind": r.Kind})
	})
	return key, err
}

// mayAsk asks for the right to request where the household lives, and to read the other one.
func mayAsk(ctx context.Context, q db.Querier, who account.Actor, w Wish) error {
	if err := household.May(ctx, q, who, account.RequestChanges, w.Household); err != nil {
		return err
	}
	if w.Other.IsZero() {
		return nil
	}
	return household.May(ctx, q, who, account.ReadHouseholds, w.Other)
}

// feasible refuses what a later approval could not carry out.
func (s *Service) feasible(ctx context.Context, q db.Querier, w Wish, of World) error {
	today := day.Of(s.db.Now())
	steps, err := w.plan(of, today)
	if err != nil {
		return err
	}
	for _, c := range steps {
		if c.After == nil {
			continue
		}
		h := household.Tidy(*c.After)
		if problems := household.Check(h, today); len(problems) > 0 {
			return problems
		}
		if h.Village == 0 {
			continue
		}
		v, err := unit.Get(ctx, q, h.Village)
		if err != nil || v.Parent != h.Commune || v.Level != unit.Village {
			return fault.New(fault.Invalid, "household.village_elsewhere")
		}
	}
	if w.Kind == CorrectReview {
		_, err = review.Preview(ctx, q, *of.Round, *of.Assessed, w.Finding.Input(*of.Assessed))
	}
	return err
}

// world reads what a wish is made on, numbers open.
func (s *Service) world(ctx context.Context, q db.Querier, w Wish) (World, error) {
	var of World
	var err error
	if of.House, err = household.Opened(ctx, q, s.keys, w.Household); err != nil {
		return of, err
	}
	if _, other := w.Kind.part(); other != "" && other != Arrives {
		if w.Other.IsZero() {
			return of, fault.New(fault.Invalid, "change.other_missing")
		}
		o, err := household.Opened(ctx, q, s.keys, w.Other)
		if err != nil {
			return of, err
		}
		of.Other = &o
	}
	if w.Kind == CorrectReview {
		r, err := review.Get(ctx, q, w.Round)
		if err != nil {
			return of, err
		}
		a, ok, err := review.Found(ctx, q, w.Round, w.Household)
		if err != nil {
			return of, err
		}
		if ok {
			of.Assessed, of.Round = &a, &r
		}
	}
	return of, nil
}

// top is the lowest unit that holds every commune touched.
func top(ctx context.Context, q db.Querier, touches []Touch) (unit.ID, error) {
	common, err := unit.Ancestors(ctx, q, touches[0].Household.Commune)
	if err != nil {
		return 0, err
	}
	for _, t := range touches[1:] {
		other, err := unit.Ancestors(ctx, q, t.Household.Commune)
		if err != nil {
			return 0, err
		}
		n := 0
		for n < len(common) && n < len(other) && common[n].ID == other[n].ID {
			n++
		}
		common = common[:n]
	}
	if len(common) == 0 {
		return 0, fault.New(fault.Invalid, "change.nothing_above")
	}
	return common[len(common)-1].ID, nil
}

// Approve carries a request out, all of it in this act, and gives the state that it comes to: Outdated, and
// nothing is carried out, when what it was made on has changed meanwhile. Only who may approve in every commune
// that it touches may, and never who made it, in whatever role. In a frozen area nothing is approved.
func (s *Service) Approve(ctx context.Context, who account.Actor, key Key) (State, error) {
	var state State
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, touches, err := s.decidable(ctx, tx, who, key)
		if err != nil {
			return err
		}
		for _, c := range communes(touches) {
			if err := freeze.Check(ctx, tx, c, day.Of(tx.Now)); err != nil {
				return err
			}
		}
		of, err := s.world(ctx, tx, r.Wish)
		if err != nil {
			return err
		}
		if !slices.Equal(r.Wish.touches(of), touches) {
			state = Outdated
			if err := settle(ctx, tx, s.keys, r, touches, Outdated, who); err != nil {
				return err
			}
			return r.tell(ctx, tx, who, "change.outdated", nil, map[string]any{"request": r.ID, "kind": r.Kind})
		}
		before, after, err := s.apply(ctx, tx, who, r, of)
		if err != nil {
			return err
		}
		if err := settle(ctx, tx, s.keys, r, touches, Approved, who); err != nil {
			return err
		}
		if outdated, err := s.outdate(ctx, tx, who, r, touches); err != nil {
			return err
		} else if outdated != nil {
			after["outdated"] = outdated
		}
		state = Approved
		after["request"], after["kind"], after["asked_by"] = r.ID, r.Kind, r.AskedBy
		return r.tell(ctx, tx, who, "change.approve", before, after)
	})
	return state, err
}

// Refuse ends a request without carrying it out; the reason goes to the one who made it.
func (s *Service) Refuse(ctx context.Context, who account.Actor, key Key, reason string) error {
	reason = tidyText(reason)
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, touches, err := s.decidable(ctx, tx, who, key)
		if err != nil {
			return err
		}
		if len([]rune(reason)) < minReason {
			return fault.New(fault.Invalid, "change.refusal_missing")
		}
		if len([]rune(reason)) > maxText {
			return fault.New(fault.Invalid, "change.text_long", "Most", maxText)
		}
		r.Note = reason
		if err := settle(ctx, tx, s.keys, r, touches, Refused, who); err != nil {
			return err
		}
		return r.tell(ctx, tx, who, "change.refuse", nil, map[string]any{"request": r.ID, "kind": r.Kind})
	})
}

// Withdraw takes a request back; only who made it may.
func (s *Service) Withdraw(ctx context.Context, who account.Actor, key Key) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, touches, err := s.locked(ctx, tx, who, key)
		if err != nil {
			return err
		}
		if r.AskedBy != who.ID {
			return fault.New(fault.Forbidden, "change.not_yours")
		}
		if r.State != Asked {
			return fault.New(fault.Conflict, "change.decided")
		}
		if err := settle(ctx, tx, s.keys, r, touches, Withdrawn, who); err != nil {
			return err
		}
		return r.tell(ctx, tx, who, "change.withdraw", nil, map[string]any{"request": r.ID, "kind": r.Kind})
	})
}

// decidable is a request that waits and that the actor may decide.
func (s *Service) decidable(ctx context.Context, tx *db.Tx, who account.Actor, key Key) (Request, []Touch, error) {
	r, touches, err := s.locked(ctx, tx, who, key)
	if err != nil {
		return r, nil, err
	}
	if err := mayDecide(ctx, tx, who, r, touches); err != nil {
		return r, nil, err
	}
	if r.State != Asked {
		return r, nil, fault.New(fault.Conflict, "change.decided")
	}
	return r, touches, nil
}

// mayDecide asks for the right to approve in every commune touched, of somebody else than who asked.
func mayDecide(ctx context.Context, q db.Querier, who account.Actor, r Request, touches []Touch) error {
	for _, c := range communes(touches) {
		err := who.May(ctx, q, account.ApproveChanges, c)
		if fault.KindOf(err) == fault.NotFound { // he may read the request: its other commune is his
			return fault.New(fault.Forbidden, "change.needs_superior")
		}
		if err != nil {
			return err
		}
	}
	if r.AskedBy == who.ID {
		return fault.New(fault.Forbidden, "change.own")
	}
	return nil
}

// MayDecide tells whether an officer may decide a request; as an error, why not.
func (s *Service) MayDecide(ctx context.Context, who account.Actor, r Request) error {
	touches, err := touchesOf(ctx, s.db, r)
	if err != nil {
		return err
	}
	return mayDecide(ctx, s.db, who, r, touches)
}

// locked reads a request that the actor may read, when no other act is under way on what it touches.
func (s *Service) locked(ctx context.Context, tx *db.Tx, who account.Actor, key Key) (Request, []Touch, error) {
	r, err := get(ctx, tx, s.keys, key)
	if err != nil {
		return r, nil, err
	}
	touches, err := touchesOf(ctx, tx, r)
	if err != nil {
		return r, nil, err
	}
	if err := mayRead(ctx, tx, who, r, touches); err != nil {
		return r, nil, err
	}
	for _, c := range communes(touches) {
		if err := household.LockCommune(ctx, tx, c); err != nil {
			return r, nil, err
		}
	}
	// Another act may have decided it while this one waited.
	r, err = get(ctx, tx, s.keys, key)
	return r, touches, err
}

// mayRead asks for the right to read households in one of the communes touched; who asked reads his own.
func mayRead(ctx context.Context, q db.Querier, who account.Actor, r Request, touches []Touch) error {
	err := household.May(ctx, q, who, account.ReadHouseholds, r.Household)
	if err == nil || fault.KindOf(err) != fault.NotFound {
		return err
	}
	if r.AskedBy == who.ID && who.SignedIn() {
		return nil
	}
	for _, c := range communes(touches) {
		if who.May(ctx, q, account.ReadHouseholds, c) == nil {
			return nil
		}
	}
	return fault.New(fault.NotFound, "change.not_found")
}

// communes are the communes touched, once each, in the order in which every act locks them.
func communes(touches []Touch) []unit.ID {
	var out []unit.ID
	for _, t := range touches {
		out = append(out, t.Household.Commune)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// tell writes the act's audit line. Reason, evidence and names stay out of it.
func (r Request) tell(ctx context.Context, tx *db.Tx, who account.Actor, act string, before, after map[string]any) error {
	l := audit.Line{Act: act, Thing: "household:" + r.Household.String(), UnitID: int64(r.Commune), After: after}
	if before != nil {
		l.Before = before
	}
	return audit.Record(ctx, tx, who.Audit(), l)
}

// number writes an id.
func number(n int64) string { return strconv.FormatInt(n, 10) }
