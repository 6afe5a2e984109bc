package reviewweb_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/review/reviewweb"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// site is a province with two communes and two rounds, and the pages over it.
func site(t *testing.T, d *db.DB, role account.Role, over unit.ID) func(path string) (int, string) {
	t.Helper()
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		var units []unit.Unit
		for _, u := range []struct {
			id, parent unit.ID
			level      unit.Level
			kind       unit.Kind
			name       string
		}{
			{1, 0, unit.Country, "", "Việt Nam"},
			{10, 1, unit.Province, "tỉnh", "Thử"},
			{11, 10, unit.District, "huyện", "Kông Thử"},
			{111, 11, unit.Commune, "xã", "Ia Một"},
			{112, 11, unit.Commune, "xã", "Ia Hai"},
			{1111, 111, unit.Village, "làng", "Kuk"},
		} {
			units = append(units, unit.Unit{ID: u.id, Parent: u.parent, Level: u.level, Kind: u.kind, Name: u.name, Code: fmt.Sprint(u.id), From: "2004-01-01", To: day.Forever})
		}
		if err := unit.Insert(ctx, tx, units); err != nil {
			return err
		}
		before, err := review.Add(ctx, tx, review.Round{
			Year: 2021, Kind: review.Periodic, Edition: "vn-2022", Unit: 10, Day: "2021-12-31",
			Status: review.Closed, Source: "Quyết định thử",
		})
		if err != nil {
			return err
		}
		_, err = review.LoadClasses(ctx, tx, before, func(yield func(review.Given, error) bool) {
			for i := range household.ID(30) {
				if !yield(review.Given{
					Household: household.Ref{Commune: 111 + unit.ID(i%2), ID: i + 1}, Area: standard.Rural, Ethnic: household.Jrai, Members: 4,
					Class: standard.Classes[i%3],
				}, nil) {
					return
				}
			}
		})
		if err != nil {
			return err
		}
		now, err := review.Add(ctx, tx, review.Round{
			Year: 2022, Kind: review.Periodic, Edition: "vn-2022", Unit: 10, Day: "2022-12-31",
			Previous: before.ID, Detail: true, Status: review.Open, Source: "Quyết định thử 2",
		})
		if err != nil {
			return err
		}
		_, err = review.Load(ctx, tx, now, func(yield func(review.Input, error) bool) {
			for i := range household.ID(25) {
				in := review.Input{
					Household: household.Ref{Commune: 111 + unit.ID(i%2), ID: i + 1}, Area: standard.Rural, Ethnic: household.Jrai, Members: 4,
					Children: 1, PointsA: 130 + int(i%4)*5, Income: -1, Deprived: standard.DeprivedIn(1, 4, int(i%12)+1), Causes: household.CausesOf(2), Needs: household.NeedsOf(3),
					Flags: household.Merit,
				}
				if i%2 == 1 {
					in.Ethnic = ""
				}
				if !yield(in, nil) {
					return
				}
			}
		})
		if err != nil {
			return err
		}
		if err := review.Rebuild(ctx, tx, before.ID); err != nil {
			return err
		}
		return review.Rebuild(ctx, tx, now.ID)
	})
	if err != nil {
		t.Fatal(err)
	}
	accounts := account.NewService(d)
	m := web.New(web.Config{DB: d, Accounts: accounts})
	reviewweb.Routes(m, review.New(d))
	// Where the households' list is mounted, figures lead to it.
	m.Page("GET /units/{id}/households", account.ReadHouseholds, func(w http.ResponseWriter, r *web.Request) error {
		_, err := review.FilterOf(r.URL.Query())
		return err
	})
	if _, err := accounts.Add(t.Context(), account.System, "officer", "Cán bộ thử", "một câu mật khẩu dài", account.Grant{Role: role, Unit: over, Period: day.Period{From: "2004-01-01", To: day.Forever}}); err != nil {
		t.Fatal(err)
	}
	m.Page("GET /enter", web.Public, func(w http.ResponseWriter, r *web.Request) error {
		who, err := accounts.SignIn(r.Context(), "officer", "một câu mật khẩu dài")
		if err != nil {
			return err
		}
		return r.SignIn(who)
	})
	server := httptest.NewServer(m)
	t.Cleanup(server.Close)
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar}
	get := func(path string) (int, string) {
		t.Helper()
		res, err := client.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(b)
	}
	if status, body := get("/enter"); status != http.StatusOK {
		t.Fatalf("sign-in: %d %s", status, body)
	}
	return get
}

func TestTheRoundsPage(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		get := site(t, d, account.Auditor, 10)
		for _, c := range []struct {
			name, path string
			status     int
			wants      []string
		}{
			{"the newest round of one's own unit", "/rounds", 200, []string{
				"Kết quả rà soát năm 2022", "Tỉnh Thử", "Diễn biến hộ nghèo", "Khớp: ",
				"Huyện Kông Thử", "Chưa rõ dân tộc", "Theo dân tộc của chủ hộ", "chưa đối chiếu", "còn 3 hộ", "Quyết định thử 2",
			}},
			{"figures lead to their households", "/rounds", 200, []string{
				"/units/10/households?class=poor&amp;round=2", "before=near_poor&amp;movement=escaped&amp;round=2",
				"class=poor&amp;deprived=1&amp;round=2", "cause=2&amp;class=poor", "class=poor&amp;flag=merit", "class=poor&amp;ethnic=10",
			}},
			{"a unit below", "/rounds/2?unit=111", 200, []string{"Xã Ia Một", "Làng Kuk", "class=poor&amp;deprived=1&amp;round=2", "cause=2&amp;class=poor", "class=poor&amp;flag=merit"}},
			{"a village", "/rounds/2?unit=1111", 200, []string{"Làng Kuk", "Diễn biến hộ cận nghèo"}},
			{"a round of classes only", "/rounds/1", 200, []string{"Kết quả rà soát năm 2021", "chỉ tiếp nhận phân loại"}},
			{"in English", "/rounds?lang=en", 200, []string{"Results of the review of 2022", "It adds up: "}},
			{"a round that does not exist", "/rounds/9", 404, nil},
			{"no number", "/rounds/x", 404, nil},
			{"a unit outside one's area", "/rounds/2?unit=1", 404, nil},
		} {
			status, body := get(c.path)
			if status != c.status {
				t.Errorf("%s: status %d, want %d", c.name, status, c.status)
			}
			for _, want := range c.wants {
				if !strings.Contains(body, want) {
					t.Errorf("%s: the page does not say %q", c.name, want)
				}
			}
			if strings.Contains(body, "⟦") {
				t.Errorf("%s: a message is missing: %s", c.name, body[strings.Index(body, "⟦"):][:60])
			}
		}
	})
}

func TestWhoMayNotSeeHouseholdsGetsNoLinksToThem(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		get := site(t, d, account.Administrator, 11)
		status, body := get("/rounds")
		if status != 200 || strings.Contains(body, "/households") {
			t.Errorf("status %d, links to households: %v", status, strings.Contains(body, "/households"))
		}
	})
}
