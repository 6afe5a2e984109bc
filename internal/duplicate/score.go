package duplicate

import (
	"strconv"
	"strings"

	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// Person is what is compared of a person.
type Person struct {
	Household household.Ref
	Position  int
	Village   unit.ID
	Name      string
	Sex       household.Sex
	Born      string // ISO date, or the year alone
	Relation  household.Relation
	Key       string // equal for equal identity numbers, "" when there is none

	forms household.NameForms
	keys  []string // under which he is compared, once he is in an index
}

// personOf is a person of the register as he is compared.
func personOf(x household.Listed) Person {
	return Person{
		Household: x.Household, Position: x.Position, Village: x.Village, Name: x.Name, Sex: x.Sex, Born: x.Born,
		Relation: x.Relation, Key: x.Key, forms: household.FormsOf(x.Name),
	}
}

// Around is what is known of two persons beside themselves.
type Around struct {
	Bearers int // persons of the commune whose name sounds like theirs
	Mates   int // further members of their households who are alike in name and year of birth
}

// Reason is why two persons are held to be one or two. Stored reasons keep their meaning for ever.
type Reason string

// The reasons and their points. A pair is shown from Threshold on: a name with a full date of birth is
// enough, a name with the year alone needs the village and the relation too, and a name that many bear needs
// more than that.
const (
	NumberSame     Reason = "number_same"     // one identity number: certain, whatever else differs
	NumberDiffers  Reason = "number_differs"  // two numbers: two persons, unless much else speaks for one
	NameSame       Reason = "name_same"       // by its letters, marks left out
	NameSounds     Reason = "name_sounds"     // Jrai and Bahnar spellings of one name
	NamePart       Reason = "name_part"       // other order, or a word left out in the middle
	NameNear       Reason = "name_near"       // one letter differs
	NameOther      Reason = "name_other"      // anything else
	NameCommon     Reason = "name_common"     // the commune has many of this name
	BornSame       Reason = "born_same"       // the same day
	BornYear       Reason = "born_year"       // the same year, and at least one has no more than the year
	BornTurned     Reason = "born_turned"     // day and month changed places
	BornNear       Reason = "born_near"       // the year before or after
	BornUnlike     Reason = "born_unlike"     // two days of one year
	BornOther      Reason = "born_other"      // two years
	SexDiffers     Reason = "sex_differs"     //
	SexSame        Reason = "sex_same"        //
	PlaceSame      Reason = "place_same"      // one village, or one household
	PlaceCommune   Reason = "place_commune"   // another village of the commune
	RelationSame   Reason = "relation_same"   // to the head
	MatesAlike     Reason = "mates_alike"     // one further member is alike
	MatesAlikeMany Reason = "mates_alike_all" // two or more are
)

// Points are what each reason counts.
var Points = map[Reason]int{
	NumberSame: 100, NumberDiffers: -40,
	NameSame: 40, NameSounds: 34, NamePart: 24, NameNear: 24, NameOther: -60, NameCommon: -15,
	BornSame: 35, BornYear: 20, BornTurned: 25, BornNear: 8, BornUnlike: -15, BornOther: -40,
	SexSame: 5, SexDiffers: -40,
	PlaceSame: 15, PlaceCommune: 5, RelationSame: 5,
	MatesAlike: 15, MatesAlikeMany: 30,
}

// Threshold is how many points make a pair, and Certain how many a shared number gives at least.
const (
	Threshold = 75
	Certain   = 100
	// common is from how many bearers on a name of the commune tells less.
	common = 8
)

// Score is how alike two persons are.
type Score struct {
	Points  int
	Reasons []Reason
}

// Pair tells whether the two are to be looked at.
func (s Score) Pair() bool { return s.Points >= Threshold }

func (s *Score) add(r Reason) {
	s.Points += Points[r]
	s.Reasons = append(s.Reasons, r)
}

// Compare says how alike two persons are, and why. It is the same whichever comes first.
func Compare(a, b Person, c Around) Score {
	var s Score
	same := a.Key != "" && a.Key == b.Key
	if same {
		s.add(NumberSame)
	} else if a.Key != "" && b.Key != "" {
		s.add(NumberDiffers)
	}
	name := likeness(a.forms, b.forms)
	s.add(name)
	if c.Bearers >= common && (name == NameSame || name == NameSounds) {
		s.add(NameCommon)
	}
	if r := births(a.Born, b.Born); r != "" {
		s.add(r)
	}
	if a.Sex != "" && b.Sex != "" {
		if a.Sex == b.Sex {
			s.add(SexSame)
		} else {
			s.add(SexDiffers)
		}
	}
	switch {
	case a.Household == b.Household, a.Village != 0 && a.Village == b.Village:
		s.add(PlaceSame)
	case a.Household.Commune == b.Household.Commune:
		s.add(PlaceCommune)
	}
	if a.Relation != "" && a.Relation == b.Relation {
		s.add(RelationSame)
	}
	switch {
	case a.Household == b.Household:
	case c.Mates >= 2:
		s.add(MatesAlikeMany)
	case c.Mates == 1:
		s.add(MatesAlike)
	}
	if same {
		s.Points = max(s.Points, Certain)
	}
	return s
}

// births compares two births, "" when one is not known.
func births(a, b string) Reason {
	x, y := year(a), year(b)
	switch {
	case x == 0 || y == 0:
		return ""
	case x != y && (x-y == 1 || y-x == 1):
		return BornNear
	case x != y:
		return BornOther
	case yearOnly(a) || yearOnly(b):
		return BornYear
	case a == b:
		return BornSame
	case a[5:7] == b[8:10] && a[8:10] == b[5:7]:
		return BornTurned
	}
	return BornUnlike
}

func year(born string) int {
	if len(born) < 4 {
		return 0
	}
	n, err := strconv.Atoi(born[:4])
	if err != nil {
		return 0
	}
	return n
}

// yearOnly tells whether no more than the year of a birth is known: the first of January is what offices
// write for a person who knows no more.
func yearOnly(born string) bool {
	return len(born) != len("2006-01-02") || strings.HasSuffix(born, "-01-01")
}

// Say is a reason for the reader.
func (r Reason) Say(l lang.Lang) string { return l.T("duplicate.reason_" + string(r)) }

// For tells whether a reason speaks for one person.
func (r Reason) For() bool { return Points[r] > 0 }
