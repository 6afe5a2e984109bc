package e2e

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// The road to a commune is narrow: what a page may weigh on it, and in how many pieces it may come.
const (
	firstVisitBytes    = 150_000
	firstVisitRequests = 8
	repeatBytes        = 10_000
)

// traffic counts what a tab takes from the server over the wire; what its cache had is not counted.
type traffic struct {
	mu       sync.Mutex
	bytes    int64
	requests int
	pending  map[network.RequestID]bool
	icon     bool // it was asked for
	changed  *sync.Cond
}

func (b *tab) traffic() *traffic {
	b.t.Helper()
	w := &traffic{pending: map[network.RequestID]bool{}}
	w.changed = sync.NewCond(&w.mu)
	err := chromedp.Listen(b.ctx, func(ev any) {
		w.mu.Lock()
		defer w.mu.Unlock()
		switch e := ev.(type) {
		case *network.EventRequestWillBeSent:
			if strings.HasPrefix(e.Request.URL, b.base) {
				w.pending[e.RequestID] = true
				w.icon = w.icon || strings.Contains(e.Request.URL, "/icon-")
			}
		case *network.EventLoadingFinished:
			if w.pending[e.RequestID] && e.EncodedDataLength > 0 {
				w.requests++
				w.bytes += int64(e.EncodedDataLength)
			}
			delete(w.pending, e.RequestID)
			w.changed.Broadcast()
		case *network.EventLoadingFailed:
			delete(w.pending, e.RequestID)
			w.changed.Broadcast()
		}
	})
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := chromedp.Call(b.ctx, network.Enable, network.EnableParams{}); err != nil {
		b.t.Fatal(err)
	}
	return w
}

// take is what was counted since it was asked last, once what is under way has come. The icon belongs to the
// first visit and is asked for after the page says that it is complete. Whatever does not end is not waited for long.
func (w *traffic) take() (bytes int64, requests int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	late := false
	timer := time.AfterFunc(10*time.Second, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		late = true
		w.changed.Broadcast()
	})
	defer timer.Stop()
	for (len(w.pending) > 0 || !w.icon) && !late {
		w.changed.Wait()
	}
	bytes, requests = w.bytes, w.requests
	w.bytes, w.requests = 0, 0
	return bytes, requests
}

// The main pages come over a slow network: light at the first visit, lighter afterwards.
func TestPagesAreLight(t *testing.T) {
	t.Parallel()
	for _, p := range paths {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			b := as(t, "province_secretary")
			home, _, _ := strings.Cut(b.where(), "?")
			own := district(t, "Kông Chro")
			b.visit(own + "/households")
			household := eval[string](b, `document.querySelector('main a[href^="/households/"]').getAttribute("href")`)
			path := strings.NewReplacer("{home}", home, "{district}", own, "{household}", household).Replace(p.path)
			if _, err := chromedp.Call(b.ctx, network.ClearBrowserCache, cdp.Empty{}); err != nil {
				t.Fatal(err)
			}
			w := b.traffic()
			b.visit(path)
			b.arrive(`document.readyState === "complete" && document.fonts.status === "loaded"`)
			bytes, requests := w.take()
			if requests == 0 || bytes > firstVisitBytes || requests > firstVisitRequests {
				t.Errorf("first visit of %s: %d bytes in %d requests; at most %d in %d", path, bytes, requests, firstVisitBytes, firstVisitRequests)
			}
			b.visit(path)
			b.arrive(`document.readyState === "complete" && document.fonts.status === "loaded"`)
			again, _ := w.take()
			t.Logf("%s: %d bytes in %d requests, again %d bytes", path, bytes, requests, again)
			if again > repeatBytes {
				t.Errorf("repeated visit of %s: %d bytes; at most %d", path, again, repeatBytes)
			}
		})
	}
}
