package app_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"giamngheo/internal/app"
)

// serving is a server that a test has started as an operator would.
type serving struct {
	url  string
	log  []string // the lines before it served
	stop func() int
}

func serve(t *testing.T, args ...string) serving {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- app.Run(ctx, append([]string{"serve", "--addr", "127.0.0.1:0", "--log-format", "json"}, args...), strings.NewReader(""), io.Discard, w)
		w.Close()
	}()
	s := serving{}
	lines := bufio.NewScanner(r)
	for s.url == "" && lines.Scan() {
		s.log = append(s.log, lines.Text())
		var line struct{ Msg, URL string }
		if err := json.Unmarshal(lines.Bytes(), &line); err == nil && line.Msg == "serving" {
			s.url = line.URL
		}
	}
	if s.url == "" {
		t.Fatalf("serve ended: %s", strings.Join(s.log, "\n"))
	}
	go io.Copy(io.Discard, r) //nolint:errcheck // the rest of the log is for nobody
	ended := -1
	s.stop = func() int {
		if ended < 0 {
			cancel()
			select {
			case ended = <-code:
			case <-time.After(time.Minute):
				t.Fatal("serve does not stop")
			}
		}
		return ended
	}
	t.Cleanup(func() { s.stop() })
	return s
}

func get(t *testing.T, url string, header ...string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

func TestServeMakesItsDatabaseAnswersAndStops(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := serve(t, "--data", dir)
	for path, want := range map[string]int{
		"/healthz": 200, "/readyz": 200, "/metrics": 200, "/sign-in": 200, "/no-such-page": 404,
	} {
		if got, body := get(t, s.url+path); got != want {
			t.Errorf("GET %s = %d, want %d\n%s", path, got, want, body)
		}
	}
	_, counted := get(t, s.url+"/metrics")
	for _, want := range []string{`giamngheo_build_info{`, `giamngheo_http_request_seconds_count{method="GET",pattern="GET /sign-in",status="200"} 1`} {
		if !strings.Contains(counted, want) {
			t.Errorf("/metrics does not hold %s", want)
		}
	}
	if code := s.stop(); code != 0 {
		t.Errorf("exit code after an interrupt = %d, want 0", code)
	}
	// The second start finds everything in place.
	if again := serve(t, "--data", dir); again.stop() != 0 {
		t.Error("the second start failed")
	}
}

func TestMetricsAreForThisMachine(t *testing.T) {
	t.Parallel()
	s := serve(t, "--data", t.TempDir())
	if got, _ := get(t, s.url+"/metrics", "X-Forwarded-For", "203.0.113.7"); got != 404 {
		t.Errorf("/metrics through a proxy = %d, want 404", got)
	}
}

func TestMetricsHaveAListenerOfTheirOwnWhenAsked(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	s := serve(t, "--data", t.TempDir(), "--metrics-addr", addr)
	if got, _ := get(t, "http://"+addr+"/metrics", "X-Forwarded-For", "203.0.113.7"); got != 200 {
		t.Errorf("/metrics on its own listener = %d, want 200", got)
	}
	if s.url == "http://"+addr { // the listeners are told in the order in which they begin
		return
	}
	if got, _ := get(t, s.url+"/metrics"); got != 404 {
		t.Errorf("/metrics beside the pages = %d, want 404", got)
	}
}

func TestServeTellsItsSettingsWithoutSecrets(t *testing.T) {
	t.Parallel()
	s := serve(t, "--data", t.TempDir())
	first := s.log[0]
	for _, want := range []string{`"addr":"127.0.0.1:0"`, `"log-format":"json"`, `"commit":`} {
		if !strings.Contains(first, want) {
			t.Errorf("the first line of the log lacks %s: %s", want, first)
		}
	}
}

func TestTwoServersCannotShareAnAddress(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var errw strings.Builder
	code := app.Run(t.Context(), []string{"serve", "--data", t.TempDir(), "--addr", l.Addr().String()}, strings.NewReader(""), io.Discard, &errw)
	if code != 1 || !strings.Contains(errw.String(), fmt.Sprintf("cannot serve at %s", l.Addr())) {
		t.Errorf("exit code %d, said %q", code, errw.String())
	}
}
