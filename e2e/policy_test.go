package e2e

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"testing"
)

// injected is what a fault in a template would let into a page: each piece would set a mark if it ran.
const injected = `<script>window.owned = "an inline script"</script>
<img src="/nowhere.png" onerror="window.owned = 'a handler'">
<svg onload="window.owned = 'an SVG handler'"></svg>
<iframe srcdoc="<script>parent.owned = 'a frame'</script>"></iframe>
<script src="data:text/javascript,window.owned='a data script'"></script>
<a id="bad" href="javascript:window.owned='a link'">x</a>
<style>h1 { position: fixed; top: -1000px }</style>
<base href="https://elsewhere.example/">
<form id="out" action="https://elsewhere.example/" method="post"></form>`

// The same pages, but with text of an attacker in them that no template escaped: a proxy writes it in and
// leaves the headers as they are.
func TestTextThatEscapedIntoAPageDoesNotRun(t *testing.T) {
	t.Parallel()
	target, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Header.Del("Accept-Encoding")
		},
		ModifyResponse: func(res *http.Response) error {
			body := io.Reader(res.Body)
			if res.Header.Get("Content-Encoding") == "gzip" {
				var err error
				if body, err = gzip.NewReader(res.Body); err != nil {
					return err
				}
				res.Header.Del("Content-Encoding")
			}
			b, err := io.ReadAll(body)
			if err != nil {
				return err
			}
			b = bytes.Replace(b, []byte("<h1>"), []byte(injected+"<h1>"), 1)
			res.Body = io.NopCloser(bytes.NewReader(b))
			res.Header.Set("Content-Length", strconv.Itoa(len(b)))
			return nil
		},
	}
	between := httptest.NewServer(proxy)
	defer between.Close()
	b := open(t, between.URL)
	b.visit("/sign-in")
	if got := eval[bool](b, `document.querySelector("#bad") !== null`); !got {
		t.Fatal("nothing was injected: the test proves nothing")
	}
	for name, act := range map[string]string{
		"a link of script":    `document.querySelector("#bad").click()`,
		"markup from a text":  `try { document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=\"window.owned='markup'\">") } catch (e) { window.refused = e.name }`,
		"a script's text":     `try { const s = document.createElement("script"); s.textContent = "window.owned = 'text'"; document.body.append(s) } catch (e) {}`,
		"eval":                `try { eval("window.owned = 'eval'") } catch (e) {}`,
		"a timer with a text": `try { setTimeout("window.owned = 'timer'") } catch (e) {}`,
	} {
		// In a task of the page's own: what the debugger itself evaluates may use eval.
		eval[bool](b, `(setTimeout(() => { `+act+` }), true)`)
		if got := eval[string](b, `new Promise(r => setTimeout(() => r(String(window.owned)), 50))`); got != "undefined" {
			t.Errorf("%s: %s ran", name, got)
		}
	}
	if got := eval[string](b, `String(window.refused)`); got != "TypeError" {
		t.Errorf("markup from a text was refused with %s, want the TypeError of trusted types", got)
	}
	if got := eval[float64](b, `document.querySelector("h1").getBoundingClientRect().top`); got < 0 {
		t.Error("an inline style moved the title")
	}
	if got := eval[string](b, `document.querySelector("link[rel=stylesheet]").sheet ? new URL("x", document.baseURI).origin : "no stylesheet"`); got != between.URL {
		t.Errorf("addresses of the page lead to %s", got)
	}
	eval[bool](b, `(document.querySelector("#out").submit(), true)`)
	if got := eval[string](b, `new Promise(r => setTimeout(() => r(location.origin), 200))`); got != between.URL {
		t.Errorf("a form was sent to %s", got)
	}
}
