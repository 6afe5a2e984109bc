package unit

import (
	"context"
	"fmt"
	"testing"
	"time"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"

	"pgregory.net/rapid"
)

// The list itself: what it promises about every unit, without a database.
func TestShippedListHoldsTogether(t *testing.T) {
	t.Parallel()
	d := Shipped()
	type key struct {
		level Level
		code  string
		from  day.Date
	}
	keys := map[key]bool{}
	rank := map[Level]int{}
	for i, l := range Levels {
		rank[l] = i
	}
	ids := map[ID]bool{}
	for _, u := range d.Units() {
		if ids[u.ID] || u.ID <= 0 || u.ID >= firstOwn {
			t.Errorf("id %d of %s is not its own", u.ID, u.Title())
		}
		ids[u.ID] = true
		if k := (key{u.Level, u.Code, u.From}); keys[k] {
			t.Errorf("%v stands twice", k)
		} else {
			keys[k] = true
		}
		if u.From >= u.To || u.Source == "" || u.Name == "" || u.Kind == "" {
			t.Errorf("%+v is incomplete", u)
		}
		if u.ID == CountryID {
			continue
		}
		p, ok := d.Get(u.Parent)
		if !ok || u.From < p.From || u.To > p.To || rank[p.Level] >= rank[u.Level] {
			t.Errorf("%s (%s to %s) is not within its parent %s (%s to %s)", u.Title(), u.From, u.To, p.Title(), p.From, p.To)
		}
		if got, ok := d.ByCode(u.Level, u.Code, u.From); !ok || got.ID != u.ID {
			t.Errorf("code %s on %s is %v, want %s: two units bear it on one day", u.Code, u.From, got.Title(), u.Title())
		}
	}
}

func TestShippedCounts(t *testing.T) {
	t.Parallel()
	d := Shipped()
	for _, c := range []struct {
		on                             day.Date
		code                           string
		provinces, districts, communes int
		inProvince, districtsThere     int
	}{
		{"2022-12-31", "64", 63, 705, 10598, 220, 17},
		{"2024-10-31", "64", 63, 705, 10598, 220, 17},
		{"2024-11-01", "64", 63, 705, 10596, 218, 17},
		{"2025-06-30", "64", 63, 705, 10596, 218, 17},
		{"2025-07-01", "52", 1, 0, 135, 135, 0},
	} {
		got := [...]int{
			len(d.Below(CountryID, Province, c.on)), len(d.Below(CountryID, District, c.on)), len(d.Below(CountryID, Commune, c.on)),
			0, 0,
		}
		p, ok := d.ByCode(Province, c.code, c.on)
		if !ok || p.Title() != "Tỉnh Gia Lai" {
			t.Errorf("on %s code %s is %q", c.on, c.code, p.Title())
		}
		got[3], got[4] = len(d.Below(p.ID, Commune, c.on)), len(d.Below(p.ID, District, c.on))
		if want := [...]int{c.provinces, c.districts, c.communes, c.inProvince, c.districtsThere}; got != want {
			t.Errorf("on %s: provinces, districts, communes, of Gia Lai, its districts = %v, want %v", c.on, got, want)
		}
	}
	if p, _ := d.ByCode(Province, "52", "2023-01-01"); p.Title() != "Tỉnh Bình Định" {
		t.Errorf("code 52 in 2023 is %q, want Bình Định", p.Title())
	}
}

// Every commune of 2023 in the two provinces is found again on 1 July 2025, and only in units that
// stand then; the new communes are all made of old ones.
func TestEveryCommuneOf2023IsFoundIn2025(t *testing.T) {
	t.Parallel()
	d := Shipped()
	const then, now day.Date = "2022-12-31", "2025-07-01"
	l := d.Lineage(now)
	reached := map[ID]bool{}
	var split int
	for _, code := range []string{"64", "52"} {
		p, _ := d.ByCode(Province, code, then)
		for _, c := range d.Below(p.ID, Commune, then) {
			ds := l.Successors(c.ID)
			if len(ds) == 0 {
				t.Errorf("%s leads nowhere", c.Title())
			}
			if len(ds) > 1 {
				split++
			}
			for _, s := range ds {
				u, ok := d.Get(s.Unit)
				if !ok || !u.On(now) || u.Level != Commune {
					t.Errorf("%s leads to %v, which does not stand on %s", c.Title(), u, now)
				}
				if (len(ds) == 1) != (s.Share == Whole) {
					t.Errorf("%s: %d successors, share %s", c.Title(), len(ds), s.Share)
				}
				reached[s.Unit] = true
			}
		}
	}
	if len(reached) != 135 {
		t.Errorf("%d communes of 2025 are made of old ones, want 135", len(reached))
	}
	if split != 3 {
		t.Errorf("%d communes were split, want An Nghĩa, Canh Liên and Canh Hiệp", split)
	}
	// Chained over two changes: Tân Sơn went into Biển Hồ in 2024, which went into the new Biển Hồ in 2025.
	tanSon, _ := d.ByCode(Commune, "23593", then)
	ds := l.Successors(tanSon.ID)
	if len(ds) != 1 || ds[0].Share != Whole {
		t.Fatalf("Tân Sơn became %v", ds)
	}
	if u, _ := d.Get(ds[0].Unit); u.Title() != "Xã Biển Hồ" {
		t.Errorf("Tân Sơn became %s, want Xã Biển Hồ", u.Title())
	}
	// Split in 2024, together again in 2025: nothing of Đăk HLơ is elsewhere.
	dakHlo, _ := d.ByCode(Commune, "23674", then)
	if ds := d.Lineage("2024-12-31").Successors(dakHlo.ID); len(ds) != 2 || ds[0].Share != Part {
		t.Errorf("in 2024 Đăk HLơ became %v, want two parts", ds)
	}
	if ds := l.Successors(dakHlo.ID); len(ds) != 1 || ds[0].Share != Whole {
		t.Errorf("in 2025 Đăk HLơ became %v, want one whole", ds)
	}
}

// Whatever the old communes hold, carrying it over where the share is whole loses and doubles nothing:
// old Gia Lai, none of which was split for good, has the same total in either geography.
func TestCarryingOverKeepsTotals(t *testing.T) {
	t.Parallel()
	d := Shipped()
	province, _ := d.ByCode(Province, "64", then)
	rapid.Check(t, func(t *rapid.T) {
		on := rapid.SampledFrom([]day.Date{"2023-06-30", "2024-11-01", "2025-07-01"}).Draw(t, "day")
		l := d.Lineage(on)
		var before, after, parts int64
		carried := map[ID]int64{}
		for _, c := range d.Below(province.ID, Commune, then) {
			n := rapid.Int64Range(0, 5000).Draw(t, "households")
			before += n
			for _, s := range l.Successors(c.ID) {
				if s.Share == Whole {
					carried[s.Unit] += n
				} else {
					parts += n
					break
				}
			}
		}
		for id, n := range carried {
			if u, ok := d.Get(id); !ok || !u.On(on) {
				t.Errorf("carried over to %v, which does not stand on %s", u, on)
			}
			after += n
		}
		if before != after+parts || on != "2024-11-01" && parts != 0 {
			t.Errorf("on %s: %d before, %d after, %d in parts", on, before, after, parts)
		}
	})
}

// A unit ends by an event on the day of the event, and its successors begin that day.
func TestEventsMeetThePeriods(t *testing.T) {
	t.Parallel()
	d := Shipped()
	moved := 0
	for _, s := range d.successions {
		o, ok := d.Get(s.Old)
		if !ok || o.To != s.Day {
			t.Errorf("event %d ends %s on %s, its period ends %s", s.Event, o.Title(), s.Day, o.To)
		}
		if s.New == 0 {
			if s.Kind != Abolish || o.Level != District {
				t.Errorf("%s has no successor by a %s", o.Title(), s.Kind)
			}
			continue
		}
		n, ok := d.Get(s.New)
		if !ok || n.From != s.Day || n.Level != o.Level {
			t.Errorf("event %d begins %s on %s, its period begins %s", s.Event, n.Title(), s.Day, n.From)
		}
		if s.Kind == Move {
			moved++
		}
		if s.Basis == "" {
			t.Errorf("event %d has no basis", s.Event)
		}
	}
	if moved != 9 {
		t.Errorf("%d communes only moved, want the 9 that the resolution left as they were", moved)
	}
	for _, u := range d.Units() {
		if u.To != day.Forever && u.Level == District && len(d.Successors(u.ID)) == 0 {
			t.Errorf("%s ended without an event", u.Title())
		}
	}
}

func shipped(t *testing.T, d *db.DB) {
	t.Helper()
	if err := d.Write(t.Context(), Ship); err != nil {
		t.Fatal(err)
	}
}

func TestShipIsQuickAndAddsOnlyWhatIsNew(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		start := time.Now()
		shipped(t, d)
		t.Logf("shipped in %v", time.Since(start))
		count := func() string {
			s := ""
			for _, table := range []string{"unit", "unit_below", "unit_area", "unit_event", "unit_succession", "unit_flag"} {
				var n int64
				if err := d.QueryRow(ctx, `select count(*) from `+table).Scan(&n); err != nil {
					t.Fatal(err)
				}
				s += fmt.Sprint(table, " ", n, " ")
			}
			return s
		}
		before := count()
		t.Log(before)
		// As after a release: one unit is gone from the store, one name was corrected by an office, the
		// mark of the last list is another.
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			for _, query := range []string{
				`delete from unit_below where unit_id = 10001`, `delete from unit_area where unit_id = 10001`, `delete from unit where id = 10001`,
				`update unit set name = 'Sửa tay' where id = 10002`,
				`update unit set valid_to = '9999-12-31' where id = 10003`,
			} {
				if _, err := tx.Exec(ctx, query); err != nil {
					return err
				}
			}
			return db.SetSetting(ctx, tx, shippedMark, "an older list")
		})
		if err != nil {
			t.Fatal(err)
		}
		shipped(t, d)
		shipped(t, d)
		if after := count(); after != before {
			t.Errorf("shipping again left %s, want %s", after, before)
		}
		if u, err := Get(ctx, d, 10002); err != nil || u.Name != "Sửa tay" {
			t.Errorf("shipping again undid a correction: %v, %v", u.Name, err)
		}
		if u, err := Get(ctx, d, 10003); err != nil || u.To != "2025-07-01" {
			t.Errorf("a unit that ended stands until %s, %v", u.To, err)
		}
	})
}
