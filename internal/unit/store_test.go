package unit

import (
	"context"
	"maps"
	"slices"
	"testing"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
	"giamngheo/internal/standard"
)

const then day.Date = "2022-12-31"

// The database answers as the list in memory does.
func TestTheTreeOnADay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		shipped(t, d)
		memory := Shipped()
		for _, on := range []day.Date{then, "2024-11-01", "2025-07-01"} {
			for _, id := range []ID{CountryID, 301, 1458} {
				got, err := Children(ctx, d, id, on)
				if err != nil || !slices.Equal(got, memory.Children(id, on)) {
					t.Errorf("children of %d on %s: %d, %v; the list has %d", id, on, len(got), err, len(memory.Children(id, on)))
				}
				got, err = Below(ctx, d, id, Commune, on)
				if err != nil || !slices.Equal(got, memory.Below(id, Commune, on)) {
					t.Errorf("communes below %d on %s: %d, %v; the list has %d", id, on, len(got), err, len(memory.Below(id, Commune, on)))
				}
			}
		}
		kongChro, err := ByCode(ctx, d, District, "630", then)
		if err != nil || kongChro.Title() != "Huyện Kông Chro" {
			t.Fatalf("630 is %q, %v", kongChro.Title(), err)
		}
		if _, err := ByCode(ctx, d, District, "630", "2025-07-01"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("630 after districts ended: %v, want not found", err)
		}
		way, err := Ancestors(ctx, d, kongChro.ID)
		if err != nil || !slices.Equal(way, memory.Ancestors(kongChro.ID)) || way[0].ID != CountryID {
			t.Errorf("the way to Kông Chro: %v, %v", way, err)
		}
		for _, c := range []struct {
			ancestor, id ID
			want         bool
		}{{CountryID, kongChro.ID, true}, {kongChro.ID, kongChro.ID, true}, {kongChro.ID, kongChro.Parent, false}, {301, kongChro.ID, false}, {5, 999999, false}} {
			if got, err := Within(ctx, d, c.ancestor, c.id); got != c.want || err != nil {
				t.Errorf("Within(%d, %d) = %v, %v, want %v", c.ancestor, c.id, got, err, c.want)
			}
		}
		if us, err := ByIDs(ctx, d, []ID{1, kongChro.ID, 999999}); err != nil || len(us) != 2 {
			t.Errorf("ByIDs = %v, %v, want the two that exist", us, err)
		}
		if _, err := Get(ctx, d, 999999); fault.KindOf(err) != fault.NotFound {
			t.Errorf("Get of no unit = %v", err)
		}
		fs, err := Flags(ctx, d, memory.Below(kongChro.ID, Commune, then)[0].ID, then)
		if err != nil || len(fs) != 1 || fs[0].Flag != PoorDistrict || fs[0].Unit != kongChro.ID || !fs[0].Verified {
			t.Errorf("flags of a commune of Kông Chro = %v, %v, want the district's", fs, err)
		}
		if fs, err := Flags(ctx, d, kongChro.ID, "2022-03-14"); err != nil || len(fs) != 0 {
			t.Errorf("the day before the decision Kông Chro is flagged %v, %v", fs, err)
		}
		again, err := Read(ctx, d)
		if err != nil || !slices.Equal(again.Units(), memory.Units()) || len(again.successions) != len(memory.successions) {
			t.Errorf("Read differs from the list: %v", err)
		}
	})
}

func TestSuccessorsAndPredecessors(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		shipped(t, d)
		memory := Shipped()
		for _, code := range []string{"23593", "23674", "23650", "23671"} {
			c, _ := memory.ByCode(Commune, code, then)
			got, err := SuccessorsOn(ctx, d, c.ID, "2025-07-01")
			if want := memory.Lineage("2025-07-01").Successors(c.ID); err != nil || !slices.Equal(got, want) {
				t.Errorf("%s became %v, %v, want %v", c.Title(), got, err, want)
			}
			if got, err := SuccessorsOn(ctx, d, c.ID, "2024-10-31"); err != nil || len(got) != 1 || got[0].Unit != c.ID {
				t.Errorf("%s before any change = %v, %v, want itself", c.Title(), got, err)
			}
		}
		province, _ := memory.ByCode(Province, "52", "2025-07-01")
		old, err := Predecessors(ctx, d, province.ID)
		if err != nil || len(old) != 2 {
			t.Errorf("the new Gia Lai is made of %v, %v, want two provinces", old, err)
		}
		kongChro, _ := memory.ByCode(District, "630", then)
		next, err := Successors(ctx, d, kongChro.ID)
		if err != nil || len(next) != 1 || next[0].New != 0 || next[0].Kind != Abolish || next[0].About == "" {
			t.Errorf("Kông Chro district became %v, %v, want abolished", next, err)
		}
		if ds, err := SuccessorsOn(ctx, d, kongChro.ID, "2025-07-01"); err != nil || len(ds) != 0 {
			t.Errorf("Kông Chro district is %v in 2025, %v, want nothing", ds, err)
		}
	})
}

func TestInsertKeepsTreeAndArea(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		shipped(t, d)
		commune, _ := Shipped().ByCode(Commune, "23995", then)
		insert := func(us ...Unit) error {
			return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return Insert(ctx, tx, us) })
		}
		village := func(name string) Unit {
			return Unit{Level: Village, Kind: "làng", Name: name, Parent: commune.ID, From: commune.From, To: commune.To, Source: "test"}
		}
		us := []Unit{village("Tơ Nùng"), village("Hle Ktu")}
		if err := insert(us...); err != nil {
			t.Fatal(err)
		}
		if us[0].ID != firstOwn || us[1].ID != firstOwn+1 || us[1].Code != "23995.02" {
			t.Errorf("numbered %d %q and %d %q", us[0].ID, us[0].Code, us[1].ID, us[1].Code)
		}
		more := []Unit{village("Brưl")}
		if err := insert(more...); err != nil || more[0].ID != firstOwn+2 || more[0].Code != "23995.03" {
			t.Errorf("the next village: %+v, %v", more[0], err)
		}
		if way, err := Ancestors(ctx, d, us[0].ID); err != nil || len(way) != 5 {
			t.Errorf("a village stands under %v, %v, want five with itself", way, err)
		}
		if a, basis, err := AreaBasis(ctx, d, us[0].ID, then); err != nil || a != areaOf(commune) || basis == "" {
			t.Errorf("area of a village = %q, %q, %v, want its commune's %q", a, basis, err, areaOf(commune))
		}
		if _, err := AreaOf(ctx, d, commune.Parent, then); fault.KindOf(err) != fault.NotFound {
			t.Errorf("area of a district: %v, want a fault", err)
		}
		taken, orphan, wrong, late := village("A"), village("B"), village("C"), village("D")
		taken.Code = "23995.01"
		orphan.Parent = 999_999
		wrong.Parent = commune.Parent
		late.To = day.Forever
		for name, u := range map[string]Unit{"a code taken": taken, "no parent": orphan, "a village under a district": wrong, "longer than its commune": late} {
			if err := insert(u); fault.KindOf(err) == fault.Internal {
				t.Errorf("%s: %v, want a fault", name, err)
			}
		}
	})
}

func TestFlagsBeginAndEnd(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		shipped(t, d)
		commune, _ := Shipped().ByCode(Commune, "23872", then)
		f := Flag{Unit: commune.ID, Flag: BorderCommune, From: "2021-01-01", To: "2024-01-01", Basis: "thử"}
		for _, to := range []day.Date{"2024-01-01", "2023-01-01"} { // given, then corrected
			f.To = to
			if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return SetFlag(ctx, tx, f) }); err != nil {
				t.Fatal(err)
			}
			for on, want := range map[day.Date]int{"2020-12-31": 0, "2021-01-01": 1, to: 0} {
				if fs, err := Flags(ctx, d, commune.ID, on); err != nil || len(fs) != want {
					t.Errorf("until %s, on %s: %v, %v, want %d", to, on, fs, err, want)
				}
			}
		}
		if got := f.Title("vi"); got != "Xã biên giới" {
			t.Errorf("title %q", got)
		}
	})
}

func TestAreaFollowsTheKind(t *testing.T) {
	t.Parallel()
	for kind, want := range map[Kind]standard.Area{"xã": standard.Rural, "phường": standard.Urban, "thị trấn": standard.Urban} {
		if got := areaOf(Unit{Level: Commune, Kind: kind}); got != want {
			t.Errorf("%s is %s, want %s", kind, got, want)
		}
	}
}

func TestBaseIsNeverInvented(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		shipped(t, d)
		memory := Shipped()
		district, _ := memory.ByCode(District, "630", then)
		communes := memory.Below(district.ID, Commune, then)
		set := func(id ID, b Base) {
			t.Helper()
			if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return SetBase(ctx, tx, id, b) }); err != nil {
				t.Fatal(err)
			}
		}
		for i, c := range communes {
			if _, ok, err := BaseOf(ctx, d, district.ID, then); ok || err != nil {
				t.Fatalf("with %d of %d communes known the district has a base (%v)", i, len(communes), err)
			}
			minority := int64(50)
			if i == 3 {
				minority = -1
			}
			set(c.ID, Base{Households: 100, Persons: 400, MinorityHouseholds: minority, MinorityPersons: 200, Day: then, Source: "test", Verified: true})
		}
		n := int64(len(communes))
		b, ok, err := BaseOf(ctx, d, district.ID, then)
		if err != nil || !ok || b.Households != 100*n || b.Persons != 400*n || b.MinorityHouseholds != -1 || b.MinorityPersons != 200*n || !b.Verified {
			t.Errorf("the sum of the communes = %+v, %v, %v", b, ok, err)
		}
		if _, ok, _ := BaseOf(ctx, d, district.ID, "2022-12-30"); ok {
			t.Error("a base holds before its day")
		}
		below, err := BasesBelow(ctx, d, district.Parent, then)
		if err != nil || len(below) != 1 || below[district.ID] != b {
			t.Errorf("bases below the province = %v, %v, want the district's alone", below, err)
		}
		if below, err := BasesBelow(ctx, d, district.ID, then); err != nil || len(below) != len(communes) {
			t.Errorf("bases below the district = %d, %v, want %d", len(below), err, len(communes))
		}
		own := Base{Households: 12680, Persons: -1, MinorityHouseholds: -1, MinorityPersons: -1, Day: then, Source: "phụ lục", Verified: true}
		set(district.ID, own)
		if b, _, _ := BaseOf(ctx, d, district.ID, "2023-06-30"); b != own {
			t.Errorf("the unit's own base %+v, want %+v", b, own)
		}
		err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			return SetBase(ctx, tx, district.ID, Base{Households: 10, MinorityHouseholds: 11, Day: then})
		})
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("more minorities than households: %v, want a fault", err)
		}
	})
}

func TestBaseByAreaIsWholeOrNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		shipped(t, d)
		memory := Shipped()
		district, _ := memory.ByCode(District, "630", then) // one town, thirteen rural communes
		for i, c := range memory.Below(district.ID, Commune, then) {
			if split, err := BaseByArea(ctx, d, district.ID, then); err != nil || len(split) != 0 {
				t.Fatalf("with %d communes known: %v, %v, want nothing", i, split, err)
			}
			b := Base{Households: 100, Persons: 400, MinorityHouseholds: 50, MinorityPersons: 200, Day: then, Source: "test", Verified: true}
			if c.Kind == "thị trấn" {
				b.MinorityPersons = -1
			}
			if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return SetBase(ctx, tx, c.ID, b) }); err != nil {
				t.Fatal(err)
			}
		}
		split, err := BaseByArea(ctx, d, district.ID, then)
		if err != nil {
			t.Fatal(err)
		}
		want := map[standard.Area]Base{
			standard.Urban: {Households: 100, Persons: 400, MinorityHouseholds: 50, MinorityPersons: -1, Day: then, Source: "test", Verified: true},
			standard.Rural: {Households: 1300, Persons: 5200, MinorityHouseholds: 650, MinorityPersons: 2600, Day: then, Source: "test", Verified: true},
		}
		if !maps.Equal(split, want) {
			t.Errorf("split = %+v, want %+v", split, want)
		}
	})
}
