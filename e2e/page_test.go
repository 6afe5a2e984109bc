package e2e

import (
	"strings"
	"testing"
)

// paths are the pages of the first slice, as the secretary meets them. {home} is the province,
// {district} Kông Chro, {household} the first of its list.
var paths = []struct{ name, path string }{
	{"province", "{home}"},
	{"district", "{district}"},
	{"households", "{district}/households"},
	{"household", "{household}"},
	{"search", "/search?q=ro+cham"},
	{"round", "/rounds"},
	{"standard", "/standards/vn-2022"},
	{"targets", "{home}/targets?year=2023"},
	{"plan-check", "/plan-check"},
}

// tour visits every page in turn.
func tour(b *tab, visit func(name string)) {
	b.t.Helper()
	home, _, _ := strings.Cut(b.where(), "?")
	own := district(b.t, "Kông Chro")
	b.visit(own + "/households")
	household := eval[string](b, `document.querySelector('main a[href^="/households/"]').getAttribute("href")`)
	fill := strings.NewReplacer("{home}", home, "{district}", own, "{household}", household)
	for _, p := range paths {
		b.visit(fill.Replace(p.path))
		visit(p.name)
	}
}

func TestEveryPageFitsAndIsAccessible(t *testing.T) {
	t.Parallel()
	for _, w := range []struct {
		name          string
		width, height int64
	}{{"1280", 1280, 900}, {"390", 390, 844}} {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			b := as(t, "province_secretary")
			b.size(w.width, w.height)
			tour(b, func(name string) {
				b.sees("Dữ liệu minh hoạ")
				b.fits()
				b.accessible()
				b.picture(name + "-" + w.name)
			})
		})
	}
}

func TestTheAuditorsPageFitsAndIsAccessible(t *testing.T) {
	t.Parallel()
	b := as(t, "auditor")
	for _, width := range []int64{1280, 390} {
		b.size(width, 844)
		b.visit("/audit")
		b.sees("Dữ liệu minh hoạ", "account.sign_in")
		b.fits()
		b.accessible()
	}
}

func TestEveryPageSpeaksEnglish(t *testing.T) {
	t.Parallel()
	b := as(t, "province_secretary")
	b.visit(b.where() + "?lang=en")
	b.visit(b.where())
	tour(b, func(name string) {
		if got := eval[string](b, `document.documentElement.lang`); got != "en" {
			t.Errorf("%s: the page's language is %q, want en", name, got)
		}
		page := b.text()
		for _, broken := range []string{"⟦", "Hộ nghèo", "Tổng quan", "Dữ liệu minh hoạ"} {
			if strings.Contains(page, broken) {
				t.Errorf("%s in English still says %q:\n%s", name, broken, around(page, broken))
			}
		}
		b.accessible()
		b.picture(name + "-en")
	})
}

func TestNoPageMissesAMessage(t *testing.T) {
	t.Parallel()
	b := as(t, "province_secretary")
	tour(b, func(name string) {
		if page := b.text(); strings.Contains(page, "⟦") || strings.Contains(page, "<no value>") || strings.Contains(page, "%!") {
			t.Errorf("%s: a message is missing:\n%s", name, around(page, "⟦")+around(page, "<no")+around(page, "%!"))
		}
	})
}

func TestPrintLeavesTheNavigationOut(t *testing.T) {
	t.Parallel()
	b := as(t, "province_secretary")
	b.media("print")
	tour(b, func(name string) {
		shown := eval[string](b, `[...document.querySelectorAll("nav:not(.crumbs), form[role=search], .skip, button")].filter(e => e.checkVisibility() && e.getClientRects().length).map(e => e.outerHTML.slice(0, 80)).join("\n")`)
		if shown != "" {
			t.Errorf("%s in print still shows:\n%s", name, shown)
		}
		b.sees("Dữ liệu minh hoạ")
		b.picture(name + "-print")
	})
}

// around is the piece of a text in which something first stands.
func around(text, what string) string {
	i := strings.Index(text, what)
	if i < 0 {
		return ""
	}
	return strings.ToValidUTF8(text[max(0, i-60):min(len(text), i+100)], "")
}
