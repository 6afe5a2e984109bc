package review

import (
	"context"

	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/standard"
)

// judge knows what a round judges by: its edition and its score card.
type judge struct {
	round   Round
	edition *standard.Edition
	card    *standard.Card // nil when the round has none
	masks   childMasks
}

func judgeOf(ctx context.Context, q db.Querier, r Round) (*judge, error) {
	e, err := standard.ByID(r.Edition)
	if err != nil {
		return nil, err
	}
	j := &judge{round: r, edition: e, masks: masksOf(e)}
	if r.Card != "" {
		if j.card, err = Card(ctx, q, r.Card); err != nil {
			return nil, err
		}
	}
	return j, nil
}

// masksOf finds the deprivations of health and of children's schooling in an edition.
func masksOf(e *standard.Edition) childMasks {
	var m childMasks
	for _, i := range e.Indicators {
		switch {
		case i.Service == "health":
			m.health |= standard.DeprivedIn(i.N)
		case i.Code == "child_schooling":
			m.school |= standard.DeprivedIn(i.N)
		}
	}
	return m
}

// judge makes the assessment of a household of which this was found, with what earlier rounds know.
func (j *judge) judge(in Input, past Past) (Assessment, error) {
	a := Assessment{
		Round: j.round.ID, Household: in.Household, Village: in.Village, Area: in.Area, Ethnic: in.Ethnic, Flags: in.Flags,
		Members: in.Members, Children: in.Children, Answers: in.Answers, PointsA: in.PointsA, Income: in.Income,
		Deprived: in.Deprived, Causes: in.Causes, Needs: in.Needs,
	}
	if err := check(in); err != nil {
		return a, err
	}
	if len(in.Answers) > 0 && !in.Left {
		if err := j.score(in, &a); err != nil {
			return a, err
		}
	}
	if in.Left {
		// A household that left was not judged: what was found of it says nothing any more.
		a.Answers, a.PointsA, a.Income, a.Deprived, a.Causes, a.Needs = nil, -1, -1, 0, 0, 0
	} else {
		if err := j.edition.Check(a.Facts()); err != nil {
			return a, err
		}
		r := j.edition.Classify(a.Facts())
		a.Class, a.Codes = r.Class, r.Codes
	}
	if j.round.Previous == 0 {
		past.Class = in.Previous
	}
	if in.WasPoorBefore {
		past.Worst = standard.Poor
	} else if in.WasNearPoorBefore {
		past.Worst = worse(past.Worst, standard.NearPoor)
	}
	past.Arrived = in.Arrived
	a.PrevClass = past.Class
	a.Movement = Move(past, a.Class)
	return a, nil
}

// score counts the points A of the answers with the round's card.
func (j *judge) score(in Input, a *Assessment) error {
	if j.card == nil {
		return fault.New(fault.Invalid, "review.no_card")
	}
	if a.Region = in.Region; a.Region == "" {
		a.Region = j.round.Region
	}
	var err error
	a.PointsA, err = j.card.Score(a.Region, in.Area, in.Answers)
	return err
}

// taken is the assessment of a household whose class alone is known.
func (j *judge) taken(g Given, past Past) (Assessment, error) {
	if g.Class < standard.Poor || g.Class > standard.NotPoor {
		return Assessment{}, fault.New(fault.Invalid, "review.class_unknown")
	}
	if !known(g.Ethnic) {
		return Assessment{}, fault.New(fault.Invalid, "household.ethnic_unknown", "Code", string(g.Ethnic), "List", household.List2008)
	}
	return Assessment{
		Round: j.round.ID, Household: g.Household, Village: g.Village, Area: g.Area, Ethnic: g.Ethnic, Flags: g.Flags,
		Members: g.Members, Children: g.Children, PointsA: -1, Income: -1,
		Class: g.Class, PrevClass: past.Class, Movement: Move(past, g.Class),
	}, nil
}

// maxMembers bounds a household; the largest on record have some dozens.
const maxMembers = 99

// check refuses input that no household can have.
func check(in Input) error {
	switch {
	case in.Household.Commune <= 0 || in.Household.ID <= 0 || in.Village < 0:
		return fault.New(fault.Invalid, "review.no_household")
	case in.Members < 1 && !in.Left || in.Members < 0 || in.Members > maxMembers:
		return fault.New(fault.Invalid, "review.members_unlikely", "Members", in.Members, "Max", maxMembers)
	case in.Children < 0 || in.Children > in.Members:
		return fault.New(fault.Invalid, "review.children_exceed", "Children", in.Children, "Members", in.Members)
	case !known(in.Ethnic):
		return fault.New(fault.Invalid, "household.ethnic_unknown", "Code", string(in.Ethnic), "List", household.List2008)
	case !in.Causes.Valid() || !in.Needs.Valid():
		return fault.New(fault.Invalid, "review.cause_unknown")
	case in.Previous < standard.None || in.Previous > standard.NotPoor:
		return fault.New(fault.Invalid, "review.class_unknown")
	}
	return nil
}

// known tells a group of the list, a foreigner, or a group that is not known: tallies keep no other.
func known(e household.Ethnic) bool { return e == "" || e == household.Foreigner || e.Known() }
