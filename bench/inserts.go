package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"
)

// inserts is how many rows a second the bare driver stores durably, one row in each commit.
func (s *settings) inserts(ctx context.Context, clients int) (float64, error) {
	d, done, err := s.bare(ctx)
	if err != nil {
		return 0, err
	}
	defer done()
	var n atomic.Int64
	var failed atomic.Pointer[error]
	var wg sync.WaitGroup
	begin := time.Now()
	for range clients {
		wg.Go(func() {
			for time.Since(begin) < sendFor/5 {
				if _, err := d.ExecContext(ctx, `insert into bare (id, at, note) values ($1, $2, $3)`, n.Add(1), begin.UnixMicro(), "một phiếu rà soát"); err != nil {
					failed.Store(&err)
					return
				}
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return float64(n.Load()) / time.Since(begin).Seconds(), nil
}

// bare is a database of the measured engine with one table, as durable as the program's own.
func (s *settings) bare(ctx context.Context) (d *sql.DB, done func(), err error) {
	dir, err := os.MkdirTemp(s.dir, "bare")
	if err != nil {
		return nil, nil, err
	}
	if s.engine == "postgres" {
		d, err = sql.Open("pgx", s.url)
	} else {
		d, err = sql.Open("sqlite", "file:"+filepath.Join(dir, "bare.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(10000)&_txlock=immediate")
	}
	if err != nil {
		return nil, nil, err
	}
	d.SetMaxOpenConns(16)
	if s.engine == "sqlite" {
		d.SetMaxOpenConns(1)
	}
	done = func() {
		_, _ = d.ExecContext(context.WithoutCancel(ctx), `drop table if exists bare`)
		d.Close()
		os.RemoveAll(dir)
	}
	if _, err := d.ExecContext(ctx, `create table bare (id bigint not null primary key, at bigint not null, note text not null)`); err != nil {
		done()
		return nil, nil, fmt.Errorf("the floor's table: %w", err)
	}
	return d, done, nil
}
