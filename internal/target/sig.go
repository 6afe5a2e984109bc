package target

import (
	"context"
	"errors"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/unit"
)

var errSoon = errors.New("target: being written")

// Get reads the target of a unit; ok is false when none is set.
func Get(ctx context.Context, q db.Querier, u unit.ID, year int, indicator string) (t Target, ok bool, err error) {
	return Target{}, false, errSoon
}

// Below lists the targets that a unit handed down, by position and unit.
func Below(ctx context.Context, q db.Querier, parent unit.ID, year int, indicator string) ([]Target, error) {
	return nil, errSoon
}

// Load stores targets as a deciding paper gave them, without rights: for a demonstration or an import.
func Load(ctx context.Context, tx *db.Tx, targets []Target) error { return errSoon }

// Service carries out the acts on targets.
type Service struct{ db *db.DB }

// NewService makes the service.
func NewService(d *db.DB) *Service { return &Service{db: d} }

// Set stores a target; only who may write targets over the parent unit may.
func (s *Service) Set(ctx context.Context, who account.Actor, t Target) (Target, error) {
	return Target{}, errSoon
}
