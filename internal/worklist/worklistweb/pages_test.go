package worklistweb_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
	"giamngheo/internal/web/webtest"
	"giamngheo/internal/worklist"
	"giamngheo/internal/worklist/worklistweb"
)

// desk is the pages with three households in the commune officer's commune.
type desk struct {
	*webtest.Office
	commune unit.ID
	lists   *worklist.Service

	secretary account.Actor // the auditor is of the same unit
}

func newDesk(t *testing.T, d *db.DB) desk {
	t.Helper()
	k := desk{lists: worklist.NewService(d)}
	k.Office = webtest.New(t, d, func(m *web.Mux) { worklistweb.Routes(m, k.lists) })
	commune, err := unit.ByCode(t.Context(), d, unit.Commune, "23827", "2022-12-31")
	if err != nil {
		t.Fatal(err)
	}
	k.commune = commune.ID
	if k.secretary, err = account.NewService(d).SignInDemo(t.Context(), account.ProvinceSecretary); err != nil {
		t.Fatal(err)
	}
	err = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := household.Load(ctx, tx, seal.Ephemeral(), func(yield func(household.Household, error) bool) {
			for i := range 3 {
				if !yield(household.Household{
					Ref: k.ref(i + 1), Code: fmt.Sprint("M", i+1), CodeYear: 2022, Head: fmt.Sprint("Đinh Thử ", i+1),
					Ethnic: household.Bahnar, EthnicGiven: "12", EthnicList: household.List2008, Members: 2,
				}, nil) {
					return
				}
			}
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (k desk) ref(i int) household.Ref {
	return household.Ref{Commune: k.commune, ID: household.ID(i)}
}

func (k desk) post(t *testing.T, who account.Role, path string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	return k.Do(t, webtest.Request{
		Who: who, Method: http.MethodPost, Path: path, Body: strings.NewReader(form.Encode()),
		Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
	})
}

// A kept filter opens the page it keeps; from the lists it is renamed, shared and deleted.
func TestAKeptFilterLeadsOnAndCanBeDeleted(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d)
		address := fmt.Sprintf("/units/%d/households?class=poor", k.commune)
		res := k.post(t, account.CommuneOfficer, "/lists", url.Values{"kind": {"filter"}, "list-name": {"Nghèo"}, "address": {address}})
		if res.Code != http.StatusSeeOther || res.Header().Get("Location") != "/lists" {
			t.Fatalf("kept: %d %s", res.Code, res.Header().Get("Location"))
		}
		if res = k.Do(t, webtest.Request{Who: account.CommuneOfficer, Path: "/lists/1"}); res.Header().Get("Location") != address {
			t.Errorf("it leads to %q", res.Header().Get("Location"))
		}
		k.Run(t, []webtest.Request{
			{Name: "the lists", Who: account.CommuneOfficer, Path: "/lists", Has: []string{"Nghèo", "Bộ lọc đã lưu", `href="/lists/1?edit=1"`}},
			{Name: "its settings", Who: account.CommuneOfficer, Path: "/lists/1?edit=1", Has: []string{`name="delete"`, `name="shared"`, `value="Nghèo"`}},
			{Name: "of another unit", Who: account.DistrictOfficer, Path: "/lists/1?edit=1", Status: http.StatusNotFound},
			{Name: "without the right", Who: account.Administrator, Path: "/lists", Status: http.StatusForbidden},
		})
		if res = k.post(t, account.CommuneOfficer, "/lists/1", url.Values{"delete": {"1"}}); res.Code != http.StatusSeeOther {
			t.Errorf("deleted: %d", res.Code)
		}
		k.Run(t, []webtest.Request{{Name: "none left", Who: account.CommuneOfficer, Path: "/lists", Has: []string{"Chưa có danh sách nào"}, Not: []string{`"/lists/1`}}})
	})
}

// One form stores notes and ticks and takes households off; another officer of the unit reads a shared
// list and finds nothing to press; a household that has left the register can still be taken off.
func TestAListOfHouseholdsIsFilledIn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d)
		id, _, err := k.lists.Add(t.Context(), k.secretary, 0, "Đến thăm", []household.Ref{k.ref(1), k.ref(2), k.ref(3)})
		if err != nil {
			t.Fatal(err)
		}
		path := fmt.Sprintf("/lists/%d", id)
		one, two := k.ref(1).String(), k.ref(2).String()
		res := k.post(t, account.ProvinceSecretary, path+"/households", url.Values{
			"row": {one, two, k.ref(3).String()}, "note." + one: {"Nhà dột"}, "done": {one}, "off": {two},
		})
		if res.Code != http.StatusSeeOther {
			t.Fatal(res.Code, webtest.Text(res.Body.String()))
		}
		k.Run(t, []webtest.Request{
			{Name: "after the form", Who: account.ProvinceSecretary, Path: path, Has: []string{"Xong 1 trong 2 hộ", "Nhà dột", "Đinh Thử 3", "☒ 1", "☐ 2"}, Not: []string{"Đinh Thử 2"}},
			{Name: "those that wait", Who: account.ProvinceSecretary, Path: path + "?show=waiting", Has: []string{"Đinh Thử 3"}, Not: []string{"Đinh Thử 1"}},
			{Name: "not shared", Who: account.Auditor, Path: path, Status: http.StatusNotFound},
		})
		if err := k.lists.Change(t.Context(), k.secretary, id, "Đến thăm", true); err != nil {
			t.Fatal(err)
		}
		k.Run(t, []webtest.Request{{
			Name: "a shared list", Who: account.Auditor, Path: path, Has: []string{"Đinh Thử 1", "Nhà dột", "chỉ xem"}, Not: []string{`name="off"`, `name="delete"`, `name="note.`},
		}})
		if res := k.post(t, account.Auditor, path+"/households", url.Values{"row": {one}}); res.Code != http.StatusForbidden {
			t.Errorf("a reader of a shared list writes: %d", res.Code)
		}

		if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `delete from household where commune_id = $1 and id = 3`, k.commune)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		k.Run(t, []webtest.Request{{Name: "gone", Who: account.ProvinceSecretary, Path: path, Has: []string{"Hộ không còn trong sổ", `name="off" value="` + k.ref(3).String()}, Not: []string{`href=""`}}})
		if res := k.post(t, account.ProvinceSecretary, path+"/households", url.Values{"row": {k.ref(3).String()}, "off": {k.ref(3).String()}}); res.Code != http.StatusSeeOther {
			t.Errorf("taken off: %d", res.Code)
		}
		k.Run(t, []webtest.Request{{Name: "off", Who: account.ProvinceSecretary, Path: path, Has: []string{"Xong 1 trong 1 hộ"}, Not: []string{"không còn trong sổ"}}})
	})
}
