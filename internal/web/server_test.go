package web_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"giamngheo/internal/web"
)

// Whoever sends slowly or too much loses the connection, whether in the head or in the body.
func TestTheServerWaitsForNobodyForLong(t *testing.T) {
	t.Parallel()
	srv := web.NewServer("127.0.0.1:0", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			http.Error(w, "broken off", http.StatusBadRequest)
		}
	}))
	for name, limit := range map[string]time.Duration{
		"head": srv.ReadHeaderTimeout, "body": srv.ReadTimeout, "answer": srv.WriteTimeout, "idle": srv.IdleTimeout,
	} {
		if limit <= 0 || limit > 5*time.Minute {
			t.Errorf("%s may take %v", name, limit)
		}
	}
	// The same server with limits that a test can wait for.
	srv.ReadHeaderTimeout, srv.ReadTimeout, srv.IdleTimeout = 100*time.Millisecond, 200*time.Millisecond, 100*time.Millisecond
	l, err := net.Listen("tcp", srv.Addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { srv.Close() })
	go func() { _ = srv.Serve(l) }()
	for name, c := range map[string]struct{ send, status string }{
		"half a head":                     {"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", ""},
		"nothing at all":                  {"", ""},
		"half a body":                     {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc", "400"},
		"a huge head":                     {"GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("a", 100<<10) + "\r\n\r\n", "431"},
		"two lengths":                     {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc", "400"},
		"a head of two hosts":             {"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "400"},
		"a line break in a header's name": {"GET / HTTP/1.1\r\nHost: x\r\nX y: z\r\n\r\n", "400"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
				t.Fatal(err)
			}
			go func() { _, _ = io.WriteString(conn, c.send) }()
			answer, _ := bufio.NewReader(conn).ReadString('\n')
			if c.status == "" && answer != "" || !strings.Contains(answer, c.status) {
				t.Errorf("answer %q, want %q", answer, c.status)
			}
			if _, err := io.Copy(io.Discard, conn); err != nil {
				if ne, ok := err.(net.Error); ok && ne.Timeout() {
					t.Error("the connection stays open")
				}
			}
		})
	}
}
