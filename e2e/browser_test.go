package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// tab is a browser window of its own: its cookies are shared with no other.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string
}

func open(t *testing.T, base string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	ctx, end := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(func() { end(); cancel() })
	b := &tab{t, ctx, base}
	b.size(1280, 900)
	return b
}

// as opens a tab of somebody who has signed in. Who signs in by the page itself is tested once; here
// each role signs in once for all tests, for the door counts how often it is tried.
func as(t *testing.T, role string) *tab {
	t.Helper()
	r := readAs(t, role)
	b := open(t, base)
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.http.Jar.Cookies(u) {
		ok, err := chromedp.Call(b.ctx, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: base})
		if err != nil {
			t.Fatal(err, ok)
		}
	}
	b.visit(r.home)
	return b
}

// signIn uses the demonstration's one click.
func (b *tab) signIn(role string) {
	b.t.Helper()
	b.visit("/sign-in")
	b.click(fmt.Sprintf(`button[name="role"][value=%q]`, role))
	b.arrive(`document.querySelector("details.who") !== null`)
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatalf("%v (at %s)", err, b.where())
	}
}

// eval is the value of a JavaScript expression in the page.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%.80s: %v", expression, err)
	}
	return v
}

func (b *tab) where() string {
	loc, err := chromedp.Run(b.ctx, chromedp.Location())
	if err != nil {
		return "nowhere"
	}
	return strings.TrimPrefix(loc, b.base)
}

// visit opens a page by its path.
func (b *tab) visit(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + path))
}

// click presses what the selector finds first.
func (b *tab) click(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// follow clicks the first link in the page's body whose text holds the given one, and waits for the next page.
func (b *tab) follow(text string) {
	b.t.Helper()
	href := eval[string](b, fmt.Sprintf(`([...document.querySelectorAll("main a[href]")].find(a => a.textContent.normalize("NFC").includes(%q)) || document.createElement("a")).getAttribute("href") || ""`, text))
	if href == "" {
		b.t.Fatalf("no link says %q at %s:\n%s", text, b.where(), b.text())
	}
	b.visit(href)
}

// arrive waits until an expression holds in a page that is whole, over whatever pages come between.
func (b *tab) arrive(expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.readyState === "complete" && (`+expression+`)`))
		if ok && err == nil {
			return
		}
		select {
		case <-ctx.Done():
			b.t.Fatalf("waiting for %s at %s: %v\n%s", expression, b.where(), err, b.text())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// text is what the page shows, with every run of white space as one blank.
func (b *tab) text() string {
	b.t.Helper()
	return strings.Join(strings.Fields(eval[string](b, `document.body.innerText.normalize("NFC")`)), " ")
}

// sees demands texts of the page.
func (b *tab) sees(texts ...string) {
	b.t.Helper()
	page := b.text()
	for _, want := range texts {
		if !strings.Contains(page, want) {
			b.t.Errorf("%s does not say %q:\n%s", b.where(), want, page)
		}
	}
}

func (b *tab) size(width, height int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, height))
}

// script allows or forbids the page's own script.
func (b *tab) script(allowed bool) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !allowed}); err != nil {
		b.t.Fatal(err)
	}
}

// media shows the page as on "screen" or in "print".
func (b *tab) media(name string) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: name}); err != nil {
		b.t.Fatal(err)
	}
}

// picture keeps the whole page in out/<name>.png.
func (b *tab) picture(name string) {
	b.t.Helper()
	b.keep(name, chromedp.FullScreenshot(100))
}

// view keeps what the window shows in out/<name>.png.
func (b *tab) view(name string) {
	b.t.Helper()
	b.keep(name, chromedp.CaptureScreenshot())
}

func (b *tab) keep(name string, shot chromedp.Action[[]byte]) {
	b.t.Helper()
	png, err := chromedp.Run(b.ctx, shot)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("out", name+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

var axe = sync.OnceValues(func() (string, error) {
	js, err := os.ReadFile(filepath.Join("..", "frontend", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		return "", fmt.Errorf("axe-core is missing (cd frontend && npm ci): %w", err)
	}
	return string(js) + ";0", nil
})

// accessible demands that axe finds nothing wrong with the page.
func (b *tab) accessible() {
	b.t.Helper()
	js, err := axe()
	if err != nil {
		b.t.Fatal(err)
	}
	eval[int](b, js)
	type violation struct {
		ID, Impact, Help string
		Nodes            []struct{ HTML string }
	}
	raw := eval[string](b, `axe.run(document, {resultTypes: ["violations"]}).then(r => JSON.stringify(r.violations))`)
	var found []violation
	if err := json.Unmarshal([]byte(raw), &found); err != nil {
		b.t.Fatal(err)
	}
	for _, v := range found {
		var where []string
		for i, n := range v.Nodes {
			if i < 3 {
				where = append(where, "    "+n.HTML)
			}
		}
		b.t.Errorf("%s: %s (%s): %s, %d times\n%s", b.where(), v.ID, v.Impact, v.Help, len(v.Nodes), strings.Join(where, "\n"))
	}
}

// fits demands that the page is no wider than the window.
func (b *tab) fits() {
	b.t.Helper()
	if over := eval[float64](b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
		wide := eval[string](b, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).slice(0, 4).map(e => e.outerHTML.slice(0, 120)).join("\n")`)
		b.t.Errorf("%s is %v px wider than a window of %v:\n%s", b.where(), over, eval[float64](b, "innerWidth"), wide)
	}
}
