package targetweb_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/report/reporttest"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
)

// sheet is the grid's form as a browser sends it over the office of reporttest: Kông Chro has 5, KBang 4.
func sheet(gialai unit.Unit, pairs ...string) url.Values {
	v := url.Values{"year": {"2023"}, "indicator": {"poor_reduction"}, "typed": {"1"}}
	for _, u := range unit.Shipped().Children(gialai.ID, reporttest.Day) {
		n := "0"
		if u.Code == "630" || u.Code == "625" {
			n = "1"
		}
		v.Set(fmt.Sprintf("version-%d", u.ID), n)
		switch u.Code {
		case "630":
			v.Set(fmt.Sprintf("c-%d-households", u.ID), "5")
		case "625":
			v.Set(fmt.Sprintf("c-%d-households", u.ID), "4")
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func TestFiguresAreTriedOutWithoutStoring(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := office(t, d)
		gialai, kongChro, kbang := find(t, unit.Province, "64"), find(t, unit.District, "630"), find(t, unit.District, "625")
		leader := signIn(t, s, account.ProvinceLeader)
		cell := func(u unit.Unit) string { return fmt.Sprintf("c-%d-households", u.ID) }
		try := func(pairs ...string) string { return path(gialai) + "/edit?" + sheet(gialai, pairs...).Encode() }
		for _, c := range []struct {
			name, path string
			has, not   []string
		}{
			{"what stands, and who carries the rest", path(gialai) + "/edit?year=2023", []string{"Còn 3 hộ", `value="5"`, "Tính thử", "Dán từ Excel", "Cùng mức nỗ lực", "thành 8"}, nil},
			{"a figure is tried out", try(cell(kongChro), "7"), []string{"Còn 1 hộ", "Điền vào bảng", "+1"}, []string{"Còn 3 hộ"}},
			{"the gap is closed", try(cell(kongChro), "8"), []string{"Chỉ tiêu đã giao đủ: 12 hộ"}, []string{"Điền vào bảng"}},
			{"too much is handed down", try(cell(kongChro), "10"), []string{"Đã giao thừa 2 hộ"}, nil},
			{"another rule shares out the rest, the changed figure stays", try(cell(kbang), "6", "rule", "proportional"), []string{"Theo số hộ nghèo", "thành 6"}, nil},
			{"a rule that needs what is not known", try(cell(kbang), "6", "rule", "needs"), []string{"Chưa phân bổ theo nhu cầu được"}, nil},
			{"only the piece, for the script", try(cell(kongChro), "7", "part", "1"), []string{"Còn 1 hộ"}, []string{"<html", "Tính thử"}},
			{"what is no number is named", try(cell(kongChro), "bảy"), []string{"Huyện Kông Chro, cột Giao mới: “bảy”"}, nil},
			{"a pasted block is tried out", try("paste", "H. Kông Chro\t8"), []string{"Chỉ tiêu đã giao đủ: 12 hộ"}, nil},
			{"in English", path(gialai) + "/edit?year=2023&lang=en", []string{"Try it out", "3 households (2.00 points)"}, nil},
			{"a commune has none below", path(kongChro) + "/edit?year=2023&lang=vi", []string{"Chỉ tiêu 5 hộ chưa giao"}, nil},
		} {
			status, body := leader.get(c.path)
			if status != http.StatusOK || strings.Contains(body, "⟦") {
				t.Errorf("%s: status %d", c.name, status)
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
		for role, want := range map[account.Role]int{account.Auditor: 403, account.CommuneOfficer: 403, account.DistrictOfficer: 404} {
			if status, _ := signIn(t, s, role).get(path(gialai) + "/edit?year=2023"); status != want {
				t.Errorf("%s: %d, want %d", role, status, want)
			}
		}
		if got, _, err := target.Get(t.Context(), d, kongChro.ID, 2023, target.PoorReduction); err != nil || got.Households != 5 || got.Version != 1 {
			t.Errorf("a trial stored something: %+v, %v", got, err)
		}
	})
}

func TestTheGridIsHandedDownInOneAct(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := office(t, d)
		gialai, kongChro, kbang := find(t, unit.Province, "64"), find(t, unit.District, "630"), find(t, unit.District, "625")
		leader := signIn(t, s, account.ProvinceLeader)
		cell, at := func(u unit.Unit) string { return fmt.Sprintf("c-%d-households", u.ID) }, path(gialai)+"/edit"
		points := fmt.Sprintf("c-%d-points", kongChro.ID)
		for _, c := range []struct {
			name   string
			form   url.Values
			status int
			says   string
		}{
			{"a preview", sheet(gialai, cell(kongChro), "7", "basis", "KH 1"), 200, "Lưu chỉ tiêu của 1 đơn vị"},
			{"a pasted block as a preview", sheet(gialai, "paste", "Kông Chro\t7\nH. KBang\t5", "basis", "KH 1"), 200, "Lưu chỉ tiêu của 2 đơn vị"},
			{"nothing changed", sheet(gialai), 200, "Không có chỉ tiêu nào thay đổi"},
			{"no paper and no reason", sheet(gialai, cell(kongChro), "7"), 422, "Hãy ghi văn bản"},
			{"more than the poor", sheet(gialai, cell(kongChro), "41", "basis", "x"), 422, "chỉ có 40 hộ nghèo"},
			{"emptied", sheet(gialai, cell(kongChro), "", "basis", "x"), 422, "không để trống được"},
			{"two faces that differ", sheet(gialai, cell(kongChro), "7", points, "9,00", "basis", "x", "step", "save"), 422, "9"},
			{"back to the grid", sheet(gialai, cell(kongChro), "7", "step", "edit"), 200, `value="7"`},
			{"an overtaken version", sheet(gialai, cell(kongChro), "7", "basis", "x", "step", "save", fmt.Sprintf("version-%d", kongChro.ID), "9"), 409, "vừa được người khác sửa"},
			{"a form without versions", url.Values{"year": {"2023"}, "typed": {"1"}, "step": {"save"}}, 409, ""},
			{"one right, one wrong", sheet(gialai, cell(kongChro), "7", cell(kbang), "5", "basis", strings.Repeat("x", 1001), "step", "save"), 422, ""},
		} {
			status, body := leader.post(at, c.form)
			if status != c.status || !strings.Contains(body, c.says) {
				t.Errorf("%s: status %d, want %d and %q", c.name, status, c.status, c.says)
			}
		}
		if got, _, _ := target.Get(t.Context(), d, kongChro.ID, 2023, target.PoorReduction); got.Households != 5 {
			t.Fatalf("a refused act stored %+v", got)
		}
		// Points that were changed alone give the households; the preview carries both on.
		_, body := leader.post(at, sheet(gialai, points, "7,00", cell(kbang), "5", "basis", "KH 99"))
		if !strings.Contains(body, `name="`+cell(kongChro)+`" value="7"`) {
			t.Error("the preview does not carry the households of the points")
		}
		save := sheet(gialai, cell(kongChro), "7", points, "7,00", cell(kbang), "5", "basis", "KH 99", "step", "save")
		for range 2 { // the second is a double click
			if status, body := leader.post(at, save); status != http.StatusSeeOther {
				t.Fatalf("saving: %d %s", status, body)
			}
		}
		got, _, err := target.Get(t.Context(), d, kongChro.ID, 2023, target.PoorReduction)
		if err != nil || got.Households != 7 || got.Points != 700 || got.Manual || got.Basis != "KH 99" || got.Version != 2 || got.Label != "Huyện Kông Chro" {
			t.Errorf("stored %+v, %v", got, err)
		}
		var lines int64
		if err := d.QueryRow(t.Context(), `select count(*) from audit_line where act = 'target.hand_down'`).Scan(&lines); err != nil || lines != 1 {
			t.Errorf("%d audit lines, %v; want 1", lines, err)
		}
		if _, body := leader.get(path(gialai)); !strings.Contains(body, "Chỉ tiêu đã giao đủ: 12 hộ") || !strings.Contains(body, "Đã lưu chỉ tiêu giao cho các đơn vị") {
			t.Error("the page does not follow")
		}
		if status, _ := signIn(t, s, account.Auditor).post(at, save); status != http.StatusForbidden {
			t.Errorf("an auditor: %d", status)
		}
	})
}
