package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// think is how long an officer looks at a page before the next request: between the half and one and a half
// times of it.
const think = 10 * time.Second

// worker is one session of an officer at work, with what the server has acknowledged to it.
type worker struct {
	*officer
	// acked and sent are the points last acknowledged, and last sent, by form.
	acked, sent map[string]int
}

// load lets officers work for a while, four fifths reading and one fifth sending forms, then kills the server
// in the middle of it, starts it again, and looks for everything that was acknowledged.
func load(ctx context.Context, s *settings, t *table) error {
	p, err := s.province(ctx)
	if err != nil {
		return err
	}
	const accounts = 200
	officers, one, err := s.officers(ctx, p, min(accounts, s.officersAtWork))
	if err != nil {
		return err
	}
	defer func() { one.stop() }()
	workers, err := one.workers(officers, s.officersAtWork)
	if err != nil {
		return err
	}
	w := newWork()
	var peak atomic.Int64
	watched, unwatch := context.WithCancel(ctx)
	defer unwatch()
	go one.watch(watched, &peak)
	var wg sync.WaitGroup
	begin := time.Now()
	for _, x := range workers {
		wg.Go(func() { w.run(x) })
	}
	select {
	case <-time.After(s.loadFor):
	case <-ctx.Done():
	}
	// Killed while everybody is at work: what was not acknowledged by now may or may not be there.
	took := time.Since(begin)
	w.dead.Store(true)
	if err := one.cmd.Process.Kill(); err != nil {
		return err
	}
	_ = one.cmd.Wait()
	unwatch()
	close(w.over)
	wg.Wait()
	again, err := serve(ctx, s.program, p)
	if err != nil {
		return fmt.Errorf("after the kill: %w", err)
	}
	one = again
	lost, kept, err := missing(workers, again.url)
	if err != nil {
		return err
	}
	_, verified := process(ctx, s.program, append([]string{"review", "verify"}, p.args()...)...)
	what := fmt.Sprintf("%d officers for %s: ", len(workers), took.Round(time.Second))
	all := append(append(times{}, w.reads...), w.writes...)
	t.add(line{
		name: what + "all requests", engine: s.engine,
		value: fmt.Sprintf("%.0f/s, median %s, p95 %s, p99 %s, longest %s", float64(len(all))/took.Seconds(), ms(all.at(0.5)), ms(all.at(0.95)), ms(all.at(0.99)), ms(all.at(1))),
		bar:   "p99 ≤ 150 ms", met: all.at(0.99) <= 150*time.Millisecond,
	})
	t.add(line{name: what + "forms sent", engine: s.engine, value: fmt.Sprintf("%d, p99 %s", len(w.writes), ms(w.writes.at(0.99)))})
	t.add(line{name: what + "errors", engine: s.engine, value: fmt.Sprintf("%d%s", w.errors, w.first), bar: "none", met: w.errors == 0})
	t.add(line{name: what + "memory of the server at most", engine: s.engine, value: megabytes(peak.Load()), bar: "≤ 250 MB", met: peak.Load() <= 250<<20})
	t.add(line{
		name: "killed in the middle (kill -9), started again", engine: s.engine,
		value: fmt.Sprintf("%d forms last acknowledged, %d lost; tallies %s", kept+lost, lost, verdict(verified)),
		bar:   "none lost, tallies verify", met: lost == 0 && verified == nil,
	})
	return crowd(ctx, s, t, again)
}

func verdict(err error) string {
	if err != nil {
		return "differ"
	}
	return "verify"
}

// workers signs sessions in until there are n, several for an account, each with households of its own.
func (s *server) workers(officers []*officer, n int) ([]*worker, error) {
	out := make([]*worker, n)
	each := (n + len(officers) - 1) / len(officers)
	var failed atomic.Pointer[error]
	var wg sync.WaitGroup
	slots := make(chan struct{}, 4)
	for i := range out {
		o := officers[i%len(officers)]
		turn := i / len(officers)
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			r := o.reader
			if turn > 0 {
				var err error
				if r, err = s.enter("bench"+strconv.Itoa(i%len(officers)), benchPassword); err != nil {
					failed.Store(&err)
					return
				}
				r.home = o.home
			}
			var own []string
			for j := turn; j < len(o.forms); j += each {
				own = append(own, o.forms[j])
			}
			out[i] = &worker{&officer{r, own}, map[string]int{}, map[string]int{}}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		return nil, *err
	}
	return out, nil
}

// work is what all workers saw.
type work struct {
	mu            sync.Mutex
	reads, writes times
	errors        int
	first         string // what the first error said
	dead          atomic.Bool
	over          chan struct{}
}

func newWork() *work { return &work{over: make(chan struct{})} }

// run lets one officer work until it is over.
func (w *work) run(x *worker) {
	pause := func(d time.Duration) bool {
		select {
		case <-time.After(d):
			return true
		case <-w.over:
			return false
		}
	}
	if !pause(rand.N(think)) {
		return
	}
	for n := rand.IntN(1000); ; n++ {
		write := rand.IntN(5) == 0 && len(x.forms) > 0
		begin := time.Now()
		var err error
		if write {
			err = x.write(n)
		} else {
			_, err = x.get(x.page(n))
		}
		w.note(write, time.Since(begin), err)
		if !pause(think/2 + rand.N(think)) {
			return
		}
	}
}

func (w *work) note(write bool, took time.Duration, err error) {
	if w.dead.Load() {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case err != nil:
		if w.errors++; w.first == "" {
			w.first = ": " + err.Error()
		}
	case write:
		w.writes = append(w.writes, took)
	default:
		w.reads = append(w.reads, took)
	}
}

// page is what an officer of a commune reads.
func (x *worker) page(n int) string {
	one := x.home
	if len(x.forms) > 0 {
		one = "/households/" + strings.SplitN(x.forms[n%len(x.forms)], "/households/", 2)[1]
	}
	pages := []string{
		x.home, x.home + "/households?round=2", one, one, "/search?q=" + url.QueryEscape(sought[n%len(sought)]),
		x.home + "/forms/2?round=2", x.home + "/targets?year=2023", "/help", "/rounds",
	}
	if len(x.forms) > 0 {
		pages = append(pages, x.forms[n%len(x.forms)])
	}
	return pages[n%len(pages)]
}

// write sends the form of one household and remembers what the server acknowledged. The points tell one
// sending from another.
func (x *worker) write(n int) error {
	path := x.forms[n%len(x.forms)]
	points := 70 + (x.sent[path]+7*n)%110
	x.sent[path] = points
	if err := x.send(path, points-70); err != nil {
		return err
	}
	x.acked[path] = points
	return nil
}

var pointsField = regexp.MustCompile(`name="points_a"[^>]*value="(\d*)"|value="(\d*)"[^>]*name="points_a"`)

// missing reads every form of which something was acknowledged: it shows the points acknowledged last, or those
// that were under way.
func missing(workers []*worker, base string) (lost, kept int, err error) {
	for _, x := range workers {
		x.base = base
		for path, points := range x.acked {
			body, err := x.get(path)
			if err != nil {
				return lost, kept, err
			}
			m := pointsField.FindSubmatch(body)
			if m == nil {
				return lost, kept, fmt.Errorf("%s shows no points", path)
			}
			shown, _ := strconv.Atoi(string(m[1]) + string(m[2]))
			if shown == points || shown == x.sent[path] {
				kept++
			} else {
				lost++
			}
		}
	}
	return lost, kept, nil
}

// watch keeps the most memory that the server held.
func (s *server) watch(ctx context.Context, peak *atomic.Int64) {
	for tick := time.NewTicker(200 * time.Millisecond); ; {
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
			if n, err := s.memory(); err == nil {
				peak.Store(max(peak.Load(), n))
			}
		}
	}
}
