package web

import (
	"net/http"
	"time"

	"giamngheo/internal/account"
)

// Limits are what a door allows beyond an ordinary page.
type Limits struct {
	Body   int64         // bytes of what is sent
	Within time.Duration // for sending, making and answering together
}

// Large mounts a page like Page through which large files come or go: its own limits hold instead of
// the ordinary ones. The handler reads a form's parts as they come (MultipartReader); nothing of them is
// kept in memory or read before the reader was let through.
func (m *Mux) Large(pattern string, p account.Permission, l Limits, h Handler) {
	m.large[pattern] = l
	m.Page(pattern, p, func(w http.ResponseWriter, r *Request) error {
		// Only now, with the reader known, does the connection get more time. A writer without a
		// connection (in a test) has no deadline to move.
		conn, until := http.NewResponseController(w), time.Now().Add(l.Within)
		_ = conn.SetReadDeadline(until)
		_ = conn.SetWriteDeadline(until)
		return h(w, r)
	})
}

// limits are those of the door that a request knocks at.
func (m *Mux) limits(r *http.Request, ordinary Limits) Limits {
	if len(m.large) == 0 {
		return ordinary
	}
	_, pattern := m.mux.Handler(r)
	if l, ok := m.large[pattern]; ok {
		return l
	}
	return ordinary
}
