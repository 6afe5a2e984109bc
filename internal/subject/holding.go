package subject

import (
	"context"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/intake"
	"giamngheo/internal/review"
)

// Holding is all that is held on one person.
type Holding struct {
	Household   household.Household
	Person      household.Person
	Assessments []review.Judged
	Imports     []intake.Left
	Acts        []audit.Entry // what was done with the household, the newest first
	Looks       []audit.Entry // who looked at it
	Requests    []Request
	Restriction *household.Restriction
}

// mostActs are the most acts that a sheet lists.
const mostActs = 200

// Hold gathers what is held on a person, for whoever answers persons in his commune. That is a look at all of
// it, and leaves an audit line.
func (s *Service) Hold(ctx context.Context, who account.Actor, ref household.Ref, position int) (Holding, error) {
	if err := who.May(ctx, s.db, account.AnswerSubjects, ref.Commune); err != nil {
		return Holding{}, err
	}
	h, err := s.households.Get(ctx, who, ref)
	if err != nil {
		return Holding{}, err
	}
	if position < 1 || position > len(h.Persons) {
		return Holding{}, fault.New(fault.NotFound, "subject.no_person")
	}
	out := Holding{Household: h, Person: h.Persons[position-1]}
	err = s.db.Read(ctx, func(q db.Querier) error {
		if out.Assessments, err = review.History(ctx, q, ref); err != nil {
			return err
		}
		if out.Imports, err = intake.Touched(ctx, q, ref.Commune, int64(ref.ID)); err != nil {
			return err
		}
		entries, err := audit.List(ctx, q, audit.Filter{Area: int64(ref.Commune), Thing: "household:" + ref.String(), Limit: mostActs})
		if err != nil {
			return err
		}
		out.Acts, out.Looks = nil, nil
		for _, e := range entries {
			if looks(e.Act) {
				out.Looks = append(out.Looks, e)
			} else {
				out.Acts = append(out.Acts, e)
			}
		}
		if out.Requests, err = requestsOf(ctx, q, ref); err != nil {
			return err
		}
		out.Restriction, err = household.RestrictionOf(ctx, q, ref)
		return err
	})
	if err != nil {
		return Holding{}, err
	}
	return out, s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return s.tell(ctx, tx, who, "subject.look", ref, map[string]any{"person": position})
	})
}

// looks tells whether an act only read.
func looks(act string) bool {
	_, verb, _ := strings.Cut(act, ".")
	return verb == "look" || verb == "see" || verb == "read" || verb == "unmask"
}
