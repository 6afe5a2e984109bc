package unit

import (
	"context"
	"errors"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
)

var errSoon = errors.New("unit: being written")

// Get reads a unit; fault.NotFound when there is none.
func Get(ctx context.Context, q db.Querier, id ID) (Unit, error) { return Unit{}, errSoon }

// ByIDs reads units by id, in one query; ids without a unit are left out.
func ByIDs(ctx context.Context, q db.Querier, ids []ID) (map[ID]Unit, error) { return nil, errSoon }

// ByCode reads the unit that bears a code on a day; fault.NotFound when none does.
func ByCode(ctx context.Context, q db.Querier, level Level, code string, on day.Date) (Unit, error) {
	return Unit{}, errSoon
}

// Children lists the units directly below on a day, by code.
func Children(ctx context.Context, q db.Querier, id ID, on day.Date) ([]Unit, error) { return nil, errSoon }

// Below lists the units of one level anywhere below a unit on a day, by code.
func Below(ctx context.Context, q db.Querier, id ID, level Level, on day.Date) ([]Unit, error) {
	return nil, errSoon
}

// Ancestors is the way from the country down to the unit itself.
func Ancestors(ctx context.Context, q db.Querier, id ID) ([]Unit, error) { return nil, errSoon }

// Within tells whether a unit is the ancestor itself or stands below it.
func Within(ctx context.Context, q db.Querier, ancestor, id ID) (bool, error) { return false, errSoon }

// Share tells how much of a unit went to a successor.
type Share string

// The shares: all of the old unit, or one of several parts.
const (
	Whole Share = "whole"
	Part  Share = "part"
)

// Succession is one step from a unit to its successor, by one event.
type Succession struct {
	Event EventID
	Day   day.Date
	Kind  string // merge, split, rename, move, abolish
	Basis string // the resolution
	Old   ID
	New   ID // 0: no successor, the level was abolished
	Share Share
	Note  string
}

// EventID numbers the events.
type EventID int64

// Successors lists what a unit became by the event that ended it; none while it stands.
func Successors(ctx context.Context, q db.Querier, id ID) ([]Succession, error) { return nil, errSoon }

// Predecessors lists the units that a unit was made of by the event that began it.
func Predecessors(ctx context.Context, q db.Querier, id ID) ([]Succession, error) { return nil, errSoon }

// Destiny is a unit of another day with the share of the asked unit that is in it.
type Destiny struct {
	Unit  ID
	Share Share
}

// SuccessorsOn are the units of a later day in which a unit is found, over all events between.
func SuccessorsOn(ctx context.Context, q db.Querier, id ID, on day.Date) ([]Destiny, error) {
	return nil, errSoon
}

// Flag is a status given to a unit by a decision for a period.
type Flag struct {
	Unit     ID // the unit itself or one above it
	Flag     string
	From, To day.Date
	Basis    string
	Verified bool
}

// The flags.
const (
	PoorDistrict     = "poor_district"     // huyện nghèo
	DifficultCommune = "difficult_commune" // xã đặc biệt khó khăn
	BorderCommune    = "border_commune"    // xã biên giới
)

// Flags lists the flags of a unit and of the units above it that hold on a day.
func Flags(ctx context.Context, q db.Querier, id ID, on day.Date) ([]Flag, error) { return nil, errSoon }

// Base is the population base (dân số gốc) of a unit on a day; -1 is "not known".
type Base struct {
	Households, Persons                 int64
	MinorityHouseholds, MinorityPersons int64
	Day                                 day.Date
	Source                              string
	Verified                            bool
}

// BaseOf is the newest base of a unit up to a day: its own, or the sum of its communes when every one
// of them has one for the same day. ok is false when it is not known.
func BaseOf(ctx context.Context, q db.Querier, id ID, on day.Date) (b Base, ok bool, err error) {
	return Base{}, false, errSoon
}

// BasesBelow is BaseOf for each child that stands on the day; children without a base are left out.
func BasesBelow(ctx context.Context, q db.Querier, id ID, on day.Date) (map[ID]Base, error) {
	return nil, errSoon
}

// SetBase stores a unit's base for the base's day.
func SetBase(ctx context.Context, tx *db.Tx, id ID, b Base) error { return errSoon }

// Insert adds units, parents before children; those with ID 0 are given one, in place.
func Insert(ctx context.Context, tx *db.Tx, units []Unit) error { return errSoon }

// Ship brings the units, events and flags that come with the program into the database. It adds what
// is new and gives an end to what has ended; everything else stays as it is.
func Ship(ctx context.Context, tx *db.Tx) error { return errSoon }

// Directory is the shipped list in memory, for work without a database.
type Directory struct{}

// Shipped is the list that comes with the program.
func Shipped() *Directory { return nil }

// Get is a unit by id.
func (d *Directory) Get(id ID) (Unit, bool) { return Unit{}, false }

// ByCode is the unit that bears a code on a day.
func (d *Directory) ByCode(level Level, code string, on day.Date) (Unit, bool) { return Unit{}, false }

// Children lists the units directly below on a day, by code.
func (d *Directory) Children(id ID, on day.Date) []Unit { return nil }

// Below lists the units of one level anywhere below a unit on a day, by code.
func (d *Directory) Below(id ID, level Level, on day.Date) []Unit { return nil }

// Ancestors is the way from the country down to the unit itself.
func (d *Directory) Ancestors(id ID) []Unit { return nil }

// Candidate is a unit that a written name may mean.
type Candidate struct {
	Unit    Unit
	Differs bool // the list spells the name otherwise: Đak for Đăk, Kbang for KBang
}

// Match finds a written name among the children of a unit on a day. Marks, case, spaces, hyphens and
// a leading kind ("H.", "TP", "Huyện") are folded; a kind that is written must fit. Only the closest
// matches are returned: none is unknown, more than one is ambiguous.
func (d *Directory) Match(name string, under ID, on day.Date) []Candidate { return nil }

// Find is Match over all units of a level in the country, "" for every level.
func (d *Directory) Find(name string, level Level, on day.Date) []Candidate { return nil }
