package household

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/unit"
)

// Problem is one thing that keeps a household from being stored, at the field of the form where it
// stands: "head", "persons.2.born".
type Problem struct {
	Field string
	Err   error // a fault
}

// Problems are all of them; as an error it is the first one's sentence.
type Problems []Problem

func (p Problems) Error() string {
	var b strings.Builder
	for i, one := range p {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(one.Field + ": " + one.Err.Error())
	}
	return b.String()
}

// Unwrap gives the faults, the first of which the user reads.
func (p Problems) Unwrap() []error {
	out := make([]error, len(p))
	for i, one := range p {
		out[i] = one.Err
	}
	return out
}

// oldest is the greatest plausible age.
const oldest = 120

// Check lists what is wrong with a household as far as it can be told without the register.
func Check(h Household, on day.Date) Problems {
	var out Problems
	add := func(field, key string, args ...any) {
		out = append(out, Problem{field, fault.New(fault.Invalid, key, args...)})
	}
	if h.Head == "" {
		add("head", "household.head_required")
	}
	if h.Code == "" {
		add("code", "household.code_required")
	}
	if h.CodeYear < 2000 || h.CodeYear > on.Year()+1 {
		add("code_year", "household.code_year", "Year", strconv.Itoa(h.CodeYear))
	}
	if h.Village == 0 {
		add("village", "household.village_required")
	}
	if !h.Ethnic.Known() {
		add("ethnic", "household.ethnic_required")
	} else if e, err := EthnicByCode(h.EthnicList, h.EthnicGiven); err != nil {
		out = append(out, Problem{"ethnic", err})
	} else if e != h.Ethnic {
		add("ethnic", "household.ethnic_disagrees", "Code", h.EthnicGiven, "List", strconv.Itoa(h.EthnicList))
	}
	if h.Members < 1 || h.Members > 60 {
		add("members", "household.members_range")
	} else if len(h.Persons) > 0 && len(h.Persons) != h.Members {
		add("members", "household.members_disagree", "Members", h.Members, "Persons", len(h.Persons))
	}
	if h.Flags >= 1<<len(flagNames) {
		add("flags", "household.flag_unknown")
	}
	if len(h.Persons) > 0 && h.Head != "" && h.Persons[0].Name != h.Head {
		add("head", "household.head_disagrees")
	}
	if len(h.Persons) > 0 && h.Flags.Has(FemaleHead) != (h.Persons[0].Sex == Female) {
		add("flags", "household.female_head_disagrees")
	}
	out = append(out, checkNumbers(h)...)
	for i, p := range h.Persons {
		field := "persons." + strconv.Itoa(i+1) + "."
		for _, one := range checkPerson(p, i+1, on) {
			out = append(out, Problem{field + one.Field, one.Err})
		}
	}
	for i, p := range h.Persons {
		for _, q := range h.Persons[:i] {
			if p.Identity != "" && !p.Identity.Masked() && string(p.Identity) == string(q.Identity) {
				add("persons."+strconv.Itoa(i+1)+".identity", "household.identity_twice", "Position", i+1, "Other", q.Position)
			}
		}
	}
	return out
}

func checkPerson(p Person, position int, on day.Date) Problems {
	var out Problems
	add := func(field, key string, args ...any) {
		out = append(out, Problem{field, fault.New(fault.Invalid, key, append([]any{"Position", position}, args...)...)})
	}
	if p.Position != position {
		add("position", "household.person_position")
	}
	if p.Name == "" {
		add("name", "household.person_name")
	}
	if p.Sex != Male && p.Sex != Female {
		add("sex", "household.person_sex")
	}
	if !p.Ethnic.Known() {
		add("ethnic", "household.person_ethnic")
	}
	if (p.Relation == Head) != (position == 1) {
		add("relation", "household.person_head")
	} else if !knownRelation(p.Relation) {
		add("relation", "household.person_relation")
	}
	bornWell := false
	switch year := p.BirthYear(); {
	case p.Born == "":
		add("born", "household.born_required")
	case !plausibleBorn(p.Born):
		add("born", "household.born_unreadable", "Born", p.Born)
	case day.Date(p.Born) > on || year > on.Year():
		add("born", "household.born_future", "Born", p.Born)
	case year < on.Year()-oldest:
		add("born", "household.born_old", "Born", p.Born)
	default:
		bornWell = true
	}
	switch {
	case p.Identity.Masked():
		add("identity", "household.identity_mask")
	case p.Identity != "":
		year := 0
		if bornWell {
			year = p.BirthYear()
		}
		if err := CheckIdentity(p.Identity, p.Sex, year); err != nil {
			out = append(out, Problem{"identity", err})
		}
	}
	return out
}

func knownRelation(r Relation) bool {
	for _, one := range Relations {
		if r == one {
			return true
		}
	}
	return false
}

// plausibleBorn accepts an ISO date or a year alone.
func plausibleBorn(s string) bool {
	if len(s) == 4 {
		_, err := strconv.ParseUint(s, 10, 16)
		return err == nil
	}
	_, err := day.Parse(s)
	return err == nil
}

// check adds what only the register can tell: the village lies in the commune, and the code is free.
func check(ctx context.Context, tx *db.Tx, h Household) error {
	out := Check(h, today(tx))
	if u, err := unit.Get(ctx, tx, h.Commune); err != nil {
		return err
	} else if u.Level != unit.Commune {
		out = append(out, Problem{"commune", fault.New(fault.Invalid, "household.commune_level", "Unit", u.Title())})
	}
	if h.Village != 0 {
		v, err := unit.Get(ctx, tx, h.Village)
		switch {
		case fault.KindOf(err) == fault.NotFound || err == nil && (v.Level != unit.Village || v.Parent != h.Commune):
			out = append(out, Problem{"village", fault.New(fault.Invalid, "household.village_elsewhere")})
		case err != nil:
			return err
		}
	}
	if h.Code != "" {
		taken, err := codeTaken(ctx, tx, h)
		if err != nil {
			return err
		}
		if taken {
			out = append(out, Problem{"code", fault.New(fault.Conflict, "household.code_taken", "Code", h.Code, "Year", strconv.Itoa(h.CodeYear))})
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// AsProblems finds the list of problems inside an error.
func AsProblems(err error) (Problems, bool) {
	var p Problems
	ok := errors.As(err, &p)
	return p, ok
}
