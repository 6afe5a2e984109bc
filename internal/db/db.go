// Package db opens the product's database, SQLite (embedded, the default) or PostgreSQL, and gives
// the houses one way to read and one way to write on both.
//
// One SQL text serves both engines: parameters $1…$n in order of first appearance, dates as ISO
// text, instants as BIGINT microseconds, money as BIGINT đồng, sums cast to BIGINT. Where the
// engines truly differ there is a named helper here. doc/decisions/0002-storage.md says why.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Engine is the kind of database behind a DB.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Config says where the database is: a directory (SQLite) or a URL (PostgreSQL).
type Config struct {
	// Dir is the data directory; the database is the file giamngheo.db in it.
	Dir string
	// URL is a PostgreSQL connection string; when set, Dir is not used for the database.
	URL string
	// Partitioned lays the household-level tables out hash-partitioned by commune, as a
	// distributed PostgreSQL would shard them. Tests run the whole suite that way.
	Partitioned bool
	// Relaxed gives up durability for speed; only tests use it.
	Relaxed bool
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// Querier reads. *DB and *Tx are Queriers, so a house's reading functions serve pages and acts alike.
type Querier interface {
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) *sql.Row
	Engine() Engine
}

// DB is an open database. As a Querier it reads outside any transaction.
type DB struct {
	engine Engine
	read   *sql.DB
	write  *sql.DB
	writer *writer // SQLite only
	now    func() time.Time
	cfg    Config
	kept   sync.Map // of Remember
}

// Open opens the database and checks that it answers; it does not migrate (see Migrate).
func Open(ctx context.Context, cfg Config) (*DB, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	var d *DB
	var err error
	if cfg.URL != "" {
		d, err = openPostgres(cfg)
	} else {
		d, err = openSQLite(cfg)
	}
	if err != nil {
		return nil, err
	}
	if err := d.Ping(ctx); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// Now is the database's clock, for what is read outside an act.
func (d *DB) Now() time.Time { return d.now() }

// Engine tells which database this is.
func (d *DB) Engine() Engine { return d.engine }

// Ping checks that the database answers.
func (d *DB) Ping(ctx context.Context) error {
	if err := d.read.PingContext(ctx); err != nil {
		return fmt.Errorf("database does not answer: %w", err)
	}
	return nil
}

// Close ends the writer after the acts that wait, then closes the pools.
func (d *DB) Close() error {
	if d.writer != nil {
		d.writer.stop()
	}
	if d.write != d.read {
		return errors.Join(d.read.Close(), d.write.Close())
	}
	return d.read.Close()
}

// Pool is the pool that may write, for libraries that keep tables of their own (migrations, jobs).
func (d *DB) Pool() *sql.DB { return d.write }

// Query reads rows outside a transaction.
func (d *DB) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	note(ctx, query, args)
	return d.read.QueryContext(ctx, query, args...)
}

// QueryRow reads one row outside a transaction.
func (d *DB) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	note(ctx, query, args)
	return d.read.QueryRowContext(ctx, query, args...)
}

// Read runs fn on one snapshot: all its queries see the same moment.
func (d *DB) Read(ctx context.Context, fn func(q Querier) error) error {
	opts := &sql.TxOptions{ReadOnly: true}
	if d.engine == Postgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	tx, err := d.read.BeginTx(ctx, opts)
	if err != nil {
		return fmt.Errorf("begin read: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // a snapshot is only read
	return fn(&Tx{tx: tx, engine: d.engine, snapshotOf: d})
}

// nested marks the context of an act, so that a Write inside a Write is refused at once instead of
// waiting for itself on SQLite's single writer.
type nested struct{}

// Write runs one act: all of it is stored, or none. fn must use the context it is given. When Write
// returns nil the act is on disk. A Write inside a Write is refused.
func (d *DB) Write(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	if ctx.Value(nested{}) != nil {
		return errors.New("db: Write inside Write; pass the transaction down instead")
	}
	ctx = context.WithValue(ctx, nested{}, true)
	if d.writer != nil {
		return d.writer.do(ctx, fn)
	}
	return d.writePostgres(ctx, fn)
}
