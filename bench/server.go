package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// place is where a demonstration of the full size stands.
type place struct{ data, database string }

func (p place) args() []string {
	args := []string{"--data", p.data}
	if p.database != "" {
		args = append(args, "--database", p.database)
	}
	return args
}

// province makes the demonstration of the whole province once for each engine.
func (s *settings) province(ctx context.Context) (place, error) {
	p := place{data: filepath.Join(s.dir, "full-"+s.engine)}
	if s.engine == "postgres" {
		p.database = s.url
	}
	if _, err := os.Stat(filepath.Join(p.data, "made")); err == nil {
		return p, nil
	}
	if _, err := process(ctx, s.program, append([]string{"demo", "--full"}, p.args()...)...); err != nil {
		return p, err
	}
	return p, os.WriteFile(filepath.Join(p.data, "made"), nil, 0o600)
}

// server is the program serving a place.
type server struct {
	url   string
	cmd   *exec.Cmd
	ready time.Duration // from its start to its first answer
}

func serve(ctx context.Context, program string, p place) (*server, error) {
	cmd := exec.CommandContext(ctx, program, append([]string{"serve", "--addr", "127.0.0.1:0", "--proxy", "127.0.0.1/32", "--log-format", "json"}, p.args()...)...)
	r, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	s := &server{cmd: cmd}
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	found := make(chan string, 1)
	go func() {
		told := false
		for lines := bufio.NewScanner(r); lines.Scan(); {
			var said struct{ Msg, URL string }
			if json.Unmarshal(lines.Bytes(), &said) == nil && said.Msg == "serving" && !told {
				told = true
				found <- said.URL
			}
		}
	}()
	select {
	case s.url = <-found:
	case <-time.After(time.Minute):
		_ = cmd.Process.Kill()
		return nil, errors.New("the server did not start")
	}
	if _, err := http.Get(s.url + "/healthz"); err != nil {
		return nil, err
	}
	s.ready = time.Since(begin)
	return s, nil
}

func (s *server) stop() {
	_ = s.cmd.Process.Signal(os.Interrupt)
	_ = s.cmd.Wait()
}

// memory is what the server holds now, in bytes.
func (s *server) memory() (int64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for l := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(l, "VmRSS:"); ok {
			n, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return n << 10, err
		}
	}
	return 0, errors.New("no VmRSS")
}

// reader is somebody signed in.
type reader struct {
	base string
	http *http.Client
	// direct is a client that does not follow the way on after an act.
	direct *http.Client
	home   string // the path of the own unit's page
}

// signIn signs in by the demonstration's one click.
func (s *server) signIn(role string) (*reader, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	r := &reader{base: s.url, http: &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
	resp, err := r.http.PostForm(s.url+"/sign-in/demo", url.Values{"role": {role}})
	if err != nil {
		return nil, err
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	r.home = resp.Request.URL.Path
	if !strings.HasPrefix(r.home, "/units/") {
		return nil, fmt.Errorf("signed in as %s, but came to %s", role, r.home)
	}
	return r, nil
}

// get reads a page and returns its bytes.
func (r *reader) get(path string) ([]byte, error) {
	resp, err := r.http.Get(r.base + path)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", path, resp.Status)
	}
	return b, err
}
