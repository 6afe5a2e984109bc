package credentialweb_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/web"
	"giamngheo/internal/web/webtest"
)

var formHeader = map[string]string{"Content-Type": "application/x-www-form-urlencoded"}

func post(name, path string, status int, has []string, pairs ...string) webtest.Request {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return webtest.Request{Name: name, Method: http.MethodPost, Path: path, Header: formHeader, Body: strings.NewReader(v.Encode()), Status: status, Has: has}
}

func TestSignInPage(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := webtest.New(t, d, func(m *web.Mux) {
			m.Page("GET /{$}", web.SignedIn, func(w http.ResponseWriter, r *web.Request) error { return nil })
		})
		o.Run(t, []webtest.Request{
			{Name: "the page in Vietnamese", Path: "/sign-in", Has: []string{"Vào xem bản minh hoạ", "Cán bộ huyện", "Tên đăng nhập"}},
			{Name: "the page in English", Path: "/sign-in?lang=en", Has: []string{"Look into the demonstration", "District officer"}},
			{Name: "where to go stays in the form", Path: "/sign-in?next=%2Funits%2F5", Has: []string{`value="/units/5"`}},
			post("a wrong password keeps the name typed", "/sign-in", 422, []string{"chưa đúng", `value="lan"`, `href="#login"`}, "login", "lan", "password", "x"),
			post("an unknown role", "/sign-in/demo", 422, []string{"emperor"}, "role", "emperor"),
			post("signing out when nobody is in", "/sign-out", 303, nil),
			{Name: "whoever is in is not asked again", Who: account.Auditor, Path: "/sign-in", Status: 303},
		})
		res := o.Do(t, post("", "/sign-in/demo", 0, nil, "role", "auditor", "next", "/units/7"))
		if res.Code != http.StatusSeeOther || res.Header().Get("Location") != "/units/7" {
			t.Errorf("one click = %d to %q", res.Code, res.Header().Get("Location"))
		}
		cookie := res.Result().Cookies()[0]
		if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.MaxAge != 0 {
			t.Errorf("the session's cookie: %+v", cookie)
		}
	})
}

func TestSignOutEndsTheSession(t *testing.T) {
	t.Parallel()
	o := webtest.New(t, dbtest.SQLite(t), func(m *web.Mux) {
		m.Page("GET /{$}", web.SignedIn, func(w http.ResponseWriter, r *web.Request) error { return nil })
	})
	o.Run(t, []webtest.Request{
		{Name: "in", Who: account.Auditor, Path: "/"},
		{Name: "signing out", Who: account.Auditor, Method: http.MethodPost, Path: "/sign-out", Status: 303},
		{Name: "the old cookie opens nothing", Who: account.Auditor, Path: "/", Status: 303, Has: []string{"/sign-in"}},
	})
}

func TestOutsideADemonstrationThereIsNoOneClick(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	o := webtest.New(t, d, func(*web.Mux) {})
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return db.SetSetting(ctx, tx, db.SettingDemo, "") })
	if err != nil {
		t.Fatal(err)
	}
	o.Run(t, []webtest.Request{
		{Name: "the page offers no role", Path: "/sign-in", Has: []string{"Mật khẩu"}, Not: []string{"minh hoạ", "/sign-in/demo"}},
		post("nor does the door open", "/sign-in/demo", 404, nil, "role", "auditor"),
	})
}

func TestOneMachineCannotTryForEver(t *testing.T) {
	t.Parallel()
	o := webtest.New(t, dbtest.SQLite(t), func(*web.Mux) {})
	last := 0
	for range 25 {
		last = o.Do(t, post("", "/sign-in/demo", 0, nil, "role", "emperor")).Code
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the 25th try = %d", last)
	}
}
