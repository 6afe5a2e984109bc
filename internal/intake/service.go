package intake

import (
	"context"
	"io"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

// Service carries out imports.
type Service struct {
	db   *db.DB
	keys *seal.Keys
}

// New makes the service of a database; keys seal what is kept of the files.
func New(d *db.DB, keys *seal.Keys) *Service { return &Service{d, keys} }

// Receive keeps a file until it is committed or discarded, and gives its import a number.
func (s *Service) Receive(ctx context.Context, who account.Actor, in Upload, r io.Reader) (ID, error) {
	return 0, fault.New(fault.NotFound, "intake.not_found")
}

// Preview reads a file and says what it would change; nothing is stored but this answer.
func (s *Service) Preview(ctx context.Context, who account.Actor, id ID, c Choices) (Import, error) {
	return Import{}, fault.New(fault.NotFound, "intake.not_found")
}

// Commit stores what the preview showed, all of it in one act, or nothing.
func (s *Service) Commit(ctx context.Context, who account.Actor, id ID) (Import, error) {
	return Import{}, fault.New(fault.NotFound, "intake.not_found")
}

// Undo takes a committed import back: what it changed is as it was before, what it added is gone.
func (s *Service) Undo(ctx context.Context, who account.Actor, id ID) (Import, error) {
	return Import{}, fault.New(fault.NotFound, "intake.not_found")
}

// Discard throws a file away that was not committed.
func (s *Service) Discard(ctx context.Context, who account.Actor, id ID) error {
	return fault.New(fault.NotFound, "intake.not_found")
}

// Get reads an import with its last preview.
func (s *Service) Get(ctx context.Context, who account.Actor, id ID) (Import, error) {
	return Import{}, fault.New(fault.NotFound, "intake.not_found")
}

// List are the newest imports into an area and what lies below it, without their previews' rows.
func (s *Service) List(ctx context.Context, who account.Actor, area unit.ID) ([]Import, error) {
	return nil, nil
}

// WriteErrors writes the rejected rows as given with a column that says what is wrong, as .xlsx.
func (s *Service) WriteErrors(ctx context.Context, who account.Actor, id ID, l lang.Lang, w io.Writer) error {
	return fault.New(fault.NotFound, "intake.not_found")
}
