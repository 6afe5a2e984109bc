package household

import (
	"strconv"
	"strings"

	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// ID numbers a household within its commune.
type ID int64

// Ref is the key of a household: its commune and its id.
type Ref struct {
	Commune unit.ID
	ID      ID
}

// String writes the key as addresses and audit lines do: "14/20001".
func (r Ref) String() string {
	return strconv.FormatInt(int64(r.Commune), 10) + "/" + strconv.FormatInt(int64(r.ID), 10)
}

// IsZero tells whether there is no key.
func (r Ref) IsZero() bool { return r == Ref{} }

// ParseRef reads what String writes; anything else is a household that does not exist.
func ParseRef(s string) (Ref, error) {
	c, i, ok := strings.Cut(s, "/")
	commune, err1 := strconv.ParseInt(c, 10, 64)
	id, err2 := strconv.ParseInt(i, 10, 64)
	if !ok || err1 != nil || err2 != nil || commune <= 0 || id <= 0 {
		return Ref{}, fault.New(fault.NotFound, "household.not_found")
	}
	return Ref{unit.ID(commune), ID(id)}, nil
}

// Household is one household of the register (hộ gia đình).
type Household struct {
	Ref
	Village     unit.ID
	Code        string // mã hộ, unique within commune and year
	CodeYear    int
	Head        string // name of the head (chủ hộ); the first person's name
	Address     string
	Ethnic      Ethnic // of the head, by the list of 2008
	EthnicGiven string // the code as it was given
	EthnicList  int    // the list it was given in: 1979 or 2008
	Members     int    // members (số khẩu)
	Flags       Flags
	From        Ref      // the household this one continues after a move or split
	Ended       day.Date // the day on which it ceased here, "" while it stands
	Version     int64
	Persons     []Person
	// Phone reaches the household; Bank, at the bank called BankName, is the account into which its support is
	// paid. One of each: more would be more than the task needs.
	Phone    Number
	BankName string
	Bank     Number

	sealedPhone, sealedBank []byte // as they lie in the database
}

// Minority tells whether the household counts as one of an ethnic minority (hộ dân tộc thiểu số).
func (h Household) Minority() bool { return h.Ethnic.Minority() }

// Sex is a person's sex as registered.
type Sex string

// The sexes.
const (
	Male   Sex = "male"
	Female Sex = "female"
)

// Name is the sex for the reader.
func (s Sex) Name(l lang.Lang) string { return l.T("household.sex_" + string(s)) }

// Relation is how a person stands to the head (quan hệ với chủ hộ).
type Relation string

// The relations.
const (
	Head       Relation = "head"
	Spouse     Relation = "spouse"
	Child      Relation = "child"
	Parent     Relation = "parent"
	Sibling    Relation = "sibling"
	Grandchild Relation = "grandchild"
	Kin        Relation = "kin"
	OtherRel   Relation = "other"
)

// Relations lists the relations in the order in which they are offered.
var Relations = []Relation{Head, Spouse, Child, Parent, Sibling, Grandchild, Kin, OtherRel}

// Name is the relation for the reader.
func (r Relation) Name(l lang.Lang) string { return l.T("household.relation_" + string(r)) }

// Person is a member of a household (nhân khẩu); position 1 is the head.
type Person struct {
	Position int
	Name     string
	Sex      Sex
	Born     string // ISO date, or the year alone: "1967"
	Ethnic   Ethnic
	Relation Relation
	Identity Identity

	sealed []byte // the identity number as it lies in the database
}

// BirthYear is the year the person was born in, 0 when it is not known.
func (p Person) BirthYear() int {
	if len(p.Born) < 4 {
		return 0
	}
	y, err := strconv.Atoi(p.Born[:4])
	if err != nil {
		return 0
	}
	return y
}
