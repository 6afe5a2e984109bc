package peopleweb_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/account/peopleweb"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/web"
	"giamngheo/internal/web/webtest"
)

func office(t *testing.T, d *db.DB) (*webtest.Office, *account.Service) {
	s := account.NewService(d)
	return webtest.New(t, d, func(m *web.Mux) {
		m.Page("GET /{$}", web.SignedIn, func(w http.ResponseWriter, r *web.Request) error { return nil })
		peopleweb.Routes(m, s)
	}), s
}

func post(path string, pairs ...string) webtest.Request {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return webtest.Request{
		Name: path, Who: account.Administrator, Method: http.MethodPost, Path: path, Status: http.StatusSeeOther,
		Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, Body: strings.NewReader(v.Encode()),
	}
}

func with(r webtest.Request, status int, has ...string) webtest.Request {
	r.Status, r.Has = status, has
	return r
}

func TestAnAccountIsMadeGivenPostsAndShut(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, s := office(t, d)
		o.Run(t, []webtest.Request{
			{Name: "the form", Who: account.Administrator, Path: "/accounts/new", Has: []string{"Vai trò", "Đơn vị"}},
			with(post("/accounts", "name", "", "role", "vua"), 422, "Chưa có họ tên", "Chưa có vai trò"),
			with(post("/accounts", "name", "Lê Ba", "role", "commune_officer", "unit", "xã Không Có"), 422, "Không có đơn vị", `value="Lê Ba"`),
			post("/accounts", "name", "Lê Thị Ba", "login", "ba", "role", "commune_officer", "unit", "xã Chư Krêy, huyện Kông Chro"),
			{Name: "the list", Who: account.Administrator, Path: "/accounts?name=ba", Has: []string{"Lê Thị Ba", "Xã Chư Krêy", "Đang dùng"}},
			{Name: "in English", Who: account.Administrator, Path: "/accounts?lang=en&role=commune_officer", Has: []string{"Chư Krêy commune", "In use"}},
			{Name: "a role that is none", Who: account.Administrator, Path: "/accounts?role=vua", Status: 404},
			{Name: "not for an auditor", Who: account.Auditor, Path: "/accounts", Status: 403},
		})
		found, _, err := s.Find(t.Context(), account.System, account.Query{Area: 1, Text: "ba", Limit: 10})
		if err != nil || len(found) != 1 {
			t.Fatal(found, err)
		}
		at := peoplePath(found[0].ID)
		link := o.Do(t, with(post(at+"/link"), 200))
		token := regexp.MustCompile(`/welcome/[a-z0-9]+`).FindString(link.Body.String())
		if token == "" {
			t.Fatalf("no link is shown:\n%s", webtest.Text(link.Body.String()))
		}
		o.Run(t, []webtest.Request{
			{Name: "the account", Who: account.Administrator, Path: at, Has: []string{"Lê Thị Ba", "Công chức xã", "đã cấp đường dẫn"}, Not: []string{token}},
			post(at+"/grants", "role", "commune_chair", "unit", "23827", "until", "31/12/2099"),
			with(post(at+"/grants", "role", "commune_chair", "unit", "630"), 422, "Không có đơn vị"),
			with(post(at, "name", " "), 422, "Chưa có họ tên"),
			post(at, "name", "Lê Thị Ba", "post", "Phó Chủ tịch"),
			post(at+"/state", "act", "disable"),
			{Name: "shut", Who: account.Administrator, Path: at, Has: []string{"Đã khoá", "Phó Chủ tịch"}},
			with(post(at+"/link"), 422, "đang bị khoá"),
			{Name: "the link of one who was shut", Path: token, Status: 404},
			post(at+"/state", "act", "enable"),
			with(post(at+"/state", "act", "x"), 422),
			with(post(at+"/grants/999", "end-999", "31/12/2090"), 404),
		})
		p, err := s.Profile(t.Context(), account.System, found[0].ID)
		if err != nil || len(p.Grants) != 2 {
			t.Fatal(p.Grants, err)
		}
		grant := at + "/grants/" + number(p.Grants[0].ID)
		o.Run(t, []webtest.Request{
			with(post(grant, "end-"+number(p.Grants[0].ID), "hôm nay"), 422, "Chưa hiểu ngày"),
			with(post(grant, "end-"+number(p.Grants[0].ID), "01/01/2020"), 422, "quá khứ"),
			post(grant, "end-"+number(p.Grants[0].ID), "31/12/2090"),
			{Name: "ended", Who: account.Administrator, Path: at, Has: []string{"31/12/2090"}},
		})
	})
}

func TestAPasswordIsSetByTheLinkAndAPostIsChosen(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	o, s := office(t, d)
	o.Run(t, []webtest.Request{{Name: "in", Who: account.CommuneOfficer, Path: "/posts", Has: []string{"Công chức xã · Xã Chư Krêy", "đang làm việc ở vị trí này"}}})
	o.Run(t, []webtest.Request{post("/accounts", "name", "Lê Thị Ba", "login", "ba", "role", "commune_officer", "unit", "23827")})
	token, err := s.Invite(t.Context(), account.System, "ba")
	if err != nil {
		t.Fatal(err)
	}
	at := "/welcome/" + token
	nobody := func(r webtest.Request) webtest.Request { r.Who = ""; return r }
	o.Run(t, []webtest.Request{
		{Name: "where the link leads", Path: at, Has: []string{"Lê Thị Ba", "Mật khẩu mới"}},
		nobody(with(post(at, "password", "một câu mật khẩu dài", "again", "khác"), 422, "chưa giống")),
		nobody(with(post(at, "password", "ngắn", "again", "ngắn"), 422, "ngắn")),
		nobody(post(at, "password", "một câu mật khẩu dài", "again", "một câu mật khẩu dài")),
		{Name: "the link again", Path: at, Status: 404, Has: []string{"không còn dùng được"}},
	})
	// A second post for the demonstration's commune officer, in which he then acts.
	found, _, err := s.Find(t.Context(), account.System, account.Query{Area: 1, Text: "minh hoa", Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range found {
		if a.Login != "demo.commune-officer" {
			continue
		}
		o.Run(t, []webtest.Request{post(peoplePath(a.ID)+"/grants", "role", "front_supervisor", "unit", "23827")})
		p, err := s.Profile(t.Context(), account.System, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		officer := func(r webtest.Request) webtest.Request { r.Who = account.CommuneOfficer; return r }
		res := o.Do(t, officer(post("/posts", "post", number(p.Grants[0].ID))))
		if res.Code != http.StatusSeeOther || len(res.Result().Cookies()) == 0 {
			t.Fatalf("switching = %d", res.Code)
		}
		o.Keep(account.CommuneOfficer, res.Result().Cookies())
		o.Run(t, []webtest.Request{
			{Name: "now as the supervisor", Who: account.CommuneOfficer, Path: "/posts", Has: []string{"Mặt trận"}},
			officer(with(post("/posts", "post", "99999"), 404)),
			officer(with(post("/posts", "post", "x"), 404)),
		})
	}
}

func TestOfficersFromAFile(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	o, _ := office(t, d)
	send := func(name, text string) webtest.Request {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		if name != "" {
			f, err := m.CreateFormFile("file", name)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = f.Write([]byte(text))
		}
		_ = m.WriteField("other", "x")
		_ = m.Close()
		return webtest.Request{Name: name, Who: account.Administrator, Method: http.MethodPost, Path: "/officers", Body: &b, Header: map[string]string{"Content-Type": m.FormDataContentType()}, Status: 303}
	}
	o.Run(t, []webtest.Request{
		{Name: "the form", Who: account.Administrator, Path: "/officers", Has: []string{"Tải tệp mẫu"}},
		with(send("", ""), 422, "Chưa chọn tệp"),
		with(send("x.csv", "a,b\n1,2\n"), 422, "dòng tiêu đề"),
	})
	if res := o.Do(t, webtest.Request{Who: account.Administrator, Path: "/officers/template"}); !strings.HasPrefix(res.Body.String(), "PK") {
		t.Errorf("the template is no sheet: %d", res.Code)
	}
	bad := o.Do(t, send("cán bộ.csv", "Họ và tên,Vai trò,Đơn vị\nLê Ba,vua,23827\n")).Header().Get("Location")
	o.Run(t, []webtest.Request{
		{Name: "what is wrong", Who: account.Administrator, Path: bad, Has: []string{"cán bộ.csv", "1 trong 1 dòng", "Chưa có vai trò “vua”"}, Not: []string{"Lập tất cả"}},
		with(post(bad), 422, "không lập tài khoản nào"),
	})
	good := o.Do(t, send("cán bộ.csv", "Họ và tên,Vai trò,Đơn vị\nLê Ba,Công chức xã,23827\nSiu Kra,commune_officer,23827\n")).Header().Get("Location")
	o.Run(t, []webtest.Request{
		{Name: "a look", Who: account.Administrator, Path: good, Has: []string{"Lập tất cả", "Siu Kra", "kra.s"}},
		{Name: "not somebody else's", Who: account.Auditor, Path: good, Status: 403},
		with(post(good+"/links"), 409),
		post(good),
		{Name: "done", Who: account.Administrator, Path: good, Has: []string{"Đã lập 2 tài khoản"}},
		post(good),
	})
	res := o.Do(t, post(good+"/links"))
	if !strings.HasPrefix(res.Body.String(), "PK") || strings.Contains(res.Header().Get("Content-Disposition"), "bộ") {
		t.Errorf("the file of links = %d %s", res.Code, res.Header())
	}
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

func peoplePath(id int64) string { return "/accounts/" + number(id) }
