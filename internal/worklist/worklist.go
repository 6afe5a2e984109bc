// Package worklist is the working list of an officer (danh sách làm việc): a filter of the register kept
// under a name, or households picked by hand ("hộ cần đến thăm của tôi") with a note and a tick each. It
// rests on no article; it is the sheet that an officer would otherwise keep beside the register.
//
// A list belongs to one account. It may be shared with the officers of the same unit, who read it and
// change nothing. Whoever reads it sees only those of its households that lie in his own area today.
//
//	worklist.go  List, Entry and their small types
//	service.go   Create, Change, Delete, Add, Remove, Save: one method per act
//	store.go     SQL of worklist and worklist_household
package worklist

import (
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// ID numbers a list.
type ID int64

// Kind is what a list keeps.
type Kind string

// The kinds.
const (
	Filter Kind = "filter" // the address of a filtered list of the register
	Picked Kind = "picked" // households picked one by one
)

// The bounds of a list; acts beyond them are refused with a sentence.
const (
	MaxHouseholds = 10_000 // households of one list
	MaxLists      = 100    // lists of one account
	maxName       = 120    // characters
	maxNote       = 500    // characters
	maxAddress    = 2000   // bytes
)

// List is one working list.
type List struct {
	ID      ID
	Account int64   // whose it is
	Unit    unit.ID // the owner's unit when it was made
	Kind    Kind
	Name    string
	Address string // of a filter: the page it opens
	Shared  bool   // the other officers of the unit may read it
	Updated time.Time

	Households int64  // of a picked list, those in the reader's area
	Done       int64  // of them, those ticked off
	Owner      string // of a list that somebody else shares, his name
	Mine       bool   // the reader owns it
}

// Entry is one household of a picked list.
type Entry struct {
	Household household.Ref
	Note      string
	Done      day.Date // "" while it waits
}

// Mark is what an officer writes beside a household: the note, and whether it is done; or that it is to
// leave the list.
type Mark struct {
	Household household.Ref
	Note      string
	Done      bool
	Off       bool
}

// tidy brings what was typed into the form that is stored, and refuses what cannot be a list.
func (l List) tidy() (List, error) {
	l.Name = clean(l.Name)
	switch {
	case l.Name == "":
		return l, fault.New(fault.Invalid, "worklist.name_missing")
	case utf8.RuneCountInString(l.Name) > maxName:
		return l, fault.New(fault.Invalid, "worklist.name_long", "Most", maxName)
	}
	switch l.Kind {
	case Picked:
		l.Address = ""
		return l, nil
	case Filter:
		var err error
		l.Address, err = cleanAddress(l.Address)
		return l, err
	}
	return l, fault.New(fault.Invalid, "worklist.kind_unknown")
}

func clean(s string) string { return strings.Join(strings.Fields(lang.NFC(s)), " ") }

// listPage is the only page whose address a list keeps.
var listPage = regexp.MustCompile(`^/units/[1-9][0-9]{0,17}/households$`)

// passing are the values of an address that belong to one visit and not to the list.
var passing = []string{"after", "lang", "q"}

// cleanAddress is the address of a filtered list without what belongs to one visit. The page itself
// reads the rest and asks for the reader's rights each time it is opened.
func cleanAddress(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil || u.IsAbs() || u.Host != "" || !listPage.MatchString(u.Path) || len(s) > maxAddress {
		return "", fault.New(fault.Invalid, "worklist.address_unknown")
	}
	q := u.Query()
	for _, name := range passing {
		q.Del(name)
	}
	for name, values := range q { // a form sends what was left open too
		if strings.Join(values, "") == "" {
			q.Del(name)
		}
	}
	if len(q) == 0 {
		return u.Path, nil
	}
	return u.Path + "?" + q.Encode(), nil
}
