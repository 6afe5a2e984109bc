package householdweb_test

import (
	"net/http"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/unit"
)

// row is the row of a table that begins with a label.
func row(t *testing.T, body, label string) string {
	t.Helper()
	_, rest, ok := strings.Cut(body, label)
	if !ok {
		t.Errorf("no row %q", label)
	}
	out, _, _ := strings.Cut(rest, "</tr>")
	return out
}

func TestAClosedSectionShowsAsClosedAndItsFactsNowhere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		role         account.Role
		shown        []string // on the page of the household
		hidden       []string // indicators that must show as withheld
		open         []string // indicators that are lacked and must be shown so
		refused      []string // lists
		offered      []string
		identityMask bool
	}{
		{
			account.FrontSupervisor,
			[]string{"ẩn", "130", "Mục “y tế, giáo dục” không mở", "!5100205443219", "!1•••••••"},
			[]string{"4. Bảo hiểm y tế", "3. Dinh dưỡng", "6. "},
			[]string{"7. Chất lượng nhà ở"},
			[]string{"deprived=4", "sort=-b", "sort=b", "cause=7", "flag=disabled", "lacks=4,7", "cols=b&sort=-b"},
			[]string{"deprived=7", "cause=2", "sort=-a"},
			true,
		},
		{
			account.Department,
			[]string{"ẩn", "!130", "!Thiếu vốn sản xuất"},
			[]string{"7. Chất lượng nhà ở", "1. Việc làm"},
			[]string{"4. Bảo hiểm y tế"},
			[]string{"deprived=7", "sort=a", "flag=no_labour"},
			[]string{"deprived=4", "need=5", "flag=disabled", "sort=members"},
			true,
		},
		{
			account.ProvinceLeader,
			[]string{"130", "!30/05/2001", "!0•••••••1234", "!Siu H", "Mục “nhân khẩu” không mở", "!Agribank"},
			nil,
			[]string{"4. Bảo hiểm y tế", "7. Chất lượng nhà ở"},
			[]string{"sort=members", "flag=female_head"},
			[]string{"deprived=4", "sort=-b"},
			false,
		},
		{
			account.CommuneOfficer,
			[]string{"130", "30/05/2001", "0•••••••1234", "0•••••3987", "5••••••••3219", "Agribank Kông Thử", "!không mở cho vai trò"},
			nil,
			[]string{"4. Bảo hiểm y tế", "7. Chất lượng nhà ở"},
			nil,
			[]string{"deprived=4", "sort=-b", "sort=members"},
			true,
		},
	} {
		t.Run(string(c.role), func(t *testing.T) {
			t.Parallel()
			over := unit.ID(10)
			if c.role == account.CommuneOfficer {
				over = 111
			}
			get := site(t, dbtest.SQLite(t), c.role, over)
			body := want(t, get, "/households/111/1", c.shown...)
			for _, label := range c.hidden {
				if r := row(t, body, label); !strings.Contains(r, "ẩn") || strings.Contains(r, "<strong>") {
					t.Errorf("%s: %s", label, r)
				}
			}
			for _, label := range c.open {
				if r := row(t, body, label); !strings.Contains(r, "<strong>") {
					t.Errorf("%s: %s", label, r)
				}
			}
			if got := strings.Contains(body, "0•••••••1234"); got != c.identityMask {
				t.Errorf("the masked number is shown: %t", got)
			}
			for _, s := range c.refused {
				for _, path := range []string{"/units/111/households?", "/units/111/households?lang=en&class=poor&"} {
					if code, body := get(path + s); code != http.StatusForbidden || strings.Contains(body, "Rơ Châm") || strings.Contains(body, "100 ") {
						t.Errorf("%s%s: %d", path, s, code)
					}
				}
			}
			for _, s := range c.offered {
				want(t, get, "/units/111/households?"+s, "Rơ Châm")
			}
		})
	}
}

func TestAListAndItsFileLeaveOutWhatIsClosed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		get := site(t, d, account.Department, 10)
		want(t, get, "/units/111/households?cols=a,b,deprived,members", "ẩn", "bảo hiểm y tế", "ẩn: việc làm", "!130", "!chất lượng nhà ở;", "Không mở cho vai trò của đồng chí: điểm A và thu nhập, việc làm")
		_, file := get("/units/111/households/csv")
		head, _, _ := strings.Cut(file, "\n")
		if !strings.Contains(file, "M001") || strings.Contains(head, "Điểm A") || !strings.Contains(head, "Số khẩu") {
			t.Errorf("the file's columns are %s", head)
		}
		for _, s := range []string{"130", "0905123987", "3987", "5100205443219", "064067001234", "Agribank"} {
			if strings.Contains(file, s) {
				t.Errorf("the file holds %q", s)
			}
		}
		if code, _ := get("/units/111/households/csv?sort=-a"); code != http.StatusForbidden {
			t.Errorf("the file in the order of a closed fact: %d", code)
		}
		if code, _ := get("/units/111/households/xlsx?deprived=7"); code != http.StatusForbidden {
			t.Errorf("the file narrowed by a closed fact: %d", code)
		}
	})
}

func TestANumberIsShownOnceForAPurpose(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		get := site(t, d, account.CommuneOfficer, 111)
		page := "/households/111/1"
		want(t, get, page, "Xem đủ một số", "Số định danh của Rơ Châm Thử1", "Chi trả hỗ trợ", "!5100205443219", "!0905123987", "!064067001234")
		for which, number := range map[string]string{"bank": "510\u00a0020\u00a0544\u00a03219", "phone": "090\u00a0512\u00a03987", "identity.1": "064\u00a0067\u00a0001\u00a0234"} {
			number = strings.ReplaceAll(number, "001\u00a0234", "001\u00a0234")
			body := want(t, get, "POST "+page+"/numbers which="+which+"&purpose=pay&note=QĐ+12%2C+0905123987", "Mục đích: Chi trả hỗ trợ.")
			if flat := strings.ReplaceAll(body, "\u00a0", ""); !strings.Contains(flat, strings.ReplaceAll(number, "\u00a0", "")) {
				t.Errorf("%s is not shown", which)
			}
		}
		for _, body := range []string{"which=bank", "which=bank&purpose=curious", "which=bank&purpose=pay&note=" + strings.Repeat("x", 301)} {
			if code, page := get("POST " + page + "/numbers " + body); code != http.StatusUnprocessableEntity || strings.Contains(page, "5100205443219") {
				t.Errorf("%s: %d", body, code)
			}
		}
		for _, body := range []string{"which=identity.2&purpose=pay", "which=identity.9&purpose=pay", "which=x&purpose=pay"} {
			if code, _ := get("POST " + page + "/numbers " + body); code != http.StatusNotFound {
				t.Errorf("%s: %d", body, code)
			}
		}
		rows, err := d.Query(t.Context(), `select actor, after from audit_line where act = 'household.reveal' order by id`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		n := 0
		for rows.Next() {
			var actor, after string
			if err := rows.Scan(&actor, &after); err != nil {
				t.Fatal(err)
			}
			n++
			if !strings.Contains(actor, "officer") || !strings.Contains(after, `"pay"`) || strings.Contains(after, "0905123987") || strings.Contains(after, "3219\"") || !strings.Contains(after, "QĐ 12") {
				t.Errorf("%s: %s", actor, after)
			}
		}
		if n != 3 {
			t.Errorf("%d lines of the audit tell of 3 numbers", n)
		}
	})
}

func TestOnlyWhoMaySeesNumbers(t *testing.T) {
	t.Parallel()
	for _, role := range []account.Role{account.FrontSupervisor, account.ProvinceLeader, account.Department} {
		get := site(t, dbtest.SQLite(t), role, 10)
		want(t, get, "/households/111/1", "!Xem đủ một số", "!5100205443219")
		if code, body := get("POST /households/111/1/numbers which=phone&purpose=pay"); code != http.StatusForbidden || strings.Contains(body, "3987") {
			t.Errorf("%s: %d", role, code)
		}
		want(t, get, "POST /search q=0905123987", "Chỉ vai trò được xem số đầy đủ", "!Rơ Châm Thử1<")
	}
}

func TestANumberIsFoundWithoutStandingInAnAddress(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		get := site(t, d, account.CommuneOfficer, 111)
		for _, typed := range []string{"0905123987", "0905.123.987", "%2B84 905 123 987", "5100205443219"} {
			want(t, get, "POST /search q="+strings.ReplaceAll(typed, " ", "+"), "Tìm thấy 1 hộ có số này", "Rơ Châm Thử1<", "!905123987", "!5100205443219")
		}
		// All 120 households of the test share the first member's number.
		want(t, get, "POST /search q=064067001234", "Tìm thấy 120 hộ có số này", "!064067001234")
		want(t, get, "POST /search q=064067001235", "Không có hộ nào", "!064067001235")
		// A name goes on to an address of its own; a number in an address is not looked for.
		want(t, get, "POST /search q=thu7", "Rơ Châm Thử7<")
		want(t, get, "/search?q=0905123987", "không đặt trong địa chỉ", "!0905123987", "!Rơ Châm Thử1<")
		want(t, get, "/households/111/1", `method="post"`)
	})
}
