package unit

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit/boundary"
)

func TestFeaturesFindTheirUnits(t *testing.T) {
	t.Parallel()
	d := Shipped()
	gialai, _ := d.ByCode(Province, "64", "2022-12-31")
	for name, c := range map[string]struct {
		code, name string
		level      Level
		under      ID
		on         day.Date
		want, says string
	}{
		"code and name":                     {"630", "Kông Chro", District, CountryID, "2022-12-31", "Huyện Kông Chro", ""},
		"another spelling of the name":      {"626", "H. Đak Đoa", District, CountryID, "2022-12-31", "Huyện Đăk Đoa", ""},
		"code alone":                        {"630", "", District, CountryID, "2022-12-31", "Huyện Kông Chro", ""},
		"name alone":                        {"", "kong chro", District, gialai.ID, "2022-12-31", "Huyện Kông Chro", ""},
		"a name that many bear":             {"", "Tân Bình", Commune, CountryID, "2022-12-31", "", "đơn vị mang tên này"},
		"a name that nobody bears":          {"", "Kông Không", District, CountryID, "2022-12-31", "", "không có đơn vị nào mang tên này"},
		"a code that nobody bears":          {"999", "Kông Chro", District, CountryID, "2022-12-31", "", "không có đơn vị mang mã 999"},
		"a code outside the area":           {"001", "Ba Đình", District, gialai.ID, "2022-12-31", "", "không có đơn vị mang mã 001"},
		"a code that came back elsewhere":   {"23674", "Kông Bơ La", Commune, CountryID, "2022-12-31", "", "vào ngày đã chọn mã 23674 là của Xã Đăk HLơ"},
		"the same code in its own year":     {"23674", "Kông Bơ La", Commune, CountryID, "2025-08-01", "Xã Kông Bơ La", ""},
		"a district after there were none":  {"630", "Kông Chro", District, CountryID, "2025-08-01", "", "không có đơn vị mang mã 630"},
		"a commune where districts are due": {"23827", "Chư Krêy", District, CountryID, "2022-12-31", "", "mã 23827"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := d.Locate([]boundary.Feature{{N: 3, Code: c.code, Name: c.name}}, c.under, c.level, c.on)[0]
			if c.says == "" {
				if got.Problem != nil || got.Unit.Title() != c.want {
					t.Errorf("found %s, %v, want %s", got.Unit.Title(), got.Problem, c.want)
				}
				return
			}
			for _, l := range lang.All {
				if said := l.Error(got.Problem); strings.Contains(said, "⟦") || !strings.Contains(said, "3") || l == lang.Vi && !strings.Contains(said, c.says) {
					t.Errorf("%s: %q, want %q", l, said, c.says)
				}
			}
		})
	}
}

func TestNoUnitHasTwoFeaturesAndTheMissingAreNamed(t *testing.T) {
	t.Parallel()
	d := Shipped()
	got := d.Locate([]boundary.Feature{{N: 1, Code: "630"}, {N: 2, Name: "Kbang"}, {N: 3, Name: "Kông Chro"}}, CountryID, District, "2022-12-31")
	if got[0].Problem != nil || got[1].Problem != nil || fault.KindOf(got[2].Problem) != fault.Invalid {
		t.Errorf("located %+v", got)
	}
	missing := d.Unlocated(got, "2022-12-31")
	if len(missing) != 15 || slices.ContainsFunc(missing, func(u Unit) bool { return u.Name == "KBang" || u.Name == "Kông Chro" }) {
		t.Errorf("%d districts are missing: %v", len(missing), missing)
	}
}

func TestBoundariesAreKeptAndReplaced(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		triangle := boundary.Shape{{{{X: 10800000, Y: 1400000}, {X: 10810000, Y: 1400000}, {X: 10800000, Y: 1410000}}}}
		other := boundary.Shape{{{{X: 10810000, Y: 1400000}, {X: 10820000, Y: 1400000}, {X: 10810000, Y: 1410000}}}}
		var gialai, one, two Unit
		save := func(all ...Boundary) error {
			return d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return SaveBoundaries(ctx, tx, audit.System, all) })
		}
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return Ship(ctx, tx) })
		if err != nil {
			t.Fatal(err)
		}
		gialai, _ = Shipped().ByCode(Province, "64", "2022-12-31")
		one, _ = Shipped().ByCode(District, "630", "2022-12-31")
		two, _ = Shipped().ByCode(District, "625", "2022-12-31")
		if err := save(Boundary{Unit: one.ID, Shape: triangle, Source: "thử"}, Boundary{Unit: two.ID, Shape: triangle, Source: "thử"}); err != nil {
			t.Fatal(err)
		}
		if err := save(Boundary{Unit: one.ID, Shape: other, Source: "thử lại", Licence: "nội bộ"}); err != nil {
			t.Fatal(err)
		}
		if err := save(Boundary{Unit: two.ID, Shape: other, Source: "thử"}, Boundary{Unit: one.ID, Shape: triangle}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a boundary without a source: %v", err)
		}
		got, err := BoundariesBelow(t.Context(), d, gialai.ID, "2022-12-31")
		if err != nil || len(got) != 2 || !reflect.DeepEqual(got[one.ID].Shape, other) || got[one.ID].Licence != "nội bộ" || !reflect.DeepEqual(got[two.ID].Shape, triangle) {
			t.Errorf("kept %+v, %v", got, err)
		}
		if got[one.ID].Imported.IsZero() {
			t.Error("nobody knows when the boundary was imported")
		}
		// In another period there are other units, which have no boundary yet.
		if got, err := BoundariesBelow(t.Context(), d, gialai.ID, "2025-08-01"); err != nil || len(got) != 0 {
			t.Errorf("on another day %v, %v", got, err)
		}
		lines, err := audit.List(t.Context(), d, audit.Filter{Thing: "unit_boundary", Whole: true, Limit: 9})
		if err != nil || len(lines) != 2 {
			t.Errorf("%d audit lines, %v, want 2", len(lines), err)
		}
	})
}
