package change

import "giamngheo/internal/lang"

// Kind is what a request asks for.
type Kind string

// The kinds.
const (
	CorrectHousehold Kind = "correct_household" // ethnic group, marks, number of members
	CorrectPerson    Kind = "correct_person"    // birth, sex, group, relation, name of a member
	CorrectReview    Kind = "correct_review"    // what a closed round found
	AddMember        Kind = "add_member"        // birth, marriage, return
	RemoveMember     Kind = "remove_member"     // who does not belong to the household
	TransferMember   Kind = "transfer_member"   // to another household
	ChangeHead       Kind = "change_head"
	Split            Kind = "split" // tách hộ
	Merge            Kind = "merge" // one household that was entered twice
	MoveVillage      Kind = "move_village"
	MoveCommune      Kind = "move_commune"
	Death            Kind = "death"
	Exit             Kind = "exit" // the household leaves for a place outside the register, or is no more
)

// Kinds lists the kinds in the order in which they are offered.
var Kinds = []Kind{
	CorrectHousehold, CorrectPerson, CorrectReview, AddMember, RemoveMember, TransferMember, ChangeHead, Split, Merge, MoveVillage, MoveCommune, Death, Exit,
}

// Name is the kind for the reader.
func (k Kind) Name(l lang.Lang) string { return l.T("change.kind_" + string(k)) }

// Part is what of a household a request is made on. Two requests on one household conflict when their parts
// overlap.
type Part string

// The parts.
const (
	Facts   Part = "facts"   // village, ethnic group, marks
	Members Part = "members" // the persons
	Whole   Part = "whole"   // both
	Found   Part = "found"   // the assessment of a closed round
	Arrives Part = "arrives" // a commune that receives a household
)

// Overlaps tells whether two parts of one household have something in common.
func (p Part) Overlaps(o Part) bool {
	return p == o || p == Whole && o != Found || o == Whole && p != Found
}

// part is what of its household, and of the other one, a kind touches.
func (k Kind) part() (own, other Part) {
	switch k {
	case CorrectHousehold, MoveVillage:
		return Facts, ""
	case CorrectReview:
		return Found, ""
	case TransferMember:
		return Members, Members
	case Merge:
		return Whole, Whole
	case Split, Exit:
		return Whole, ""
	case MoveCommune:
		return Whole, Arrives
	default:
		return Members, ""
	}
}

// State is how far a request is.
type State string

// The states; all but the first are final.
const (
	Asked     State = "asked"
	Approved  State = "approved"
	Refused   State = "refused"
	Withdrawn State = "withdrawn"
	Outdated  State = "outdated" // what it was made on has changed meanwhile
)

// States lists the states in the order in which they are offered.
var States = []State{Asked, Approved, Refused, Withdrawn, Outdated}

// Name is the state for the reader.
func (s State) Name(l lang.Lang) string { return l.T("change.state_" + string(s)) }
