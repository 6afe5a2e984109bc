package job_test

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/job"
)

type note struct {
	N int `json:"n"`
}

func (note) Kind() string { return "job.note" }

type tick struct{}

func (tick) Kind() string { return "job.tick" }

// wait bounds how long a test waits for what must happen; it is never reached when all is well.
const wait = 30 * time.Second

func migrated(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := job.Migrate(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		test(t, d)
	})
}

func start(t *testing.T, d *db.DB, w *job.Workers) {
	t.Helper()
	q, err := job.Start(t.Context(), d, w, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), wait)
		defer cancel()
		if err := q.Stop(ctx); err != nil {
			t.Errorf("Stop = %v", err)
		}
	})
}

func receive[T any](t *testing.T, from <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-from:
	case <-time.After(wait):
		t.Fatal("nothing came")
	}
	return v
}

func TestAJobIsStoredWithItsActOrNotAtAll(t *testing.T) {
	migrated(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		refused := errors.New("refused")
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := job.Enqueue(ctx, tx, note{1}); err != nil {
				return err
			}
			return refused
		})
		if !errors.Is(err, refused) {
			t.Fatalf("Write = %v, want %v", err, refused)
		}
		if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			return job.Enqueue(ctx, tx, note{2})
		}); err != nil {
			t.Fatal(err)
		}
		done := make(chan int, 10)
		w := job.NewWorkers(nil)
		job.Do(w, func(_ context.Context, n note) error { done <- n.N; return nil })
		start(t, d, w)
		if got := receive(t, done); got != 2 {
			t.Errorf("the job that ran is %d, want 2", got)
		}
	})
}

func TestAFailedJobIsTriedAgain(t *testing.T) {
	migrated(t, func(t *testing.T, d *db.DB) {
		type outcome struct {
			kind string
			err  error
		}
		seen := make(chan outcome, 10)
		w := job.NewWorkers(func(kind string, _ time.Duration, err error) { seen <- outcome{kind, err} })
		broken := errors.New("not yet")
		tries := 0
		job.Do(w, func(context.Context, note) error {
			if tries++; tries == 1 {
				return broken
			}
			return nil
		})
		if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return job.Enqueue(ctx, tx, note{1})
		}); err != nil {
			t.Fatal(err)
		}
		start(t, d, w)
		if got := receive(t, seen); !errors.Is(got.err, broken) || got.kind != "job.note" {
			t.Errorf("first run = %v, want job.note failing", got)
		}
		if got := receive(t, seen); got.err != nil {
			t.Errorf("second run = %v, want done", got.err)
		}
	})
}

func TestAPeriodicJobRunsAtTheStart(t *testing.T) {
	migrated(t, func(t *testing.T, d *db.DB) {
		done := make(chan bool, 10)
		w := job.NewWorkers(nil)
		job.Do(w, func(context.Context, tick) error { done <- true; return nil })
		w.Every(time.Hour, tick{})
		w.Daily(2, note{})
		job.Do(w, func(context.Context, note) error { return nil })
		start(t, d, w)
		receive(t, done)
	})
}

// Jobs and acts share SQLite's single writing connection; neither may see "database is locked", and
// a job may write acts of its own.
func TestJobsAndActsRunSideBySide(t *testing.T) {
	migrated(t, func(t *testing.T, d *db.DB) {
		const jobs, people, each = 12, 6, 40
		done := make(chan error, jobs)
		w := job.NewWorkers(func(_ string, _ time.Duration, err error) { done <- err })
		job.Do(w, func(ctx context.Context, n note) error {
			return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				return db.SetSetting(ctx, tx, "job"+strconv.Itoa(n.N), "done")
			})
		})
		start(t, d, w)
		var g errgroup.Group
		for p := range people {
			g.Go(func() error {
				for i := range each {
					err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
						if n := p*each + i; n < jobs {
							if err := job.Enqueue(ctx, tx, note{n}); err != nil {
								return err
							}
						}
						return db.SetSetting(ctx, tx, "act"+strconv.Itoa(p), strconv.Itoa(i))
					})
					if err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err := g.Wait(); err != nil {
			t.Fatalf("an act failed beside the jobs: %v", err)
		}
		for range jobs {
			if err := receive(t, done); err != nil {
				t.Fatalf("a job failed beside the acts: %v", err)
			}
		}
		for n := range jobs {
			if v, err := db.Setting(t.Context(), d, "job"+strconv.Itoa(n)); err != nil || v != "done" {
				t.Errorf("what job %d wrote is %q, %v", n, v, err)
			}
		}
	})
}

func TestMigrateMayRunAgainAndCheckSchemaAsksForIt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := job.CheckSchema(t.Context(), d); err == nil {
			t.Error("CheckSchema before Migrate = nil, want an error")
		}
		for range 2 {
			if err := job.Migrate(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
		if err := job.CheckSchema(t.Context(), d); err != nil {
			t.Errorf("CheckSchema after Migrate = %v", err)
		}
	})
}

func TestStopWaitsForTheJobThatRuns(t *testing.T) {
	migrated(t, func(t *testing.T, d *db.DB) {
		began, finish := make(chan bool, 1), make(chan bool)
		ended := false
		w := job.NewWorkers(nil)
		job.Do(w, func(context.Context, note) error {
			began <- true
			<-finish
			ended = true
			return nil
		})
		q, err := job.Start(t.Context(), d, w, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return job.Enqueue(ctx, tx, note{1})
		}); err != nil {
			t.Fatal(err)
		}
		receive(t, began)
		stopped := make(chan error, 1)
		go func() { stopped <- q.Stop(context.Background()) }()
		close(finish)
		if err := receive(t, stopped); err != nil || !ended {
			t.Errorf("Stop = %v with the job ended %t, want nil and true", err, ended)
		}
	})
}

func TestDailyIsTheNextSuchHourInVietnam(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, now, want string }{
		{"before the hour it is today", "2023-01-31T18:30:00Z", "2023-01-31T19:00:00Z"},
		{"at the hour it is tomorrow", "2023-01-31T19:00:00Z", "2023-02-01T19:00:00Z"},
		{"after the hour it is tomorrow", "2023-02-28T20:00:00Z", "2023-03-01T19:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			now, err := time.Parse(time.RFC3339, c.now)
			if err != nil {
				t.Fatal(err)
			}
			if got := job.NextDaily(2, now).UTC().Format(time.RFC3339); got != c.want {
				t.Errorf("Daily(2) after %s = %s, want %s", c.now, got, c.want)
			}
		})
	}
}
