package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"giamngheo/internal/account"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
	"giamngheo/internal/web"
	"giamngheo/internal/web/webtest"
)

func says(text string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, "<p>"+text+"</p>")
		return err
	})
}

func office(t *testing.T) *webtest.Office {
	t.Helper()
	return webtest.New(t, dbtest.SQLite(t), func(m *web.Mux) {
		page := func(w http.ResponseWriter, r *web.Request) error {
			return r.Render(w, web.Page{Title: "Thử"}, says("xin chào "+r.Who.Login))
		}
		fails := func(err error) web.Handler {
			return func(http.ResponseWriter, *web.Request) error { return err }
		}
		m.Page("GET /open", web.Public, page)
		m.Page("GET /mine", web.SignedIn, page)
		m.Page("GET /lines", account.ReadAudit, page)
		m.Page("POST /act", web.SignedIn, func(w http.ResponseWriter, r *web.Request) error {
			if err := r.ParseForm(); err != nil {
				return err
			}
			r.Flash(w, "Đã ghi 14 hộ.")
			return r.SeeOther(w, r.PostFormValue("to"))
		})
		m.Page("GET /broken", web.Public, fails(errors.New("secret: disk on fire")))
		m.Page("GET /panics", web.Public, func(http.ResponseWriter, *web.Request) error { panic("secret") })
		m.Page("GET /changed", web.Public, fails(fault.New(fault.Conflict, "account.login_taken", "Login", "lan")))
		m.Page("GET /half", web.Public, func(w http.ResponseWriter, r *web.Request) error {
			return r.Render(w, web.Page{Title: "Nửa trang"}, templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
				_, _ = io.WriteString(w, "half a page")
				return errors.New("secret")
			}))
		})
	})
}

func TestDoors(t *testing.T) {
	t.Parallel()
	form := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	cross := map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "cross-site"}
	office(t).Run(t, []webtest.Request{
		{Name: "nobody passes a public door", Path: "/open", Has: []string{"xin chào", "Dữ liệu minh hoạ"}},
		{Name: "nobody is sent to sign in, and back later", Path: "/mine?a=1", Status: 303, Has: []string{"/sign-in?next=%2Fmine%3Fa%3D1"}},
		{Name: "a post by nobody is refused", Method: "POST", Path: "/act", Status: 401, Has: []string{"Cần đăng nhập"}},
		{Name: "whoever is signed in passes", Who: account.Auditor, Path: "/mine", Has: []string{"xin chào demo.auditor", "Đăng xuất"}},
		{Name: "a role without the permission", Who: account.CommuneOfficer, Path: "/lines", Status: 403, Has: []string{"Không thuộc quyền hạn"}},
		{Name: "a role with it", Who: account.Auditor, Path: "/lines"},
		{Name: "an unknown address", Path: "/nowhere", Status: 404, Has: []string{"Không tìm thấy trang"}},
		{Name: "an unknown address in English", Path: "/nowhere?lang=en", Status: 404, Has: []string{"There is no page"}},
		{Name: "a fault is told", Path: "/changed?lang=en", Status: 409, Has: []string{"“lan” is taken"}},
		{Name: "anything else is not", Path: "/broken", Status: 500, Has: []string{"Có sự cố", "xin kèm mã"}, Not: []string{"secret"}},
		{Name: "nor is a panic", Path: "/panics?lang=en", Status: 500, Has: []string{"Something went wrong"}, Not: []string{"secret"}},
		{Name: "no half pages", Path: "/half", Status: 500, Not: []string{"half a page"}},
		{Name: "a post from another site", Who: account.Auditor, Method: "POST", Path: "/act", Header: cross, Body: strings.NewReader("to=/mine"), Status: 403, Has: []string{"trang khác"}},
		{Name: "a post from our own page", Who: account.Auditor, Method: "POST", Path: "/act", Header: form, Body: strings.NewReader("to=/mine"), Status: 303},
		{Name: "a form that is too big", Who: account.Auditor, Method: "POST", Path: "/act", Header: form, Body: strings.NewReader("to=" + strings.Repeat("x", 2<<20)), Status: 413, Has: []string{"quá lớn"}},
	})
}

func TestEveryAnswerBearsTheSecurityHeaders(t *testing.T) {
	t.Parallel()
	o := office(t)
	for _, path := range []string{"/open", "/nowhere", "/broken", "/assets/none.css"} {
		h := o.Do(t, webtest.Request{Path: path}).Header()
		if got := h.Get("Content-Security-Policy"); !strings.Contains(got, "script-src 'self';") || strings.Contains(got, "unsafe") {
			t.Errorf("%s: policy %q", path, got)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY"} {
			if h.Get(name) != want {
				t.Errorf("%s: %s = %q, want %q", path, name, h.Get(name), want)
			}
		}
		if len(h.Get("X-Request-Id")) != 12 {
			t.Errorf("%s has no request id", path)
		}
	}
	if got := o.Do(t, webtest.Request{Path: "/open"}).Header().Get("Cache-Control"); got != "private, no-store" {
		t.Errorf("a page may be kept: %q", got)
	}
}

func TestANoticeIsSaidOnceAndRedirectsStayHere(t *testing.T) {
	t.Parallel()
	o := office(t)
	form := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	for to, want := range map[string]string{
		"/mine": "/mine", "/units/1?sort=-rate": "/units/1?sort=-rate", "https://evil.example/": "/",
		"//evil.example": "/", `/\evil.example`: "/", "mine": "/", "": "/",
	} {
		res := o.Do(t, webtest.Request{Who: account.Auditor, Method: "POST", Path: "/act", Header: form, Body: strings.NewReader("to=" + to)})
		if got := res.Header().Get("Location"); got != want {
			t.Errorf("to %q leads to %q, want %q", to, got, want)
		}
	}
	res := o.Do(t, webtest.Request{Who: account.Auditor, Method: "POST", Path: "/act", Header: form, Body: strings.NewReader("to=/mine")})
	notice := res.Header().Get("Set-Cookie")
	next := o.Do(t, webtest.Request{Path: "/open", Header: map[string]string{"Cookie": strings.Split(notice, ";")[0]}})
	if !strings.Contains(next.Body.String(), "Đã ghi 14 hộ.") || !strings.Contains(next.Header().Get("Set-Cookie"), "notice=; Path=/; Max-Age=0") {
		t.Errorf("the notice: %q, %q", webtest.Text(next.Body.String()), next.Header().Get("Set-Cookie"))
	}
}

func TestTheChosenLanguageStays(t *testing.T) {
	t.Parallel()
	o := office(t)
	res := o.Do(t, webtest.Request{Path: "/open?lang=en"})
	cookie := strings.Split(res.Header().Get("Set-Cookie"), ";")[0]
	if cookie != "lang=en" || !strings.Contains(res.Body.String(), `<html lang="en">`) {
		t.Errorf("?lang=en: cookie %q", cookie)
	}
	res = o.Do(t, webtest.Request{Path: "/open", Header: map[string]string{"Cookie": cookie}})
	if !strings.Contains(res.Body.String(), "Illustrative data") {
		t.Error("the next page is not English")
	}
}

func TestErrorsAreLoggedOnceWithoutPaths(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	var log bytes.Buffer
	m := web.New(web.Config{DB: d, Accounts: account.NewService(d), Log: slog.New(slog.NewTextHandler(&log, nil))})
	m.Page("GET /search", web.Public, func(http.ResponseWriter, *web.Request) error { return errors.New("disk on fire") })
	res := httptest.NewRecorder()
	m.ServeHTTP(res, httptest.NewRequest("GET", "/search?q=Nguyen+Van+A", nil))
	if got := strings.Count(log.String(), "disk on fire"); got != 1 {
		t.Errorf("logged %d times:\n%s", got, &log)
	}
	if strings.Contains(log.String(), "Nguyen") {
		t.Errorf("the log holds what was searched:\n%s", &log)
	}
	if id := res.Header().Get("X-Request-Id"); strings.Count(log.String(), id) != 2 || !strings.Contains(res.Body.String(), id) {
		t.Errorf("the request's id is not on page and lines:\n%s", &log)
	}
}

func TestAssetsAreKeptForGood(t *testing.T) {
	t.Parallel()
	o := office(t)
	page := o.Do(t, webtest.Request{Path: "/open"}).Body.String()
	found := regexp.MustCompile(`/assets/[^"]+`).FindAllString(page, -1)
	if len(found) != 3 {
		t.Fatalf("a page asks for %v", found)
	}
	for _, path := range found {
		res := o.Do(t, webtest.Request{Path: path, Header: map[string]string{"Accept-Encoding": "gzip"}})
		if res.Code != 200 || res.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s = %d, %v", path, res.Code, res.Header())
		}
	}
	for _, path := range []string{"/assets/", "/assets/none.js", "/assets/../web.go", "/assets/%2e%2e/assets.go"} {
		if res := o.Do(t, webtest.Request{Path: path}); res.Code == 200 {
			t.Errorf("%s = 200", path)
		}
	}
}

// A first visit on a slow network: stylesheet, script, fonts and icon in few requests and little weight.
func TestAFirstVisitIsLight(t *testing.T) {
	t.Parallel()
	const mostBytes, mostRequests = 150_000, 8
	total, requests := 0, 1 // the page itself
	err := fs.WalkDir(os.DirFS("assets/dist"), ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || p == "manifest.json" {
			return err
		}
		b, err := os.ReadFile("assets/dist/" + p)
		if err != nil {
			return err
		}
		n := len(b)
		if !strings.HasSuffix(p, ".woff2") {
			var z bytes.Buffer
			w := gzip.NewWriter(&z)
			_, _ = w.Write(b)
			_ = w.Close()
			n = z.Len()
		}
		total += n
		requests++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if total > mostBytes-10_000 || requests > mostRequests { // ten thousand for the page
		t.Errorf("a first visit takes %d bytes in %d requests", total, requests)
	}
}

func TestRouteTableTellsWhoMayPass(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		p    account.Permission
		role account.Role
		want bool
	}{
		{web.Public, "", true},
		{web.SignedIn, "", false},
		{web.SignedIn, account.Administrator, true},
		{account.ReadHouseholds, account.Administrator, false},
		{account.ReadHouseholds, account.CommuneOfficer, true},
		{account.ReadHouseholds, "", false},
	} {
		if got := (web.Route{Pattern: "GET /x", Permission: c.p}).Open(c.role); got != c.want {
			t.Errorf("%s for %q = %v", c.p, c.role, got)
		}
	}
}
