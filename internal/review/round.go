package review

import (
	"strconv"

	"giamngheo/internal/day"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// RoundID names a round for good.
type RoundID int64

// Kind is how a round comes about.
type Kind string

// The kinds of round.
const (
	// Periodic is the review of every year (rà soát định kỳ), 1 September to 14 December.
	Periodic Kind = "periodic"
	// Monthly takes up single households within the year (rà soát thường xuyên), from the 15th.
	Monthly Kind = "monthly"
)

// Status tells whether a round still takes records.
type Status string

// The states of a round, in order.
const (
	Open   Status = "open"
	Closed Status = "closed"
)

// Round is one review of one unit: the standard it judges by and the day at which its results stand.
type Round struct {
	ID       RoundID
	Year     int
	Kind     Kind
	Edition  string          // id of the poverty standard: "vn-2022"
	Card     string          // id of the score card, "" when totals are recorded without answers
	Region   standard.Region // region of the score card, unless a record names another; "" without a card
	Unit     unit.ID
	Day      day.Date // the day at which the results stand: 2022-12-31
	Previous RoundID  // the round whose classes are "đầu kỳ", 0 when there is none
	Detail   bool     // false when only the classes were taken over, without deprivations and causes
	Status   Status
	Source   string // the decision that approved it, or where its figures come from
}

// Moves tells whether the round knows the classes at its beginning: from the round before, or from
// what was recorded with each household. Of a first round that only took classes over, every
// household would seem new to its list.
func (r Round) Moves() bool { return r.Previous != 0 || r.Detail }

func (r Round) thing() string { return "round:" + strconv.FormatInt(int64(r.ID), 10) }
