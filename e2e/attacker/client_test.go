package attacker

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"time"
)

// server is the program that serves the world.
type server struct{ url string }

func (w *world) serve() *server {
	w.t.Helper()
	cmd := exec.Command(w.program, "serve", "--data", w.data, "--addr", "127.0.0.1:0", "--log-format", "json")
	r, err := cmd.StderrPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	found := make(chan string, 1)
	go func() {
		for lines := bufio.NewScanner(r); lines.Scan(); {
			var line struct{ Msg, URL string }
			if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "serving" {
				found <- line.URL
				break
			}
		}
		_, _ = io.Copy(io.Discard, r)
	}()
	select {
	case u := <-found:
		return &server{u}
	case <-time.After(time.Minute):
		w.t.Fatal("the server did not start")
		return nil
	}
}

// client is somebody with a cookie jar who follows no redirect by himself.
type client struct {
	w    *world
	http *http.Client
}

func (w *world) stranger() *client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return &client{w, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func (w *world) signIn(login string) *client {
	w.t.Helper()
	c := w.stranger()
	a := c.do(request{method: "POST", path: "/sign-in", form: url.Values{"login": {login}, "password": {password}}})
	if a.code != http.StatusSeeOther || strings.Contains(a.location, "sign-in") {
		w.t.Fatalf("sign-in as %s = %d to %q\n%s", login, a.code, a.location, a.text)
	}
	return c
}

// request is one request; {names} stand for the world's numbers in all of it.
type request struct {
	method string // GET when empty
	path   string // as it goes over the wire, never cleaned
	form   url.Values
	header map[string]string
	file   *upload
	as     func(w *world) *client // the attacker when nil
}

// upload is a sheet in a form of several parts.
type upload struct {
	fields map[string]string
	name   string
	lines  []string
}

// answer is all that comes back.
type answer struct {
	code     int
	location string
	text     string // headers and body
	body     string
}

func (c *client) do(r request) answer {
	c.w.t.Helper()
	fill := func(s string) string {
		if c.w.names == nil {
			return s
		}
		return c.w.names.Replace(s)
	}
	method := r.method
	if method == "" {
		method = http.MethodGet
	}
	var body io.Reader
	kind := ""
	switch {
	case r.file != nil:
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		for k, v := range r.file.fields {
			_ = m.WriteField(k, fill(v))
		}
		part, err := m.CreateFormFile("file", r.file.name)
		if err != nil {
			c.w.t.Fatal(err)
		}
		_, _ = io.WriteString(part, fill(strings.Join(r.file.lines, "\r\n")+"\r\n"))
		_ = m.Close()
		body, kind = &b, m.FormDataContentType()
	case r.form != nil:
		v := url.Values{}
		for k, all := range r.form {
			for _, s := range all {
				v.Add(fill(k), fill(s))
			}
		}
		body, kind = strings.NewReader(v.Encode()), "application/x-www-form-urlencoded"
	}
	req, err := http.NewRequestWithContext(c.w.t.Context(), method, c.w.server.url, body)
	if err != nil {
		c.w.t.Fatal(err)
	}
	path, query, _ := strings.Cut(fill(r.path), "?")
	// Opaque goes out as it stands: nothing is decoded, cleaned or escaped on the way.
	req.URL.Opaque = "//" + req.URL.Host + path
	req.URL.RawQuery = query
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for k, v := range r.header {
		if k == "Host" {
			req.Host = v
			continue
		}
		req.Header.Set(k, fill(v))
	}
	if r.header["Cookie"] != "" {
		plain := *c.http
		plain.Jar = nil
		c = &client{c.w, &plain}
	}
	res, err := c.http.Do(req)
	if err != nil {
		c.w.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		c.w.t.Fatal(err)
	}
	var head strings.Builder
	_ = res.Header.Write(&head)
	return answer{res.StatusCode, res.Header.Get("Location"), head.String() + "\n" + string(b), string(b)}
}

// follow reads a page through the redirects of this site; the address where it ended comes first.
func (c *client) follow(path string) (int, string) {
	c.w.t.Helper()
	for range 5 {
		a := c.do(request{path: path})
		if a.code < 300 || a.code >= 400 || !strings.HasPrefix(a.location, "/") {
			return a.code, path + "\n" + a.body
		}
		path = a.location
	}
	c.w.t.Fatalf("too many redirects to %s", path)
	return 0, ""
}

// post sends a form and demands that it is taken.
func (c *client) post(path string, pairs ...string) answer {
	c.w.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	a := c.do(request{method: "POST", path: path, form: v})
	if a.code >= 400 {
		c.w.t.Fatalf("POST %s = %d\n%s", path, a.code, a.body)
	}
	return a
}
