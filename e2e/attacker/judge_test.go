package attacker

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var href = regexp.MustCompile(`href="(/[^"]*)"`)

// attempt asks all that a try asks and judges each answer, through the redirects of this site.
func (w *world) attempt(try try) {
	w.t.Helper()
	asks := try.asks(w)
	if len(asks) == 0 {
		w.t.Fatal("nothing was asked")
	}
	// What was asked with in one request may come back in the next: a sheet on the page of its import.
	known := ""
	for _, r := range asks {
		known += w.asked(r)
		c := w.attacker
		if r.as != nil {
			c = r.as(w)
		}
		a := c.do(r)
		what := fmt.Sprintf("%s %s", or(r.method, "GET"), w.names.Replace(r.path))
		if a.code >= 500 {
			w.t.Errorf("%s = %d", what, a.code)
		}
		if want := strings.Fields(try.want); !slices.Contains(want, "nothing") && !slices.Contains(want, fmt.Sprint(a.code)) {
			w.t.Errorf("%s = %d, want %s\n%.300s", what, a.code, try.want, a.text)
		}
		w.clean(what, known, a)
		for range 3 {
			if a.location == "" {
				break
			}
			if !strings.HasPrefix(a.location, "/") || strings.HasPrefix(a.location, "//") || strings.HasPrefix(a.location, `/\`) {
				w.t.Errorf("%s leads away, to %s", what, a.location)
				break
			}
			next := request{path: a.location, header: r.header}
			if a = c.do(next); a.code >= 500 {
				w.t.Errorf("%s then %s = %d", what, next.path, a.code)
			}
			w.clean(what+" then "+next.path, known, a)
		}
	}
}

// clean demands that an answer holds nothing of the household but what was asked with, and no script or
// header that somebody wrote.
func (w *world) clean(what, asked string, a answer) {
	w.t.Helper()
	text := a.text + unzipped(a.body)
	for _, s := range secrets {
		if strings.Contains(text, s) && !strings.Contains(asked, s) {
			i := strings.Index(text, s)
			w.t.Errorf("%s tells %q: …%s…", what, s, text[max(0, i-80):min(len(text), i+len(s)+40)])
		}
	}
	head, _, _ := strings.Cut(a.text, "\r\n\n")
	for _, bad := range []string{"evil.example", "X-Evil", "Set-Cookie: x=y", "root:x:0"} {
		if strings.Contains(head, bad) || bad == "root:x:0" && strings.Contains(a.text, bad) {
			w.t.Errorf("%s: the answer's head holds %q", what, bad)
		}
	}
	if strings.Contains(a.body, "<html") {
		for _, bad := range []string{"<script>window", "onmouseover=\"window", `" onmouseover="`, `href="javascript:`, `href="https://evil`, `href="//evil`} {
			if strings.Contains(a.body, bad) {
				w.t.Errorf("%s: the page holds %q", what, bad)
			}
		}
		if !strings.Contains(head, "no-store") || !strings.Contains(head, "script-src 'self'") {
			w.t.Errorf("%s: a page without its headers:\n%s", what, head)
		}
	}
	if strings.Contains(head, "text/csv") && regexp.MustCompile(`(^|[\n;,"])[=@]\w+\(`).MatchString(a.body) {
		w.t.Errorf("%s: the file holds a formula:\n%s", what, a.body)
	}
}

// asked is all that a request says.
func (w *world) asked(r request) string {
	s := w.names.Replace(r.path)
	if plain, err := url.QueryUnescape(s); err == nil {
		s += " " + plain
	}
	for k, all := range r.form {
		s += " " + w.names.Replace(k) + " " + w.names.Replace(strings.Join(all, " "))
	}
	if r.file != nil {
		s += strings.Join(r.file.lines, "\n")
	}
	if strings.Contains(s, victimIdentity) {
		s += "••••7001" // as it comes back, masked
	}
	return s
}

// unzipped is the text of a spreadsheet or document.
func unzipped(body string) string {
	if !strings.HasPrefix(body, "PK") {
		return ""
	}
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		return ""
	}
	var b bytes.Buffer
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			continue
		}
		_, _ = io.Copy(&b, r)
		_ = r.Close()
	}
	return b.String()
}

// cookie is a client's session as it would be sent.
func (c *client) cookie() string {
	u, err := url.Parse(c.w.server.url)
	if err != nil {
		c.w.t.Fatal(err)
	}
	for _, k := range c.http.Jar.Cookies(u) {
		if k.Name == "giamngheo" {
			return k.Name + "=" + k.Value
		}
	}
	c.w.t.Fatal("no session cookie: was it renamed?")
	return ""
}

// forgedCookies are sessions that nobody was given, near ones among them.
func forgedCookies(w *world) (all []request) {
	own := w.attacker.cookie()
	token := strings.TrimPrefix(own, "giamngheo=")
	for _, c := range []string{
		"giamngheo=" + strings.Repeat("A", len(token)), "giamngheo=", "giamngheo=null", "giamngheo=" + token[:len(token)-1], "giamngheo=" + token + "A",
		"giamngheo=" + strings.ToLower(token), "giamngheo='%20or%201=1--", "giamngheo=../../sessions", "__Host-giamngheo=" + token, "Giamngheo=" + token, "session=" + token,
	} {
		if c != own {
			all = append(all, request{path: "/households/{victim}", header: map[string]string{"Cookie": c}})
		}
	}
	return all
}

// replayed is the cookie of an officer of Kông Chro who has signed out.
func replayed(w *world) []request {
	officer := w.signIn("can.bo.kong.chro")
	cookie := officer.cookie()
	head := map[string]string{"Cookie": cookie}
	if a := officer.do(request{path: "/households/{victim}", header: head}); a.code != http.StatusOK {
		w.t.Fatalf("the officer's cookie opens nothing (%d)", a.code)
	}
	officer.do(request{method: "POST", path: "/sign-out", form: url.Values{}})
	return []request{{path: "/households/{victim}", header: head}, {path: "/units/{commune}/households/csv", header: head}}
}

// planted is a cookie that the attacker put into the officer's browser before the officer signed in.
func planted(w *world) []request {
	const planted = "giamngheo=PlantedPlantedPlantedPlantedPlantedPlanted1"
	officer := w.stranger()
	a := officer.do(request{method: "POST", path: "/sign-in", form: url.Values{"login": {"can.bo.kong.chro"}, "password": {password}}, header: map[string]string{"Cookie": planted}})
	if a.code != http.StatusSeeOther || !strings.Contains(a.text, "Set-Cookie: giamngheo=") || strings.Contains(a.text, planted) {
		w.t.Errorf("signing in with a planted cookie = %d, and keeps it:\n%s", a.code, a.text)
	}
	return []request{{path: "/households/{victim}", header: map[string]string{"Cookie": planted}}}
}

// elsewhere are forms that a page of the attacker's sends from the browser of the officer of Kông Chro.
func elsewhere(w *world) (all []request) {
	for _, h := range []map[string]string{
		{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site", "Origin": "https://x.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"},
	} {
		for _, path := range []string{"/households/{victim}/edit", "/rounds/1/households/{victim}", "/rounds/1/households/{victim}/remove", "/units/{commune}/households/picks", "/imports/1/undo", "/lists/{list}", "/sign-out"} {
			all = append(all, request{method: "POST", path: path, header: h, form: url.Values{"version": {"1"}, "head": {"Kẻ Chiếm Hộ"}, "delete": {"1"}, "confirm": {"1"}}, as: func(w *world) *client { return w.officer }})
		}
	}
	return all
}

// alike demands that what is there and what is not are answered by the same bytes.
func alike(w *world) []request {
	// What differs in any case: the request's number, the time, and the number that was asked for.
	number := regexp.MustCompile(`X-Request-Id: \w+\r\n|Date: [^\r]*\r\n|datetime="[^"]*">[^<]*</time>|/\d+\?lang`)
	for _, paths := range [][2]string{
		{"/households/{victim}", "/households/{commune}/987654"}, {"/lists/{list}", "/lists/987654"}, {"/imports/1", "/imports/987654"}, {"/rounds/1/households/{victim}", "/rounds/1/households/{commune}/987654"},
	} {
		there, not := w.attacker.do(request{path: paths[0]}), w.attacker.do(request{path: paths[1]})
		a, b := number.ReplaceAllString(there.text, ""), number.ReplaceAllString(not.text, "")
		if there.code != not.code || a != b {
			w.t.Errorf("%s (%d) and %s (%d) are told apart:\n%s\n\n%s", paths[0], there.code, paths[1], not.code, a, b)
		}
	}
	return []request{{path: "/households/{victim}"}, {path: "/households/{commune}/987654"}}
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
