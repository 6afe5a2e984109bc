package audit

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"giamngheo/internal/db"
	"giamngheo/internal/fault"
)

const (
	// shownAfter is how long a page waits for its line. An import may hold SQLite's one writer for ten
	// seconds; the page is then shown, and its line is written when the writer is free.
	shownAfter = 2 * time.Second
	// mostWaiting bounds the lines that wait; beyond it no page is shown whose line could be lost.
	mostWaiting = 10_000
	// sightsAtOnce is how many lines are written in one act.
	sightsAtOnce = 200
	// tryAgain is how long after a failure the lines of pages that were shown are tried again.
	tryAgain = time.Second
)

// Watcher writes the lines of looks, searches and readings: acts that change nothing and ask for no
// transaction of their own. Those that come together share one act, so that a page costs no flush to disk by
// itself, and stand in a chain of their own, so that nobody's changes wait for them.
type Watcher struct {
	d   *db.DB
	log *slog.Logger
	// patience is shownAfter; tests shorten it.
	patience time.Duration

	mu      sync.Mutex
	waiting []*sight
	running bool
	idle    chan struct{} // closed while nothing waits or is written
}

// sight is one line on its way.
type sight struct {
	line   entry
	who    Actor
	volume Volume
	done   chan error // takes the answer once
	shown  bool       // under mu: its page went out before its line was stored
}

// NewWatcher writes to a database; log is told of what was shown before its line was stored.
func NewWatcher(d *db.DB, log *slog.Logger) *Watcher {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	idle := make(chan struct{})
	close(idle)
	return &Watcher{d: d, log: log, patience: shownAfter, idle: idle}
}

// Saw records that somebody is shown something. When it returns nil the page may go out: its line is
// stored, or has waited two seconds and will be, also when the program is asked to stop. An error means that
// the line cannot be stored, and nothing may be shown.
func (w *Watcher) Saw(ctx context.Context, who Actor, l Line, v Volume) error {
	e, err := newEntry(who, l, w.d.Now().UnixMicro(), sightChain)
	if err != nil {
		return err
	}
	s := &sight{line: e, who: who, volume: v, done: make(chan error, 1)}
	w.mu.Lock()
	if len(w.waiting) >= mostWaiting {
		w.mu.Unlock()
		return fault.New(fault.Busy, "audit.busy")
	}
	w.waiting = append(w.waiting, s)
	if !w.running {
		w.running, w.idle = true, make(chan struct{})
		go w.run()
	}
	w.mu.Unlock()
	wait := time.NewTimer(w.patience)
	defer wait.Stop()
	select {
	case err := <-s.done:
		return err
	case <-ctx.Done():
		return ctx.Err() // nothing is shown; the line may still say that somebody asked
	case <-wait.C:
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case err := <-s.done:
		return err
	default:
	}
	s.shown = true
	w.log.WarnContext(ctx, "shown before its audit line was stored", "account", who.ID, "act", l.Act, "thing", l.Thing)
	return nil
}

// run writes what waits until nothing does.
func (w *Watcher) run() {
	for {
		w.mu.Lock()
		n := min(len(w.waiting), sightsAtOnce)
		if n == 0 {
			w.running, w.waiting = false, nil
			close(w.idle)
			w.mu.Unlock()
			return
		}
		some := w.waiting[:n:n]
		w.waiting = w.waiting[n:]
		w.mu.Unlock()
		err := w.write(some)
		w.mu.Lock()
		var again []*sight
		for _, s := range some {
			if err != nil && s.shown {
				again = append(again, s)
				continue
			}
			if s.shown {
				w.log.Info("audit line stored after its page was shown", "account", s.who.ID, "act", s.line.Act, "thing", s.line.Thing)
			}
			s.done <- err
		}
		w.waiting = append(again, w.waiting...)
		w.mu.Unlock()
		if err != nil {
			w.log.Error("audit lines of looks cannot be stored", "error", err, "waiting", len(again))
			if len(again) > 0 {
				time.Sleep(tryAgain)
			}
		}
	}
}

// write stores lines in one act.
func (w *Watcher) write(some []*sight) error {
	return w.d.Write(context.Background(), func(_ context.Context, tx *db.Tx) error {
		p := db.AtEnd(tx, store)
		for _, s := range some {
			p.lines = append(p.lines, s.line)
			p.add(time.UnixMicro(s.line.At), s.who, s.volume)
		}
		return nil
	})
}

// Drain waits until nothing waits any more: what was shown has its line.
func (w *Watcher) Drain(ctx context.Context) error {
	w.mu.Lock()
	idle := w.idle
	w.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
