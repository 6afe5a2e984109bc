package householdweb_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/household/householdweb"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/standard"
	"giamngheo/internal/standard/standardweb"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
	"giamngheo/internal/worklist"
)

// site is a district with two communes, 120 households in the first and one in the second, reviewed
// at the end of 2022, and the pages over it, read by an officer of one unit.
func site(t *testing.T, d *db.DB, role account.Role, over unit.ID) func(path string) (int, string) {
	t.Helper()
	keys := seal.Ephemeral()
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		var units []unit.Unit
		for _, u := range []struct {
			id, parent unit.ID
			level      unit.Level
			kind       unit.Kind
			name       string
		}{
			{1, 0, unit.Country, "", "Việt Nam"},
			{10, 1, unit.Province, "tỉnh", "Thử"},
			{11, 10, unit.District, "huyện", "Kông Thử"},
			{111, 11, unit.Commune, "xã", "Ia Một"},
			{112, 11, unit.Commune, "xã", "Ia Hai"},
			{1111, 111, unit.Village, "làng", "Kuk"},
			{1112, 111, unit.Village, "làng", "Bia"},
			{1121, 112, unit.Village, "làng", "Tao"},
		} {
			units = append(units, unit.Unit{ID: u.id, Parent: u.parent, Level: u.level, Kind: u.kind, Name: u.name, Code: fmt.Sprint(u.id), From: "2004-01-01", To: day.Forever})
		}
		if err := unit.Insert(ctx, tx, units); err != nil {
			return err
		}
		_, err := household.Load(ctx, tx, keys, func(yield func(household.Household, error) bool) {
			for i := range 121 {
				h := household.Household{
					Ref: household.Ref{Commune: 111, ID: household.ID(i + 1)}, Village: 1111 + unit.ID(i%2), Code: fmt.Sprintf("M%03d", i+1), CodeYear: 2022,
					Head: fmt.Sprintf("Rơ Châm Thử%d", i+1), Ethnic: household.Jrai, EthnicGiven: "10", EthnicList: household.List2008, Members: 2, Flags: household.Local,
				}
				if i == 120 {
					h.Commune, h.ID, h.Village, h.Head = 112, 1, 1121, "Rcom Bin"
				}
				h.Persons = []household.Person{
					{Position: 1, Name: h.Head, Sex: household.Male, Born: "1967", Ethnic: h.Ethnic, Relation: household.Head, Identity: "064067001234"},
					{Position: 2, Name: "Siu H'Lan", Sex: household.Female, Born: "2001-05-30", Ethnic: h.Ethnic, Relation: household.Child},
				}
				if i == 0 {
					h.Phone, h.BankName, h.Bank = "0905123987", "Agribank Kông Thử", "5100205443219"
				}
				if !yield(h, nil) {
					return
				}
			}
		})
		if err != nil {
			return err
		}
		before, err := review.Add(ctx, tx, review.Round{Year: 2021, Kind: review.Periodic, Edition: "vn-2022", Unit: 10, Day: "2021-12-31", Status: review.Closed, Source: "QĐ 2021"})
		if err != nil {
			return err
		}
		_, err = review.LoadClasses(ctx, tx, before, func(yield func(review.Given, error) bool) {
			yield(review.Given{Household: household.Ref{Commune: 111, ID: 1}, Village: 1111, Area: standard.Rural, Ethnic: household.Jrai, Members: 2, Class: standard.NearPoor}, nil)
		})
		if err != nil {
			return err
		}
		now, err := review.Add(ctx, tx, review.Round{Year: 2022, Kind: review.Periodic, Edition: "vn-2022", Unit: 10, Day: "2022-12-31", Previous: before.ID, Detail: true, Status: review.Closed, Source: "QĐ 2022"})
		if err != nil {
			return err
		}
		_, err = review.Load(ctx, tx, now, func(yield func(review.Input, error) bool) {
			for i := range 120 {
				in := review.Input{
					Household: household.Ref{Commune: 111, ID: household.ID(i + 1)}, Village: 1111 + unit.ID(i%2), Area: standard.Rural, Ethnic: household.Jrai, Members: 2,
					PointsA: 130, Income: -1, Deprived: standard.DeprivedIn(4, 7, 9), Causes: household.CausesOf(2), Needs: household.NeedsOf(5), Flags: household.Local,
				}
				if i >= 100 {
					in.PointsA = 190
				}
				if !yield(in, nil) {
					return
				}
			}
		})
		if err != nil {
			return err
		}
		if err := review.Rebuild(ctx, tx, before.ID); err != nil {
			return err
		}
		return review.Rebuild(ctx, tx, now.ID)
	})
	if err != nil {
		t.Fatal(err)
	}
	accounts := account.NewService(d)
	m := web.New(web.Config{DB: d, Accounts: accounts})
	householdweb.Routes(m, household.NewService(d, keys), worklist.NewService(d))
	standardweb.Routes(m)
	if _, err := accounts.Add(t.Context(), account.System, "officer", "Cán bộ thử", "một câu mật khẩu dài", account.Grant{Role: role, Unit: over, Sector: sectorOf(role), Period: day.Period{From: "2004-01-01", To: day.Forever}}); err != nil {
		t.Fatal(err)
	}
	m.Page("GET /enter", web.Public, func(w http.ResponseWriter, r *web.Request) error {
		who, err := accounts.SignIn(r.Context(), "officer", "một câu mật khẩu dài")
		if err != nil {
			return err
		}
		return r.SignIn(who)
	})
	server := httptest.NewServer(m)
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	get := func(path string) (int, string) {
		method, to, body := http.MethodGet, path, ""
		if rest, ok := strings.CutPrefix(path, "POST "); ok { // "POST /path name=value&…"
			method = http.MethodPost
			to, body, _ = strings.Cut(rest, " ")
		}
		ask, err := http.NewRequestWithContext(t.Context(), method, server.URL+to, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		ask.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res, err := client.Do(ask)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), "⟦") {
			t.Errorf("%s lacks a message", path)
		}
		return res.StatusCode, string(b)
	}
	if code, body := get("/enter"); code != http.StatusOK {
		t.Fatal(code, body)
	}
	return get
}

// want asks for texts in a page, and for those after "!" not to be there.
func want(t *testing.T, get func(string) (int, string), path string, texts ...string) string {
	t.Helper()
	code, body := get(path)
	if code != http.StatusOK {
		t.Errorf("%s: %d", path, code)
	}
	for _, s := range texts {
		if absent, ok := strings.CutPrefix(s, "!"); ok {
			if strings.Contains(body, absent) {
				t.Errorf("%s says %q", path, absent)
			}
		} else if !strings.Contains(body, s) {
			t.Errorf("%s does not say %q", path, s)
		}
	}
	return body
}

func TestAListShowsWhatTheFigureCounts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		get := site(t, d, account.DistrictOfficer, 11)
		want(t, get, "/units/11/households", "Có 120 hộ.", "Rơ Châm Thử1<", "M001", "Trang sau", "Huyện Kông Thử")
		want(t, get, "/units/11/households?class=poor", "Có 100 hộ: Hộ nghèo.", "Rơ Châm Thử1<", "hộ nghèo")
		want(t, get, "/units/11/households?class=not_poor", "Có 20 hộ", "Rơ Châm Thử101<", "!Rơ Châm Thử1<")
		want(t, get, "/units/111/households?class=poor&deprived=7&minority=1", "Có 100 hộ", "chất lượng nhà ở")
		want(t, get, "/units/111/households?village=1112&class=poor", "Có 50 hộ", "Làng Bia ×", "!Rơ Châm Thử1<")
		want(t, get, "/units/111/households?movement=became_poor", "Có 1 hộ", "Rơ Châm Thử1<", "!Rơ Châm Thử2<")
		want(t, get, "/units/11/households?cause=1&class=poor", "Có 0 hộ", "Không có hộ nào", "Xem tất cả hộ")
		want(t, get, "/units/11/households?cause=2&need=5&flag=local", "Có 120 hộ", "Vay vốn tín dụng")
		want(t, get, "/units/112/households", "Có 0 hộ")
		want(t, get, "/units/11/households?class=poor&lang=en", "100 households: Poor household.")
		for _, path := range []string{"/units/11/households?class=zzz", "/units/11/households?deprived=13", "/units/11/households?village=1", "/units/11/households?round=99", "/units/10/households", "/units/999/households", "/units/11/households?after=x"} {
			if code, _ := get(path); code != http.StatusNotFound {
				t.Errorf("%s: %d", path, code)
			}
		}
	})
}

func TestPagesOfAListMeetWithoutGapOrRepetition(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		get := site(t, d, account.DistrictOfficer, 11)
		seen := map[string]int{}
		path := "/units/11/households"
		for pages := 1; path != ""; pages++ {
			body := want(t, get, path)
			for _, part := range strings.Split(body, `href="/households/`)[1:] {
				ref, _, _ := strings.Cut(part, `"`)
				seen[ref]++
			}
			_, rest, more := strings.Cut(body, `rel="next" href="`)
			if !more {
				if pages != 3 {
					t.Errorf("%d pages", pages)
				}
				break
			}
			href, _, _ := strings.Cut(rest, `"`)
			u, err := url.Parse(strings.ReplaceAll(href, "&amp;", "&"))
			if err != nil {
				t.Fatal(err)
			}
			path = u.String()
		}
		if len(seen) != 120 {
			t.Errorf("%d households", len(seen))
		}
		for ref, n := range seen {
			if n != 1 {
				t.Errorf("%s shown %d times", ref, n)
			}
		}
	})
}

func TestAHouseholdPageExplainsItsClass(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		get := site(t, d, account.DistrictOfficer, 11)
		want(t, get, "/households/111/1", "Rơ Châm Thử1", "M001", "VN2022-POOR-01", `href="/standards/vn-2022#VN2022-D07"`, "≤ 140", "≥ 30",
			"Thiếu hụt 3 trong 12 chỉ số", "Hộ cận nghèo đầu kỳ → Hộ nghèo cuối kỳ", "Thiếu vốn", "Nhà ở", "chưa đối chiếu",
			"※ Ngưỡng này", "Siu H&#39;Lan", "0•••••••1234", "30/05/2001", "Cuối năm 2021 · rà soát định kỳ", "Làng Kuk", "!067001", "!064067")
		want(t, get, "/households/111/1?round=1", "Kết quả lấy từ kỳ trước", "hộ cận nghèo", "!VN2022-POOR-01")
		want(t, get, "/households/111/101", "hộ không nghèo", "vượt mức")
		want(t, get, "/households/112/1", "Hộ chưa được rà soát", "Rcom Bin")
		want(t, get, "/households/111/1?lang=en", "Deprived in 3 of 12 indicators", "within the line", "Near-poor household at the beginning")
		for _, path := range []string{"/households/111/999", "/households/113/1", "/households/x/1", "/households/111/1?round=x"} {
			if code, _ := get(path); code != http.StatusNotFound {
				t.Errorf("%s: %d", path, code)
			}
		}
	})
}

func TestSearchFindsByNameAndCode(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		get := site(t, d, account.DistrictOfficer, 11)
		want(t, get, "/search?q=", "Tìm hộ ở Huyện Kông Thử", "không cần theo thứ tự")
		want(t, get, "/search?q=rcom", "Rcom Bin", "tên đọc giống", "100 hộ đầu tiên")
		want(t, get, "/search?q=thu7+ro+cham&lang=vi", "Rơ Châm Thử7<", "hộ nghèo", "!Thử8<")
		want(t, get, "/search?q=m120", "1 hộ ở Huyện Kông Thử", "Rơ Châm Thử120<")
		want(t, get, "/search?q=rcom&unit=112", "1 hộ ở Xã Ia Hai", "Chưa rà soát")
		want(t, get, "/search?q="+url.QueryEscape(`<script>"x`), "Không thấy hộ nào", "&lt;script&gt;", "!<script>\"")
		if code, _ := get("/search?q=rcom&unit=10"); code != http.StatusNotFound {
			t.Errorf("a unit outside the area: %d", code)
		}
	})
}

// sectorOf is the sector of the tests' department.
func sectorOf(r account.Role) account.Sector {
	if r == account.Department {
		return account.Health
	}
	return ""
}

func TestWhatLiesOutsideTheAreaDoesNotExist(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		get := site(t, d, account.CommuneOfficer, 112)
		for _, path := range []string{"/units/111/households", "/households/111/1", "/search?q=thu1&unit=111"} {
			code, body := get(path)
			if code != http.StatusNotFound || strings.Contains(body, "Rơ Châm") {
				t.Errorf("%s: %d", path, code)
			}
		}
		want(t, get, "/search?q=rcom", "Rcom Bin", "!Rơ Châm Thử")
		want(t, get, "/households/112/1", "Rcom Bin")
	})
}

// The administrator follows a figure to its households and learns how many, of which class, and not who.
func TestAnAdministratorOfAccountsSeesNoHousehold(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		get := site(t, d, account.Administrator, 10)
		secrets := []string{"!Rơ Châm", "!Rcom", "!M001", "!/households/111/", "!Làng Kuk", "!name=\"pick\"", "!/xlsx", "!sort=", "!Số khẩu", "!action=\"/search\""}
		body := want(t, get, "/units/11/households?class=poor", append([]string{"Có 100 hộ: Hộ nghèo.", "ẩn", "không có quyền xem hộ dân", "Xã Ia Một", "Trang sau", "!130"}, secrets...)...)
		_, rest, _ := strings.Cut(body, `rel="next" href="`)
		next, _, _ := strings.Cut(rest, `"`)
		want(t, get, strings.ReplaceAll(next, "&amp;", "&"), append([]string{"Có 100 hộ"}, secrets...)...)
		want(t, get, "/units/111/households?sort=name&cols=address,class&size=200", "!Rơ Châm", "!M001", "!aria-sort", "!/households/111/")
		want(t, get, "/units/112/households?lang=en", "0 households", "!Rcom")
		for _, path := range []string{"/households/111/1", "/search?q=rcom", "/units/111/households/xlsx", "/units/111/households/csv"} {
			if code, body := get(path); code != http.StatusForbidden || strings.Contains(body, "Rcom") {
				t.Errorf("%s: %d", path, code)
			}
		}
	})
}

func TestAStandardHasAPageWithItsRules(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	get := site(t, d, account.Auditor, 10)
	for _, e := range standard.All() {
		body := want(t, get, "/standards/"+e.ID)
		for i := range e.Rules {
			if !strings.Contains(body, `id="`+e.Rules[i].Code+`"`) {
				t.Errorf("%s does not show rule %s", e.ID, e.Rules[i].Code)
			}
		}
		for _, i := range e.Indicators {
			if !strings.Contains(body, `id="`+e.IndicatorCode(i.N)+`"`) {
				t.Errorf("%s does not show indicator %d", e.ID, i.N)
			}
		}
	}
	if code, _ := get("/standards/vn-1999"); code != http.StatusNotFound {
		t.Errorf("an unknown standard: %d", code)
	}
}
