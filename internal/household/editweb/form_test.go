package editweb_test

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/duplicate"
	"giamngheo/internal/household"
	"giamngheo/internal/household/editweb"
	"giamngheo/internal/job"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
	"giamngheo/internal/web/webtest"
)

// office is a commune of the demonstration with a village and one household of two people.
type office struct {
	*webtest.Office
	db         *db.DB
	households *household.Service
	commune    unit.ID
	village    unit.ID
	ref        household.Ref
}

func open(t *testing.T, d *db.DB) office {
	t.Helper()
	s := household.NewService(d, seal.Ephemeral())
	o := office{db: d, households: s}
	o.Office = webtest.New(t, d, func(m *web.Mux) {
		editweb.Routes(m, s, duplicate.NewService(d, s))
		m.Page("GET /households/{commune}/{id}", account.ReadHouseholds, func(http.ResponseWriter, *web.Request) error { return nil })
	})
	u, ok := unit.Shipped().ByCode(unit.Commune, "23827", "2022-12-31")
	if !ok {
		t.Fatal("no commune")
	}
	o.commune = u.ID
	villages := []unit.Unit{{Code: "K", Level: unit.Village, Kind: "làng", Name: "Kuk", Parent: u.ID, From: u.From, To: u.To, Source: "thử"}}
	if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return unit.Insert(ctx, tx, villages) }); err != nil {
		t.Fatal(err)
	}
	o.village = villages[0].ID
	var err error
	o.ref, err = s.Create(t.Context(), account.System, household.Household{
		Ref: household.Ref{Commune: u.ID}, Village: o.village, Code: "H-1", CodeYear: 2022, Address: "đội 1",
		Persons: []household.Person{
			{Name: "Đinh Nhơn", Sex: household.Male, Born: "1967", Ethnic: household.Bahnar, Relation: household.Head, Identity: "064067001234"},
			{Name: "Đinh H'Lan", Sex: household.Female, Born: "2001-05-30", Ethnic: household.Bahnar, Relation: household.Child},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (o office) newPath() string {
	return "/units/" + strconv.FormatInt(int64(o.commune), 10) + "/households/new"
}

// send posts a form as the commune's officer and gives status, page and where it leads.
func (o office) send(t *testing.T, path string, v url.Values) (status int, body, to string) {
	t.Helper()
	res := o.Do(t, webtest.Request{
		Who: account.CommuneOfficer, Method: http.MethodPost, Path: path, Body: strings.NewReader(v.Encode()),
		Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
	})
	webtest.Sound(t, path, res.Body.String())
	return res.Code, res.Body.String(), res.Header().Get("Location")
}

// two is a whole form of two people.
func (o office) two(code string) url.Values {
	return url.Values{
		"do": {"save"}, "version": {"0"}, "people": {"2"}, "code": {code}, "code_year": {"2022"}, "village": {strconv.FormatInt(int64(o.village), 10)}, "address": {"đội 2"},
		"flags":          {"local", "disabled"},
		"persons.1.name": {"Rcom H'Bia"}, "persons.1.sex": {"female"}, "persons.1.born": {"1967"}, "persons.1.ethnic": {"Gia-rai"},
		"persons.2.name": {"Rcom Tin"}, "persons.2.sex": {"male"}, "persons.2.born": {"5/3/1990"}, "persons.2.ethnic": {"jrai"}, "persons.2.relation": {"child"},
	}
}

func TestAHouseholdIsRecordedAsItWasTyped(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		status, body, to := o.send(t, o.newPath(), o.two("H-2"))
		if status != http.StatusSeeOther {
			t.Fatalf("%d\n%s", status, webtest.Text(body))
		}
		ref, err := household.ParseRef(strings.TrimPrefix(to, "/households/"))
		if err != nil {
			t.Fatal(to, err)
		}
		h, err := o.households.Get(t.Context(), account.System, ref)
		if err != nil {
			t.Fatal(err)
		}
		if h.Code != "H-2" || h.Head != "Rcom H'Bia" || h.Members != 2 || h.Village != o.village || h.Ethnic != household.Jrai ||
			h.Flags != household.Local|household.Disabled|household.FemaleHead || h.Persons[0].Born != "1967" || h.Persons[1].Born != "1990-03-05" ||
			h.Persons[1].Ethnic != household.Jrai || h.Persons[1].Relation != household.Child {
			t.Errorf("stored %+v", h)
		}
	})
}

func TestNothingTypedIsLostAndEachProblemLeadsToItsField(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	o := open(t, d)
	v := o.two("H-1") // the code is taken
	v.Set("persons.1.born", "31/2/1990")
	v.Set("persons.2.ethnic", "Nước Ngoài Xa")
	v.Set("persons.2.name", "  ")
	v.Set("persons.1.identity", "123456789")
	v.Set("village", "")
	status, body, _ := o.send(t, o.newPath(), v)
	if status != http.StatusUnprocessableEntity {
		t.Fatal(status)
	}
	for _, field := range []string{"code", "village", "persons.1.born", "persons.1.identity", "persons.2.ethnic", "persons.2.name"} {
		if !strings.Contains(body, `href="#`+field+`"`) {
			t.Errorf("the summary does not lead to %s", field)
		}
		if !strings.Contains(body, `id="`+field+`"`) || !strings.Contains(body, `id="`+field+`-problem"`) {
			t.Errorf("%s has no problem beside it", field)
		}
	}
	for _, s := range []string{"31/2/1990", "Nước Ngoài Xa", "123456789", "đội 2", "Gia-rai", "Rcom H&#39;Bia", "H-1"} {
		if !strings.Contains(body, s) {
			t.Errorf("%q was lost", s)
		}
	}
	if !strings.Contains(body, `value="disabled" checked`) {
		t.Error("a tick was lost")
	}
	for _, s := range []string{"chứng minh nhân dân cũ", "Không có dân tộc “Nước Ngoài Xa”", "đã có ở một hộ khác"} {
		if !strings.Contains(webtest.Text(body), s) {
			t.Errorf("the page does not say %q", s)
		}
	}
}

func TestRowsComeAndGoWithoutScript(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	o := open(t, d)
	v := o.two("H-3")
	v.Set("do", "add")
	status, body, _ := o.send(t, o.newPath(), v)
	if status != http.StatusOK || !strings.Contains(body, `id="persons.3.name"`) || !strings.Contains(body, `value="Rcom Tin"`) || !regexp.MustCompile(`id="persons\.3\.name"[^>]*autofocus`).MatchString(body) {
		t.Errorf("%d: no third row", status)
	}
	v.Set("do", "remove-0")
	_, body, _ = o.send(t, o.newPath(), v)
	if strings.Contains(body, "H&#39;Bia") || !strings.Contains(body, `id="persons.1.name" name="persons.1.name" value="Rcom Tin"`) || strings.Contains(body, `id="persons.2.name"`) || strings.Contains(body, `id="persons.1.relation"`) {
		t.Error("the first row was not taken away")
	}
	// The first button of the form is the one that saves: Enter in a field must not take a row away.
	if first := regexp.MustCompile(`<button[^>]*type="submit"[^>]*name="do"[^>]*>`).FindString(body); !strings.Contains(first, `value="save"`) {
		t.Errorf("Enter presses %s", first)
	}
	var count int64
	if err := d.QueryRow(t.Context(), `-- all-shards
		select count(*) from household`).Scan(&count); err != nil || count != 1 {
		t.Errorf("adding rows stored something: %d %v", count, err)
	}
}

func TestAMaskedNumberStaysAndTheOneTypedIsKept(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		path := "/households/" + o.ref.String() + "/edit"
		res := o.Do(t, webtest.Request{Who: account.CommuneOfficer, Path: path})
		body := res.Body.String()
		if !strings.Contains(body, "0•••••••1234") || strings.Contains(body, "064067001234") || !strings.Contains(body, `value="30/05/2001"`) || !strings.Contains(body, `value="Ba Na"`) {
			t.Errorf("the form does not show the household:\n%s", webtest.Text(body))
		}
		v := o.two("H-1")
		v.Set("version", "1")
		v.Set("persons.1.name", "Đinh Nhơn")
		v.Set("persons.1.sex", "male")
		v.Set("persons.1.identity", "0•••••••1234")
		if status, body, _ := o.send(t, path, v); status != http.StatusSeeOther {
			t.Fatalf("%d\n%s", status, webtest.Text(body))
		}
		found, err := o.households.FindIdentity(t.Context(), account.System, "064067001234", o.commune)
		if err != nil || len(found) != 1 {
			t.Errorf("the masked number is gone: %v %v", found, err)
		}
	})
}

var (
	inputs  = regexp.MustCompile(`<input[^>]*>`)
	choices = regexp.MustCompile(`(?s)<select[^>]* name="([^"]+)".*?</select>`)
	chosen  = regexp.MustCompile(`<option value="([^"]*)" selected>`)
)

// filled is a form as a browser would send it, nothing changed.
func filled(body string) url.Values {
	attr := func(tag, name string) string {
		_, rest, _ := strings.Cut(tag, " "+name+`="`)
		value, _, _ := strings.Cut(rest, `"`)
		return html.UnescapeString(value)
	}
	v := url.Values{"do": {"save"}}
	for _, tag := range inputs.FindAllString(body, -1) {
		if name := attr(tag, "name"); name != "" && (attr(tag, "type") != "checkbox" || strings.Contains(tag, " checked")) {
			v.Add(name, attr(tag, "value"))
		}
	}
	for _, m := range choices.FindAllStringSubmatch(body, -1) {
		if one := chosen.FindStringSubmatch(m[0]); one != nil {
			v.Add(m[1], one[1])
		}
	}
	return v
}

func TestAFormSavedUnchangedChangesNothingInEitherLanguage(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		path := "/households/" + o.ref.String() + "/edit"
		before, err := o.households.Get(t.Context(), account.System, o.ref)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range []string{"vi", "en"} {
			res := o.Do(t, webtest.Request{Who: account.CommuneOfficer, Path: path + "?lang=" + l})
			v := filled(res.Body.String())
			if v.Get("persons.2.born") == "" || v.Get("persons.2.name") != "Đinh H'Lan" {
				t.Fatalf("the form is not whole: %v", v)
			}
			if status, body, _ := o.send(t, path+"?lang="+l, v); status != http.StatusSeeOther {
				t.Fatalf("%s: %d\n%s", l, status, webtest.Text(body))
			}
			after, err := o.households.Get(t.Context(), account.System, o.ref)
			if err != nil {
				t.Fatal(err)
			}
			before.Version = after.Version
			if diff := cmp.Diff(before, after, cmpopts.IgnoreUnexported(household.Household{}, household.Person{})); diff != "" {
				t.Errorf("%s: %s", l, diff)
			}
		}
	})
}

func TestAChangeMeanwhileIsShownAndNotOverwrittenUnseen(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		path := "/households/" + o.ref.String() + "/edit"
		mine := o.two("H-1")
		mine.Set("version", "1")
		theirs, err := o.households.Get(t.Context(), account.System, o.ref)
		if err != nil {
			t.Fatal(err)
		}
		theirs.Address = "đội chín"
		if err := o.households.Update(t.Context(), account.System, theirs); err != nil {
			t.Fatal(err)
		}
		status, body, _ := o.send(t, path, mine)
		text := webtest.Text(body)
		if status != http.StatusUnprocessableEntity || !strings.Contains(text, "đội chín") || !strings.Contains(text, "vừa được người khác sửa") || !strings.Contains(body, `value="đội 2"`) {
			t.Fatalf("%d\n%s", status, text)
		}
		if !strings.Contains(body, `name="version" value="2"`) {
			t.Error("the next attempt is not made knowing the change")
		}
		mine.Set("version", "2")
		if status, _, _ := o.send(t, path, mine); status != http.StatusSeeOther {
			t.Errorf("the second attempt: %d", status)
		}
	})
}

func TestTheFormIsTheOfficersOfTheCommune(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	o := open(t, d)
	edit := "/households/" + o.ref.String() + "/edit"
	o.Run(t, []webtest.Request{
		{Name: "the officer", Who: account.CommuneOfficer, Path: o.newPath(), Has: []string{"Ghi hộ mới", "Làng Kuk", "Ngày trước, tháng sau"}},
		{Name: "in English", Who: account.CommuneOfficer, Path: edit + "?lang=en", Has: []string{"First person: the head", "Day first"}},
		{Name: "from the village", Who: account.CommuneOfficer, Path: "/units/" + strconv.FormatInt(int64(o.village), 10) + "/households/new?lang=vi", Has: []string{"selected>Làng Kuk"}},
		{Name: "a district's officer", Who: account.DistrictOfficer, Path: o.newPath(), Status: http.StatusForbidden},
		{Name: "the auditor", Who: account.Auditor, Path: edit, Status: http.StatusForbidden},
		{Name: "another commune", Who: account.CommuneOfficer, Path: "/households/" + strconv.FormatInt(int64(o.commune)+1, 10) + "/1/edit", Status: http.StatusNotFound},
		{Name: "no such household", Who: account.CommuneOfficer, Path: "/households/" + strconv.FormatInt(int64(o.commune), 10) + "/99/edit", Status: http.StatusNotFound},
	})
}

// Whoever may be in the register already is told before anything is stored; sent again as it is, the form is stored.
func TestTheFormTellsOfDoublesBeforeItStores(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		if err := job.Migrate(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		path := "/units/" + strconv.FormatInt(int64(o.commune), 10) + "/households/new"
		v := url.Values{
			"code": {"H-2"}, "code_year": {"2022"}, "village": {strconv.FormatInt(int64(o.village), 10)}, "address": {"đội 2"}, "people": {"1"}, "do": {"save"},
			"persons.1.name": {"Dinh Nhon"}, "persons.1.sex": {"male"}, "persons.1.born": {"1967"}, "persons.1.ethnic": {"Ba Na"}, "persons.1.identity": {"064067001234"},
		}
		send := func() (int, string) {
			res := o.Do(t, webtest.Request{Who: account.CommuneOfficer, Method: http.MethodPost, Path: path, Body: strings.NewReader(v.Encode()), Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}})
			return res.Code, res.Body.String()
		}
		code, body := send()
		m := regexp.MustCompile(`name="doubles" value="([0-9a-f]+)"`).FindStringSubmatch(body)
		if code != http.StatusOK || m == nil || !strings.Contains(body, "H-1") || !strings.Contains(body, "Cùng số định danh") {
			t.Fatalf("%d: %s", code, webtest.Text(body))
		}
		if n, err := household.Count(t.Context(), d, o.commune); err != nil || n != 1 {
			t.Errorf("%d households are stored before the officer has seen the double, %v", n, err)
		}
		v.Set("doubles", m[1])
		if code, body = send(); code != http.StatusSeeOther {
			t.Fatalf("sent again: %d %s", code, webtest.Text(body))
		}
		if n, err := household.Count(t.Context(), d, o.commune); err != nil || n != 2 {
			t.Errorf("%d households, %v", n, err)
		}
		var asked int64
		if err := d.QueryRow(t.Context(), `select count(*) from duplicate_check where commune_id = $1`, o.commune).Scan(&asked); err != nil || asked != 1 {
			t.Errorf("the commune is not looked through afterwards: %d, %v", asked, err)
		}
	})
}
