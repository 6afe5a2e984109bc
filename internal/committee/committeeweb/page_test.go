package committeeweb_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/committee"
	"giamngheo/internal/committee/committeeweb"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
	"giamngheo/internal/web/webtest"
)

func post(who account.Role, path string, status int, has []string, pairs ...string) webtest.Request {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return webtest.Request{
		Name: path, Who: who, Method: http.MethodPost, Path: path, Status: status, Has: has,
		Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, Body: strings.NewReader(v.Encode()),
	}
}

func TestTheCommitteeOfADistrict(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := webtest.New(t, d, func(m *web.Mux) { committeeweb.Routes(m, committee.NewService(d)) })
		district, _ := unit.Shipped().ByCode(unit.District, "630", "2022-12-31")
		commune, _ := unit.Shipped().ByCode(unit.Commune, "23827", "2022-12-31")
		at, place := web.UnitPath(district.ID)+"/committee", strings.TrimPrefix(web.UnitPath(commune.ID), "/units/")
		o.Run(t, []webtest.Request{
			{Name: "empty", Who: account.DistrictOfficer, Path: at, Has: []string{"Chưa ghi thành viên nào"}},
			post(account.DistrictOfficer, at, 422, []string{"Chưa có họ tên"}, "duty", "head"),
			post(account.DistrictOfficer, at, 422, []string{"Chưa hiểu ngày", `value="Siu Mơ"`}, "duty", "head", "name", "Siu Mơ", "from", "mai"),
			post(account.DistrictOfficer, at, 303, nil, "duty", "head", "name", "Siu Mơ", "post", "Chủ tịch UBND huyện", "from", "01/01/2022", "basis", "QĐ 12/QĐ-UBND"),
			post(account.DistrictOfficer, at, 422, []string{"Trưởng ban đang là Siu Mơ"}, "duty", "head", "name", "Khác", "from", "01/02/2022"),
		})
		page := o.Do(t, webtest.Request{Who: account.DistrictOfficer, Path: at}).Body.String()
		id := regexp.MustCompile(`place-(\d+)`).FindStringSubmatch(page)
		if id == nil {
			t.Fatal(webtest.Text(page))
		}
		member := at + "/" + id[1]
		o.Run(t, []webtest.Request{
			post(account.DistrictOfficer, member+"/places", 303, nil, "place-"+id[1], place, "from-"+id[1], "01/06/2022"),
			post(account.DistrictOfficer, member+"/places", 422, []string{"đang phụ trách"}, "place-"+id[1], place, "from-"+id[1], "01/06/2022"),
			{Name: "the place", Who: account.DistrictOfficer, Path: at, Has: []string{"Xã Chư Krêy", "từ 01/06/2022", "QĐ 12/QĐ-UBND"}},
			{Name: "who answers for the commune", Who: account.CommuneOfficer, Path: web.UnitPath(commune.ID) + "/committee", Has: []string{"Ai phụ trách đơn vị này", "Siu Mơ"}, Not: []string{"<form class=\"sheet\" action"}},
			{Name: "before that", Who: account.CommuneOfficer, Path: web.UnitPath(commune.ID) + "/committee?day=2022-01-01", Not: []string{"Siu Mơ"}},
			{Name: "in English", Who: account.Auditor, Path: at + "?lang=en", Has: []string{"Steering committee", "Head"}},
			{Name: "not the district's from the commune", Who: account.CommuneOfficer, Path: at, Status: 404},
			post(account.CommuneOfficer, member, 403, nil, "end-"+id[1], "01/07/2022"),
			post(account.DistrictOfficer, member, 422, []string{"Chưa hiểu ngày"}, "end-"+id[1], ""),
			post(account.DistrictOfficer, member, 303, nil, "end-"+id[1], "01/07/2022"),
			{Name: "former", Who: account.DistrictOfficer, Path: at, Has: []string{"Những người đã thôi nhiệm vụ", "Siu Mơ"}},
			post(account.DistrictOfficer, web.UnitPath(district.ID)+"/charges/99", 404, nil, "charge-99", "01/07/2022"),
		})
	})
}
