package credentialweb_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/credential"
	"giamngheo/internal/credential/credentialweb"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
	"giamngheo/internal/web/webtest"
)

const password = "ba con trâu đỏ"

// desk is an office outside a demonstration, with a clock that a test moves, and one browser.
type desk struct {
	t        *testing.T
	db       *db.DB
	mux      *web.Mux
	accounts *account.Service
	creds    *credential.Service
	now      time.Time
	cookies  map[string]*http.Cookie
}

func newDesk(t *testing.T, d *db.DB, setup credential.Setup, mount func(m *web.Mux)) *desk {
	t.Helper()
	k := &desk{t: t, db: d, now: time.Date(2022, 12, 30, 8, 0, 0, 0, time.UTC), cookies: map[string]*http.Cookie{}}
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return unit.Ship(ctx, tx) })
	if err != nil {
		t.Fatal(err)
	}
	k.accounts = account.NewService(d)
	k.accounts.Now = func() time.Time { return k.now }
	k.creds = credential.New(d, k.accounts, seal.Ephemeral(), setup)
	k.creds.Now = k.accounts.Now
	k.mux = web.New(web.Config{DB: d, Accounts: k.accounts, Now: k.accounts.Now})
	credentialweb.Routes(k.mux, k.creds)
	k.mux.Page("GET /{$}", web.SignedIn, func(w http.ResponseWriter, r *web.Request) error { return nil })
	if mount != nil {
		mount(k.mux)
	}
	return k
}

func (k *desk) add(login string, role account.Role) int64 {
	k.t.Helper()
	u, ok := unit.Shipped().ByCode(unit.Commune, "23827", "2022-12-31")
	if !ok {
		k.t.Fatal("no commune")
	}
	id, err := k.accounts.Add(k.t.Context(), account.System, login, "Nguyễn Thị Lan", password,
		account.Grant{Role: role, Unit: u.ID, Period: day.Period{From: "2022-01-01", To: day.Forever}})
	if err != nil {
		k.t.Fatal(err)
	}
	return id
}

// send asks as the browser would, and keeps its cookies.
func (k *desk) send(method, path string, header http.Header, pairs ...string) *httptest.ResponseRecorder {
	k.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(method, path, strings.NewReader(v.Encode()))
	for name, values := range header {
		r.Header[name] = values
	}
	if method == http.MethodPost && r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range k.cookies {
		r.AddCookie(c)
	}
	res := httptest.NewRecorder()
	k.mux.ServeHTTP(res, r)
	for _, c := range res.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(k.cookies, c.Name)
		} else {
			k.cookies[c.Name] = c
		}
	}
	webtest.Sound(k.t, path, res.Body.String())
	return res
}

func (k *desk) get(path string) *httptest.ResponseRecorder {
	return k.send(http.MethodGet, path, http.Header{"Referer": {"http://example.com/rounds?x=1"}})
}

func (k *desk) post(path string, pairs ...string) *httptest.ResponseRecorder {
	return k.send(http.MethodPost, path, nil, pairs...)
}

// want demands a status and texts.
func (k *desk) want(res *httptest.ResponseRecorder, status int, has ...string) {
	k.t.Helper()
	body := res.Body.String()
	if res.Code != status {
		k.t.Fatalf("status %d, want %d (to %q)\n%s", res.Code, status, res.Header().Get("Location"), webtest.Text(body))
	}
	for _, s := range has {
		if !strings.Contains(webtest.Text(body), s) && !strings.Contains(body, s) && res.Header().Get("Location") != s {
			k.t.Errorf("lacks %q (to %q):\n%s", s, res.Header().Get("Location"), webtest.Text(body))
		}
	}
}

// acts are how often each act stands in the audit.
func (k *desk) acts() map[string]int {
	k.t.Helper()
	rows, err := k.db.Query(k.t.Context(), `select act, count(*) from audit_line group by act`)
	if err != nil {
		k.t.Fatal(err)
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var act string
		var n int
		if err := rows.Scan(&act, &n); err != nil {
			k.t.Fatal(err)
		}
		out[act] = n
	}
	return out
}

// guarded are an export and an approval behind the proof.
func guarded(got *[]url.Values) func(m *web.Mux) {
	return func(m *web.Mux) {
		m.Page("GET /list.csv", web.SignedIn, func(w http.ResponseWriter, r *web.Request) error {
			_, err := w.Write([]byte("a,b"))
			return err
		})
		m.Page("POST /approve", web.SignedIn, func(w http.ResponseWriter, r *web.Request) error {
			*got = append(*got, r.PostForm)
			return r.SeeOther(w, "/")
		})
		m.Fresh("GET /list.csv", "POST /approve")
	}
}

func TestAnExportAsksAgainAfterAQuarterOfAnHour(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var got []url.Values
		k := newDesk(t, d, credential.Setup{}, guarded(&got))
		k.add("lan", account.CommuneOfficer)
		k.want(k.post("/sign-in", "login", "lan", "password", password), 303, "/")
		k.now = k.now.Add(web.FreshFor)
		k.want(k.get("/list.csv"), 200, "a,b")
		k.now = k.now.Add(time.Minute)
		k.want(k.get("/list.csv?x=1"), 403, "Xác nhận lại", `name="next" value="/list.csv?x=1"`, `name="back" value="/rounds?x=1"`)
		k.want(k.post("/confirm", "next", "/list.csv?x=1", "proof-password", "sai rồi sai rồi"), 422, "Chưa xác nhận được")
		k.want(k.get("/list.csv"), 403)
		k.want(k.post("/confirm", "next", "/list.csv?x=1", "back", "/rounds", "proof-click", "1"), 422)
		k.want(k.post("/confirm", "next", "/list.csv?x=1", "back", "/rounds", "proof-password", password), 303)
		res := k.get("/confirm?next=%2Flist.csv%3Fx%3D1&back=%2Frounds")
		k.want(res, 200, "Đã xác nhận", `href="/rounds"`)
		if got := res.Header().Get("Refresh"); got != "0; url=/list.csv?x=1" {
			t.Errorf("leads on by %q", got)
		}
		k.want(k.get("/list.csv"), 200, "a,b")
		if a := k.acts(); a["account.proved"] != 1 || a["account.sign_in_failed"] != 1 {
			t.Errorf("audit: %v", a)
		}
	})
}

func TestTheConfirmationLeadsToNoOtherSite(t *testing.T) {
	t.Parallel()
	k := newDesk(t, dbtest.SQLite(t), credential.Setup{}, nil)
	k.add("lan", account.CommuneOfficer)
	k.want(k.post("/sign-in", "login", "lan", "password", password), 303, "/")
	for _, to := range []string{"https://elsewhere.example/", "//elsewhere.example", `/\elsewhere.example`, "javascript:1", "/a\r\nSet-Cookie: x=1"} {
		res := k.get("/confirm?" + url.Values{"next": {to}, "back": {to}}.Encode())
		if res.Header().Get("Refresh") != "0; url=/" || strings.Contains(res.Body.String(), "elsewhere") && !strings.Contains(res.Body.String(), "lang=") {
			t.Errorf("%q leads to %q", to, res.Header().Get("Refresh"))
		}
	}
}

func TestAnApprovalWaitsForTheProofWithAllThatWasTyped(t *testing.T) {
	t.Parallel()
	var got []url.Values
	k := newDesk(t, dbtest.SQLite(t), credential.Setup{}, guarded(&got))
	k.add("lan", account.CommuneChair)
	k.want(k.post("/sign-in", "login", "lan", "password", password), 303, "/")
	k.now = k.now.Add(web.FreshFor + time.Second)
	k.want(k.post("/approve?id=7", "reason", `"đúng" <b>`, "pick", "1", "pick", "2"), 403, `action="/approve?id=7"`, `name="pick" value="2"`, `value="&#34;đúng&#34; &lt;b&gt;"`)
	k.want(k.post("/approve?id=7", "reason", "đúng", "proof-password", "sai rồi sai rồi"), 422, "Chưa xác nhận được", `name="reason" value="đúng"`)
	if len(got) != 0 {
		t.Fatalf("the door opened: %v", got)
	}
	k.want(k.post("/approve?id=7", "reason", "đúng", "pick", "1", "pick", "2", "proof-password", password), 303, "/")
	if len(got) != 1 || got[0].Encode() != (url.Values{"reason": {"đúng"}, "pick": {"1", "2"}}).Encode() {
		t.Errorf("behind the door arrived %v", got)
	}
	k.want(k.send(http.MethodPost, "/approve", http.Header{"Content-Type": {"multipart/form-data; boundary=x"}}), 303)
	k.now = k.now.Add(web.FreshFor + time.Second)
	k.want(k.send(http.MethodPost, "/approve", http.Header{"Content-Type": {"multipart/form-data; boundary=x"}}), 403, `name="next" value="/"`)
}

func TestADemonstrationConfirmsByOneClick(t *testing.T) {
	t.Parallel()
	var got []url.Values
	k := newDesk(t, dbtest.SQLite(t), credential.Setup{}, guarded(&got))
	err := k.db.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return db.SetSetting(ctx, tx, db.SettingDemo, "thử") })
	if err != nil {
		t.Fatal(err)
	}
	k.want(k.post("/sign-in/demo", "role", "auditor"), 303, "/")
	k.now = k.now.Add(time.Hour)
	k.want(k.get("/list.csv"), 403, "chỉ cần bấm nút", `name="proof-click"`)
	k.want(k.post("/confirm", "next", "/list.csv", "proof-click", "1"), 303)
	k.want(k.get("/list.csv"), 200)
}
