package subjectweb_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/standard"
	"giamngheo/internal/subject"
	"giamngheo/internal/subject/subjectweb"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
	"giamngheo/internal/web/webtest"
)

// The way of a person's request: the sheet, the request, the answer, and what a restriction shows; then
// retention, research and the record of processing.
func TestAPersonIsAnswered(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		households := household.NewService(d, seal.Ephemeral())
		o := webtest.New(t, d, func(m *web.Mux) { subjectweb.Routes(m, subject.NewService(d, households)) })
		commune, _ := unit.Shipped().ByCode(unit.Commune, "23827", "2022-12-31")
		province, _ := unit.Shipped().ByCode(unit.Province, "64", "2022-12-31")
		villages := []unit.Unit{{Code: "A", Level: unit.Village, Kind: "làng", Name: "Kuk", Parent: commune.ID, From: commune.From, To: commune.To, Source: "thử"}}
		if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return unit.Insert(ctx, tx, villages) }); err != nil {
			t.Fatal(err)
		}
		ref, err := households.Create(t.Context(), account.System, household.Household{
			Ref: household.Ref{Commune: commune.ID}, Village: villages[0].ID, Code: "H-1", CodeYear: 2022, Address: "đội 1",
			Persons: []household.Person{{Name: "Đinh Nhơn", Sex: household.Male, Born: "1967", Ethnic: household.Bahnar, Relation: household.Head, Identity: "064067001234"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		err = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			r, err := review.Add(ctx, tx, review.Round{Year: 2022, Kind: review.Periodic, Edition: "vn-2022", Unit: province.ID, Day: "2022-12-31", Status: review.Open, Source: "thử"})
			if err != nil {
				return err
			}
			_, err = review.LoadClasses(ctx, tx, r, func(yield func(review.Given, error) bool) {
				yield(review.Given{Household: ref, Village: villages[0].ID, Area: standard.Rural, Ethnic: household.Bahnar, Members: 1, Class: standard.Poor}, nil)
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		sheet := "/households/" + ref.String() + "/persons/1"
		send := func(path string, who account.Role, v url.Values, want int) string {
			t.Helper()
			res := o.Do(t, webtest.Request{Who: who, Method: http.MethodPost, Path: path, Body: strings.NewReader(v.Encode()), Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}})
			if res.Code != want {
				t.Fatalf("%s by %s = %d, want %d: %s", path, who, res.Code, want, webtest.Text(res.Body.String()))
			}
			return res.Header().Get("Location")
		}
		o.Run(t, []webtest.Request{
			{Name: "the sheet", Who: account.CommuneOfficer, Path: sheet, Has: []string{"Đinh Nhơn", "0•••••••1234", "Hộ nghèo", "Thêm hộ", "Luật 91/2025/QH15", "Chưa kiểm chứng"}, Not: []string{"064067001234", "household.create"}},
			{Name: "in English", Who: account.CommuneOfficer, Path: sheet + "?lang=en", Has: []string{"Data held on Đinh Nhơn", "Who has looked at this household"}},
			{Name: "nobody there", Who: account.CommuneOfficer, Path: "/households/" + ref.String() + "/persons/2", Status: http.StatusNotFound},
			{Name: "without the right", Who: account.Auditor, Path: sheet, Status: http.StatusForbidden},
			{Name: "no requests", Who: account.CommuneOfficer, Path: fmt.Sprintf("/units/%d/subjects", commune.ID), Has: []string{"Chưa có yêu cầu nào"}},
		})
		send(sheet, account.CommuneOfficer, url.Values{"wish": {"restrict"}}, http.StatusUnprocessableEntity)
		send(sheet, account.CommuneOfficer, url.Values{"wish": {"restrict"}, "asker": {"chính chủ"}, "asked": {"31/02/2022"}}, http.StatusUnprocessableEntity)
		request := send(sheet, account.CommuneOfficer, url.Values{"wish": {"restrict"}, "asker": {"chính chủ"}, "text": {"không muốn"}, "due": {"15/02/2023"}}, http.StatusSeeOther)
		o.Run(t, []webtest.Request{
			{Name: "the request", Who: account.CommuneOfficer, Path: request, Has: []string{"chính chủ", "15/02/2023", "Chờ trả lời", `name="outcome"`}},
			{Name: "the list", Who: account.DistrictOfficer, Path: fmt.Sprintf("/units/%d/subjects", commune.ID), Has: []string{"Hạn chế xử lý dữ liệu", "Đinh Nhơn", request}},
		})
		send(request, account.CommuneOfficer, url.Values{"outcome": {"done"}}, http.StatusUnprocessableEntity)
		send(request, account.CommuneOfficer, url.Values{"outcome": {"done"}, "answer": {"đã đưa ra khỏi danh sách"}}, http.StatusSeeOther)
		send(request, account.CommuneOfficer, url.Values{"outcome": {"refused"}, "answer": {"thôi"}}, http.StatusUnprocessableEntity)
		research := fmt.Sprintf("/units/%d/research", province.ID)
		o.Run(t, []webtest.Request{
			{Name: "answered", Who: account.CommuneOfficer, Path: request, Has: []string{"Đã thực hiện", "đã đưa ra khỏi danh sách"}, Not: []string{`name="outcome"`}},
			{Name: "the restriction shows", Who: account.CommuneOfficer, Path: sheet, Has: []string{"đang hạn chế xử lý từ 26/12/2022"}},
			{Name: "retention", Who: account.ProvinceSecretary, Path: "/retention", Has: []string{"Đề xuất của phần mềm, chưa có căn cứ", "Chuỗi nhật ký phải liền", "Chưa đặt thời hạn"}},
			{Name: "retention without the right", Who: account.CommuneOfficer, Path: "/retention", Status: http.StatusForbidden},
			{Name: "research leaves out the restricted and the rare", Who: account.ProvinceSecretary, Path: research + "?look=1", Has: []string{"Số hộ trong tệp 0", "1 hộ vì đang hạn chế"}},
			{Name: "research of a commune", Who: account.ProvinceSecretary, Path: fmt.Sprintf("/units/%d/research", commune.ID), Has: []string{"quá ít hộ"}},
			{Name: "research without the right", Who: account.DistrictOfficer, Path: research, Status: http.StatusForbidden},
			{Name: "the record", Who: account.FrontSupervisor, Path: "/processing", Has: []string{"Sổ hộ và nhân khẩu", "Đề xuất của phần mềm", "Nghị định 356/2025/NĐ-CP"}},
		})
		send("/retention/ended_numbers", account.ProvinceSecretary, url.Values{"act": {"set"}, "days-ended_numbers": {"1825"}, "source-ended_numbers": {""}}, http.StatusUnprocessableEntity)
		send("/retention/ended_numbers", account.ProvinceSecretary, url.Values{"act": {"set"}, "days-ended_numbers": {"1825"}, "source-ended_numbers": {"quyết định thử"}}, http.StatusSeeOther)
		send("/retention/ended_numbers", account.ProvinceSecretary, url.Values{"act": {"remove"}, "want": {"3"}}, http.StatusUnprocessableEntity)
		send("/retention/ended_numbers", account.ProvinceSecretary, url.Values{"act": {"remove"}, "want": {"0"}}, http.StatusSeeOther)
		send("/retention/nothing", account.ProvinceSecretary, url.Values{"act": {"set"}}, http.StatusNotFound)
		o.Run(t, []webtest.Request{{Name: "the period", Who: account.ProvinceSecretary, Path: "/retention", Has: []string{"1.825 ngày", "quyết định thử", "0 hồ sơ đã quá hạn"}}})
		file := o.Do(t, webtest.Request{Who: account.ProvinceSecretary, Path: research + "/csv"})
		if file.Code != http.StatusOK || !strings.Contains(file.Body.String(), "Mức khái quát") || !strings.Contains(file.Header().Get("Content-Disposition"), "nghien-cuu-64-2022.csv") {
			t.Errorf("the file: %d %s", file.Code, file.Body.String())
		}
	})
}
