package targetweb_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/credential"
	"giamngheo/internal/credential/credentialweb"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/report/reporttest"
	"giamngheo/internal/seal"
	"giamngheo/internal/target"
	"giamngheo/internal/target/targetweb"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

func find(t *testing.T, level unit.Level, code string) unit.Unit {
	t.Helper()
	return reporttest.Unit(t, level, code)
}

// office serves the pages over the small province of reporttest.
func office(t *testing.T, d *db.DB) *httptest.Server {
	t.Helper()
	reporttest.Office(t, d)
	accounts := account.NewService(d)
	m := web.New(web.Config{DB: d, Accounts: accounts, Now: dbtest.Clock.Local})
	targetweb.Routes(m, target.NewService(d))
	credentialweb.Routes(m, credential.New(d, accounts, seal.Ephemeral(), credential.Setup{}))
	s := httptest.NewServer(m)
	t.Cleanup(s.Close)
	return s
}

// reader is a browser signed in as a role.
type reader struct {
	t *testing.T
	s *httptest.Server
	c *http.Client
}

func signIn(t *testing.T, s *httptest.Server, role account.Role) reader {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := reader{t, s, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if status, _ := b.post("/sign-in/demo", url.Values{"role": {string(role)}}); status != http.StatusSeeOther {
		t.Fatalf("sign in as %s: %d", role, status)
	}
	return b
}

func (b reader) do(req *http.Request, err error) (int, string) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	resp, err := b.c.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func (b reader) get(path string) (int, string) {
	b.t.Helper()
	return b.do(http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.s.URL+path, nil))
}

func (b reader) post(path string, form url.Values) (int, string) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.s.URL+path, strings.NewReader(form.Encode()))
	if err == nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	return b.do(req, err)
}

func path(u unit.Unit) string { return fmt.Sprintf("/units/%d/targets", u.ID) }

func TestTheCascadePageSaysTheGap(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := office(t, d)
		gialai, kongChro := find(t, unit.Province, "64"), find(t, unit.District, "630")
		for _, c := range []struct {
			name     string
			role     account.Role
			path     string
			status   int
			has, not []string
		}{
			{
				"the gap in one sentence, and who could take it", account.Auditor, path(gialai), 200,
				[]string{"Còn 3 hộ (2,00 điểm phần trăm) chưa giao", "Huyện Kông Chro 3 hộ", "văn bản ghi: Huyện Kbang", "27,33"},
				[]string{"Đề xuất phân bổ", ">Sửa<"},
			},
			{"the same in English", account.Auditor, path(gialai) + "?lang=en", 200, []string{"3 households (2.00 points) have been given to no unit", "Kông Chro district"}, nil},
			{"who may hand down sees forms and rules", account.ProvinceLeader, path(gialai), 200, []string{">Sửa<", "Đề xuất phân bổ"}, nil},
			{"a proposal", account.ProvinceLeader, path(gialai) + "?rule=proportional", 200, []string{"Tổng đề xuất 12, bằng chỉ tiêu của đơn vị (12)"}, nil},
			{"needs are not known without a detailed review", account.ProvinceLeader, path(gialai) + "?rule=needs", 200, []string{"Chưa phân bổ theo nhu cầu được"}, nil},
			{"the form of one district", account.ProvinceLeader, path(gialai) + fmt.Sprintf("?edit=%d", kongChro.ID), 200, []string{"Chỉ tiêu của Huyện Kông Chro, năm 2023", `value="5"`}, nil},
			{"a district officer in his district", account.DistrictOfficer, path(kongChro), 200, []string{"Chỉ tiêu 5 hộ chưa giao"}, []string{"Sửa chỉ tiêu của Huyện Kông Chro"}},
			{"no form for a target that the province handed down", account.DistrictOfficer, path(kongChro) + fmt.Sprintf("?edit=%d", kongChro.ID), 200, nil, []string{"Lưu chỉ tiêu"}},
			{"outside his district", account.DistrictOfficer, path(gialai), 404, nil, nil},
			{"an administrator reads no targets", account.Administrator, path(gialai), 403, nil, nil},
			{"a year without a review", account.ProvinceLeader, path(gialai) + "?year=2030", 200, []string{"Chưa có chỉ tiêu"}, nil},
			{"a year that is none", account.ProvinceLeader, path(gialai) + "?year=abc", 400, nil, nil},
			{"an unknown indicator", account.ProvinceLeader, path(gialai) + "?indicator=x", 400, nil, nil},
			{"an indicator whose measure was not read", account.ProvinceLeader, path(gialai) + "?indicator=access_water", 200, []string{"do chương trình chọn"}, nil},
		} {
			status, body := signIn(t, s, c.role).get(c.path)
			if c.status == 400 && status == 422 {
				status = 400
			}
			if status != c.status {
				t.Errorf("%s: status %d, want %d", c.name, status, c.status)
			}
			if strings.Contains(body, "⟦") {
				t.Errorf("%s: a message is missing: %s", c.name, body[strings.Index(body, "⟦"):][:60])
			}
			for _, x := range c.has {
				if !strings.Contains(body, x) {
					t.Errorf("%s: the page does not say %q", c.name, x)
				}
			}
			for _, x := range c.not {
				if strings.Contains(body, x) {
					t.Errorf("%s: the page says %q", c.name, x)
				}
			}
		}
	})
}

func TestSettingATargetByHand(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := office(t, d)
		gialai, kongChro := find(t, unit.Province, "64"), find(t, unit.District, "630")
		leader := signIn(t, s, account.ProvinceLeader)
		form := func(pairs ...string) url.Values {
			v := url.Values{"year": {"2023"}, "indicator": {"poor_reduction"}, "unit": {fmt.Sprint(kongChro.ID)}, "version": {"1"}, "households": {"8"}, "reason": {"đề án riêng"}, "basis": {"KH thử"}}
			for i := 0; i < len(pairs); i += 2 {
				v.Set(pairs[i], pairs[i+1])
			}
			return v
		}
		for _, c := range []struct {
			name string
			form url.Values
			says string
		}{
			{"no reason", form("reason", " "), "phải ghi lý do"},
			{"no number", form("households", "tám"), "số nguyên"},
			{"nothing", form("households", ""), "số nguyên"},
			{"more than the poor", form("households", "41"), "chỉ có 40 hộ nghèo"},
			{"points out of range", form("households", "", "points", "101"), "từ 0 đến 100"},
			{"an overtaken version", form("version", "7"), "vừa được người khác sửa"},
		} {
			status, body := leader.post(path(gialai), c.form)
			if status != http.StatusUnprocessableEntity || !strings.Contains(body, c.says) {
				t.Errorf("%s: status %d, want the form again saying %q", c.name, status, c.says)
			}
		}
		for name, v := range map[string]url.Values{"a unit elsewhere": form("unit", "101"), "no unit": form("unit", "x")} {
			if status, _ := leader.post(path(gialai), v); status < 400 {
				t.Errorf("%s was taken: %d", name, status)
			}
		}
		if status, _ := signIn(t, s, account.Auditor).post(path(gialai), form()); status != http.StatusForbidden {
			t.Errorf("an auditor: %d", status)
		}
		if status, _ := signIn(t, s, account.DistrictOfficer).post(path(kongChro), form()); status < 400 {
			t.Errorf("the district changed the target that the province handed down: %d", status)
		}
		if status, _ := leader.post(path(gialai), form()); status != http.StatusSeeOther {
			t.Fatalf("a right form: %d", status)
		}
		_, body := leader.get(path(gialai))
		for _, x := range []string{"Chỉ tiêu đã giao đủ: 12 hộ", "đặt tay", "đề án riêng", "Đã lưu chỉ tiêu của Huyện Kông Chro"} {
			if !strings.Contains(body, x) {
				t.Errorf("after saving the page does not say %q", x)
			}
		}
		// Points alone are turned into households: 6,00 of 100.
		if status, _ := leader.post(path(gialai), form("version", "2", "households", "", "points", "6,00")); status != http.StatusSeeOther {
			t.Errorf("points alone: %d", status)
		}
		if got, _, err := target.Get(t.Context(), d, kongChro.ID, 2023, target.PoorReduction); err != nil || got.Households != 6 || got.Points != 600 || got.Position != 1 {
			t.Errorf("stored %+v, %v", got, err)
		}
	})
}

func TestTakingAProposalOver(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := office(t, d)
		gialai, kongChro := find(t, unit.Province, "64"), find(t, unit.District, "630")
		leader := signIn(t, s, account.ProvinceLeader)
		form := url.Values{"year": {"2023"}, "indicator": {"poor_reduction"}, "rule": {"equal_effort"}, "want": {"12"}}
		for _, u := range unit.Shipped().Children(gialai.ID, reporttest.Day) {
			form.Set(fmt.Sprintf("version-%d", u.ID), "0")
		}
		if status, _ := leader.post(path(gialai)+"/proposal", form); status != http.StatusConflict {
			t.Errorf("a proposal over targets that were not seen: %d", status)
		}
		form.Set(fmt.Sprintf("version-%d", kongChro.ID), "1")
		form.Set(fmt.Sprintf("version-%d", find(t, unit.District, "625").ID), "1")
		form.Set("want", "13")
		if status, _ := leader.post(path(gialai)+"/proposal", form); status != http.StatusConflict {
			t.Errorf("another sum than is asked: %d", status)
		}
		form.Set("want", "12")
		if status, body := leader.post(path(gialai)+"/proposal", form); status != http.StatusSeeOther {
			t.Fatalf("a proposal as shown: %d %s", status, body)
		}
		got, err := target.Below(t.Context(), d, gialai.ID, 2023, target.PoorReduction)
		if err != nil {
			t.Fatal(err)
		}
		var sum int64
		for _, x := range got {
			sum += x.Households
		}
		if sum != 12 || got[0].Households != 8 || got[0].Rule != "equal_effort" || got[0].Label != "Huyện Kông Chro" {
			t.Errorf("handed down %d in all, first %+v, want 12 and 8 for Kông Chro", sum, got[0])
		}
	})
}
