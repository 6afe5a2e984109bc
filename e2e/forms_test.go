package e2e

import (
	"strings"
	"testing"
)

// The result forms fit every screen, are accessible in both languages, and every figure of one leads to
// as many households as it says.
func TestTheResultFormsFitAndLeadToTheirHouseholds(t *testing.T) {
	t.Parallel()
	b := as(t, "district_officer")
	own, _, _ := strings.Cut(b.where(), "?")
	for _, width := range []int64{1280, 390} {
		b.size(width, 844)
		for _, path := range []string{"/forms", "/forms/1", "/forms/2?lang=en", "/forms/9?lang=vi", "/forms/12?deep=1"} {
			b.visit(own + path)
			b.fits()
			b.accessible()
		}
	}
	for _, form := range []string{"4", "9"} {
		b.visit(own + "/forms/" + form)
		wrong := eval[[]string](b, `(async () => {
			const wrong = [];
			const links = [...document.querySelectorAll('.form-table td a')].filter((_, i) => i % 7 === 0);
			if (links.length < 10) wrong.push("only " + links.length + " links");
			for (const a of links) {
				const answer = await fetch(a.href);
				const said = (await answer.text()).normalize("NFC").replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
				if (!answer.ok || !said.includes("Có " + a.textContent.trim() + " hộ"))
					wrong.push(a.textContent.trim() + " " + answer.status + " " + a.getAttribute("href"));
			}
			return wrong;
		})()`)
		for _, w := range wrong {
			t.Errorf("form %s: %s", form, w)
		}
	}
}
