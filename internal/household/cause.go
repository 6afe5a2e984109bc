package household

import (
	"math/bits"
	"strconv"

	"giamngheo/internal/lang"
)

// Cause is a cause of poverty (nguyên nhân nghèo), 1 to 8; a household may have several.
//
// The list is taken from second-hand sources; Verified says so until the annex of the circular has
// been read.
type Cause int

// Causes are the eight causes in the order of the form.
func Causes() []Cause { return []Cause{1, 2, 3, 4, 5, 6, 7, 8} }

// Name is the cause for the reader.
func (c Cause) Name(l lang.Lang) string {
	if c < 1 || c > 8 {
		return lang.Unknown
	}
	return l.T("household.cause_" + strconv.Itoa(int(c)))
}

// Need is a need for support (nhu cầu hỗ trợ), 1 to 6; a household may have several.
type Need int

// Needs are the six needs in the order of the form.
func Needs() []Need { return []Need{1, 2, 3, 4, 5, 6} }

// Name is the need for the reader.
func (n Need) Name(l lang.Lang) string {
	if n < 1 || n > 6 {
		return lang.Unknown
	}
	return l.T("household.need_" + strconv.Itoa(int(n)))
}

// ListsVerified tells whether the names of causes and needs were read in the official text.
const ListsVerified = false

// CauseSet is a set of causes, bit n-1 for cause n.
type CauseSet uint16

// CausesOf makes a set of causes.
func CausesOf(cs ...Cause) CauseSet {
	var s CauseSet
	for _, c := range cs {
		s |= 1 << (c - 1)
	}
	return s
}

// Has tells whether the set holds a cause.
func (s CauseSet) Has(c Cause) bool { return c >= 1 && s&(1<<(c-1)) != 0 }

// List is the set in the order of the form.
func (s CauseSet) List() []Cause {
	out := make([]Cause, 0, bits.OnesCount16(uint16(s)))
	for _, c := range Causes() {
		if s.Has(c) {
			out = append(out, c)
		}
	}
	return out
}

// Valid tells whether the set holds only causes that exist.
func (s CauseSet) Valid() bool { return s < 1<<8 }

// NeedSet is a set of needs, bit n-1 for need n.
type NeedSet uint16

// NeedsOf makes a set of needs.
func NeedsOf(ns ...Need) NeedSet {
	var s NeedSet
	for _, n := range ns {
		s |= 1 << (n - 1)
	}
	return s
}

// Has tells whether the set holds a need.
func (s NeedSet) Has(n Need) bool { return n >= 1 && s&(1<<(n-1)) != 0 }

// List is the set in the order of the form.
func (s NeedSet) List() []Need {
	out := make([]Need, 0, bits.OnesCount16(uint16(s)))
	for _, n := range Needs() {
		if s.Has(n) {
			out = append(out, n)
		}
	}
	return out
}

// Valid tells whether the set holds only needs that exist.
func (s NeedSet) Valid() bool { return s < 1<<6 }
