package duplicateweb_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/duplicate"
	"giamngheo/internal/duplicate/duplicateweb"
	"giamngheo/internal/household"
	"giamngheo/internal/job"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
	"giamngheo/internal/web/webtest"
)

// desk is three households: two of the officer's commune that are one, and one of a neighbouring commune
// that bears the number of the first.
type desk struct {
	*webtest.Office
	commune, nearby unit.ID
	refs            [3]household.Ref
}

func newDesk(t *testing.T, d *db.DB) desk {
	t.Helper()
	households := household.NewService(d, seal.Ephemeral())
	doubles := duplicate.NewService(d, households)
	k := desk{}
	k.Office = webtest.New(t, d, func(m *web.Mux) { duplicateweb.Routes(m, doubles) })
	if err := job.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	one, _ := unit.Shipped().ByCode(unit.Commune, "23827", "2022-12-31")
	k.commune = one.ID
	for _, u := range unit.Shipped().Below(one.Parent, unit.Commune, "2022-12-31") {
		if u.ID != k.commune {
			k.nearby = u.ID
		}
	}
	villages := []unit.Unit{
		{Code: "A", Level: unit.Village, Kind: "làng", Name: "Gần", Parent: k.commune, From: one.From, To: one.To, Source: "thử"},
		{Code: "B", Level: unit.Village, Kind: "làng", Name: "Xatít", Parent: k.nearby, From: one.From, To: one.To, Source: "thử"},
	}
	if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return unit.Insert(ctx, tx, villages) }); err != nil {
		t.Fatal(err)
	}
	for i, p := range []household.Person{
		{Name: "Rơ Châm H'Lan", Born: "1988-03-04", Identity: "064188001234"},
		{Name: "Rcom Hlan", Born: "1988"},
		{Name: "Kpă Bímật", Born: "1988-03-04", Identity: "064188001234"},
	} {
		p.Sex, p.Ethnic, p.Relation = household.Female, household.Jrai, household.Head
		commune, village := k.commune, villages[0].ID
		if i == 2 {
			commune, village = k.nearby, villages[1].ID
		}
		var err error
		k.refs[i], err = households.Create(t.Context(), account.System, household.Household{
			Ref: household.Ref{Commune: commune}, Village: village, Code: fmt.Sprint("MA", i), CodeYear: 2022, Address: fmt.Sprint("nhà ", i), Flags: household.FemaleHead,
			Ethnic: household.Jrai, EthnicGiven: "10", EthnicList: household.List2008, Persons: []household.Person{p},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := doubles.Check(t.Context(), account.System, k.commune); err != nil {
		t.Fatal(err)
	}
	return k
}

var digest = regexp.MustCompile(`name="digest" value="([0-9a-f]+)"`)

func TestAPairIsJudgedSideBySide(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d)
		queue := fmt.Sprintf("/units/%d/duplicates", k.commune)
		near := "/duplicates/" + duplicate.KeyOf(k.refs[0], k.refs[1]).String()
		across := "/duplicates/" + duplicate.KeyOf(k.refs[0], k.refs[2]).String()
		hidden := []string{"Bímật", "MA2", "Xatít", "nhà 2"}
		k.Run(t, []webtest.Request{
			{Name: "the queue", Who: account.CommuneOfficer, Path: queue, Has: []string{"Rơ Châm H'Lan", "Rcom Hlan", "Ở ngoài địa bàn", "Chờ xem 2", near, across}, Not: hidden},
			{Name: "the queue of a neighbour", Who: account.CommuneOfficer, Path: fmt.Sprintf("/units/%d/duplicates", k.nearby), Status: http.StatusNotFound},
			{Name: "without the right", Who: account.Auditor, Path: queue, Status: http.StatusForbidden},
			{Name: "a pair", Who: account.CommuneOfficer, Path: near, Has: []string{"Hai hồ sơ cạnh nhau", "MA0", "MA1", "≠ khác", "hai cách viết của một tên", `name="decision"`, "0•••••••1234"}, Not: []string{"064188001234"}},
			{Name: "a pair in English", Who: account.CommuneOfficer, Path: near + "?lang=en", Has: []string{"Both records side by side", "differs"}},
			{Name: "a number elsewhere", Who: account.CommuneOfficer, Path: across, Has: []string{"đã có ở nơi khác", "Kông Chro", "MA0"}, Not: append([]string{`name="decision"`}, hidden...)},
			{Name: "to the district both", Who: account.DistrictOfficer, Path: across, Has: []string{"Kpă Bímật", "MA2", "MA0", "Cùng số định danh", `name="decision"`}},
			{Name: "an unknown pair", Who: account.DistrictOfficer, Path: "/duplicates/" + duplicate.KeyOf(k.refs[1], k.refs[2]).String(), Status: http.StatusNotFound},
		})
		form := func(path string, who account.Role, v url.Values, want int) string {
			t.Helper()
			res := k.Do(t, webtest.Request{Who: who, Method: http.MethodPost, Path: path, Body: strings.NewReader(v.Encode()), Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}})
			if res.Code != want {
				t.Errorf("%s by %s = %d, want %d: %s", path, who, res.Code, want, webtest.Text(res.Body.String()))
			}
			return webtest.Text(res.Body.String())
		}
		shown := k.Do(t, webtest.Request{Who: account.CommuneOfficer, Path: near}).Body.String()
		m := digest.FindStringSubmatch(shown)
		if m == nil {
			t.Fatal("no digest")
		}
		form(near, account.CommuneOfficer, url.Values{"digest": {m[1]}}, http.StatusUnprocessableEntity)
		form(near, account.CommuneOfficer, url.Values{"digest": {"old"}, "decision": {"same"}}, http.StatusUnprocessableEntity)
		form(across, account.CommuneOfficer, url.Values{"digest": {m[1]}, "decision": {"same"}}, http.StatusNotFound)
		form(near, account.Auditor, url.Values{"digest": {m[1]}, "decision": {"same"}}, http.StatusForbidden)
		form(near, account.CommuneOfficer, url.Values{"digest": {m[1]}, "decision": {"different"}, "note": {"hai chị em"}}, http.StatusSeeOther)
		form(queue, account.CommuneOfficer, nil, http.StatusSeeOther)
		k.Run(t, []webtest.Request{
			{Name: "decided", Who: account.CommuneOfficer, Path: queue + "?decision=different", Has: []string{"Rcom Hlan", "Khác nhau 1", "chờ kiểm tra"}},
			{Name: "the decision", Who: account.CommuneOfficer, Path: near, Has: []string{"hai chị em", "quyết định lúc"}},
			{Name: "one waits", Who: account.CommuneOfficer, Path: queue, Not: []string{"Rcom Hlan"}},
		})
	})
}
