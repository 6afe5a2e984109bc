package e2e

import (
	"net/http"
	"testing"
)

// What a page has acknowledged is on disk: the program is killed at once after the answer.
func TestWhatWasAcknowledgedOutlivesAKill(t *testing.T) {
	t.Parallel()
	data := copyDemo(t)
	s, err := startServer(data)
	if err != nil {
		t.Fatal(err)
	}
	r := signInto(t, s.url, "province_secretary")
	for range 5 {
		signInto(t, s.url, "district_officer")
	}
	s.kill()

	s, err = startServer(data)
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	// The sessions were acts; the reader is still signed in (the port has changed, the host has not).
	if code, page := r.get(s.url, r.home); code != http.StatusOK {
		t.Errorf("after the kill the reader's page = %d, want 200\n%s", code, page)
	}
	if out := command(t, "review", "verify", "--data", data, "--lang", "en"); out == "" {
		t.Error("review verify says nothing")
	}
}
