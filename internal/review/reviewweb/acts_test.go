package reviewweb_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/review/reviewweb"
	"giamngheo/internal/seal"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
	"giamngheo/internal/web/webtest"
)

// office is Chư Krêy with three households on the lists of a closed round of 2022.
func office(t *testing.T, d *db.DB) (o *webtest.Office, refs []household.Ref) {
	t.Helper()
	o = webtest.New(t, d, func(m *web.Mux) { reviewweb.Routes(m, review.New(d)) })
	commune, _ := unit.Shipped().ByCode(unit.Commune, "23827", "2022-12-31")
	province, _ := unit.Shipped().ByCode(unit.Province, "64", "2022-12-31")
	village := []unit.Unit{{Code: "01", Level: unit.Village, Kind: "làng", Name: "Hrach", Parent: commune.ID, From: commune.From, To: commune.To, Source: "thử"}}
	if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return unit.Insert(ctx, tx, village) }); err != nil {
		t.Fatal(err)
	}
	households := household.NewService(d, seal.Ephemeral())
	for i := range 3 {
		ref, err := households.Create(t.Context(), account.System, household.Household{
			Ref: household.Ref{Commune: commune.ID}, Village: village[0].ID, Code: fmt.Sprint("CK-", i), CodeYear: 2022, Head: fmt.Sprint("Đinh Thử ", i), Address: "thử",
			Ethnic: household.Bahnar, EthnicGiven: "12", EthnicList: household.List2008, Members: 4,
		})
		if err != nil {
			t.Fatal(err)
		}
		refs = append(refs, ref)
	}
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		r, err := review.Add(ctx, tx, review.Round{Year: 2022, Kind: review.Periodic, Edition: "vn-2022", Unit: province.ID, Day: "2022-12-31", Status: review.Closed, Source: "thử"})
		if err != nil {
			return err
		}
		_, err = review.LoadClasses(ctx, tx, r, func(yield func(review.Given, error) bool) {
			for i, ref := range refs {
				if !yield(review.Given{Household: ref, Area: standard.Rural, Ethnic: household.Bahnar, Members: 4, Class: []standard.Class{standard.Poor, standard.NearPoor}[i%2]}, nil) {
					return
				}
			}
		})
		if err != nil {
			return err
		}
		return review.Rebuild(ctx, tx, r.ID)
	})
	if err != nil {
		t.Fatal(err)
	}
	return o, refs
}

func posted(values ...string) (header map[string]string, form func() *strings.Reader) {
	v := url.Values{}
	for i := 0; i+1 < len(values); i += 2 {
		v.Set(values[i], values[i+1])
	}
	return map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}, func() *strings.Reader { return strings.NewReader(v.Encode()) }
}

func TestARoundIsOpenedFollowedAndClosed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, refs := office(t, d)
		secretary, officer, leader, clerk := account.ProvinceSecretary, account.DistrictOfficer, account.ProvinceLeader, account.CommuneOfficer
		header, good := posted("year", "2023", "kind", "periodic", "day", "31/12/2023", "edition", "vn-2022", "source", "Kế hoạch thử")
		_, typed := posted("year", "hai nghìn", "kind", "periodic", "day", "mai", "edition", "x", "card", "illustrative-2022", "source", "Kế hoạch <thử>")
		o.Run(t, []webtest.Request{
			{Name: "the form stands at the next year", Who: secretary, Path: "/rounds/new", Has: []string{`value="2023"`, `value="31/12/2023"`, "không phải bảng điểm chính thức", "Căn cứ"}},
			{Name: "in English", Who: secretary, Path: "/rounds/new?lang=en", Has: []string{"Open a review", `value="31 Dec 2023"`}},
			{Name: "a district opens none", Who: officer, Path: "/rounds/new", Status: 403},
			{Name: "a leader opens none", Who: leader, Method: "POST", Path: "/rounds", Header: header, Body: good(), Status: 403},
			{Name: "what was typed is kept", Who: secretary, Method: "POST", Path: "/rounds", Header: header, Body: typed(), Status: 422, Has: []string{"Năm phải là một số", "phải là một ngày", "Hãy chọn chuẩn nghèo", "phải chọn vùng", "hai nghìn", "Kế hoạch &lt;thử&gt;"}},
			{Name: "opened", Who: secretary, Method: "POST", Path: "/rounds", Header: header, Body: good(), Status: 303},
			{Name: "the same again", Who: secretary, Method: "POST", Path: "/rounds", Header: header, Body: good(), Status: 422, Has: []string{"đã nằm trong một đợt rà soát định kỳ năm 2023"}},
			{Name: "its progress", Who: secretary, Path: "/rounds", Has: []string{"Kết quả rà soát năm 2023", "Đã rà soát 0 trong 3 hộ đầu kỳ", "Huyện Kông Chro", "/rounds/2/waiting?unit=", "/rounds/2/close"}},
			{Name: "in a district by commune", Who: officer, Path: "/rounds/2", Has: []string{"Đã rà soát 0 trong 3 hộ đầu kỳ", "Xã Chư Krêy"}, Not: []string{"/rounds/2/close"}},
			{Name: "a clerk follows it and cannot close it", Who: clerk, Path: "/rounds", Has: []string{"Đã rà soát 0 trong 3 hộ", "Làng Hrach"}, Not: []string{"/rounds/2/close"}},
			{Name: "the households without a result", Who: clerk, Path: "/rounds/2/waiting", Has: []string{"Còn 3 hộ chưa có kết quả", "Đinh Thử 0", "Đinh Thử 2"}},
			{Name: "in English", Who: clerk, Path: "/rounds/2/waiting?lang=en", Has: []string{"3 households have no result yet"}},
			{Name: "the administrator sees no household", Who: account.Administrator, Path: "/rounds/2/waiting", Status: 403},
			{Name: "closing names what is missing and offers no button", Who: secretary, Path: "/rounds/2/close", Has: []string{"Chưa kết thúc được", "Còn 3 hộ", "Huyện Kông Chro"}, Not: []string{`action="/rounds/2/close"`}},
			{Name: "closing is refused", Who: secretary, Method: "POST", Path: "/rounds/2/close", Header: header, Status: 409, Has: []string{"Còn 3 hộ"}},
			{Name: "a clerk is not told of the province's round", Who: clerk, Path: "/rounds/2/close", Status: 404},
			{Name: "no such round", Who: secretary, Path: "/rounds/9/close", Status: 404},
			{Name: "no number", Who: secretary, Path: "/rounds/x/close", Status: 404},
			{Name: "no such round's households", Who: clerk, Path: "/rounds/9/waiting", Status: 404},
		})
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			r, err := review.Get(ctx, tx, 2)
			if err != nil {
				return err
			}
			_, err = review.Load(ctx, tx, r, func(yield func(review.Input, error) bool) {
				for i, ref := range refs {
					in := review.Input{Household: ref, Area: standard.Rural, Ethnic: household.Bahnar, Members: 4, PointsA: 130 + i*20, Income: -1, Deprived: standard.DeprivedIn(1, 4, 7)}
					if !yield(in, nil) {
						return
					}
				}
			})
			if err != nil {
				return err
			}
			return review.Rebuild(ctx, tx, r.ID)
		})
		if err != nil {
			t.Fatal(err)
		}
		o.Run(t, []webtest.Request{
			{Name: "nobody is left", Who: clerk, Path: "/rounds/2/waiting", Has: []string{"Mọi hộ trong danh sách đầu kỳ đã có kết quả"}},
			{Name: "from class to class", Who: secretary, Path: "/rounds", Has: []string{"Chuyển đổi phân loại", "Đã rà soát 3 trong 3 hộ"}},
			{Name: "now it can be closed", Who: secretary, Path: "/rounds/2/close", Has: []string{`action="/rounds/2/close"`, "Hộ nghèo: đầu kỳ 2, cuối kỳ 1."}},
			{Name: "closed", Who: secretary, Method: "POST", Path: "/rounds/2/close", Header: header, Status: 303},
			{Name: "once", Who: secretary, Method: "POST", Path: "/rounds/2/close", Header: header, Status: 409, Has: []string{"đã kết thúc"}},
			{Name: "and the next may be opened", Who: secretary, Path: "/rounds", Has: []string{"/rounds/new?unit=", "đã kết thúc"}, Not: []string{"/rounds/2/close"}},
		})
	})
}

func TestFromClassToClassLeadsToItsHouseholds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		get := site(t, d, account.Auditor, 10)
		_, body := get("/rounds")
		_, table, ok := strings.Cut(body, "Chuyển đổi phân loại")
		if !ok {
			t.Fatal("the page has no matrix")
		}
		table, _, _ = strings.Cut(table, "</table>")
		for _, want := range []string{"before=poor&amp;class=poor", "before=near_poor&amp;class=poor", "before=poor&amp;round=2", "class=poor&amp;round=2", "Hộ nghèo", "Cuối kỳ"} {
			if !strings.Contains(table, want) {
				t.Errorf("the matrix lacks %q:\n%s", want, webtest.Text(table))
			}
		}
	})
}
