package plancheckweb_test

import (
	"bytes"
	"mime/multipart"
	"os"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/target/plancheckweb"
	"giamngheo/internal/web/webtest"
)

// upload is a form with a file, as a browser sends it.
func upload(t *testing.T, name string, data []byte, unit string) (*bytes.Buffer, map[string]string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if name != "" {
		f, err := w.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.WriteField("unit", unit); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &b, map[string]string{"Content-Type": w.FormDataContentType()}
}

func TestPlanCheckPage(t *testing.T) {
	t.Parallel()
	o := webtest.New(t, dbtest.SQLite(t), plancheckweb.Routes)
	plan, err := os.ReadFile("../annex/testdata/gia-lai-2023.txt")
	if err != nil {
		t.Fatal(err)
	}
	send := func(name string, who account.Role, path, file string, data []byte, status int, has ...string) webtest.Request {
		body, header := upload(t, file, data, "")
		return webtest.Request{Name: name, Who: who, Method: "POST", Path: path, Body: body, Header: header, Status: status, Has: has}
	}
	o.Run(t, []webtest.Request{
		{Name: "the form", Who: account.DistrictOfficer, Path: "/plan-check", Has: []string{"Tệp kế hoạch hoặc phụ biểu", "không lưu lại"}},
		{Name: "the form in English", Who: account.DistrictOfficer, Path: "/plan-check?lang=en", Has: []string{"The plan or its annex"}},
		{Name: "a role that checks no plans", Who: account.CommuneOfficer, Path: "/plan-check", Status: 403},
		send("the annex of 2023", account.ProvinceSecretary, "/plan-check", "ke hoach.txt", plan, 200,
			"Kế hoạch này chưa khớp", "567 hộ", "7.663", "7.096", "8,21 %", "8,06 %", "PC-501", "Huyện KBang", "383.134"),
		send("the same in English", account.ProvinceSecretary, "/plan-check?lang=en", "ke hoach.txt", plan, 200,
			"This plan does not add up", "567", "7,663", "8.21%", "383,134"),
		send("a file without such a table", account.Auditor, "/plan-check", "thu.txt", []byte("kính gửi"), 422, "Cần xem lại", `href="#file"`),
		send("a file of another kind", account.Auditor, "/plan-check", "thu.pdf", []byte("%PDF-1.7"), 422, "Cần xem lại"),
		send("a file too large", account.Auditor, "/plan-check", "thu.txt", bytes.Repeat([]byte("a"), 21<<20), 413, "quá lớn"),
		send("no file", account.Auditor, "/plan-check", "", nil, 422, "Chưa chọn tệp"),
	})
}
