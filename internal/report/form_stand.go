package report

import (
	"giamngheo/internal/household"
	"giamngheo/internal/percent"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// stand is what a round found in one unit, with the population that its rates are over.
type stand struct {
	round   review.Round
	figures review.Figures
	flows   []review.Flow
	base    unit.Base // -1 where it is not known

	all, few map[standard.Class]*review.Counts // all households and those of ethnic minorities, summed once
	balance  *review.Balance
}

var noBase = unit.Base{Households: -1, Persons: -1, MinorityHouseholds: -1, MinorityPersons: -1}

// newStand puts a unit's figures together. A base of another year is no denominator of this year's end.
func newStand(r review.Round, found review.Result, b unit.Base, based bool) *stand {
	if !based || b.Day.Year() != r.Day.Year() {
		b = noBase
	}
	return &stand{round: r, figures: found.Figures, flows: found.Flows, base: b, all: map[standard.Class]*review.Counts{}, few: map[standard.Class]*review.Counts{}}
}

func (s *stand) of(c standard.Class) *review.Counts {
	if s.all[c] == nil {
		n := s.figures.Of(c)
		s.all[c] = &n
	}
	return s.all[c]
}

func (s *stand) minority(c standard.Class) *review.Counts {
	if s.few[c] == nil {
		n := s.figures.Minority(c)
		s.few[c] = &n
	}
	return s.few[c]
}

// ethnic is how many households of a class are of one ethnic group.
func (s *stand) ethnic(c standard.Class, e household.Ethnic) (n int64) {
	for i := range s.figures.Cells {
		if x := &s.figures.Cells[i]; x.Class == c && x.Ethnic == e {
			n += x.Households
		}
	}
	return n
}

// line is a list's movement.
func (s *stand) line(list standard.Class, b Breakdown) review.Line {
	if s.balance == nil {
		x := review.Reconcile(s.flows)
		s.balance = &x
	}
	switch {
	case list == standard.Poor && b == OfHouseholds:
		return s.balance.Poor
	case list == standard.Poor:
		return s.balance.PoorPersons
	case b == OfHouseholds:
		return s.balance.NearPoor
	}
	return s.balance.NearPoorPersons
}

// detailed is a count that a round of classes only does not have.
func (s *stand) detailed(n int64) Value {
	if !s.round.Detail {
		return Value{}
	}
	return known(n)
}

// join adds units up to one: those of an area. What one of them does not know of its population, the
// sum does not know.
func join(r review.Round, units []*stand) *stand {
	sum := newStand(r, review.Result{}, unit.Base{Day: r.Day}, true)
	for _, s := range units {
		sum.figures.Add(s.figures)
		sum.flows = append(sum.flows, s.flows...)
		sum.base.Households = more(sum.base.Households, s.base.Households)
		sum.base.Persons = more(sum.base.Persons, s.base.Persons)
		sum.base.MinorityHouseholds = more(sum.base.MinorityHouseholds, s.base.MinorityHouseholds)
		sum.base.MinorityPersons = more(sum.base.MinorityPersons, s.base.MinorityPersons)
	}
	return sum
}

func more(a, b int64) int64 {
	if a < 0 || b < 0 {
		return -1
	}
	return a + b
}

// share is part over whole; without a whole there is no share.
func share(part, whole int64) Value {
	p, ok := percent.Of(part, whole)
	return Value{Rate: p, Known: ok}
}
