package reportweb_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/demo"
	"giamngheo/internal/report/reportweb"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// office is Kông Chro of the demonstration with the pages over it, as one role sees them.
type office struct {
	district unit.Unit
	rounds   []review.Round
	server   *httptest.Server
	mux      *web.Mux
	accounts *account.Service
}

func newOffice(t *testing.T, d *db.DB) *office {
	t.Helper()
	if err := d.Write(t.Context(), unit.Ship); err != nil {
		t.Fatal(err)
	}
	if _, err := demo.Make(t.Context(), d, seal.Ephemeral(), demo.Options{Seed: 64, Districts: []string{"624"}}); err != nil {
		t.Fatal(err)
	}
	o := &office{accounts: account.NewService(d)}
	var err error
	if o.district, err = unit.ByCode(t.Context(), d, unit.District, "624", "2022-12-31"); err != nil {
		t.Fatal(err)
	}
	if o.rounds, err = review.Covering(t.Context(), d, o.district.ID); err != nil {
		t.Fatal(err)
	}
	o.mux = web.New(web.Config{DB: d, Accounts: o.accounts})
	reportweb.Routes(o.mux)
	// Where the households' list is mounted, figures lead to it; it says how many it has.
	o.mux.Page("GET /units/{id}/households", account.ReadFigures, func(w http.ResponseWriter, r *web.Request) error {
		f, err := review.FilterOf(r.URL.Query())
		if err != nil {
			return err
		}
		u, err := r.Unit(account.ReadFigures)
		if err != nil {
			return err
		}
		f.Area = u.ID
		n, exact, err := review.CountOf(r.Context(), d, f)
		if err != nil || !exact {
			return fmt.Errorf("%v, exact %v", err, exact)
		}
		_, err = fmt.Fprint(w, n)
		return err
	})
	o.mux.Page("GET /enter/{role}", web.Public, func(w http.ResponseWriter, r *web.Request) error {
		who, err := o.accounts.SignIn(r.Context(), r.PathValue("role"), "một câu mật khẩu dài")
		if err != nil {
			return err
		}
		return r.SignIn(who)
	})
	o.server = httptest.NewServer(o.mux)
	t.Cleanup(o.server.Close)
	return o
}

// as is what a role over the district gets at an address.
func (o *office) as(t *testing.T, role account.Role) func(path string) (*http.Response, string) {
	t.Helper()
	name, over := strings.ReplaceAll(string(role), "_", "-"), o.district.ID
	if !role.HeldOver(o.district.Level) {
		over = o.district.Parent
	}
	_, err := o.accounts.Add(t.Context(), account.System, name, "Cán bộ thử", "một câu mật khẩu dài", account.Grant{
		Role: role, Unit: over, Period: day.Period{From: "2004-01-01", To: day.Forever},
	})
	if err != nil {
		t.Fatal(err)
	}
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar}
	get := func(path string) (*http.Response, string) {
		t.Helper()
		res, err := client.Get(o.server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res, string(b)
	}
	if res, body := get("/enter/" + name); res.StatusCode != http.StatusOK {
		t.Fatalf("sign-in: %d %s", res.StatusCode, body)
	}
	return get
}

func TestTheFormsPages(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		get := o.as(t, account.DistrictOfficer)
		base := fmt.Sprintf("/units/%d", o.district.ID)
		old := fmt.Sprintf("?round=%d", o.rounds[1].ID)
		for _, c := range []struct {
			path   string
			status int
			wants  []string
		}{
			{base + "/forms", 200, []string{"Tổng hợp diễn biến hộ nghèo", base + "/forms/2/xlsx", base + "/forms/15/xlsx", base + "/annex/docx?year=2023", "Biểu tổng hợp chỉ tiêu giảm nghèo năm 2023"}},
			{base + "/forms" + old, 200, []string{base + "/forms/2" + old, "Cuối năm 2021"}},
			{base + "/forms/1", 200, []string{"Khu vực thành thị", "Phường Cheo Reo", "4=3/1", "trên cột 1: Tổng số hộ dân cư", "chưa kiểm chứng với mẫu của Thông tư", "Biểu khớp"}},
			{base + "/forms/2", 200, []string{"Giảm trong kỳ", "Tái nghèo", "đầu kỳ − giảm + tăng = cuối kỳ", "before=poor&amp;movement=escaped"}},
			{base + "/forms/2" + old, 200, []string{"Chưa rõ đầu kỳ", "không biết phân loại đầu kỳ"}},
			{base + "/forms/8", 200, []string{"group=other", "flag=merit"}},
			{base + "/forms/9?lang=en&deep=1", 200, []string{"Other minorities", "not_ethnic=10", "depth-2"}},
			{base + "/forms/11", 200, []string{"lacks=3%2C4"}},
			{base + "/forms/13?lang=vi", 200, []string{"Tỷ lệ trên hộ DTTS tại chỗ", "—"}},
			{base + "/forms/14", 200, []string{"Danh sách chi tiết hộ cận nghèo"}},
			{base + "/forms/16", 404, nil},
			{base + "/forms/0", 404, nil},
			{base + "/forms/x", 404, nil},
			{base + "/forms/1?round=99", 404, nil},
			{base + "/forms/1/exe", 404, nil},
			{base + "/annex/pdf?year=2023", 404, nil},
			{base + "/annex/xlsx", 422, nil},
			{"/units/1/forms/1", 404, nil},
		} {
			res, body := get(c.path)
			if res.StatusCode != c.status {
				t.Errorf("%s: status %d, want %d", c.path, res.StatusCode, c.status)
			}
			for _, want := range c.wants {
				if !strings.Contains(body, want) {
					t.Errorf("%s: the page does not say %q", c.path, want)
				}
			}
			// How many households lived there at the end of 2021 is not known: the annex of 2022 would have no rates.
			if c.path == base+"/forms"+old && strings.Contains(body, "/annex/") {
				t.Errorf("%s offers an annex that cannot be made", c.path)
			}
			if i := strings.Index(body, "⟦"); i >= 0 {
				t.Errorf("%s: a message is missing: %s", c.path, body[i:][:60])
			}
		}
	})
}

var linked = regexp.MustCompile(`<a href="(/units/\d+/households[^"]*)">([\d.]+)</a>`)

// Every figure on the page that is a number of households leads to a list of exactly as many.
func TestEveryFigureOnThePageLeadsToItsHouseholds(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	o := newOffice(t, d)
	get := o.as(t, account.DistrictOfficer)
	followed := 0
	for _, n := range []int{4, 9, 10} { // every linked figure of these is a number of households
		_, body := get(fmt.Sprintf("/units/%d/forms/%d", o.district.ID, n))
		for i, m := range linked.FindAllStringSubmatch(body, -1) {
			if i%3 != 0 {
				continue
			}
			followed++
			if _, have := get(strings.ReplaceAll(m[1], "&amp;", "&")); have != strings.ReplaceAll(m[2], ".", "") {
				t.Errorf("form %d: %s says %s, the list has %s", n, m[1], m[2], have)
			}
		}
	}
	if followed < 100 {
		t.Errorf("only %d figures lead anywhere", followed)
	}
}

func TestFilesAreSentAsFiles(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	o := newOffice(t, d)
	base := fmt.Sprintf("/units/%d", o.district.ID)
	officer, leader := o.as(t, account.DistrictOfficer), o.as(t, account.ProvinceLeader)
	administrator := o.as(t, account.Administrator)
	for _, c := range []struct {
		path, name, begins string
	}{
		{base + "/forms/2/xlsx", "bieu-2-624-2022.xlsx", "PK"},
		{base + "/forms/2/csv?deep=1", "bieu-2-624-2022.csv", "\ufeff"},
		{base + "/forms/15/xlsx", "bieu-15-624-2022.xlsx", "PK"},
		{base + "/forms/14/csv", "bieu-14-624-2022.csv", "\ufeff"},
		{base + "/annex/xlsx?year=2023", "chi-tieu-624-2023.xlsx", "PK"},
		{base + "/annex/docx?year=2023", "chi-tieu-624-2023.docx", "PK"},
	} {
		res, body := officer(c.path)
		if res.StatusCode != 200 || !strings.Contains(res.Header.Get("Content-Disposition"), c.name) || !strings.HasPrefix(body, c.begins) {
			t.Errorf("%s: %d %q %.20q", c.path, res.StatusCode, res.Header.Get("Content-Disposition"), body)
		}
	}
	// Who may not take households out gets the figures and no names.
	for name, get := range map[string]func(string) (*http.Response, string){"leader": leader, "administrator": administrator} {
		if res, _ := get(base + "/forms/15/xlsx"); res.StatusCode != http.StatusForbidden {
			t.Errorf("%s: the list of members = %d", name, res.StatusCode)
		}
		if res, body := get(base + "/forms"); res.StatusCode != 200 || strings.Contains(body, "/forms/15/") {
			t.Errorf("%s: the page of forms = %d, offers the list of members: %v", name, res.StatusCode, strings.Contains(body, "/forms/15/"))
		}
		if res, _ := get(base + "/forms/1/xlsx"); res.StatusCode != 200 {
			t.Errorf("%s: form 1 = %d", name, res.StatusCode)
		}
	}
}
