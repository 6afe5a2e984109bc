package unit

import (
	"slices"
	"testing"

	"giamngheo/internal/day"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	d := Shipped()
	const on day.Date = "2023-01-09"
	gialai, _ := d.ByCode(Province, "64", on)
	kbang, _ := d.ByCode(District, "625", on)
	pleiku, _ := d.ByCode(District, "622", on)
	chuSe, _ := d.ByCode(District, "633", on)
	q10, _ := d.ByCode(Province, "79", on)
	for _, c := range []struct {
		written string
		under   ID
		want    []string
		differs bool
	}{
		{"Huyện Kông Chro", gialai.ID, []string{"Huyện Kông Chro"}, false},
		{"Kông Chro", gialai.ID, []string{"Huyện Kông Chro"}, false},
		{"H. Kông Chro", gialai.ID, []string{"Huyện Kông Chro"}, false},
		{"H.Kong Chro", gialai.ID, []string{"Huyện Kông Chro"}, true},
		{"HUYỆN KÔNG CHRO", gialai.ID, []string{"Huyện Kông Chro"}, false},
		{"  huyện   Kbang ", gialai.ID, []string{"Huyện KBang"}, true},
		{"Huyện Đak Đoa", gialai.ID, []string{"Huyện Đăk Đoa"}, true},
		{"Huyện Đak Pơ", gialai.ID, []string{"Huyện Đăk Pơ"}, true},
		{"TP Pleiku", gialai.ID, []string{"Thành phố Pleiku"}, false},
		{"Tp. Pleiku", gialai.ID, []string{"Thành phố Pleiku"}, false},
		{"TP.Pleiku", gialai.ID, []string{"Thành phố Pleiku"}, false},
		{"T.P Pleiku", gialai.ID, []string{"Thành phố Pleiku"}, false},
		{"TX. An Khê", gialai.ID, []string{"Thị xã An Khê"}, false},
		{"Thị xã AyunPa", gialai.ID, []string{"Thị xã Ayun Pa"}, true},
		{"Huyện An Khê", gialai.ID, []string{"Thị xã An Khê"}, true},
		{"Kông Chro (huyện nghèo)", gialai.ID, []string{"Huyện Kông Chro"}, false},
		{"Huyện Chư Păh, tỉnh Gia Lai", gialai.ID, []string{"Huyện Chư Păh"}, false},
		{"Huyện Đức Co", gialai.ID, []string{"Huyện Đức Cơ"}, true},
		{"Tổng cộng", gialai.ID, nil, false},
		{"", gialai.ID, nil, false},
		{"(1)", gialai.ID, nil, false},
		{"P. Yên Đỗ", pleiku.ID, []string{"Phường Yên Đỗ"}, false},
		{"phường yên đổ", pleiku.ID, []string{"Phường Yên Đỗ"}, true},
		{"Phường Thống Nhất", pleiku.ID, []string{"Phường Thống Nhất"}, false},
		{"TT KBang", kbang.ID, []string{"Thị trấn KBang"}, false},
		{"Đak SMar", kbang.ID, []string{"Xã Đak SMar"}, false},
		{"Đăk SMar", kbang.ID, []string{"Xã Đak SMar"}, true},
		{"IaPal", chuSe.ID, []string{"Xã Ia Pal"}, true},
		{"Quận 1", q10.ID, []string{"Quận 1"}, false},
		{"Q.01", q10.ID, []string{"Quận 1"}, true},
	} {
		got := d.Match(c.written, c.under, on)
		var titles []string
		for _, m := range got {
			titles = append(titles, m.Unit.Title())
			if m.Differs != c.differs {
				t.Errorf("Match(%q) differs = %v, want %v", c.written, m.Differs, c.differs)
			}
		}
		if !slices.Equal(titles, c.want) {
			t.Errorf("Match(%q) = %v, want %v", c.written, titles, c.want)
		}
	}
}

func TestMatchTellsUnitsOfOneNameApart(t *testing.T) {
	t.Parallel()
	d := Shipped()
	const on day.Date = "2023-01-09"
	gialai, _ := d.ByCode(Province, "64", on)
	for _, c := range []struct {
		written string
		level   Level
		want    int
	}{
		{"KBang", "", 2},            // the district and its township
		{"KBang", Commune, 1},       // level decides
		{"Thị trấn KBang", "", 1},   // kind decides
		{"Phường Tây Sơn", "", 2},   // a ward in Pleiku and one in An Khê: ambiguous
		{"Tây Sơn", Commune, 2},     //
		{"Xã Ia O", Commune, 2},     // one in Chư Păh's neighbour Ia Grai, one in Chư Prông
		{"Xã Không Có", Commune, 0}, //
	} {
		if got := d.FindBelow(c.written, gialai.ID, c.level, on); len(got) != c.want {
			t.Errorf("FindBelow(%q, %q) = %v, want %d", c.written, c.level, got, c.want)
		}
	}
	if got := d.Find("tỉnh Gia Lai", "", "2025-07-01"); len(got) != 1 || got[0].Unit.Code != "52" {
		t.Errorf("Gia Lai in July 2025 = %v, want the one with code 52", got)
	}
}

// Written as its title or its bare name, every unit of the country is found under its parent, unless
// the list itself has two of that name there.
func TestEveryUnitIsFoundByItsOwnTitle(t *testing.T) {
	t.Parallel()
	d := Shipped()
	for _, u := range d.Units() {
		got := d.Match(u.Title(), u.Parent, u.From)
		if len(got) != 1 || got[0].Unit.ID != u.ID || got[0].Differs {
			t.Errorf("Match(%q) under %d = %v", u.Title(), u.Parent, got)
		}
	}
}

func TestTonePlacementIsNoDifference(t *testing.T) {
	t.Parallel()
	for _, p := range [][2]string{{"Hoà Phú", "Hòa Phú"}, {"Thuỷ", "Thủy"}, {"HOÀ", "HÒA"}, {"Khoẻ", "Khỏe"}} {
		if closeness(p[0], p[1]) != same {
			t.Errorf("%q and %q are not the same", p[0], p[1])
		}
	}
}

func TestCountingKinds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want string }{
		{Kind("phường").Count("vi", 25), "25 phường"},
		{Kind("phường").Count("en", 25), "25 wards"},
		{Kind("thành phố").Count("en", 2), "2 cities"},
		{Kind("thị trấn").Count("en", 1), "1 township"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestTitles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		u      Unit
		vi, en string
	}{
		{Unit{Level: District, Kind: "huyện", Name: "Kông Chro"}, "Huyện Kông Chro", "Kông Chro district"},
		{Unit{Level: District, Kind: "quận", Name: "1"}, "Quận 1", "District 1"},
		{Unit{Level: Commune, Kind: "thị trấn", Name: "Đak Đoa"}, "Thị trấn Đak Đoa", "Đak Đoa township"},
		{Unit{Level: Country, Kind: "nước", Name: "Việt Nam"}, "Việt Nam", "Viet Nam"},
		{Unit{Level: Village, Kind: "plei", Name: "Ơp"}, "Plei Ơp", "Plei Ơp"},
	} {
		if vi, en := c.u.TitleIn("vi"), c.u.TitleIn("en"); vi != c.vi || en != c.en {
			t.Errorf("titles %q, %q, want %q, %q", vi, en, c.vi, c.en)
		}
	}
}
