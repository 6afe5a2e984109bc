package change

import (
	"giamngheo/internal/day"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// Wish is what a request asks for. Which fields a kind heeds stands beside them; members are named by their
// place in the household as it was when the request was made.
type Wish struct {
	Kind      Kind
	Household household.Ref
	Day       day.Date // on which it happened; the act's own day when ""

	Ethnic  household.Ethnic `json:",omitzero"` // CorrectHousehold
	Flags   household.Flags  `json:",omitzero"` // CorrectHousehold: all marks as they ought to be
	Members int              `json:",omitzero"` // CorrectHousehold, of one whose members are not listed
	// Reviewed asks that the approved review is corrected too: CorrectHousehold, CorrectPerson.
	Reviewed bool `json:",omitzero"`

	Person   int                        `json:",omitzero"` // CorrectPerson, Death
	As       *Someone                   `json:",omitzero"` // CorrectPerson, AddMember
	Persons  []int                      `json:",omitzero"` // RemoveMember, TransferMember, Split; Merge: of the other one, who is not listed in this one
	Head     int                        `json:",omitzero"` // who heads the household afterwards, when its head goes; ChangeHead
	NewHead  int                        `json:",omitzero"` // Split: who heads the new household
	Relation map[int]household.Relation `json:",omitzero"` // to the head afterwards, where it changes
	Other    household.Ref              `json:",omitzero"` // TransferMember: where to; Merge: the one that ends
	Commune  unit.ID                    `json:",omitzero"` // MoveCommune
	Village  unit.ID                    `json:",omitzero"` // MoveVillage, MoveCommune
	Round    review.RoundID             `json:",omitzero"` // CorrectReview
	Finding  *Finding                   `json:",omitzero"` // CorrectReview
}

// Someone is a member as he ought to be written.
type Someone struct {
	Name     string
	Sex      household.Sex
	Born     string
	Ethnic   household.Ethnic
	Relation household.Relation
	Identity string `json:",omitzero"` // AddMember only; a number is otherwise a direct edit
}

// Finding is what a review ought to have found.
type Finding struct {
	PointsA  int
	Income   int64
	Deprived standard.Deprivations
	Members  int
	Children int
	Ethnic   household.Ethnic
	Flags    household.Flags
	Causes   household.CauseSet
	Needs    household.NeedSet
}

// FindingOf is what a review found.
func FindingOf(a review.Assessment) Finding {
	return Finding{a.PointsA, a.Income, a.Deprived, a.Members, a.Children, a.Ethnic, a.Flags, a.Causes, a.Needs}
}

// Input is the finding as the review judges it.
func (f Finding) Input(old review.Assessment) review.Input {
	in := review.InputOf(old)
	if in.PointsA != f.PointsA || in.Income != f.Income {
		in.Answers = nil // the answers gave the points; points of their own replace them
	}
	in.PointsA, in.Income, in.Deprived, in.Members, in.Children = f.PointsA, f.Income, f.Deprived, f.Members, f.Children
	in.Ethnic, in.Flags, in.Causes, in.Needs = f.Ethnic, f.Flags, f.Causes, f.Needs
	return in
}

// World is what a wish is made on: its household, the other one where there is one, and the assessment that
// it would correct.
type World struct {
	House    household.Household
	Other    *household.Household `json:",omitzero"`
	Assessed *review.Assessment   `json:",omitzero"`
	Round    *review.Round        `json:",omitzero"`
}
