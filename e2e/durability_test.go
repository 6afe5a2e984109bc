package e2e

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var (
	hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)
	edit   = regexp.MustCompile(`href="([^"]*[?&;]edit=\d+[^"]*)"`)
)

// What a page has acknowledged is on disk: the program is killed at once after the answer, without a
// chance to finish anything.
func TestWhatWasAcknowledgedOutlivesAKill(t *testing.T) {
	t.Parallel()
	data := copyDemo(t)
	s, err := startServer(data)
	if err != nil {
		t.Fatal(err)
	}
	r := signInto(t, s.url, "province_secretary")
	targets := r.home + "/targets?year=2023"
	_, page := r.get(s.url, targets)
	links := edit.FindAllStringSubmatch(page, -1)
	if len(links) < 3 {
		t.Fatalf("the page of targets offers %d forms", len(links))
	}
	const households = "123"
	_, form := r.get(s.url, strings.ReplaceAll(links[2][1], "&amp;", "&"))
	values := url.Values{"households": {households}, "reason": {"Giao lại sau khi rà soát"}}
	for _, m := range hidden.FindAllStringSubmatch(form, -1) {
		values.Set(m[1], m[2])
	}
	r.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := r.http.PostForm(s.url+r.home+"/targets", values)
	s.kill()
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(res.Body); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("setting a target = %s, %v\n%s", res.Status, err, body)
	}
	res.Body.Close()

	s, err = startServer(data)
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	// The sign-in was an act too: the reader is still signed in.
	r.http.CheckRedirect = nil
	code, page := r.get(s.url, targets)
	if code != http.StatusOK || !strings.Contains(page, ">"+households) {
		t.Errorf("after the kill the page of targets = %d and holds the new target %t, want 200 and true", code, strings.Contains(page, ">"+households))
	}
	if out := command(t, "review", "verify", "--data", data, "--lang", "en"); !strings.Contains(out, "0 difference") && !strings.Contains(out, "no difference") {
		t.Errorf("review verify after the kill: %s", out)
	}
}
