package app

import (
	"context"
	"fmt"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/change"
	"giamngheo/internal/credential"
	"giamngheo/internal/db"
	"giamngheo/internal/duplicate"
	"giamngheo/internal/household"
	"giamngheo/internal/intake"
	"giamngheo/internal/job"
	"giamngheo/internal/operation"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
)

// newHouses puts the houses to work on one database; keys open its identity numbers.
func newHouses(d *db.DB, keys *seal.Keys) Houses {
	accounts := account.NewService(d)
	households := household.NewService(d, keys).Guarded(review.Guard)
	return Houses{
		DB: d, Accounts: accounts, Credentials: credential.New(d, accounts, keys, credential.Setup{}),
		Households: households, Changes: change.New(d, keys), Doubles: duplicate.NewService(d, households), Targets: target.NewService(d),
		Imports: intake.New(d, keys), Doctor: operation.NewDoctor(d, operation.Setup{}),
	}
}

// migrate brings the database to this program's version: the tables of the houses, those of the job
// queue, the country's units and the index of the search. It may run again.
func migrate(ctx context.Context, d *db.DB) error {
	if err := d.Migrate(ctx); err != nil {
		return err
	}
	if err := operation.CheckWhole(ctx, d); err != nil {
		return err
	}
	return forward(ctx, d)
}

// forward is migrate for a database that is being restored.
func forward(ctx context.Context, d *db.DB) error {
	if err := d.Migrate(ctx); err != nil {
		return err
	}
	if err := audit.Complete(ctx, d); err != nil {
		return err
	}
	if err := job.Migrate(ctx, d); err != nil {
		return err
	}
	err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return unit.Ship(ctx, tx) })
	if err != nil {
		return fmt.Errorf("ship units: %w", err)
	}
	return d.Write(ctx, household.Complete)
}
