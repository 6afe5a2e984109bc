package unitweb_test

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
	"giamngheo/internal/unit/boundary"
	"giamngheo/internal/unit/unitweb"
	"giamngheo/internal/web"
	"giamngheo/internal/web/webtest"
)

const (
	endOf2021 day.Date = "2021-12-31"
	endOf2022 day.Date = "2022-12-31"
)

func find(t *testing.T, level unit.Level, code string) unit.Unit {
	t.Helper()
	u, ok := unit.Shipped().ByCode(level, code, endOf2022)
	if !ok {
		t.Fatalf("no %s %s", level, code)
	}
	return u
}

// province has two reviewed communes: Chư Krêy in Kông Chro with a village, and KBang. Households of
// 2021 and 2022 by class; a target of 12 of which 9 are handed down.
func province(t *testing.T, d *db.DB) (*webtest.Office, unit.ID) {
	t.Helper()
	o := webtest.New(t, d, func(m *web.Mux) {
		unitweb.Routes(m)
		m.Page("GET /units/{id}/households", account.ReadHouseholds, func(http.ResponseWriter, *web.Request) error { return nil })
	})
	gialai, kongChro, kbang := find(t, unit.Province, "64"), find(t, unit.District, "630"), find(t, unit.District, "625")
	chuKrey, town := find(t, unit.Commune, "23827"), find(t, unit.Commune, "23638")
	village := []unit.Unit{{Code: "01", Level: unit.Village, Kind: "làng", Name: "Hrach", Parent: chuKrey.ID, From: chuKrey.From, To: chuKrey.To, Source: "thử"}}
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := unit.Insert(ctx, tx, village); err != nil {
			return err
		}
		for id, n := range map[unit.ID]int64{gialai.ID: 150, kongChro.ID: 100, kbang.ID: 50, chuKrey.ID: 100} {
			b := unit.Base{Households: n, Persons: -1, MinorityHouseholds: n / 2, MinorityPersons: -1, Day: endOf2021, Source: "phụ lục", Verified: id != chuKrey.ID}
			if err := unit.SetBase(ctx, tx, id, b); err != nil {
				return err
			}
		}
		load := func(year int, day day.Date, previous review.RoundID, poor [2]int) (review.RoundID, error) {
			r, err := review.Add(ctx, tx, review.Round{Year: year, Kind: review.Periodic, Edition: "vn-2022", Unit: gialai.ID, Day: day, Previous: previous, Status: review.Closed, Source: "quyết định thử"})
			if err != nil {
				return 0, err
			}
			_, err = review.LoadClasses(ctx, tx, r, func(yield func(review.Given, error) bool) {
				for i, commune := range []unit.Unit{chuKrey, town} {
					for n := range 50 {
						g := review.Given{Household: household.Ref{Commune: commune.ID, ID: household.ID(i*1000 + n + 1)}, Area: standard.Rural, Ethnic: "12", Members: 4, Class: standard.NearPoor}
						if i == 0 {
							g.Village = village[0].ID
						}
						if n < poor[i] {
							g.Class = standard.Poor
						}
						if !yield(g, nil) {
							return
						}
					}
				}
			})
			if err != nil {
				return 0, err
			}
			return r.ID, review.Rebuild(ctx, tx, r.ID)
		}
		first, err := load(2021, endOf2021, 0, [2]int{45, 15})
		if err != nil {
			return err
		}
		if _, err := load(2022, endOf2022, first, [2]int{40, 10}); err != nil {
			return err
		}
		own := target.Target{Unit: gialai.ID, Year: 2023, Indicator: target.PoorReduction, Households: 12, Points: -1, Rule: target.Given, Basis: "KH"}
		one, two := own, own
		one.Unit, one.Households, one.Parent, one.Position = kongChro.ID, 5, gialai.ID, 1
		two.Unit, two.Households, two.Parent, two.Position = kbang.ID, 4, gialai.ID, 2
		return target.Load(ctx, tx, []target.Target{own, one, two})
	})
	if err != nil {
		t.Fatal(err)
	}
	return o, village[0].ID
}

func TestUnitPage(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, village := province(t, d)
		path := func(level unit.Level, code string) string { return web.UnitPath(find(t, level, code).ID) }
		gialai, kongChro, kbang, chuKrey := path(unit.Province, "64"), path(unit.District, "630"), path(unit.District, "625"), path(unit.Commune, "23827")
		leader, officer, clerk := account.ProvinceLeader, account.DistrictOfficer, account.CommuneOfficer
		o.Run(t, []webtest.Request{
			{Name: "home is one's own unit", Who: officer, Path: "/", Status: 303, Has: []string{kongChro}},
			{Name: "the province", Who: leader, Path: gialai, Has: []string{
				"33,33 %", "50 hộ nghèo trên 150 hộ dân cư", "giảm −6,67 điểm %", "so với cuối năm 2021", "66,67 % của 75 hộ dân tộc thiểu số",
				"còn 3 hộ chưa giao cho đơn vị nào", "Phải giảm 12 hộ nghèo (8,00 điểm %)", "Tổng chỉ tiêu của các đơn vị bên dưới là 9 hộ",
				"Khớp: 60 − 10 + 0 = 50 hộ nghèo", "Huyện Kông Chro có tỷ lệ hộ nghèo cao nhất: 40,00 %", "Nguồn: Rà soát năm 2022: quyết định thử", "/households?class=poor",
			}},
			{Name: "the province in English", Who: leader, Path: gialai + "?lang=en", Has: []string{"33.33%", "Gia Lai province", "down −6.67 points", "3 households are assigned to nobody", "It adds up: 60 − 10 + 0 = 50"}},
			{Name: "an earlier round", Who: leader, Path: gialai + "?round=1", Has: []string{"Cuối năm 2021", "40,00 %", "/households?class=poor&amp;round=1"}, Not: []string{"so với"}},
			{Name: "a round that does not exist", Who: leader, Path: gialai + "?round=99", Status: 404},
			{Name: "a round that is no number", Who: leader, Path: gialai + "?round=x", Status: 404},
			{Name: "the district, its ancestors without links", Who: officer, Path: kongChro, Has: []string{"<span>Tỉnh Gia Lai</span>", "40,00 %", "Xã Chư Krêy", "Phải giảm 5 hộ"}},
			{Name: "another district is not told to exist", Who: officer, Path: kbang, Status: 404},
			{Name: "the province is not the officer's", Who: officer, Path: gialai, Status: 404},
			{Name: "the commune, whose base nobody has checked", Who: clerk, Path: chuKrey, Has: []string{"40,00 %", "chưa đối chiếu", "Làng Hrach"}},
			{Name: "the village, without a denominator", Who: clerk, Path: web.UnitPath(village), Has: []string{"Làng Hrach", "chưa có tổng số hộ dân cư", "giảm −5 hộ nghèo"}},
			{Name: "the administrator sees figures and no list", Who: account.Administrator, Path: gialai, Has: []string{"33,33 %"}, Not: []string{"/households"}},
			{Name: "no such unit", Who: leader, Path: "/units/999999", Status: 404},
			{Name: "no number", Who: leader, Path: "/units/x", Status: 404},
		})
		for _, c := range []struct{ sort, first, second string }{
			{"", "Huyện Kông Chro", "Huyện KBang"},
			{"rate", "Huyện KBang", "Huyện Kông Chro"},
			{"-poor", "Huyện Kông Chro", "Huyện KBang"},
			{"name", "Huyện KBang", "Huyện Kông Chro"},
			{"drop table", "Huyện Kông Chro", "Huyện KBang"},
		} {
			body := o.Do(t, webtest.Request{Who: leader, Path: gialai + "?sort=" + url.QueryEscape(c.sort)}).Body.String()
			if a, b := inTable(body, c.first), inTable(body, c.second); a < 0 || a > b {
				t.Errorf("sort %q: %s at %d, %s at %d", c.sort, c.first, a, c.second, b)
			}
		}
	})
}

// square is a boundary for tests: a square of a tenth of a degree.
func square(x, y int32) boundary.Shape {
	p := func(dx, dy int32) boundary.Point {
		return boundary.Point{X: 10800000 + (x+dx)*10000, Y: 1350000 + (y+dy)*10000}
	}
	return boundary.Shape{{{p(0, 0), p(1, 0), p(1, 1), p(0, 1)}}}
}

func TestTheMapShowsWhatIsAskedAndSaysWhatItLacks(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, _ := province(t, d)
		gialai, kongChro, kbang := find(t, unit.Province, "64"), find(t, unit.District, "630"), find(t, unit.District, "625")
		leader := account.ProvinceLeader
		path := web.UnitPath(gialai.ID)
		o.Run(t, []webtest.Request{
			{Name: "tiles, while there are no boundaries", Who: leader, Path: path, Has: []string{"Mỗi ô là một đơn vị", `<rect x="416"`}, Not: []string{`class="tiles map"`}},
		})
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return unit.SaveBoundaries(ctx, tx, audit.System, []unit.Boundary{
				{Unit: kongChro.ID, Shape: square(0, 0), Source: "hình thử"},
				{Unit: kbang.ID, Shape: square(1, 0), Source: "hình thử"},
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		o.Run(t, []webtest.Request{
			{Name: "the rate", Who: leader, Path: path, Has: []string{
				`class="tiles map"`, `<path d="M4 `, "<title>Huyện Kông Chro: 40,00 %, 40 hộ nghèo trên 100 hộ dân cư</title>", `href="#below"`,
				"hình thử (chưa rõ giấy phép)", "không phải căn cứ pháp lý", "Chưa có ranh giới trên bản đồ:", "Thành phố Pleiku", "Huyện Kông Chro có tỷ lệ hộ nghèo cao nhất: 40,00 %",
			}},
			{Name: "the near-poor rate", Who: leader, Path: path + "?map=near", Has: []string{"có tỷ lệ hộ cận nghèo cao nhất"}},
			{Name: "the change", Who: leader, Path: path + "?map=change", Has: []string{"giảm nhanh nhất: −10,00 điểm %", "không giảm", "Huyện KBang: −10,00 điểm % so với kỳ trước"}},
			{Name: "the targets", Who: leader, Path: path + "?map=target", Has: []string{"nhận chỉ tiêu giảm năm 2023 cao nhất: 8,00 %", "chỉ tiêu giảm 5,00 điểm %"}},
			{Name: "nonsense", Who: leader, Path: path + "?map=x", Has: []string{"có tỷ lệ hộ nghèo cao nhất"}},
			{Name: "in English", Who: leader, Path: path + "?lang=en&map=change", Has: []string{"fell fastest: −10.00 points", "Not on the map", "licence not known"}},
		})
	})
}

func TestAPageOfAVillageHasItsHouseholdsAndItsHistory(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, village := province(t, d)
		path := web.UnitPath(village)
		o.Run(t, []webtest.Request{
			{Name: "for who reviews it", Who: account.CommuneOfficer, Path: path, Has: []string{
				"Hộ nghèo, hộ cận nghèo của Làng Hrach", "Xem cả 50 hộ", "Từ 2021 đến 2022 giảm 5 hộ nghèo", "Biến động trong đợt rà soát", "Việc tiếp theo", "Danh sách hộ nghèo, hộ cận nghèo",
			}},
			{Name: "an earlier round", Who: account.CommuneOfficer, Path: path + "?round=1", Has: []string{"Cuối năm 2021", "Xem cả 50 hộ"}},
			{Name: "in English", Who: account.CommuneOfficer, Path: path + "?lang=en", Has: []string{"See all 50 households", "5 fewer poor households from 2021 to 2022"}},
			{Name: "the administrator sees no household", Who: account.Administrator, Path: path, Has: []string{"Làng Hrach"}, Not: []string{"Xem cả 50 hộ"}},
		})
	})
}

func TestTargetsAreHeldAgainstWhatCameOfThem(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, _ := province(t, d)
		gialai, kongChro, kbang := find(t, unit.Province, "64"), find(t, unit.District, "630"), find(t, unit.District, "625")
		path := web.UnitPath(gialai.ID)
		o.Run(t, []webtest.Request{{Name: "no targets of the year", Who: account.ProvinceLeader, Path: path, Not: []string{"Chỉ tiêu năm 2022: kết quả"}}})
		set := func(id, parent unit.ID, households int64) target.Target {
			return target.Target{Unit: id, Parent: parent, Year: 2022, Indicator: target.PoorReduction, Households: households, Points: -1, Rule: target.Given, Basis: "KH thử"}
		}
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			one, two := set(kongChro.ID, gialai.ID, 9), set(kbang.ID, gialai.ID, 5)
			one.Position, two.Position = 1, 2
			return target.Load(ctx, tx, []target.Target{set(gialai.ID, 0, 10), one, two})
		})
		if err != nil {
			t.Fatal(err)
		}
		// The province fell by 10, Kông Chro by 5, KBang by 5.
		o.Run(t, []webtest.Request{
			{Name: "in words", Who: account.ProvinceLeader, Path: path, Has: []string{"Chỉ tiêu năm 2022: kết quả", "✓ Đạt", "Phải giảm 10 hộ nghèo, đã giảm 10 hộ", "✗ Chưa đạt, thiếu 4 hộ"}},
			{Name: "in English", Who: account.ProvinceLeader, Path: path + "?lang=en", Has: []string{"✓ Reached", "✗ Missed by 4 households"}},
			{Name: "a district", Who: account.DistrictOfficer, Path: web.UnitPath(kongChro.ID), Has: []string{"✗ Chưa đạt, thiếu 4 hộ", "Phải giảm 9 hộ nghèo, đã giảm 5 hộ"}},
		})
	})
}

// A round that has just begun has found nobody poor yet: that is no fall, and no target reached.
func TestARoundUnderWayIsNotTakenForAResult(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, _ := province(t, d)
		gialai := find(t, unit.Province, "64")
		path := web.UnitPath(gialai.ID)
		id, err := review.New(d).Open(t.Context(), account.System, review.Round{Year: 2023, Kind: review.Periodic, Edition: "vn-2022", Unit: gialai.ID, Day: "2023-12-31", Detail: true, Source: "thử"})
		if err != nil {
			t.Fatal(err)
		}
		leader := account.ProvinceLeader
		o.Run(t, []webtest.Request{
			{Name: "the page stays with the round that stands", Who: leader, Path: path, Has: []string{"33,33 %", "so với cuối năm 2021", "Đợt rà soát năm 2023 chưa kết thúc: còn 100 hộ"}, Not: []string{">0,00 %"}},
			{Name: "asked for, it claims nothing", Who: leader, Path: path + "?round=" + strconv.Itoa(int(id)), Has: []string{
				"còn 100 hộ đầu kỳ chưa có kết quả", "Chỉ tiêu năm 2023: kết quả", "… Đang rà soát", "chưa đủ kết quả để so sánh",
			}, Not: []string{"✓ Đạt", "giảm nhanh nhất", "so với cuối năm 2022", "Đã giảm 50"}},
		})
	})
}

func TestTheRankingNamesTheFastest(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, _ := province(t, d)
		body := webtest.Text(o.Do(t, webtest.Request{Who: account.ProvinceLeader, Path: web.UnitPath(find(t, unit.Province, "64").ID)}).Body.String())
		// Kông Chro fell from 45 to 40 poor households, KBang from 15 to 10: a third of its own.
		if !strings.Contains(body, "KBang giảm nhanh nhất,") || !strings.Contains(body, "−33,33") || !strings.Contains(body, "−11,11") {
			t.Errorf("the ranking: %s", body)
		}
	})
}

func TestAUnitWithoutAReviewTeaches(t *testing.T) {
	t.Parallel()
	o := webtest.New(t, dbtest.SQLite(t), unitweb.Routes)
	gialai := web.UnitPath(find(t, unit.Province, "64").ID)
	o.Run(t, []webtest.Request{
		{Name: "in Vietnamese", Who: account.ProvinceLeader, Path: gialai, Has: []string{"Chưa có đợt rà soát nào"}},
		{Name: "in English", Who: account.ProvinceLeader, Path: gialai + "?lang=en", Has: []string{"No review of this area yet"}},
	})
}

// inTable is where a text stands in the table of the units below; -1 when it does not.
func inTable(body, text string) int {
	_, below, _ := strings.Cut(body, `id="below"`)
	_, table, _ := strings.Cut(below, "<tbody>")
	return strings.Index(table, text)
}
