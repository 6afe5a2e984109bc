package e2e

import (
	"strings"
	"testing"
)

// Every figure of a unit's page and of its round that leads to a list of households leads to one that
// opens, and a figure that is itself the link is the number of households that the list says it holds.
func TestEveryFigureHasItsHouseholds(t *testing.T) {
	t.Parallel()
	b := as(t, "district_officer")
	own, _, _ := strings.Cut(b.where(), "?")
	for _, page := range []string{own, "/rounds?unit=" + strings.TrimPrefix(own, "/units/")} {
		b.visit(page)
		type result struct {
			Links, Figures int
			Wrong          []string
		}
		got := eval[result](b, `(async () => {
			const links = [...document.querySelectorAll('main a[href*="/households?"]')];
			const out = {Links: links.length, Figures: 0, Wrong: []};
			for (const a of links) {
				const answer = await fetch(a.href);
				const said = (await answer.text()).normalize("NFC").replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
				const figure = /^[+−]?([\d.]+)$/.exec(a.textContent.trim());
				if (figure) out.Figures++;
				if (!answer.ok || (figure && !said.includes("Có " + figure[1] + " hộ")))
					out.Wrong.push(a.textContent.trim() + " " + answer.status + " " + a.getAttribute("href"));
			}
			return out;
		})()`)
		if got.Links < 20 || got.Figures < 20 {
			t.Errorf("%s has %d links to households, %d of them figures: too few to prove anything", page, got.Links, got.Figures)
		}
		for _, w := range got.Wrong {
			t.Errorf("%s: %s", page, w)
		}
	}
}
