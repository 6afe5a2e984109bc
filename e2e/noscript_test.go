package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestEveryPageIsReadableWithoutScript(t *testing.T) {
	t.Parallel()
	b := open(t, base)
	b.script(false)
	b.visit("/sign-in")
	b.click(`button[name="role"][value="province_secretary"]`)
	b.do(chromedp.WaitReady(chromedp.CSS(`details.who`)))
	b.sees("38.550", "10,06 %", "567")
	tour(b, func(name string) {
		b.sees("Dữ liệu minh hoạ")
		b.picture(name + "-noscript")
	})
	// The search is a plain form.
	b.visit("/")
	b.do(chromedp.SendKeys(chromedp.CSS(`#top-search`), "ro cham"+kb.Enter))
	b.do(chromedp.WaitReady(chromedp.CSS(`main a[href^="/households/"]`)))
	b.sees("Rơ Châm")
}

// A reader without a mouse reaches the main act of a page and uses it.
func TestTheKeyboardReachesTheMainAct(t *testing.T) {
	t.Parallel()
	b := open(t, base)
	b.visit("/sign-in")
	b.tabTo(`button[name="role"][value="province_secretary"]`)
	b.do(chromedp.KeyEvent(kb.Enter))
	b.arrive(`document.querySelector("details.who") !== null`)

	// The first stop is the way past the navigation, and it leads into the page.
	b.do(chromedp.KeyEvent(kb.Tab))
	if got := eval[string](b, `document.activeElement.getAttribute("href") || ""`); got != "#main" {
		t.Errorf("the first stop of the keyboard is %q, want #main", got)
	}
	b.do(chromedp.KeyEvent(kb.Enter))
	if got := eval[string](b, `document.activeElement.id`); got != "main" {
		t.Errorf("the skip link leads to %q, want main", got)
	}
	b.visit("/")
	own := district(t, "Kông Chro")
	b.tabTo(`main table a[href="` + own + `"]`)
	if !eval[bool](b, `(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== "none" || s.boxShadow !== "none" })()`) {
		t.Error("where the keyboard stands cannot be seen")
	}
	b.do(chromedp.KeyEvent(kb.Enter))
	b.arrive(`location.pathname === "` + own + `"`)
	b.sees("Huyện Kông Chro")
}

// tabTo presses Tab until the selector has the focus.
func (b *tab) tabTo(selector string) {
	b.t.Helper()
	for range 200 {
		b.do(chromedp.KeyEvent(kb.Tab))
		if eval[bool](b, `document.activeElement.matches(`+"`"+strings.ReplaceAll(selector, "`", "")+"`"+`)`) {
			return
		}
	}
	b.t.Fatalf("the keyboard does not reach %s at %s", selector, b.where())
}
