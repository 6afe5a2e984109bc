package assessweb_test

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
	"giamngheo/internal/review/assessweb"
	"giamngheo/internal/seal"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
	"giamngheo/internal/web/webtest"
)

// office is a commune with one household that was near-poor at the end of 2021, and an open round.
type office struct {
	*webtest.Office
	db    *db.DB
	ref   household.Ref
	round review.RoundID
	path  string
}

func open(t *testing.T, d *db.DB, card string) office {
	t.Helper()
	s := household.NewService(d, seal.Ephemeral())
	o := office{db: d}
	o.Office = webtest.New(t, d, func(m *web.Mux) {
		assessweb.Routes(m, review.New(d), s)
	})
	u, ok := unit.Shipped().ByCode(unit.Commune, "23827", "2022-12-31")
	if !ok {
		t.Fatal("no commune")
	}
	villages := []unit.Unit{{Code: "K", Level: unit.Village, Kind: "làng", Name: "Kuk", Parent: u.ID, From: u.From, To: u.To, Source: "thử"}}
	if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return unit.Insert(ctx, tx, villages) }); err != nil {
		t.Fatal(err)
	}
	var err error
	o.ref, err = s.Create(t.Context(), account.System, household.Household{
		Ref: household.Ref{Commune: u.ID}, Village: villages[0].ID, Code: "H-1", CodeYear: 2022,
		Persons: []household.Person{
			{Name: "Đinh Nhơn", Sex: household.Male, Born: "1967", Ethnic: household.Bahnar, Relation: household.Head},
			{Name: "Đinh Lan", Sex: household.Female, Born: "2006-12-31", Ethnic: household.Bahnar, Relation: household.Child},
			{Name: "Đinh Bia", Sex: household.Female, Born: "2007-01-01", Ethnic: household.Bahnar, Relation: household.Child},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	err = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		before, err := review.Add(ctx, tx, review.Round{Year: 2021, Kind: review.Periodic, Edition: "vn-2022", Unit: unit.CountryID, Day: "2021-12-31", Status: review.Closed, Source: "QĐ 2021"})
		if err != nil {
			return err
		}
		if _, err := review.LoadClasses(ctx, tx, before, func(yield func(review.Given, error) bool) {
			yield(review.Given{Household: o.ref, Village: villages[0].ID, Area: standard.Rural, Ethnic: household.Bahnar, Members: 3, Class: standard.NearPoor}, nil)
		}); err != nil {
			return err
		}
		now, err := review.Add(ctx, tx, review.Round{
			Year: 2022, Kind: review.Periodic, Edition: "vn-2022", Card: card, Region: standard.CentralHighlands, Unit: unit.CountryID, Day: "2022-12-31",
			Previous: before.ID, Detail: true, Status: review.Open, Source: "QĐ 2022",
		})
		if err != nil {
			return err
		}
		o.round = now.ID
		return review.Rebuild(ctx, tx, before.ID)
	})
	if err != nil {
		t.Fatal(err)
	}
	o.path = fmt.Sprintf("/rounds/%d/households/%s", o.round, o.ref)
	return o
}

func (o office) send(t *testing.T, path string, v url.Values) (status int, body string) {
	t.Helper()
	res := o.Do(t, webtest.Request{
		Who: account.CommuneOfficer, Method: http.MethodPost, Path: path, Body: strings.NewReader(v.Encode()),
		Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
	})
	webtest.Sound(t, path, res.Body.String())
	return res.Code, res.Body.String()
}

func (o office) page(t *testing.T) string {
	t.Helper()
	res := o.Do(t, webtest.Request{Who: account.CommuneOfficer, Path: o.path})
	if res.Code != http.StatusOK {
		t.Fatalf("%s: %d\n%s", o.path, res.Code, webtest.Text(res.Body.String()))
	}
	webtest.Sound(t, o.path, res.Body.String())
	return res.Body.String()
}

func has(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if !strings.Contains(body, s) && !strings.Contains(webtest.Text(body), s) {
			t.Errorf("the page does not say %q:\n%s", s, webtest.Text(body))
		}
	}
}

func TestTheClassStandsOnThePageOnceItIsSaved(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d, "")
		body := o.page(t)
		// The one born on 31 December 2006 is 16 on the round's day, the other is not.
		has(t, body, `name="members" value="3"`, `name="children" value="1"`, "Cuối năm 2021 · rà soát định kỳ: hộ cận nghèo", "Thiếu hụt khi: dưới 8 m² một người", "chưa được đối chiếu")
		status, body := o.send(t, o.path, url.Values{"members": {"3"}, "children": {"1"}, "points_a": {"120"}, "deprived": {"4", "7", "9"}, "causes": {"2"}, "needs": {"5"}})
		if status != http.StatusSeeOther {
			t.Fatalf("%d\n%s", status, webtest.Text(body))
		}
		body = o.page(t)
		has(t, body, "class-poor", "Đầu kỳ: hộ cận nghèo", "VN2022-POOR-01", `value="7" checked`, `name="points_a" value="120"`)
		// Recorded again with income instead of points; money as people write it.
		if status, body := o.send(t, o.path, url.Values{"members": {"3"}, "children": {"1"}, "income": {"1.600.000 đ"}, "deprived": {"4"}}); status != http.StatusSeeOther {
			t.Fatalf("%d\n%s", status, webtest.Text(body))
		}
		has(t, o.page(t), "class-average", `name="income" value="1.600.000"`, "VN2022-AVERAGE-02")
		a, err := review.OfHouseholds(t.Context(), d, o.round, []household.Ref{o.ref})
		if err != nil || a[o.ref].PrevClass != standard.NearPoor || a[o.ref].Income != 1_600_000 || a[o.ref].PointsA != -1 || a[o.ref].Causes != 0 {
			t.Errorf("stored %+v %v", a[o.ref], err)
		}
		if status, _ := o.send(t, o.path+"/remove", url.Values{}); status != http.StatusSeeOther {
			t.Errorf("remove: %d", status)
		}
		if body := o.page(t); strings.Contains(body, `id="result"`) {
			t.Error("the result was not taken out")
		}
	})
}

func TestAScoreCardIsAnsweredQuestionByQuestion(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d, "illustrative-2022")
		card, err := standard.CardByID("illustrative-2022")
		if err != nil {
			t.Fatal(err)
		}
		has(t, o.page(t), "minh hoạ")
		v := url.Values{"members": {"3"}, "children": {"1"}, "deprived": {"1", "4", "8"}}
		status, body := o.send(t, o.path, v)
		if status != http.StatusUnprocessableEntity {
			t.Fatal(status)
		}
		answers := standard.Answers{}
		for i := range card.Items {
			item := &card.Items[i]
			switch item.Kind {
			case standard.Multi:
				continue
			case standard.Count:
				answers[item.Code] = []string{fmt.Sprint(*item.Options[0].From)}
			case standard.Single:
				answers[item.Code] = []string{item.Options[0].Code}
			}
			has(t, body, `href="#answer.`+item.Code+`"`, `id="answer.`+item.Code+`"`)
			v["answer."+item.Code] = answers[item.Code]
		}
		if status, body = o.send(t, o.path, v); status != http.StatusSeeOther {
			t.Fatalf("%d\n%s", status, webtest.Text(body))
		}
		points, err := card.Score(standard.CentralHighlands, standard.Rural, answers)
		if err != nil {
			t.Fatal(err)
		}
		a, err := review.OfHouseholds(t.Context(), d, o.round, []household.Ref{o.ref})
		if err != nil || a[o.ref].PointsA != points || a[o.ref].Class == standard.None {
			t.Errorf("points %d, want %d: %v", a[o.ref].PointsA, points, err)
		}
		has(t, o.page(t), `id="result"`, "minh hoạ")
		// Both ways at once are refused, and both stay as typed.
		v.Set("points_a", "90")
		status, body = o.send(t, o.path, v)
		if status != http.StatusUnprocessableEntity {
			t.Error(status)
		}
		has(t, body, "chỉ dùng một cách", `name="points_a" value="90"`, `href="#points_a"`)
	})
}

func TestWhatIsWrongStandsAtItsField(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	o := open(t, d, "")
	for name, c := range map[string]struct {
		v    url.Values
		says []string
	}{
		"nothing scored":    {url.Values{"members": {"3"}, "children": {"0"}}, []string{`href="#points_a"`, "Chưa có điểm A"}},
		"letters":           {url.Values{"members": {"ba"}, "children": {"0"}, "points_a": {"12O"}}, []string{`href="#members"`, `href="#points_a"`, "12O"}},
		"too many children": {url.Values{"members": {"2"}, "children": {"3"}, "points_a": {"120"}, "deprived": {"2"}}, []string{`href="#children"`, `value="2" checked`}},
		"nobody in it":      {url.Values{"members": {"0"}, "children": {"0"}, "points_a": {"120"}}, []string{`href="#members"`}},
		"not whole":         {url.Values{"members": {"4,5"}, "children": {"0"}, "points_a": {"12.5"}}, []string{`href="#members"`, `href="#points_a"`, "4,5", "12.5"}},
		"an empty form":     {url.Values{}, []string{`href="#members"`}},
	} {
		status, body := o.send(t, o.path, c.v)
		if status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, status)
		}
		has(t, body, c.says...)
	}
	// A household that left needs no score.
	if status, _ := o.send(t, o.path, url.Values{"members": {"3"}, "children": {"1"}, "left": {"1"}}); status != http.StatusSeeOther {
		t.Errorf("left: %d", status)
	}
	has(t, o.page(t), "không được phân loại")
}

func TestAClosedRoundIsOnlyRead(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	o := open(t, d, "")
	if status, _ := o.send(t, o.path, url.Values{"members": {"3"}, "children": {"1"}, "points_a": {"120"}}); status != http.StatusSeeOther {
		t.Fatal(status)
	}
	if err := review.New(d).Close(t.Context(), account.System, o.round); err != nil {
		t.Fatal(err)
	}
	body := o.page(t)
	has(t, body, "đã kết thúc", `id="result"`)
	if strings.Contains(body, `name="points_a"`) || strings.Contains(body, "/remove") {
		t.Error("a closed round offers a form")
	}
	if status, _ := o.send(t, o.path, url.Values{"members": {"3"}, "children": {"1"}, "points_a": {"90"}}); status != http.StatusConflict {
		t.Errorf("a closed round takes a record: %d", status)
	}
	o.Run(t, []webtest.Request{
		{Name: "no such round", Who: account.CommuneOfficer, Path: "/rounds/99/households/" + o.ref.String(), Status: http.StatusNotFound},
		{Name: "another commune", Who: account.CommuneOfficer, Path: fmt.Sprintf("/rounds/%d/households/%d/1", o.round, o.ref.Commune+1), Status: http.StatusNotFound},
		{Name: "the auditor", Who: account.Auditor, Path: o.path, Status: http.StatusForbidden},
		{Name: "in English", Who: account.CommuneOfficer, Path: o.path + "?lang=en", Has: []string{"Result of this round", "At the beginning: near-poor household"}},
	})
}
