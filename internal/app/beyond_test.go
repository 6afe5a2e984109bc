package app

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/unit"
)

// oneOff is what no two answers share: the number of the request and the second at which the page was made.
var oneOff = regexp.MustCompile(`[0-9A-Z]{12}|<time id="printed"[^<]*</time>`)

// What lies beyond an officer's area is to him as if it were not: the same answer, by its length too, after the
// same work, whether a household is there or not. So neither a message nor the time that it takes tells.
func TestWhatLiesBeyondIsAsIfItWereNot(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorked(t, d)
		role := account.CommuneOfficer
		tried := 0
		for _, p := range w.all {
			if w.levels[p] != unit.Commune || w.own(role).covers(p) || len(w.households(p)) == 0 {
				continue
			}
			there := w.households(p)[0]
			h, err := w.h.Households.Get(t.Context(), account.System, there)
			if err != nil {
				t.Fatal(err)
			}
			absent := there
			absent.ID = 99_999_999
			paths := []string{
				"/households/%s", "/households/%s/edit", "/households/%s/history", "/households/%s/changes", "/households/%s/changes/exit",
				"/households/%s/persons/1", fmt.Sprintf("/rounds/%d/households/%%s", w.open),
			}
			for _, path := range paths {
				is, not := fmt.Sprintf(path, there), fmt.Sprintf(path, absent)
				w.alike(t, role, is, not)
				tried++
			}
			w.alike(t, role, fmt.Sprintf("/search?q=%s", h.Code), fmt.Sprintf("/search?q=%s", strings.Repeat("9", len(h.Code))))
			tried++
		}
		if tried < 8 {
			t.Errorf("only %d addresses were tried", tried)
		}
	})
}

// alike compares the answers to two addresses, of which one leads to something.
func (w *worked) alike(t *testing.T, role account.Role, is, not string) {
	t.Helper()
	w.observe(http.MethodGet, not, nil, role) // what is remembered for the next is remembered for both
	a, asked := w.observe(http.MethodGet, is, nil, role)
	b, askedOther := w.observe(http.MethodGet, not, nil, role)
	plain := func(body, path string) string {
		_, word, _ := strings.Cut(path, "q=")
		body = strings.ReplaceAll(body, path, "")
		if word != "" {
			body = strings.ReplaceAll(body, word, "")
		}
		return oneOff.ReplaceAllString(body, "")
	}
	if a.Code != b.Code || len(asked) != len(askedOther) {
		t.Errorf("%s = %d after %d statements, %s = %d after %d", is, a.Code, len(asked), not, b.Code, len(askedOther))
	}
	if x, y := plain(a.Body.String(), is), plain(b.Body.String(), not); x != y {
		t.Errorf("%s and %s are answered otherwise:\n%s\n%s", is, not, x, y)
	}
}
