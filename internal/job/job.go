// Package job is the queue of background work, kept in the product's own database: a job enqueued in
// an act is stored with the act or not at all, outlives a stop of the program, and is tried again when
// it fails. A job may therefore run twice; whoever writes one makes the second run harmless.
//
//	job.go     Args, Enqueue, Migrate
//	workers.go which function does which job, and when the periodic ones are due
//	queue.go   the queue at work: Start, Stop
//
// The tables are river's; doc/decisions/0010-jobs.md says why.
package job

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"sync"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"giamngheo/internal/db"
)

// Args is what a job is given: a struct that encodes to JSON and names its kind ("review.verify").
// It carries ids, never names or identity numbers.
type Args interface{ Kind() string }

// Enqueue stores a job in the act's transaction; it runs once the act is stored.
func Enqueue(ctx context.Context, tx *db.Tx, args Args) error {
	c, err := inserter(tx.Engine())
	if err != nil {
		return err
	}
	if _, err := c.InsertTx(ctx, tx.Raw(), args, nil); err != nil {
		return fmt.Errorf("enqueue %s: %w", args.Kind(), err)
	}
	return nil
}

// Migrate brings the queue's own tables to the version of this program.
func Migrate(ctx context.Context, d *db.DB) error {
	m, err := migrator(d)
	if err != nil {
		return err
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	return nil
}

// CheckSchema refuses queue tables that are missing or older than this program.
func CheckSchema(ctx context.Context, d *db.DB) error {
	m, err := migrator(d)
	if err != nil {
		return err
	}
	r, err := m.Validate(ctx, nil)
	if err != nil {
		return fmt.Errorf("check job tables: %w", err)
	}
	if !r.OK {
		return fmt.Errorf("the job tables are older than this program; run `giamngheo migrate` (%v)", r.Messages)
	}
	return nil
}

func migrator(d *db.DB) (*rivermigrate.Migrator[*sql.Tx], error) {
	return rivermigrate.New(driver(d.Engine(), d.Pool()), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
}

func driver(e db.Engine, pool *sql.DB) riverdriver.Driver[*sql.Tx] {
	if e == db.Postgres {
		return riverdatabasesql.New(pool)
	}
	return riversqlite.New(pool)
}

// inserters only store jobs in transactions given to them; they need no pool and do no work.
var inserters = map[db.Engine]func() (*river.Client[*sql.Tx], error){
	db.SQLite:   sync.OnceValues(func() (*river.Client[*sql.Tx], error) { return newInserter(db.SQLite) }),
	db.Postgres: sync.OnceValues(func() (*river.Client[*sql.Tx], error) { return newInserter(db.Postgres) }),
}

func inserter(e db.Engine) (*river.Client[*sql.Tx], error) { return inserters[e]() }

func newInserter(e db.Engine) (*river.Client[*sql.Tx], error) {
	return river.NewClient(driver(e, nil), &river.Config{
		Logger: slog.New(slog.DiscardHandler), MaxAttempts: maxAttempts,
	})
}
