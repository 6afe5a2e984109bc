package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// How long the forms are sent, and by how many officers at once.
const (
	sendFor = 5 * time.Second
	writers = 16
)

// officer is a commune's officer at the form of some households.
type officer struct {
	*reader
	forms []string // paths of assessment forms
}

// submit measures the whole way of an assessment form, from the request to the answer: session, rights,
// judgement, tallies, audit line, flush to disk. Its floor is the bare driver storing one row durably.
func submit(ctx context.Context, s *settings, t *table) error {
	p, err := s.province(ctx)
	if err != nil {
		return err
	}
	officers, one, err := s.officers(ctx, p, writers)
	if err != nil {
		return err
	}
	defer one.stop()
	for _, clients := range []int{1, writers} {
		var rate, p95, floors []float64
		for range s.runs {
			took, elapsed, err := sendForms(officers[:clients])
			if err != nil {
				return err
			}
			floor, err := s.inserts(ctx, clients)
			if err != nil {
				return err
			}
			rate = append(rate, float64(len(took))/elapsed.Seconds())
			p95 = append(p95, float64(took.at(0.95)))
			floors = append(floors, floor)
		}
		ours, floor, within := median(rate), median(floors), time.Duration(median(p95))
		l := line{
			name: fmt.Sprintf("assessment forms, %d at once", clients), engine: s.engine,
			value: fmt.Sprintf("%.0f/s, p95 %s", ours, ms(within)),
			floor: fmt.Sprintf("bare durable inserts %.0f/s", floor), ratio: floor / ours,
		}
		if clients == writers {
			l.bar, l.met = "≥ 2,000/s, p95 < 30 ms", ours >= 2000 && within < 30*time.Millisecond
		}
		t.add(l)
	}
	return nil
}

// sendForms sends forms for a while, each officer one after the other, and gives what each took.
func sendForms(officers []*officer) (times, time.Duration, error) {
	var all times
	var failed error
	var mu sync.Mutex
	var wg sync.WaitGroup
	var turn atomic.Int64
	begin := time.Now()
	for _, o := range officers {
		wg.Go(func() {
			var took times
			var err error
			for time.Since(begin) < sendFor && err == nil {
				n := int(turn.Add(1))
				start := time.Now()
				err = o.send(o.forms[n%len(o.forms)], n)
				took = append(took, time.Since(start))
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, took...)
			if err != nil {
				failed = err
			}
		})
	}
	wg.Wait()
	return all, time.Since(begin), failed
}

// send fills an assessment form in, n makes one different from the next, and expects the way on to the page
// that shows the class.
func (o *officer) send(path string, n int) error {
	form := url.Values{
		"members": {strconv.Itoa(2 + n%6)}, "children": {strconv.Itoa(n % 3)}, "points_a": {strconv.Itoa(70 + n%110)},
		"deprived": {strconv.Itoa(1 + n%12), strconv.Itoa(1 + n/7%12)}, "causes": {strconv.Itoa(1 + n%8)}, "needs": {strconv.Itoa(1 + n%6)},
	}
	resp, err := o.direct.PostForm(o.base+path, form)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	if err == nil && resp.StatusCode != http.StatusSeeOther {
		err = fmt.Errorf("%s: %s", path, resp.Status)
	}
	return err
}

var (
	communeCode = regexp.MustCompile(`^\d{5}$`)
	nextPage    = regexp.MustCompile(`href="([^"]*households[^"]*after=[^"]*)"`)
)

// benchPassword is that of every account that is made to measure.
const benchPassword = "mot mat khau de do"

// officers opens a round of the year after the demonstration's last, where there is none, makes an account
// in each of n communes, serves the place and signs everybody in.
func (s *settings) officers(ctx context.Context, p place, n int) ([]*officer, *server, error) {
	round, err := s.openRound(ctx, p)
	if err != nil {
		return nil, nil, err
	}
	communes, err := s.communes(ctx, p, n)
	if err != nil {
		return nil, nil, err
	}
	for i, code := range communes {
		if err := s.account(ctx, p, "bench"+strconv.Itoa(i), benchPassword, "--role", "commune_officer", "--unit", code, "--level", "commune"); err != nil {
			return nil, nil, err
		}
	}
	one, err := serve(ctx, s.program, p)
	if err != nil {
		return nil, nil, err
	}
	var out []*officer
	for i := range communes {
		o, err := one.officer("bench"+strconv.Itoa(i), benchPassword, round)
		if err != nil {
			one.stop()
			return nil, nil, err
		}
		out = append(out, o)
	}
	return out, one, nil
}

// officer signs in and finds the forms of the commune's households.
func (s *server) officer(login, password, round string) (*officer, error) {
	r, err := s.enter(login, password)
	if err != nil {
		return nil, err
	}
	if err := r.find(); err != nil {
		return nil, err
	}
	o := &officer{reader: r}
	seen := map[string]bool{}
	for path := r.home + "/households?round=2"; path != "" && len(o.forms) < 200; {
		page, err := r.get(path)
		if err != nil {
			return nil, err
		}
		path = ""
		for _, m := range householdLink.FindAllSubmatch(page, -1) {
			if form := "/rounds/" + round + string(m[1]); !seen[form] {
				seen[form] = true
				o.forms = append(o.forms, form)
			}
		}
		// The last link on is the way to the next page; the one before may lead back.
		if next := nextPage.FindAllSubmatch(page, -1); len(next) > 0 {
			if to := strings.ReplaceAll(string(next[len(next)-1][1]), "&amp;", "&"); !seen[to] {
				seen[to] = true
				path = to
			}
		}
	}
	if len(o.forms) == 0 {
		return nil, fmt.Errorf("%s has no household", r.home)
	}
	return o, nil
}

// openRound gives the number of the open round, which it opens first where there is none.
func (s *settings) openRound(ctx context.Context, p place) (string, error) {
	for range 2 {
		u, err := process(ctx, s.program, append([]string{"review", "list", "--format", "json"}, p.args()...)...)
		if err != nil {
			return "", err
		}
		var rounds []struct {
			ID     int64
			Status string
		}
		if err := json.Unmarshal(u.said, &rounds); err != nil {
			return "", err
		}
		for _, r := range rounds {
			if r.Status == "open" {
				return strconv.FormatInt(r.ID, 10), nil
			}
		}
		if _, err := process(ctx, s.program, append([]string{"review", "open", "--unit", "Gia Lai", "--year", "2023", "--source", "đo"}, p.args()...)...); err != nil {
			return "", err
		}
	}
	return "", fmt.Errorf("no round could be opened")
}

// communes are the codes of some communes of the province.
func (s *settings) communes(ctx context.Context, p place, n int) ([]string, error) {
	u, err := process(ctx, s.program, append([]string{"unit", "list", "--under", "64", "--level", "commune", "--date", "2022-12-31", "--format", "json"}, p.args()...)...)
	if err != nil {
		return nil, err
	}
	var units []struct{ Code string }
	if err := json.Unmarshal(u.said, &units); err != nil {
		return nil, err
	}
	var out []string
	for _, x := range units {
		if communeCode.MatchString(x.Code) && len(out) < n {
			out = append(out, x.Code)
		}
	}
	if len(out) < n {
		return nil, fmt.Errorf("%d communes, want %d", len(out), n)
	}
	return out, nil
}
