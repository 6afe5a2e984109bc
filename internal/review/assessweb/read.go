package assessweb

import (
	"context"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// facts are the household and the round, and what was found before.
type facts struct {
	commune   unit.Unit
	household household.Household
	round     review.Round
	edition   *standard.Edition
	card      *standard.Card // nil when the round has none
	area      standard.Area
	now       *review.Judged  // what this round recorded, nil when nothing yet
	before    []review.Judged // of earlier rounds, the newest first
}

// named are the round and the household of the address.
func named(r *web.Request) (review.RoundID, household.Ref, error) {
	ref, err := household.ParseRef(r.PathValue("commune") + "/" + r.PathValue("id"))
	if err != nil {
		return 0, ref, err
	}
	id, ok := r.PathInt("round")
	if !ok {
		return 0, ref, fault.New(fault.NotFound, "web.unknown_page")
	}
	return review.RoundID(id), ref, nil
}

func (p pages) read(r *web.Request) (facts, error) {
	id, ref, err := named(r)
	if err != nil {
		return facts{}, err
	}
	var f facts
	if f.commune, err = r.UnitOf(ref.Commune, account.WriteReview); err != nil {
		return f, err
	}
	if err := review.MayRecord(r.Who); err != nil {
		return f, err
	}
	if f.household, err = p.households.Get(r.Context(), r.Who, ref); err != nil {
		return f, err
	}
	err = r.DB().Read(r.Context(), func(q db.Querier) error { return f.fill(r.Context(), q, id) })
	return f, err
}

// fill reads the round, which must cover the commune, and what was found of the household.
func (f *facts) fill(ctx context.Context, q db.Querier, id review.RoundID) error {
	covering, err := review.Covering(ctx, q, f.commune.ID)
	if err != nil {
		return err
	}
	for _, x := range covering {
		if x.ID == id {
			f.round = x
		}
	}
	if f.round.ID == 0 {
		return fault.New(fault.NotFound, "review.no_round", "ID", int64(id))
	}
	if f.edition, err = standard.ByID(f.round.Edition); err != nil {
		return err
	}
	if f.round.Card != "" {
		if f.card, err = review.Card(ctx, q, f.round.Card); err != nil {
			return err
		}
	}
	if f.area, err = unit.AreaOf(ctx, q, f.commune.ID, f.round.Day); err != nil {
		return err
	}
	recorded, err := review.OfHouseholds(ctx, q, id, []household.Ref{f.household.Ref})
	if a, ok := recorded[f.household.Ref]; ok {
		f.now = &review.Judged{Assessment: a, In: f.round}
	}
	return err
}

// readEarlier reads what earlier rounds found, for the page; an act that succeeds shows none.
func (f *facts) readEarlier(ctx context.Context, q db.Querier) error {
	history, err := review.History(ctx, q, f.household.Ref)
	for _, j := range history {
		if j.In.Day < f.round.Day {
			f.before = append(f.before, j)
		}
	}
	return err
}

// children is how many members are under 16 on the round's day, as far as the register lists them.
func (f *facts) children() int {
	n := 0
	for _, p := range f.household.Persons {
		if y := p.BirthYear(); y != 0 && under16(p.Born, y, f.round) {
			n++
		}
	}
	return n
}

// adult is the age from which a member is no child of the review (trẻ em dưới 16 tuổi).
const adult = 16

func under16(born string, year int, r review.Round) bool {
	age := r.Day.Year() - year
	if age == adult && len(born) == len("2006-01-02") {
		return born[4:] > string(r.Day)[4:] // the birthday comes after the round's day
	}
	return age < adult
}
