package baseweb_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/unit"
	"giamngheo/internal/unit/baseweb"
	"giamngheo/internal/web/webtest"
)

const then = "2022-12-31"

func find(t *testing.T, level unit.Level, code string) unit.Unit {
	t.Helper()
	u, ok := unit.Shipped().ByCode(level, code, then)
	if !ok {
		t.Fatalf("no %s %s", level, code)
	}
	return u
}

// sheet is the form as a browser sends it when nothing stood before.
func sheet(of unit.Unit, pairs ...string) url.Values {
	v := url.Values{"day": {then}, "source": {"Niên giám thống kê 2022"}}
	for _, u := range append([]unit.Unit{of}, unit.Shipped().Children(of.ID, then)...) {
		v.Set(fmt.Sprintf("was-%d", u.ID), "-1 -1 -1 -1")
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func post(name string, who account.Role, path string, form url.Values, status int, has ...string) webtest.Request {
	return webtest.Request{
		Name: name, Who: who, Method: "POST", Path: path, Body: strings.NewReader(form.Encode()), Status: status, Has: has,
		Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"},
	}
}

func TestBasesArePastedSeenAndStored(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := webtest.New(t, d, baseweb.Routes)
		gialai, kongChro, kbang, pleiku := find(t, unit.Province, "64"), find(t, unit.District, "630"), find(t, unit.District, "625"), find(t, unit.District, "622")
		at, cell := fmt.Sprintf("/units/%d/base", gialai.ID), func(u unit.Unit, col string) string { return fmt.Sprintf("c-%d-%s", u.ID, col) }
		secretary := account.ProvinceSecretary
		block := "TT\tHuyện\tSố hộ\tNhân khẩu\n1\tH. Kông Chro\t12.345\t54.321\n2\tKbang\t9 876\t40.000\nTỉnh Gia Lai\t22.221\t94.321\n"
		// The total line is named a column further left than the others.
		o.Run(t, []webtest.Request{
			{Name: "the grid", Who: secretary, Path: at + "?day=" + then, Has: []string{"Huyện Kông Chro", `name="` + cell(kongChro, "persons") + `"`, "Dán từ Excel", "Xem trước"}},
			{Name: "in English", Who: secretary, Path: at + "?lang=en&day=" + then, Has: []string{"Households and persons in all", "Paste from Excel"}},
			{Name: "who may only read has no form", Who: account.Auditor, Path: at + "?day=" + then, Not: []string{"Dán từ Excel", `name="` + cell(kongChro, "persons")}},
			{Name: "a district outside", Who: account.DistrictOfficer, Path: fmt.Sprintf("/units/%d/base", pleiku.ID), Status: 404},
			{Name: "a day that is none", Who: secretary, Path: at + "?day=31/31", Status: 422},
			post("no right to write", account.Auditor, at, sheet(gialai), 403),
			post("a pasted block is shown, not stored", secretary, at, sheet(gialai, "paste", block), 200, "Xem trước khi lưu", "12.345", "9.876", "54.321", "Lưu số liệu của 3 đơn vị", `name="`+cell(kbang, "households")+`" value="9 876"`),
			post("a block without names goes in order", secretary, at, sheet(gialai, "paste", "100\t400\n50\t200"), 200, "Lưu số liệu của 2 đơn vị"),
			post("a name that is no row's is named", secretary, at, sheet(gialai, "paste", "Huyện Kông Chro\t1\nHuyện Không Có\t2"), 200, "tên là “Huyện Không Có”"),
			post("letters in a number", secretary, at, sheet(gialai, cell(kongChro, "households"), "12o"), 422, "Huyện Kông Chro, cột Số hộ: “12o”", `href="#`+cell(kongChro, "households")+`"`),
			post("more minorities than persons", secretary, at, sheet(gialai, cell(kongChro, "persons"), "5", cell(kongChro, "minority_persons"), "6"), 422, "lớn hơn tổng số"),
			post("no source", secretary, at, sheet(gialai, "source", " ", cell(kongChro, "households"), "5"), 422, "Hãy ghi nguồn"),
			post("nothing changed", secretary, at, sheet(gialai), 200, "Không có số nào thay đổi"),
			post("back to the grid keeps what was typed", secretary, at, sheet(gialai, "step", "edit", cell(kongChro, "households"), "77"), 200, `value="77"`),
			post("a form of another time", secretary, at, url.Values{"day": {then}, "source": {"x"}}, 409),
			post("the sum against the province's own", secretary, at, sheet(gialai, allHouseholds(gialai, "10", "171")...), 200, "So với số của toàn đơn vị", "170", "−1", "chưa khớp"),
			post("stored", secretary, at, sheet(gialai, "step", "save", cell(kongChro, "households"), "100", cell(kbang, "households"), "50"), 303),
			post("stored once more by a second click", secretary, at, sheet(gialai, "step", "save", cell(kongChro, "households"), "100", cell(kbang, "households"), "50"), 303),
			post("over another's change", secretary, at, sheet(gialai, "step", "save", cell(kongChro, "households"), "101"), 422, "vừa được người khác sửa", `value="101"`),
			{Name: "it stands there", Who: account.Auditor, Path: at, Has: []string{"31/12/2022", "100"}},
		})
		got, err := unit.BasesOn(t.Context(), d, gialai.ID, then)
		if err != nil || len(got) != 2 || got[kongChro.ID].Households != 100 || got[kbang.ID].Source != "Niên giám thống kê 2022" {
			t.Errorf("stored %+v, %v", got, err)
		}
	})
}

// allHouseholds gives every district the same and the province its own.
func allHouseholds(of unit.Unit, each, whole string) []string {
	out := []string{fmt.Sprintf("c-%d-households", of.ID), whole}
	for _, u := range unit.Shipped().Children(of.ID, then) {
		out = append(out, fmt.Sprintf("c-%d-households", u.ID), each)
	}
	return out
}
