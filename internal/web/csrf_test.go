package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
	"giamngheo/internal/web/webtest"
)

// What a browser says of where a post comes from: new ones by Sec-Fetch-Site, old ones by Origin alone. A
// post with neither comes from no browser that sends cookies on its own.
func TestOnlyOurOwnPagesPost(t *testing.T) {
	t.Parallel()
	o := office(t)
	for _, c := range []struct {
		name   string
		method string
		header map[string]string
		passes bool
	}{
		{"our own page", "POST", map[string]string{"Sec-Fetch-Site": "same-origin", "Origin": "http://example.com"}, true},
		{"the address bar", "POST", map[string]string{"Sec-Fetch-Site": "none"}, true},
		{"another site", "POST", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, false},
		{"another site that names us as origin", "POST", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "http://example.com"}, false},
		{"a neighbour under the same domain", "POST", map[string]string{"Sec-Fetch-Site": "same-site", "Origin": "http://portal.example.com"}, false},
		{"a word that no browser sends", "POST", map[string]string{"Sec-Fetch-Site": "SAME-ORIGIN"}, false},
		{"an old browser on our page", "POST", map[string]string{"Origin": "http://example.com"}, true},
		{"an old browser on our page, HTTPS ending at the proxy", "POST", map[string]string{"Origin": "https://example.com"}, true},
		{"an old browser elsewhere", "POST", map[string]string{"Origin": "https://evil.example"}, false},
		{"an old browser at another port", "POST", map[string]string{"Origin": "http://example.com:8081"}, false},
		{"an old browser at a name that begins with ours", "POST", map[string]string{"Origin": "http://example.com.evil.example"}, false},
		{"a sandboxed frame", "POST", map[string]string{"Origin": "null"}, false},
		{"a program", "POST", nil, true},
		{"another site by PUT", "PUT", map[string]string{"Sec-Fetch-Site": "cross-site"}, false},
		{"another site by DELETE", "DELETE", map[string]string{"Sec-Fetch-Site": "cross-site"}, false},
		{"another site reads: it gets nothing by it", "GET", map[string]string{"Sec-Fetch-Site": "cross-site"}, true},
	} {
		header := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
		for k, v := range c.header {
			header[k] = v
		}
		path := "/act"
		if c.method == http.MethodGet {
			path = "/mine"
		}
		res := o.Do(t, webtest.Request{Who: account.Auditor, Method: c.method, Path: path, Header: header, Body: strings.NewReader("to=/mine")})
		if refused := res.Code == http.StatusForbidden; refused == c.passes || c.passes && res.Code >= 400 {
			t.Errorf("%s: %d", c.name, res.Code)
		}
	}
}

// No header or field turns a request into another: what a page does hangs on its real method alone.
func TestNoMethodIsOverridden(t *testing.T) {
	t.Parallel()
	o := office(t)
	for _, c := range []webtest.Request{
		{Method: "GET", Path: "/act?_method=POST&to=/mine"},
		{Method: "GET", Path: "/act?to=/mine", Header: map[string]string{"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}},
		{Method: "POST", Path: "/mine", Header: map[string]string{"X-HTTP-Method-Override": "GET"}},
		{Method: "TRACE", Path: "/mine"},
	} {
		c.Who = account.Auditor
		if res := o.Do(t, c); res.Code != http.StatusNotFound || res.Header().Get("Location") != "" {
			t.Errorf("%s %s = %d", c.Method, c.Path, res.Code)
		}
	}
}

// secure is an office over HTTPS with its pages for signing in.
func secure(t *testing.T, d *db.DB) *web.Mux {
	t.Helper()
	m := web.New(web.Config{DB: d, Accounts: account.NewService(d), Secure: true})
	m.Page("GET /open", web.Public, func(w http.ResponseWriter, r *web.Request) error {
		return r.Render(w, web.Page{Title: "Thử"}, says("x"))
	})
	m.Page("POST /enter", web.Public, func(w http.ResponseWriter, r *web.Request) error {
		if err := r.SignIn(account.Actor{ID: 1, Login: "x", Role: account.Auditor, Unit: unit.CountryID}); err != nil {
			return err
		}
		r.Flash(w, "chào")
		return r.SeeOther(w, "/open?lang=en")
	})
	return m
}

func TestCookiesAreOutOfReach(t *testing.T) {
	t.Parallel()
	m := secure(t, dbtest.SQLite(t))
	var cookies []*http.Cookie
	for _, r := range []*http.Request{
		httptest.NewRequest(http.MethodPost, "/enter", nil), httptest.NewRequest(http.MethodGet, "/open?lang=en", nil),
	} {
		res := httptest.NewRecorder()
		m.ServeHTTP(res, r)
		cookies = append(cookies, res.Result().Cookies()...)
		if got := res.Header().Get("Strict-Transport-Security"); got != "max-age=31536000" {
			t.Errorf("%s: HSTS %q", r.URL, got)
		}
	}
	if len(cookies) != 3 {
		t.Fatalf("cookies: %v", cookies)
	}
	for _, c := range cookies {
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("%s", c)
		}
	}
}

// Over plain HTTP, as on one's own machine, there is no promise of HTTPS; scripts still see no cookie.
func TestWithoutHTTPSNothingPromisesIt(t *testing.T) {
	t.Parallel()
	o := office(t)
	res := o.Do(t, webtest.Request{Path: "/open?lang=en"})
	if got := res.Header().Get("Strict-Transport-Security"); got != "" {
		t.Errorf("HSTS %q", got)
	}
	for _, c := range res.Result().Cookies() {
		if !c.HttpOnly || c.Secure || strings.HasPrefix(c.Name, "__Host-") {
			t.Errorf("%s", c)
		}
	}
}
