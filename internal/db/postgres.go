package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgresConns bounds the connections one server opens.
const postgresConns = 24

func openPostgres(cfg Config) (*DB, error) {
	c, err := pgx.ParseConfig(cfg.URL)
	if err != nil {
		return nil, fmt.Errorf("database URL: %w", err)
	}
	pool := stdlib.OpenDB(*c)
	pool.SetMaxOpenConns(postgresConns)
	pool.SetMaxIdleConns(postgresConns)
	return &DB{engine: Postgres, read: pool, write: pool, now: cfg.Now, cfg: cfg}, nil
}

func (d *DB) writePostgres(ctx context.Context, fn func(context.Context, *Tx) error) error {
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connection: %w", err)
	}
	defer conn.Close()
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // does nothing after a commit
	act := &Tx{tx: tx, conn: conn, engine: Postgres, Now: d.now()}
	if err := fn(ctx, act); err != nil {
		return cmp.Or(act.failed, err)
	}
	if err := act.end(ctx); err != nil {
		return cmp.Or(act.failed, err)
	}
	for _, do := range act.stored {
		do()
	}
	if err := act.beforeCommit(ctx); err != nil {
		return cmp.Or(act.failed, err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

func isUniquePostgres(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.Code == "23505"
}
