package web

import (
	"net/http"
	"time"

	"giamngheo/internal/fault"
)

const (
	// atOnce is how many requests that read are worked on at the same time, and how many that act. Each page
	// holds about a megabyte while it is made; more at once would finish no sooner on the cores that there
	// are. Acts wait for the writer together and share its commit.
	atOnce = 64
	// waitAtMost is how long a request waits for its turn, short enough to answer it decently after that.
	waitAtMost = 20 * time.Second
)

// places are as many as requests may be worked on at once. Acts have their own: while they wait for one that
// holds the writer long, as the import of a province does, pages are still read.
type places struct{ reads, acts chan struct{} }

func newPlaces() places { return places{make(chan struct{}, atOnce), make(chan struct{}, atOnce)} }

// admit waits for a place among the requests that are worked on, and gives the way to leave it. Whoever sends
// slowly has sent everything before he takes one. Files that come or go at a door of their own (Large) take
// none: they would keep it for minutes.
func (m *Mux) admit(r *Request) (leave func(), err error) {
	if _, large := m.large[r.Pattern]; large {
		return func() {}, nil
	}
	queue := m.places.acts
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		queue = m.places.reads
	}
	leave = func() { <-queue }
	select {
	case queue <- struct{}{}:
		return leave, nil
	default:
	}
	wait := time.NewTimer(waitAtMost)
	defer wait.Stop()
	select {
	case queue <- struct{}{}:
		return leave, nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	case <-wait.C:
		return nil, fault.New(fault.Busy, "web.busy")
	}
}
