package intakeweb_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/intake"
	"giamngheo/internal/intake/intakeweb"
	"giamngheo/internal/job"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
	"giamngheo/internal/web/webtest"
)

const then = "2022-12-31"

func district(t *testing.T) unit.Unit {
	t.Helper()
	u, ok := unit.Shipped().ByCode(unit.District, "630", then)
	if !ok {
		t.Fatal("no district 630")
	}
	return u
}

// office is a demonstration with the import centre; its officer keeps Kông Chro.
func office(t *testing.T, d *db.DB) (*webtest.Office, *intake.Service) {
	t.Helper()
	if err := job.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	s := intake.New(d, seal.Ephemeral())
	return webtest.New(t, d, func(m *web.Mux) { intakeweb.Routes(m, s) }), s
}

// upload is a file with its form, as a browser sends it.
func upload(t *testing.T, name string, who account.Role, file string, content []byte, status int, has []string, fields ...string) webtest.Request {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	f, err := w.CreateFormFile("file", file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return webtest.Request{Name: name, Who: who, Method: "POST", Path: "/imports", Body: &b, Header: map[string]string{"Content-Type": w.FormDataContentType(), "Sec-Fetch-Site": "same-origin"}, Status: status, Has: has}
}

func post(name string, who account.Role, path string, form url.Values, status int, has ...string) webtest.Request {
	return webtest.Request{
		Name: name, Who: who, Method: "POST", Path: path, Body: strings.NewReader(form.Encode()), Status: status, Has: has,
		Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"},
	}
}

var digest = regexp.MustCompile(`name="digest" value="([^"]+)"`)

// The way of a file through the centre, with the simplest kind: figures of communes.
func TestAFileIsSeenMendedStoredAndTakenBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, _ := office(t, d)
		kongChro, officer := district(t), account.DistrictOfficer
		communes := unit.Shipped().Children(kongChro.ID, then)
		a, b := communes[0], communes[1]
		own, _ := unit.Shipped().ByCode(unit.Commune, "23827", then) // of the commune officer
		fields := []string{"kind", "base", "unit", fmt.Sprint(kongChro.ID), "year", "2022"}
		wrong := []byte("Xã,Số hộ,Số khẩu,Màu cờ\n" + a.Title() + ",1200,4800,đỏ\n" + b.Title() + ",12oo,100,vàng\n")
		right := []byte("Xã,Số hộ,Số khẩu\n" + a.Title() + ",1200,4800\n" + b.Title() + ",900,3600\n")
		o.Run(t, []webtest.Request{
			{Name: "nothing yet", Who: officer, Path: "/imports", Has: []string{"Chưa có lần nhập nào", "Tệp mẫu"}},
			{Name: "in English", Who: officer, Path: "/imports?lang=en", Has: []string{"Nothing was imported yet"}},
			{Name: "the form", Who: officer, Path: "/imports/new", Has: []string{`name="file"`, "tối đa 128 MB"}},
			{Name: "an auditor", Who: account.Auditor, Path: "/imports", Status: 403},
			{Name: "no such import", Who: officer, Path: "/imports/99", Status: 404},
			{Name: "no such number", Who: officer, Path: "/imports/x", Status: 404},
			upload(t, "no kind", officer, "a.csv", right, 422, []string{"Hãy chọn tệp này là gì", `href="#kind"`}, "unit", fmt.Sprint(kongChro.ID), "year", "2022"),
			upload(t, "no year", officer, "a.csv", right, 422, []string{"từ 2000 đến 2100"}, "kind", "base", "unit", fmt.Sprint(kongChro.ID), "year", "20x2"),
			upload(t, "outside the area", officer, "a.csv", right, 404, nil, "kind", "base", "unit", "141", "year", "2022"),
			upload(t, "no file chosen", officer, "", nil, 422, []string{"Chưa chọn tệp"}, fields...),
			upload(t, "a file that is no table", officer, "a.xlsx", []byte("PK\x03\x04not a book"), 422, []string{"Cần xem lại"}, fields...),
			upload(t, "a commune officer brings no base in", account.CommuneOfficer, "a.csv", right, 403, nil, "kind", "base", "unit", fmt.Sprint(own.ID), "year", "2022"),
			upload(t, "a file with errors", officer, `..\..\<b>"xã".csv`, wrong, 303, nil, fields...),
			{Name: "it is shown", Who: officer, Path: "/imports/1", Has: []string{"Chưa nhập được tệp này", "Màu cờ", "– chọn –", "&lt;b&gt;"}, Not: []string{"Nhập vào hệ thống", `..\`}},
			post("its columns are answered", officer, "/imports/1/preview", url.Values{"col-3": {"-"}}, 303),
			{Name: "now the rows are judged", Who: officer, Path: "/imports/1", Has: []string{"dòng 3", "12oo", "Tải tệp lỗi", "Còn 1 dòng có lỗi"}, Not: []string{"Nhập vào hệ thống"}},
			post("it cannot be stored", officer, "/imports/1/commit", url.Values{}, 409, "Phần xem trước đã thay đổi"),
			{Name: "another's area", Who: account.CommuneOfficer, Path: "/imports/1", Status: 404},
			{Name: "the file of rejected rows", Who: officer, Path: "/imports/1/errors"},
			post("thrown away", officer, "/imports/1/discard", url.Values{}, 303),
			post("thrown away twice", officer, "/imports/1/discard", url.Values{}, 303),
			upload(t, "the mended file", officer, "xa.csv", right, 303, nil, fields...),
			{Name: "ready", Who: officer, Path: "/imports/2", Has: []string{"Nhập vào hệ thống", "2"}},
			{Name: "asked once more", Who: officer, Path: "/imports/2?confirm=commit", Has: []string{"Nhập 2 dòng", `name="digest"`}},
			{Name: "the template", Who: officer, Path: "/import-templates/base"},
			{Name: "a template of nothing", Who: officer, Path: "/import-templates/x", Status: 404},
		})
		page := o.Do(t, webtest.Request{Who: officer, Path: "/imports/2?confirm=commit"}).Body.String()
		seen := digest.FindStringSubmatch(page)
		if seen == nil {
			t.Fatal("the confirmation bears no digest")
		}
		o.Run(t, []webtest.Request{
			post("a stale preview", officer, "/imports/2/commit", url.Values{"digest": {"another"}}, 409, "Phần xem trước đã thay đổi"),
			post("stored", officer, "/imports/2/commit", url.Values{"digest": {seen[1]}}, 303),
			post("stored twice by a second click", officer, "/imports/2/commit", url.Values{"digest": {seen[1]}}, 303),
			{Name: "it is stored", Who: officer, Path: "/imports/2", Has: []string{"Đã nhập lúc", "Rút lại cả lần nhập"}},
			upload(t, "the same file again", officer, "xa.csv", right, 303, nil, fields...),
			{Name: "changes nothing", Who: officer, Path: "/imports/3", Has: []string{"Chính tệp này đã được nhập ở lần số 2", "không có gì để nhập"}, Not: []string{"Nhập vào hệ thống"}},
			{Name: "undo asks once more", Who: officer, Path: "/imports/2?confirm=undo", Has: []string{"Rút lại 2 dòng"}},
			post("taken back", officer, "/imports/2/undo", url.Values{}, 303),
			{Name: "it is taken back", Who: officer, Path: "/imports/2", Has: []string{"đã được rút lại"}, Not: []string{"Rút lại cả lần nhập"}},
			{Name: "the list", Who: officer, Path: "/imports", Has: []string{"xa.csv", "Đã rút lại", "Đã bỏ"}},
		})
		if got, err := unit.BasesOn(t.Context(), d, kongChro.ID, then); err != nil || len(got) != 0 {
			t.Errorf("after undo there are %v, %v", got, err)
		}
	})
}

// A large file is worked on by the program itself; its page says how far it is, also to whoever comes back.
func TestALargeFileIsWorkedOnByTheProgram(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, s := office(t, d)
		kongChro, officer := district(t), account.DistrictOfficer
		var b bytes.Buffer
		fmt.Fprint(&b, "Xã,Số hộ,Số khẩu\n")
		first := unit.Shipped().Children(kongChro.ID, then)[0].Title()
		for range 60_000 {
			fmt.Fprintf(&b, "%s,1200,4800\n", first)
		}
		o.Run(t, []webtest.Request{
			upload(t, "a large file", officer, "lon.csv", b.Bytes(), 303, nil, "kind", "base", "unit", fmt.Sprint(kongChro.ID), "year", "2022"),
			{Name: "it is being read", Who: officer, Path: "/imports/1", Has: []string{"Đang đọc tệp", "Có thể rời trang này"}},
			post("no second act meanwhile", officer, "/imports/1/preview", url.Values{}, 409, "Đang đọc tệp"),
		})
		if got := o.Do(t, webtest.Request{Who: officer, Path: "/imports/1"}).Header().Get("Refresh"); got == "" {
			t.Error("the page does not look again by itself")
		}
		resume := account.NewService(d).Resume
		for range 2 { // a job may run twice
			if err := s.Run(t.Context(), intake.RunArgs{Import: 1}, resume); err != nil {
				t.Fatal(err)
			}
		}
		o.Run(t, []webtest.Request{
			{Name: "it was read", Who: officer, Path: "/imports/1", Has: []string{"60.000"}, Not: []string{"Đang đọc tệp"}},
		})
	})
}

// A file over the limit is refused while it comes, without being taken into memory.
func TestAFileOverTheLimitIsRefused(t *testing.T) {
	t.Parallel()
	o, _ := office(t, dbtest.SQLite(t))
	var head bytes.Buffer
	w := multipart.NewWriter(&head)
	for k, v := range map[string]string{"kind": "base", "unit": fmt.Sprint(district(t).ID), "year": "2022"} {
		if err := w.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.CreateFormFile("file", "lon.csv"); err != nil {
		t.Fatal(err)
	}
	endless := io.MultiReader(&head, io.LimitReader(lines{}, intakeweb.MaxFile+1<<20))
	o.Run(t, []webtest.Request{{
		Name: "129 MB", Who: account.DistrictOfficer, Method: "POST", Path: "/imports", Body: endless, Status: 413,
		Header: map[string]string{"Content-Type": w.FormDataContentType(), "Sec-Fetch-Site": "same-origin"}, Has: []string{`href="#file"`},
	}})
}

// lines is text without an end.
type lines struct{}

func (lines) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = "1234567\n"[i%8]
	}
	return len(p), nil
}
