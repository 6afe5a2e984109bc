package job

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"

	"giamngheo/internal/db"
)

const (
	// maxAttempts spreads over about three days with river's growing pauses; then a job is given up
	// and stays in the table for the operator.
	maxAttempts = 12
	// longest bounds one run: a recount of a province takes minutes, never an hour.
	longest = time.Hour
	// poll is how long a job waits at most when nothing else is going on.
	poll = time.Second
)

// Queue is the queue at work in this process.
type Queue struct {
	client *river.Client[*sql.Tx]
}

// Start begins to work on jobs. The queue stops when Stop is called, not when ctx ends: ctx only
// carries values.
//
// On SQLite the queue shares the single writing connection with the acts, one after the other; jobs
// are done one at a time, so that they never keep the acts waiting in numbers.
func Start(ctx context.Context, d *db.DB, w *Workers, log *slog.Logger) (*Queue, error) {
	atOnce := 4
	if d.Engine() == db.SQLite {
		atOnce = 1
	}
	c, err := river.NewClient(driver(d.Engine(), d.Pool()), &river.Config{
		Logger:            log,
		Workers:           w.workers,
		PeriodicJobs:      w.periodic,
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: atOnce}},
		MaxAttempts:       maxAttempts,
		JobTimeout:        longest,
		FetchPollInterval: poll,
		PollOnly:          true,
	})
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	if err := c.Start(context.WithoutCancel(ctx)); err != nil {
		return nil, fmt.Errorf("start jobs: %w", err)
	}
	return &Queue{c}, nil
}

// Stop takes no more jobs and waits for those that run; when ctx ends first they are cancelled and
// will run again after the next start.
func (q *Queue) Stop(ctx context.Context) error {
	if err := q.client.Stop(ctx); err == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := q.client.StopAndCancel(ctx); err != nil {
		return fmt.Errorf("stop jobs: %w", err)
	}
	return nil
}
