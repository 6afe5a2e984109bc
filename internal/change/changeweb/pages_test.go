package changeweb_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/change"
	"giamngheo/internal/change/changeweb"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
	"giamngheo/internal/web/webtest"
)

// desk is the pages with two households of the officer's commune, found poor in a closed review.
type desk struct {
	*webtest.Office
	db       *db.DB
	commune  unit.ID
	villages []unit.ID
	refs     []household.Ref
	register *household.Service
}

func newDesk(t *testing.T, d *db.DB) desk {
	t.Helper()
	keys := seal.Ephemeral()
	k := desk{db: d, register: household.NewService(d, keys).Guarded(review.Guard)}
	k.Office = webtest.New(t, d, func(m *web.Mux) {
		changeweb.Routes(m, change.New(d, keys), k.register)
		m.Page("GET /households/{commune}/{id}", account.ReadHouseholds, func(http.ResponseWriter, *web.Request) error { return nil })
	})
	u, ok := unit.Shipped().ByCode(unit.Commune, "23827", "2022-12-31")
	if !ok {
		t.Fatal("no commune")
	}
	k.commune = u.ID
	var made []unit.Unit
	for _, name := range []string{"Kuk", "Kte"} {
		made = append(made, unit.Unit{Code: name, Level: unit.Village, Kind: "làng", Name: name, Parent: u.ID, From: u.From, To: u.To, Source: "thử"})
	}
	if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return unit.Insert(ctx, tx, made) }); err != nil {
		t.Fatal(err)
	}
	k.villages = []unit.ID{made[0].ID, made[1].ID}
	for i := range 2 {
		ref, err := k.register.Create(t.Context(), account.System, household.Household{
			Ref: household.Ref{Commune: u.ID}, Village: made[0].ID, Code: fmt.Sprint("H-", i+1), CodeYear: 2022,
			Persons: []household.Person{
				{Name: fmt.Sprint("Đinh Nhơn ", i), Sex: household.Male, Born: "1967", Ethnic: household.Bahnar, Relation: household.Head, Identity: "064067001234"},
				{Name: fmt.Sprint("Đinh Thị Blớp ", i), Sex: household.Female, Born: "1970", Ethnic: household.Bahnar, Relation: household.Spouse},
				{Name: fmt.Sprint("Đinh Huy ", i), Sex: household.Male, Born: "1999", Ethnic: household.Bahnar, Relation: household.Child},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		k.refs = append(k.refs, ref)
	}
	s := review.New(d)
	id, err := s.Open(t.Context(), account.System, review.Round{Year: 2022, Kind: review.Periodic, Edition: "vn-2022", Unit: u.ID, Day: "2022-12-31", Region: standard.CentralHighlands, Detail: true, Source: "thử"})
	if err != nil {
		t.Fatal(err)
	}
	for _, ref := range k.refs {
		if _, err := s.Record(t.Context(), account.System, id, review.Input{
			Household: ref, Village: made[0].ID, Area: standard.Rural, Ethnic: household.Bahnar, Members: 3, PointsA: 140, Income: -1, Deprived: standard.DeprivedIn(4, 7, 10),
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(t.Context(), account.System, id); err != nil {
		t.Fatal(err)
	}
	return k
}

func (k desk) send(t *testing.T, who account.Role, path string, v url.Values) (status int, body, to string) {
	t.Helper()
	res := k.Do(t, webtest.Request{
		Who: who, Method: http.MethodPost, Path: path, Body: strings.NewReader(v.Encode()),
		Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
	})
	webtest.Sound(t, path, res.Body.String())
	return res.Code, res.Body.String(), res.Header().Get("Location")
}

func grounds(v url.Values) url.Values {
	v.Set("reason", "gia đình đã ra ở riêng")
	v.Set("evidence", "biên bản họp thôn 20/12/2022")
	return v
}

func TestASplitIsAskedApprovedAndRemembered(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d)
		at := "/households/" + k.refs[0].String()
		k.Run(t, []webtest.Request{
			{Name: "kinds", Who: account.CommuneOfficer, Path: at + "/changes", Has: []string{"Tách hộ", "Chuyển sang xã khác", "đã chốt"}},
			{Name: "an auditor asks nothing", Who: account.Auditor, Path: at + "/changes", Not: []string{"/changes/split"}},
			{Name: "form", Who: account.CommuneOfficer, Path: at + "/changes/split", Has: []string{"Đinh Huy 0", "Chủ hộ của hộ mới", "Giấy tờ chứng minh"}, Not: []string{"064067001234"}},
			{Name: "no such kind", Who: account.CommuneOfficer, Path: at + "/changes/burn", Status: http.StatusNotFound},
		})
		status, body, _ := k.send(t, account.CommuneOfficer, at+"/changes/split", url.Values{"persons": {"3"}, "new_head": {"3"}})
		if status != http.StatusUnprocessableEntity || !strings.Contains(body, `id="reason-problem"`) || !strings.Contains(body, `value="3" checked`) {
			t.Fatalf("%d: without grounds\n%s", status, webtest.Text(body))
		}
		status, body, to := k.send(t, account.CommuneOfficer, at+"/changes/split", grounds(url.Values{"persons": {"3"}, "new_head": {"3"}}))
		if status != http.StatusSeeOther {
			t.Fatalf("%d\n%s", status, webtest.Text(body))
		}
		k.Run(t, []webtest.Request{
			{Name: "who asked", Who: account.CommuneOfficer, Path: to, Has: []string{"Hộ mới: Đinh Huy 0", "Không còn trong hộ", "Rút đề nghị"}, Not: []string{"/approve"}},
			{Name: "who decides", Who: account.DistrictOfficer, Path: to, Has: []string{"Phê duyệt", "gia đình đã ra ở riêng"}},
			{Name: "what waits", Who: account.DistrictOfficer, Path: "/changes", Has: []string{"Tách hộ", `class="menu-count"`}},
			{Name: "the same in English", Who: account.DistrictOfficer, Path: "/changes?lang=en", Has: []string{"Split the household", "Wait for me"}},
			{Name: "mine", Who: account.CommuneOfficer, Path: "/changes?show=mine&lang=vi", Has: []string{"Tách hộ"}},
			{Name: "one kind", Who: account.DistrictOfficer, Path: "/changes?show=all&kind=exit&lang=vi", Not: []string{"H-1"}},
			{Name: "an officer does not approve", Who: account.CommuneOfficer, Method: http.MethodPost, Path: to + "/approve", Status: http.StatusForbidden},
		})
		if status, body, _ := k.send(t, account.DistrictOfficer, to+"/refuse", url.Values{"refusal": {""}}); status != http.StatusUnprocessableEntity || !strings.Contains(body, `id="refusal-problem"`) {
			t.Errorf("refused without a reason: %d", status)
		}
		if status, body, _ := k.send(t, account.DistrictOfficer, to+"/approve", nil); status != http.StatusSeeOther {
			t.Fatalf("%d\n%s", status, webtest.Text(body))
		}
		fresh, err := k.register.Get(t.Context(), account.System, household.Ref{Commune: k.commune, ID: 3})
		if err != nil || fresh.Head != "Đinh Huy 0" || fresh.From != k.refs[0] {
			t.Errorf("%+v, %v", fresh, err)
		}
		k.Run(t, []webtest.Request{
			{Name: "decided", Who: account.CommuneOfficer, Path: to, Has: []string{"Đã phê duyệt:"}, Not: []string{"Rút đề nghị"}},
			{Name: "nothing waits", Who: account.DistrictOfficer, Path: "/changes?lang=vi", Has: []string{"Không có đề nghị nào chờ bạn"}, Not: []string{"menu-count"}},
			{Name: "history", Who: account.CommuneOfficer, Path: at + "/history", Has: []string{"Đề nghị số 1", "Số khẩu", "Phiếu của hộ"}, Not: []string{"064067001234"}},
		})
	})
}

func TestEveryKindHasAForm(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	k := newDesk(t, d)
	at := "/households/" + k.refs[0].String() + "/changes/"
	village := strconv.FormatInt(int64(k.villages[1]), 10)
	pages := map[change.Kind]string{}
	for kind, v := range map[change.Kind]url.Values{
		change.CorrectHousehold: {"ethnic": {"10"}, "flags": {"merit"}, "reviewed": {"1"}},
		change.CorrectPerson:    {"person": {"2"}, "name": {"Đinh Thị Blớp 0"}, "sex": {"female"}, "born": {"5/3/1971"}, "ethnic": {"13"}, "relation": {"spouse"}},
		change.CorrectReview:    {"round": {"1"}, "points": {"140"}, "income": {""}, "deprived": {"4", "7"}, "members": {"3"}, "children": {"0"}, "ethnic": {"13"}},
		change.AddMember:        {"name": {"Đinh Bé"}, "sex": {"female"}, "born": {"2022"}, "ethnic": {"13"}, "relation": {"child"}, "identity": {""}},
		change.RemoveMember:     {"persons": {"3"}},
		change.TransferMember:   {"other": {"H-2"}, "persons": {"3"}, "relation-3": {"kin"}},
		change.ChangeHead:       {"head": {"2"}, "relation-1": {"spouse"}},
		change.Split:            {"persons": {"3"}, "new_head": {"3"}},
		change.Merge:            {"other": {"H-2"}, "persons": {"3"}, "day": {"20/12/2022"}},
		change.MoveVillage:      {"village": {village}},
		change.Death:            {"person": {"1"}, "head": {"2"}, "day": {"20/12/2022"}},
		change.Exit:             {"day": {"20/12/2022"}},
	} {
		if ethnic := household.Bahnar; v.Get("ethnic") == "13" {
			v.Set("ethnic", string(ethnic))
		}
		for _, path := range []string{at + string(kind), at + string(kind) + "?" + v.Encode()} {
			res := k.Do(t, webtest.Request{Who: account.CommuneOfficer, Path: path})
			if webtest.Sound(t, path, res.Body.String()); res.Code != http.StatusOK {
				t.Errorf("%s: form %d", kind, res.Code)
			}
		}
		status, body, to := k.send(t, account.CommuneOfficer, at+string(kind), grounds(v))
		if status != http.StatusSeeOther {
			t.Errorf("%s: %d\n%s", kind, status, webtest.Text(body))
			continue
		}
		pages[kind] = to
		for _, l := range []string{"vi", "en"} {
			res := k.Do(t, webtest.Request{Who: account.DistrictOfficer, Path: to + "?lang=" + l})
			if webtest.Sound(t, to, res.Body.String()); res.Code != http.StatusOK {
				t.Errorf("%s: %d", kind, res.Code)
			}
		}
	}
	// All of them wait on one household: two on its members say so of each other, one on its review stands alone.
	const told = "Có đề nghị khác về cùng nội dung"
	k.Run(t, []webtest.Request{
		{Name: "a member leaves", Who: account.DistrictOfficer, Path: pages[change.RemoveMember] + "?lang=vi", Has: []string{told, "Tách hộ"}},
		{Name: "the review", Who: account.DistrictOfficer, Path: pages[change.CorrectReview] + "?lang=vi", Not: []string{told}},
	})
}

func TestAFrozenPeriodIsShownAndLifted(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	k := newDesk(t, d)
	unit := strconv.FormatInt(int64(k.commune), 10)
	status, body, _ := k.send(t, account.DistrictOfficer, "/freezes", url.Values{"unit": {unit}, "first": {"x"}, "last": {"31/12/2099"}, "freeze_reason": {"trình ký"}})
	if status != http.StatusUnprocessableEntity || !strings.Contains(body, `id="first-problem"`) {
		t.Errorf("%d", status)
	}
	today := "1/1/2022"
	status, body, _ = k.send(t, account.DistrictOfficer, "/freezes", url.Values{"unit": {unit}, "first": {today}, "last": {"30/12/2022"}, "freeze_reason": {"trình ký"}})
	if status != http.StatusSeeOther {
		t.Fatalf("%d\n%s", status, webtest.Text(body))
	}
	k.Run(t, []webtest.Request{
		{Name: "list", Who: account.DistrictOfficer, Path: "/freezes", Has: []string{"trình ký"}},
		{Name: "an officer does not freeze", Who: account.CommuneOfficer, Method: http.MethodPost, Path: "/freezes", Status: http.StatusForbidden},
	})
}
