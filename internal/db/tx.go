package db

import (
	"context"
	"database/sql"
	"fmt"
	"hash/fnv"
	"iter"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Tx is one act under way. Now is its one clock reading: every row of one act bears one time.
type Tx struct {
	tx     *sql.Tx
	conn   *sql.Conn // PostgreSQL only, for COPY
	engine Engine
	Now    time.Time
	// snapshotOf is the database of which this is a moment, nil in an act.
	snapshotOf *DB
	asked      sync.Map // of Once
	// sent waits on PostgreSQL to travel in one message; failed is what became of an earlier one.
	sent   pgx.Batch
	failed error
	// gathered is what AtEnd gives, common what AtCommit gives to all acts of one commit.
	gathered []gathered
	common   *[]gathered
	stored   []func()
}

// gathered is something with what stores it.
type gathered struct {
	what  any
	store func(context.Context, *Tx) error
}

// AtEnd gives what an act gathers of one kind, to be stored together when all else of the act is done. It is
// for rows that many acts touch: on PostgreSQL they are then locked no longer than the end takes.
func AtEnd[T any](t *Tx, store func(context.Context, *Tx, *T) error) *T {
	return gather(&t.gathered, store)
}

// AtCommit gives what the acts that share a commit have in common of one kind, to be stored once before it. An
// act changes it in OnStored and not before: it may still fail.
func AtCommit[T any](t *Tx, store func(context.Context, *Tx, *T) error) *T {
	if t.common == nil {
		t.common = new([]gathered)
	}
	return gather(t.common, store)
}

func gather[T any](list *[]gathered, store func(context.Context, *Tx, *T) error) *T {
	for _, g := range *list {
		if what, ok := g.what.(*T); ok {
			return what
		}
	}
	what := new(T)
	*list = append(*list, gathered{what, func(ctx context.Context, tx *Tx) error { return store(ctx, tx, what) }})
	return what
}

// OnStored does something once nothing of the act can fail any more but the commit.
func (t *Tx) OnStored(do func()) { t.stored = append(t.stored, do) }

// end stores what the act has gathered.
func (t *Tx) end(ctx context.Context) error {
	for _, g := range t.gathered {
		if err := g.store(ctx, t); err != nil {
			return err
		}
	}
	return t.flush(ctx)
}

// beforeCommit stores what the acts of a commit have in common.
func (t *Tx) beforeCommit(ctx context.Context) error {
	if t.common == nil {
		return nil
	}
	for _, g := range *t.common {
		if err := g.store(ctx, t); err != nil {
			return err
		}
	}
	return t.flush(ctx)
}

// Engine tells which database this is.
func (t *Tx) Engine() Engine { return t.engine }

// Raw is the transaction itself, for libraries that enqueue work in it.
func (t *Tx) Raw() *sql.Tx { return t.tx }

// Micros is Now as it is stored: microseconds since 1970 UTC.
func (t *Tx) Micros() int64 { return t.Now.UnixMicro() }

// Query reads rows within the act.
func (t *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	note(ctx, query, args)
	if err := t.flush(ctx); err != nil {
		return nil, err
	}
	return t.tx.QueryContext(ctx, query, args...)
}

// QueryRow reads one row within the act.
func (t *Tx) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	note(ctx, query, args)
	_ = t.flush(ctx) // on failure the engine refuses what follows, and the act ends with what failed
	return t.tx.QueryRowContext(ctx, query, args...)
}

// Exec changes rows within the act and returns how many.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	note(ctx, query, args)
	if err := t.flush(ctx); err != nil {
		return 0, err
	}
	r, err := t.tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// Send changes rows within the act when nobody asks how many. On PostgreSQL such statements wait for each
// other and travel together, before the act's next question or its end: each way there and back costs more
// than the work. What fails then fails the act.
func (t *Tx) Send(ctx context.Context, query string, args ...any) error {
	if t.engine == SQLite {
		_, err := t.Exec(ctx, query, args...)
		return err
	}
	note(ctx, query, args)
	t.sent.Queue(query, args...)
	return nil
}

// flush sends what waits.
func (t *Tx) flush(ctx context.Context) error {
	if t.failed != nil || t.sent.Len() == 0 {
		return t.failed
	}
	b := t.sent
	t.sent = pgx.Batch{}
	t.failed = t.conn.Raw(func(c any) error { return c.(*stdlib.Conn).Conn().SendBatch(ctx, &b).Close() })
	return t.failed
}

// Lock makes acts on the same thing wait for each other until the act ends, so that "load, decide,
// save" sees no other act between. The lock travels with the act's next question and is had before it is
// answered. SQLite has one writer and needs none.
func (t *Tx) Lock(ctx context.Context, thing string, ids ...int64) error {
	if t.engine == SQLite {
		return nil
	}
	return t.Send(ctx, `select pg_advisory_xact_lock($1)`, lockOf(thing, ids...))
}

// LockPart is Lock on a part of a thing: acts on other parts go on, who locks the whole waits for them and
// they for him.
func (t *Tx) LockPart(ctx context.Context, thing string, id, part int64) error {
	if t.engine == SQLite {
		return nil
	}
	return t.Send(ctx, `select pg_advisory_xact_lock_shared($1), pg_advisory_xact_lock($2)`, lockOf(thing, id), lockOf(thing, id, part))
}

func lockOf(thing string, ids ...int64) int64 {
	h := fnv.New64a()
	h.Write([]byte(thing))
	for _, id := range ids {
		h.Write([]byte(strconv.FormatInt(id, 16) + "/"))
	}
	return int64(h.Sum64())
}

// Load inserts many rows as fast as the engine can: COPY on PostgreSQL, one prepared statement on
// SQLite. Memory does not grow with the number of rows. The slice yielded may be reused by rows.
func (t *Tx) Load(ctx context.Context, table string, columns []string, rows iter.Seq2[[]any, error]) (int64, error) {
	noteLoad(ctx, table, columns)
	if err := t.flush(ctx); err != nil {
		return 0, err
	}
	if t.engine == Postgres {
		return t.copyIn(ctx, table, columns, rows)
	}
	st, err := t.tx.PrepareContext(ctx, insert(table, columns))
	if err != nil {
		return 0, fmt.Errorf("load %s: %w", table, err)
	}
	defer st.Close()
	var n int64
	for row, err := range rows {
		if err != nil {
			return n, err
		}
		if _, err := st.ExecContext(ctx, row...); err != nil {
			return n, fmt.Errorf("load %s row %d: %w", table, n+1, err)
		}
		n++
	}
	return n, nil
}

func (t *Tx) copyIn(ctx context.Context, table string, columns []string, rows iter.Seq2[[]any, error]) (int64, error) {
	next, stop := iter.Pull2(rows)
	defer stop()
	var n int64
	err := t.conn.Raw(func(c any) error {
		var err error
		n, err = c.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromFunc(func() ([]any, error) {
			row, err, ok := next()
			if !ok {
				return nil, nil
			}
			return row, err
		}))
		return err
	})
	if err != nil {
		return n, fmt.Errorf("load %s: %w", table, err)
	}
	return n, nil
}
