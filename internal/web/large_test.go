package web_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/web"
	"giamngheo/internal/web/webtest"
)

// Only the door that says so takes more than an ordinary form, and only from whoever may pass it.
func TestALargeDoorHasItsOwnLimits(t *testing.T) {
	t.Parallel()
	var got int64
	var left time.Duration
	take := func(w http.ResponseWriter, r *web.Request) (err error) {
		until, _ := r.Context().Deadline()
		left = time.Until(until)
		if got, err = io.Copy(io.Discard, r.Body); err != nil {
			return err
		}
		return r.SeeOther(w, "/")
	}
	o := webtest.New(t, dbtest.SQLite(t), func(m *web.Mux) {
		m.Large("POST /large", account.WriteBase, web.Limits{Body: 4 << 20, Within: time.Hour}, take)
		m.Page("POST /plain", account.WriteBase, take)
	})
	send := func(path string, who account.Role, bytes int) int {
		return o.Do(t, webtest.Request{Who: who, Method: http.MethodPost, Path: path, Body: strings.NewReader(strings.Repeat("x", bytes)), Header: map[string]string{"Content-Type": "application/octet-stream"}}).Code
	}
	if code := send("/large", account.ProvinceSecretary, 3<<20); code != http.StatusSeeOther || got != 3<<20 || left < time.Minute {
		t.Errorf("3 MB through the large door: %d, %d bytes, %v left", code, got, left)
	}
	if code := send("/large", account.ProvinceSecretary, 5<<20); code != http.StatusRequestEntityTooLarge {
		t.Errorf("5 MB through a door of 4 MB: %d", code)
	}
	if code := send("/plain", account.ProvinceSecretary, 3<<20); code != http.StatusRequestEntityTooLarge || left > time.Minute {
		t.Errorf("3 MB through an ordinary door: %d, %v left", code, left)
	}
	got = -1
	if code := send("/large", account.Auditor, 1<<20); code != http.StatusForbidden || got != -1 {
		t.Errorf("who may not pass was read: %d, %d bytes", code, got)
	}
}
