package review

import (
	"context"
	"errors"
	"iter"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

var errSoon = errors.New("review: being written")

// Service carries out the acts of the review.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

// Open begins a round.
func (s *Service) Open(ctx context.Context, who account.Actor, r Round) (RoundID, error) {
	return 0, errSoon
}

// Close ends a round.
func (s *Service) Close(ctx context.Context, who account.Actor, id RoundID) error { return errSoon }

// Record stores a household's assessment in a round.
func (s *Service) Record(ctx context.Context, who account.Actor, id RoundID, in Input) (Assessment, error) {
	return Assessment{}, errSoon
}

// Remove takes a household's assessment out of a round.
func (s *Service) Remove(ctx context.Context, who account.Actor, id RoundID, ref household.Ref) error {
	return errSoon
}

// Add stores a round as it is, with a number of its own; bulk loading begins with it.
func Add(ctx context.Context, tx *db.Tx, r Round) (Round, error) { return r, errSoon }

// Load classifies and stores many assessments of a round (made by Add), without tallies: call Rebuild after.
func Load(ctx context.Context, tx *db.Tx, r Round, seq iter.Seq2[Input, error]) (int64, error) {
	return 0, errSoon
}

// LoadClasses stores households whose class alone is known, without tallies: call Rebuild after.
func LoadClasses(ctx context.Context, tx *db.Tx, r Round, seq iter.Seq2[Given, error]) (int64, error) {
	return 0, errSoon
}

// Rebuild makes the tallies and flows of a round anew from its assessments.
func Rebuild(ctx context.Context, tx *db.Tx, id RoundID) error { return errSoon }

// Difference is a stored count that does not equal the recount.
type Difference struct {
	Table   string           `json:"table"` // tally or flow
	Commune unit.ID          `json:"commune"`
	Village unit.ID          `json:"village"` // 0: the commune's row
	Class   standard.Class   `json:"-"`
	Ethnic  household.Ethnic `json:"ethnic"`
	Column  string           `json:"column"`
	Stored  int64            `json:"stored"`
	Counted int64            `json:"counted"`
}

// Verify compares the stored tallies and flows of a round with a recount.
func Verify(ctx context.Context, q db.Querier, id RoundID) ([]Difference, error) { return nil, errSoon }

// FiguresOf counts a unit.
func FiguresOf(ctx context.Context, q db.Querier, id RoundID, u unit.ID) (Figures, error) {
	return Figures{}, errSoon
}

// FiguresBelow counts each of a unit's children, in one query.
func FiguresBelow(ctx context.Context, q db.Querier, id RoundID, u unit.ID, on day.Date) (map[unit.ID]Figures, error) {
	return nil, errSoon
}

// FlowOf is the movement in a unit.
func FlowOf(ctx context.Context, q db.Querier, id RoundID, u unit.ID) ([]Flow, error) {
	return nil, errSoon
}

// FlowBelow is the movement in each of a unit's children, in one query.
func FlowBelow(ctx context.Context, q db.Querier, id RoundID, u unit.ID, on day.Date) (map[unit.ID][]Flow, error) {
	return nil, errSoon
}

// Judged is an assessment with the round it belongs to.
type Judged struct {
	Assessment
	In Round
}

// Filter chooses assessments; zero fields choose all.
type Filter struct {
	Round     RoundID
	Area      unit.ID // the unit within which to look: any level
	Classes   []standard.Class
	Movements []Movement
	Minority  *bool
	Ethnic    household.Ethnic
	Deprived  int // indicator n
	Cause     household.Cause
	Need      household.Need
	Flag      household.Flags // one mark
	After     household.Ref   // the last of the page before
	Limit     int
}

// List is a page of the households behind a figure, in the order of their keys.
func List(ctx context.Context, q db.Querier, f Filter) ([]Assessment, error) { return nil, errSoon }

// CountOf counts what List would show in all.
func CountOf(ctx context.Context, q db.Querier, f Filter) (n int64, exact bool, err error) {
	return 0, false, errSoon
}

// Card finds a score card, shipped or imported.
func Card(ctx context.Context, q db.Querier, id string) (*standard.Card, error) { return nil, errSoon }

// ImportCard stores a checked score card.
func ImportCard(ctx context.Context, tx *db.Tx, c *standard.Card) error { return errSoon }
