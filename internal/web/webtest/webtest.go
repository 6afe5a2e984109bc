// Package webtest reads pages as a role would: it mounts pages on a demonstration's database, signs in
// with one click, asks, and looks at status and text.
package webtest

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/credential"
	"giamngheo/internal/credential/credentialweb"
	"giamngheo/internal/db"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// Office is a demonstration with the shipped units and the pages that were mounted.
type Office struct {
	Mux     *web.Mux
	cookies map[account.Role][]*http.Cookie
}

// New ships the units, makes the database a demonstration and mounts pages.
func New(t testing.TB, d *db.DB, mount func(m *web.Mux)) *Office {
	t.Helper()
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := unit.Ship(ctx, tx); err != nil {
			return err
		}
		return db.SetSetting(ctx, tx, db.SettingDemo, "thử")
	})
	if err != nil {
		t.Fatal(err)
	}
	accounts := account.NewService(d)
	m := web.New(web.Config{DB: d, Accounts: accounts})
	credentialweb.Routes(m, credential.New(d, accounts, seal.Ephemeral(), credential.Setup{}))
	mount(m)
	return &Office{Mux: m, cookies: map[account.Role][]*http.Cookie{}}
}

// Request is one request and what its answer must be.
type Request struct {
	Name   string
	Who    account.Role // "" is nobody
	Method string       // GET when empty
	Path   string
	Body   io.Reader
	Header map[string]string
	Status int      // 200 when 0
	Has    []string // texts that the answer holds
	Not    []string // texts that it does not hold
}

// Run asks everything in a row.
func (o *Office) Run(t *testing.T, requests []Request) {
	t.Helper()
	for _, r := range requests {
		res := o.Do(t, r)
		body := res.Body.String()
		want := r.Status
		if want == 0 {
			want = http.StatusOK
		}
		if res.Code != want {
			t.Errorf("%s: %s %s by %q = %d, want %d\n%s", r.Name, r.Method, r.Path, r.Who, res.Code, want, Text(body))
			continue
		}
		for _, s := range r.Has {
			if !strings.Contains(Text(body), s) && !strings.Contains(body, s) {
				t.Errorf("%s: %s by %q lacks %q:\n%s", r.Name, r.Path, r.Who, s, Text(body))
			}
		}
		for _, s := range r.Not {
			if strings.Contains(body, s) {
				t.Errorf("%s: %s by %q holds %q", r.Name, r.Path, r.Who, s)
			}
		}
		Sound(t, r.Path, body)
	}
}

// Do asks once.
func (o *Office) Do(t testing.TB, r Request) *httptest.ResponseRecorder {
	t.Helper()
	if r.Method == "" {
		r.Method = http.MethodGet
	}
	req := httptest.NewRequest(r.Method, r.Path, r.Body)
	for k, v := range r.Header {
		req.Header.Set(k, v)
	}
	for _, c := range o.signIn(t, r.Who) {
		req.AddCookie(c)
	}
	res := httptest.NewRecorder()
	o.Mux.ServeHTTP(res, req)
	return res
}

// signIn clicks on a role once; its cookie serves every later request.
func (o *Office) signIn(t testing.TB, role account.Role) []*http.Cookie {
	t.Helper()
	if role == "" {
		return nil
	}
	if c, ok := o.cookies[role]; ok {
		return c
	}
	req := httptest.NewRequest(http.MethodPost, "/sign-in/demo", strings.NewReader(url.Values{"role": {string(role)}}.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res := httptest.NewRecorder()
	o.Mux.ServeHTTP(res, req)
	if res.Code != http.StatusSeeOther {
		t.Fatalf("sign in as %s = %d\n%s", role, res.Code, Text(res.Body.String()))
	}
	o.cookies[role] = res.Result().Cookies()
	return o.cookies[role]
}

// Keep sends these cookies for a role from now on: its session has a new token.
func (o *Office) Keep(role account.Role, cookies []*http.Cookie) { o.cookies[role] = cookies }

var (
	tags   = regexp.MustCompile(`(?s)<(script|style|head)\b.*?</(script|style|head)>|<[^>]*>`)
	spaces = regexp.MustCompile(`\s+`)
	inline = regexp.MustCompile(`(?i)<[^>]+\s(style|on[a-z]+)="|<script(\s[^>]*)?>[^<]|<style|href="javascript:`)
)

// Text is what a page says, without its marks.
func Text(body string) string {
	s := spaces.ReplaceAllString(tags.ReplaceAllString(body, " "), " ")
	return strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&amp;", "&", "&lt;", "<", "&gt;", ">").Replace(strings.TrimSpace(s))
}

// Sound checks what every page must hold to: no message is missing, and nothing inline that the
// content security policy would block.
func Sound(t testing.TB, path, body string) {
	t.Helper()
	if strings.ContainsAny(body, "⟦⟧") {
		t.Errorf("%s lacks a message: %s", path, Text(body))
	}
	if m := inline.FindString(body); m != "" {
		t.Errorf("%s holds something inline: %s", path, m)
	}
	if strings.Contains(body, "<html") && strings.Count(body, "<h1") != 1 {
		t.Errorf("%s has %d titles", path, strings.Count(body, "<h1"))
	}
}
