package change

import (
	"slices"

	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
)

// plan is what a wish makes of the households of its world on a day; the first step is of its household. It
// refuses what cannot be, in words for the one who asks.
func (w Wish) plan(of World, today day.Date) ([]review.Change, error) {
	h := of.House
	if h.Ended != "" {
		return nil, fault.New(fault.Conflict, "household.ended")
	}
	if w.Day > today {
		return nil, fault.New(fault.Invalid, "change.day_future")
	}
	if of.Other != nil {
		if of.Other.Ended != "" {
			return nil, fault.New(fault.Conflict, "change.other_ended")
		}
		if of.Other.Ref == h.Ref {
			return nil, fault.New(fault.Invalid, "change.other_same")
		}
	}
	switch w.Kind {
	case CorrectHousehold:
		return w.correct(h)
	case CorrectPerson:
		return w.person(h)
	case CorrectReview:
		return nil, w.review(of)
	case AddMember:
		return w.add(h)
	case RemoveMember:
		return w.remove(h, w.Persons)
	case Death:
		return w.remove(h, []int{w.Person})
	case TransferMember:
		return w.transfer(h, of.Other)
	case ChangeHead:
		return w.head(h)
	case Split:
		return w.split(h)
	case Merge:
		return w.merge(h, of.Other)
	case MoveVillage:
		if w.Village == 0 || w.Village == h.Village {
			return nil, fault.New(fault.Invalid, "change.village_same")
		}
		after := h
		after.Village = w.Village
		return stays(h, after)
	case MoveCommune:
		return w.move(h)
	case Exit:
		return []review.Change{{Before: &h}}, nil
	}
	return nil, fault.New(fault.Invalid, "change.kind_unknown")
}

// stays is the step of a household that goes on; one in which nothing changes is refused.
func stays(before, after household.Household) ([]review.Change, error) {
	if len(household.Differences(before, after)) == 0 {
		return nil, fault.New(fault.Invalid, "change.nothing")
	}
	return []review.Change{{Before: &before, After: &after}}, nil
}

func (w Wish) correct(h household.Household) ([]review.Change, error) {
	after := h
	after.Persons = slices.Clone(h.Persons)
	if w.Ethnic != "" && w.Ethnic != h.Ethnic {
		after.Ethnic, after.EthnicGiven, after.EthnicList = w.Ethnic, string(w.Ethnic), household.List2008
		if len(after.Persons) > 0 {
			after.Persons[0].Ethnic = w.Ethnic
		}
	}
	after.Flags = w.Flags
	if len(h.Persons) > 0 { // told by the sex of the head
		after.Flags = w.Flags&^household.FemaleHead | h.Flags&household.FemaleHead
	} else if w.Members != 0 {
		after.Members = w.Members
	}
	return stays(h, after)
}

func (w Wish) person(h household.Household) ([]review.Change, error) {
	if w.As == nil || w.Person < 1 || w.Person > len(h.Persons) {
		return nil, fault.New(fault.Invalid, "change.person_missing")
	}
	after := h
	after.Persons = slices.Clone(h.Persons)
	p := &after.Persons[w.Person-1]
	p.Name, p.Sex, p.Born, p.Ethnic = w.As.Name, w.As.Sex, w.As.Born, w.As.Ethnic
	if w.Person > 1 {
		p.Relation = w.As.Relation
	}
	return stays(h, told(after))
}

func (w Wish) review(of World) error {
	switch {
	case of.Assessed == nil || of.Round == nil || w.Finding == nil:
		return fault.New(fault.NotFound, "review.not_recorded")
	case of.Round.Status != review.Closed:
		return fault.New(fault.Conflict, "review.correct_open", "Year", of.Round.Year)
	case *w.Finding == FindingOf(*of.Assessed):
		return fault.New(fault.Invalid, "change.nothing")
	}
	return nil
}

func (w Wish) add(h household.Household) ([]review.Change, error) {
	if w.As == nil {
		return nil, fault.New(fault.Invalid, "change.person_missing")
	}
	after := h
	if len(h.Persons) == 0 { // members are counted, not listed
		after.Members++
		return stays(h, after)
	}
	after.Persons = append(slices.Clone(h.Persons), household.Person{
		Position: len(h.Persons) + 1, Name: w.As.Name, Sex: w.As.Sex, Born: w.As.Born, Ethnic: w.As.Ethnic,
		Relation: w.As.Relation, Identity: household.CleanIdentity(w.As.Identity),
	})
	return stays(h, told(after))
}

// remove takes members out; with the last of them the household ends.
func (w Wish) remove(h household.Household, positions []int) ([]review.Change, error) {
	if len(h.Persons) == 0 {
		after := h
		if after.Members--; after.Members < 1 {
			return []review.Change{{Before: &h}}, nil
		}
		return stays(h, after)
	}
	left, _, err := w.divide(h, positions)
	if err != nil {
		return nil, err
	}
	if len(left) == 0 {
		if w.Kind == RemoveMember {
			return nil, fault.New(fault.Invalid, "change.nobody_left")
		}
		return []review.Change{{Before: &h}}, nil
	}
	after := h
	if after.Persons, err = w.headed(left, w.Head); err != nil {
		return nil, err
	}
	return stays(h, told(after))
}

// divide divides the members into those who stay and those named.
func (w Wish) divide(h household.Household, positions []int) (left, gone []household.Person, err error) {
	if len(h.Persons) == 0 {
		return nil, nil, fault.New(fault.Invalid, "change.not_listed")
	}
	if len(positions) == 0 {
		return nil, nil, fault.New(fault.Invalid, "change.person_missing")
	}
	for _, n := range positions {
		if n < 1 || n > len(h.Persons) {
			return nil, nil, fault.New(fault.Invalid, "change.person_missing")
		}
	}
	for _, p := range h.Persons {
		if slices.Contains(positions, p.Position) {
			gone = append(gone, p)
		} else {
			left = append(left, p)
		}
	}
	return left, gone, nil
}

// headed puts the head first and gives the relations that were named; positions are those of before. Without
// a head among them one must be named.
func (w Wish) headed(list []household.Person, head int) ([]household.Person, error) {
	at := slices.IndexFunc(list, func(p household.Person) bool { return p.Relation == household.Head })
	if head != 0 {
		at = slices.IndexFunc(list, func(p household.Person) bool { return p.Position == head })
	}
	if at < 0 {
		return nil, fault.New(fault.Invalid, "change.head_missing")
	}
	out := append([]household.Person{list[at]}, list[:at]...)
	out = append(out, list[at+1:]...)
	for i := range out {
		p := &out[i]
		if r, ok := w.Relation[p.Position]; ok && r != household.Head {
			p.Relation = r
		} else if p.Relation == household.Head {
			p.Relation = household.Kin
		}
		p.Position = i + 1
	}
	out[0].Relation = household.Head
	return out, nil
}

// told brings what follows from the members in step with them: the head's name and group, the mark of a
// female head, the number.
func told(h household.Household) household.Household {
	if len(h.Persons) == 0 {
		return h
	}
	head := h.Persons[0]
	h.Head, h.Members, h.Flags = head.Name, len(h.Persons), h.Flags&^household.FemaleHead
	if head.Sex == household.Female {
		h.Flags |= household.FemaleHead
	}
	if head.Ethnic != h.Ethnic {
		h.Ethnic, h.EthnicGiven, h.EthnicList = head.Ethnic, string(head.Ethnic), household.List2008
	}
	return h
}

func (w Wish) transfer(h household.Household, other *household.Household) ([]review.Change, error) {
	if other == nil {
		return nil, fault.New(fault.Invalid, "change.other_missing")
	}
	if len(other.Persons) == 0 {
		return nil, fault.New(fault.Invalid, "change.other_not_listed")
	}
	left, gone, err := w.divide(h, w.Persons)
	if err != nil {
		return nil, err
	}
	if len(left) == 0 {
		return nil, fault.New(fault.Invalid, "change.nobody_left")
	}
	after, there := h, *other
	if after.Persons, err = w.headed(left, w.Head); err != nil {
		return nil, err
	}
	there.Persons = w.joined(*other, gone)
	after, there = told(after), told(there)
	return []review.Change{{Before: &h, After: &after}, {Before: other, After: &there}}, nil
}

// joined are the members of a household with others behind them.
func (w Wish) joined(h household.Household, more []household.Person) []household.Person {
	out := slices.Clone(h.Persons)
	for _, p := range more {
		r, ok := w.Relation[p.Position]
		if !ok || r == household.Head {
			r = household.Kin
		}
		p.Position, p.Relation = len(out)+1, r
		out = append(out, p)
	}
	return out
}

func (w Wish) head(h household.Household) ([]review.Change, error) {
	if w.Head == 1 || len(h.Persons) > 0 && w.Head == 0 {
		return nil, fault.New(fault.Invalid, "change.head_same")
	}
	if len(h.Persons) == 0 {
		return nil, fault.New(fault.Invalid, "change.not_listed")
	}
	after := h
	var err error
	if after.Persons, err = w.headed(slices.Clone(h.Persons), w.Head); err != nil {
		return nil, err
	}
	return stays(h, told(after))
}

// carried are the marks that a household split off keeps: those of its people's origin. What else a household
// is marked with, the next review finds of each.
const carried = household.Local

func (w Wish) split(h household.Household) ([]review.Change, error) {
	left, gone, err := w.divide(h, w.Persons)
	if err != nil {
		return nil, err
	}
	if len(left) == 0 {
		return nil, fault.New(fault.Invalid, "change.nobody_left")
	}
	after := h
	if after.Persons, err = w.headed(left, w.Head); err != nil {
		return nil, err
	}
	fresh := household.Household{
		Ref: household.Ref{Commune: h.Commune}, Village: h.Village, Code: h.Code, CodeYear: h.CodeYear, Address: h.Address,
		Ethnic: h.Ethnic, EthnicGiven: h.EthnicGiven, EthnicList: h.EthnicList, Flags: h.Flags & carried, From: h.Ref,
	}
	if w.Village != 0 {
		fresh.Village = w.Village
	}
	if fresh.Persons, err = w.headed(gone, w.NewHead); err != nil {
		return nil, fault.New(fault.Invalid, "change.new_head_missing")
	}
	after, fresh = told(after), told(fresh)
	return []review.Change{{Before: &h, After: &after}, {After: &fresh}}, nil
}

func (w Wish) merge(h household.Household, other *household.Household) ([]review.Change, error) {
	if other == nil {
		return nil, fault.New(fault.Invalid, "change.other_missing")
	}
	steps := []review.Change{{Before: &h, After: &h}, {Before: other}}
	if len(h.Persons) == 0 && len(other.Persons) > 0 {
		return nil, fault.New(fault.Invalid, "change.keep_the_listed")
	}
	if len(w.Persons) > 0 {
		_, gone, err := w.divide(*other, w.Persons)
		if err != nil {
			return nil, err
		}
		after := h
		after.Persons = w.joined(h, gone)
		after = told(after)
		steps[0].After = &after
	}
	return steps, nil
}

func (w Wish) move(h household.Household) ([]review.Change, error) {
	switch {
	case w.Commune == 0 || w.Commune == h.Commune:
		return nil, fault.New(fault.Invalid, "change.commune_same")
	case w.Village == 0:
		return nil, fault.New(fault.Invalid, "household.village_required")
	}
	fresh := h
	fresh.Ref = household.Ref{Commune: w.Commune}
	fresh.Village, fresh.From, fresh.Address = w.Village, h.Ref, ""
	return []review.Change{{Before: &h}, {After: &fresh, From: h.Ref}}, nil
}
