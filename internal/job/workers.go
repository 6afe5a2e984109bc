package job

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"giamngheo/internal/day"
)

// Observer hears of every job that ended: for metrics.
type Observer func(kind string, took time.Duration, err error)

// Workers is the list of what the program does in the background; package app makes it.
type Workers struct {
	workers  *river.Workers
	periodic []*river.PeriodicJob
	observe  Observer
}

// NewWorkers is an empty list; observe may be nil.
func NewWorkers(observe Observer) *Workers {
	if observe == nil {
		observe = func(string, time.Duration, error) {}
	}
	return &Workers{workers: river.NewWorkers(), observe: observe}
}

// Do names the function that does the jobs of one kind. An error means "try again later".
func Do[A Args](w *Workers, fn func(ctx context.Context, a A) error) {
	river.AddWorker(w.workers, river.WorkFunc(func(ctx context.Context, j *river.Job[A]) (err error) {
		start := time.Now()
		defer func() {
			if p := recover(); p != nil {
				w.observe(j.Kind, time.Since(start), context.Canceled)
				panic(p) // river stores the panic with the job and tries again
			}
			w.observe(j.Kind, time.Since(start), err)
		}()
		return fn(ctx, j.Args)
	}))
}

// Every runs a job when the program starts and again after each interval.
func (w *Workers) Every(interval time.Duration, args Args) {
	w.periodic = append(w.periodic, river.NewPeriodicJob(
		river.PeriodicInterval(interval),
		func() (river.JobArgs, *river.InsertOpts) { return args, nil },
		&river.PeriodicJobOpts{ID: id(args), RunOnStart: true},
	))
}

// Daily runs a job every day at an hour of Vietnam's clock.
func (w *Workers) Daily(hour int, args Args) {
	w.periodic = append(w.periodic, river.NewPeriodicJob(
		daily(hour),
		func() (river.JobArgs, *river.InsertOpts) { return args, nil },
		&river.PeriodicJobOpts{ID: id(args)},
	))
}

func id(a Args) string { return a.Kind() }

// daily is the schedule "each day at this hour".
type daily int

// Next is the first such hour after t.
func (d daily) Next(t time.Time) time.Time {
	t = t.In(day.Hanoi)
	next := time.Date(t.Year(), t.Month(), t.Day(), int(d), 0, 0, 0, day.Hanoi)
	if !next.After(t) {
		next = next.AddDate(0, 0, 1)
	}
	return next
}
