package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// FileName is the SQLite database inside a data directory.
const FileName = "giamngheo.db"

func openSQLite(cfg Config) (*DB, error) {
	if cfg.Dir == "" {
		return nil, errors.New("db: neither a data directory nor a database URL")
	}
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	// The file is its owner's alone, even in a directory that is not.
	f, err := os.OpenFile(filepath.Join(cfg.Dir, FileName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	sync := "FULL"
	if cfg.Relaxed {
		sync = "OFF"
	}
	// What an act's savepoint remembers goes to an unlinked file: in memory it would grow with an import.
	dsn := func(extra ...string) string {
		v := url.Values{"_pragma": append([]string{
			"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(" + sync + ")",
			"foreign_keys(1)", "temp_store(FILE)",
		}, extra...)}
		return "file:" + filepath.Join(cfg.Dir, FileName) + "?" + v.Encode()
	}
	// Each megabyte of cache costs two, and the system keeps the file in memory anyway.
	writer, err := newConnector(dsn("cache_size(-16384)") + "&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	write := sql.OpenDB(writer)
	write.SetMaxOpenConns(1)
	// The first connection creates the file and switches it to WAL before any reader opens it.
	if err := write.Ping(); err != nil {
		write.Close()
		return nil, fmt.Errorf("open %s: %w", filepath.Join(cfg.Dir, FileName), err)
	}
	reader, err := newConnector(dsn("query_only(1)", "cache_size(-8192)"))
	if err != nil {
		write.Close()
		return nil, err
	}
	read := sql.OpenDB(reader)
	readers := max(4, runtime.NumCPU())
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	d := &DB{engine: SQLite, read: read, write: write, now: cfg.Now, cfg: cfg}
	d.writer = newWriter(d)
	return d, nil
}

// writer is SQLite's one writer. It gathers the acts that wait, runs each in a savepoint of its own
// and commits them together: one flush to disk serves many acts, and each act is still whole or not
// at all. An act is acknowledged only after the commit.
type writer struct {
	d      *DB
	acts   chan *act
	mu     sync.RWMutex
	closed bool
	done   chan struct{}
}

type act struct {
	ctx    context.Context
	fn     func(context.Context, *Tx) error
	err    error
	panics any
	done   chan struct{}
}

// maxBatch bounds how many acts share one commit, so that the first of them does not wait long.
const maxBatch = 128

func newWriter(d *DB) *writer {
	w := &writer{d: d, acts: make(chan *act, maxBatch), done: make(chan struct{})}
	go w.run()
	return w
}

func (w *writer) stop() {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.acts)
	}
	w.mu.Unlock()
	<-w.done
}

func (w *writer) do(ctx context.Context, fn func(context.Context, *Tx) error) error {
	a := &act{ctx: ctx, fn: fn, done: make(chan struct{})}
	w.mu.RLock()
	if w.closed {
		w.mu.RUnlock()
		return errors.New("db: closed")
	}
	select {
	case w.acts <- a:
		w.mu.RUnlock()
	case <-ctx.Done():
		w.mu.RUnlock()
		return ctx.Err()
	}
	// Once queued the answer is awaited: returning early would leave it open whether the act is stored.
	<-a.done
	if a.panics != nil {
		panic(a.panics)
	}
	return a.err
}

func (w *writer) run() {
	defer close(w.done)
	for first := range w.acts {
		batch := []*act{first}
	gather:
		for len(batch) < maxBatch {
			select {
			case a, ok := <-w.acts:
				if !ok {
					break gather
				}
				batch = append(batch, a)
			default:
				break gather
			}
		}
		w.commit(batch)
		for _, a := range batch {
			close(a.done)
		}
	}
}

func (w *writer) commit(batch []*act) {
	// The transaction outlives each caller's context: SQLite answers an interrupted statement by
	// rolling back the whole transaction, and with it the acts of others.
	ctx := context.Background()
	fail := func(err error) {
		for _, a := range batch {
			if a.err == nil {
				a.err = err
			}
		}
	}
	tx, err := w.d.write.BeginTx(ctx, nil)
	if err != nil {
		fail(fmt.Errorf("begin: %w", err))
		return
	}
	defer tx.Rollback() //nolint:errcheck // does nothing after a commit
	common := new([]gathered)
	for _, a := range batch {
		if a.err = a.ctx.Err(); a.err != nil {
			continue // its caller has gone away before the act began
		}
		if _, err := tx.ExecContext(ctx, "savepoint act"); err != nil {
			fail(fmt.Errorf("savepoint: %w", err))
			return
		}
		t := &Tx{tx: tx, engine: SQLite, Now: w.d.now(), common: common}
		a.run(t)
		if a.err != nil || a.panics != nil {
			if _, err := tx.ExecContext(ctx, "rollback to act"); err != nil {
				// The engine has given up the whole transaction (disk full, for one).
				fail(fmt.Errorf("rollback to savepoint: %w", err))
				return
			}
		}
		if _, err := tx.ExecContext(ctx, "release act"); err != nil {
			fail(fmt.Errorf("release: %w", err))
			return
		}
		if a.err == nil && a.panics == nil {
			for _, do := range t.stored {
				do()
			}
		}
	}
	if err := (&Tx{tx: tx, engine: SQLite, Now: w.d.now(), common: common}).beforeCommit(ctx); err != nil {
		fail(fmt.Errorf("before commit: %w", err))
		return
	}
	if err := tx.Commit(); err != nil {
		fail(fmt.Errorf("commit: %w", err))
	}
}

func (a *act) run(tx *Tx) {
	defer func() { a.panics = recover() }()
	ctx := context.WithoutCancel(a.ctx)
	if a.err = a.fn(ctx, tx); a.err == nil {
		a.err = tx.end(ctx)
	}
}

// IsUnique tells whether an error says that a row with this key exists already.
func IsUnique(err error) bool {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	return isUniquePostgres(err)
}
