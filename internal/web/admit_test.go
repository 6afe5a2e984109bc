package web_test

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/web"
	"giamngheo/internal/web/webtest"
)

// However many ask at once, a bounded number is worked on, and everybody is answered.
func TestABoundedNumberIsWorkedOnAtOnce(t *testing.T) {
	t.Parallel()
	const asked, bound = 200, 64
	var inside, most, turns atomic.Int64
	full := make(chan struct{})
	o := webtest.New(t, dbtest.SQLite(t), func(m *web.Mux) {
		m.Page("GET /work", account.ReadFigures, func(http.ResponseWriter, *web.Request) error {
			n := inside.Add(1)
			defer inside.Add(-1)
			for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
				continue
			}
			// The first wait for each other, so that it is known that so many were inside.
			if turns.Add(1) == bound {
				close(full)
			}
			<-full
			return nil
		})
	})
	o.Do(t, webtest.Request{Who: account.Auditor, Path: "/"}) // signs in
	var answered atomic.Int64
	var wg sync.WaitGroup
	for range asked {
		wg.Go(func() {
			if o.Do(t, webtest.Request{Who: account.Auditor, Path: "/work"}).Code == http.StatusOK {
				answered.Add(1)
			}
		})
	}
	wg.Wait()
	if answered.Load() != asked || most.Load() != bound {
		t.Errorf("%d of %d answered, %d at once, want %d", answered.Load(), asked, most.Load(), bound)
	}
}

// Acts that wait for each other, as behind a long import, keep nobody from reading.
func TestActsThatWaitKeepNobodyFromReading(t *testing.T) {
	t.Parallel()
	const acting = 64
	var inside sync.WaitGroup
	inside.Add(acting)
	over := make(chan struct{})
	o := webtest.New(t, dbtest.SQLite(t), func(m *web.Mux) {
		m.Page("POST /act", account.ReadFigures, func(http.ResponseWriter, *web.Request) error {
			inside.Done()
			<-over
			return nil
		})
		m.Page("GET /read", account.ReadFigures, func(http.ResponseWriter, *web.Request) error { return nil })
	})
	if code := o.Do(t, webtest.Request{Who: account.Auditor, Path: "/read"}).Code; code != http.StatusOK {
		t.Fatal(code)
	}
	var acts sync.WaitGroup
	for range acting {
		acts.Go(func() { o.Do(t, webtest.Request{Who: account.Auditor, Method: http.MethodPost, Path: "/act"}) })
	}
	inside.Wait()
	if code := o.Do(t, webtest.Request{Who: account.Auditor, Path: "/read"}).Code; code != http.StatusOK {
		t.Errorf("a page beside %d acts that wait: %d", acting, code)
	}
	close(over)
	acts.Wait()
}
