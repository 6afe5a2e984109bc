package demo_test

import (
	"context"
	"database/sql"
	"os"
	"testing"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/demo"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
)

// two districts: Đak Pơ, and Ayun Pa, the smallest.
var twoDistricts = []string{"624", "634"}

func make2(t *testing.T, d *db.DB, o demo.Options) demo.Made {
	t.Helper()
	m, err := demo.Make(t.Context(), d, seal.Ephemeral(), o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func count(t *testing.T, d *db.DB, query string, args ...any) int64 {
	t.Helper()
	var n int64
	if err := d.QueryRow(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestEveryHouseholdIsOneTheRegisterWouldTake(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		m := make2(t, d, demo.Options{Seed: 64, Districts: twoDistricts})
		u, err := unit.ByCode(ctx, d, unit.District, "634", day.EndOf(2022))
		if err != nil {
			t.Fatal(err)
		}
		var after household.Ref
		seen := 0
		for {
			page, err := household.List(ctx, d, household.Filter{Area: u.ID, After: after, Limit: 500})
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			after = page[len(page)-1].Ref
			if seen++; seen > 3 {
				break
			}
			for _, h := range page[:40] {
				whole, err := household.Get(ctx, d, h.Ref)
				if err != nil {
					t.Fatal(err)
				}
				if problems := household.Check(whole, day.EndOf(2022)); len(problems) > 0 {
					t.Errorf("%s: %v", h.Ref, problems)
				}
			}
		}
		if got := count(t, d, `-- all-shards
			select count(*) from household`); got != m.Households || m.Communes != 16 {
			t.Errorf("%d households, %d made in %d communes", got, m.Households, m.Communes)
		}
	})
}

func TestMakeIsRefusedWhereHouseholdsAre(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		first := make2(t, d, demo.Options{Seed: 1, Districts: []string{"624"}})
		if title, err := demo.Standing(ctx, d); err != nil || title != first.Title || title == "" {
			t.Errorf("Standing = %q, %v, want %q", title, err, first.Title)
		}
		if _, err := demo.Make(ctx, d, seal.Ephemeral(), demo.Options{Seed: 1}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("Make over a demonstration = %v, want a conflict", err)
		}
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return db.SetSetting(ctx, tx, db.SettingDemo, "") })
		if err != nil {
			t.Fatal(err)
		}
		if _, err := demo.Make(ctx, d, seal.Ephemeral(), demo.Options{Seed: 1}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("Make over a register in use = %v, want a conflict", err)
		}
	})
}

// interrupt cancels the work in the middle of a stage.
type interrupt struct {
	stage  string
	cancel func()
	in     bool
}

func (i *interrupt) Begin(stage string, _ int) { i.in = stage == i.stage }
func (i *interrupt) Step(int) {
	if i.in {
		i.cancel()
	}
}

func TestAnInterruptedDemoLeavesNothingAndStartsAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, stage := range []string{demo.StageFamily, demo.StageReviews, demo.StageTallies} {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			o := demo.Options{Seed: 3, Districts: []string{"624"}, Progress: &interrupt{stage: stage, cancel: cancel}}
			if _, err := demo.Make(ctx, d, seal.Ephemeral(), o); err == nil {
				t.Fatalf("interrupted in %s, and made all the same", stage)
			}
			for _, table := range []string{"household", "household_person", "review_assessment", "review_round", "target"} {
				if n := count(t, d, "-- all-shards\nselect count(*) from "+table); n != 0 {
					t.Errorf("interrupted in %s: %d rows in %s", stage, n, table)
				}
			}
		}
		make2(t, d, demo.Options{Seed: 3, Districts: []string{"624"}})
	})
}

func TestTheSameSeedMakesTheSameFamilies(t *testing.T) {
	t.Parallel()
	people := func(d *db.DB) []string {
		rows, err := d.Query(t.Context(), `-- all-shards
			select p.commune_id || '/' || p.household_id || '/' || p.position || ' ' || p.name || ' ' || p.born || ' ' || h.code || ' ' || h.address
			from household_person p join household h on h.commune_id = p.commune_id and h.id = p.household_id
			order by p.commune_id, p.household_id, p.position`)
		if err != nil {
			t.Fatal(err)
		}
		return texts(t, rows)
	}
	var a, b []string
	for _, made := range []struct {
		seed uint64
		into *[]string
	}{{5, &a}, {5, &b}} {
		d := dbtest.SQLite(t)
		make2(t, d, demo.Options{Seed: made.seed, Districts: []string{"624"}})
		*made.into = people(d)
	}
	if len(a) == 0 || len(a) != len(b) {
		t.Fatalf("%d and %d persons", len(a), len(b))
	}
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("person %d: %s, then %s", i, a[i], b[i])
		}
	}
}

func texts(t *testing.T, rows *sql.Rows) (list []string) {
	t.Helper()
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestFullMakesEveryHousehold(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	m := make2(t, d, demo.Options{Seed: 9, Full: true, Districts: []string{"624"}})
	u, err := unit.ByCode(t.Context(), d, unit.District, "624", day.EndOf(2022))
	if err != nil {
		t.Fatal(err)
	}
	b, ok, err := unit.BaseOf(t.Context(), d, u.ID, day.EndOf(2022))
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	standing := count(t, d, `-- all-shards
		select count(*) from household where ended = ''`)
	persons := count(t, d, `-- all-shards
		select count(*) from household_person p join household h on h.commune_id = p.commune_id and h.id = p.household_id where h.ended = ''`)
	if standing != b.Households || persons != b.Persons || m.Households <= standing {
		t.Errorf("%d households with %d persons stand, the base is %d with %d", standing, persons, b.Households, b.Persons)
	}
}

// The normal demonstration, whole, recounted from the households' own assessments.
func TestTheProvinceGivesTheAnnexAndThePublishedFigures(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	if dir := os.Getenv("DEMO_KEEP"); dir != "" {
		var err error
		if d, err = db.Open(t.Context(), db.Config{Dir: dir}); err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	m := make2(t, d, demo.Options{Seed: 64})
	t.Logf("%+v", m)
	recount := `-- all-shards
		select count(*) from review_assessment a join review_round r on r.id = a.round_id
		join unit c on c.id = a.commune_id join unit t on t.id = c.parent_id
		where r.year = $1 and a.class = $2 and (t.code = $3 or $4 = '') and (a.ethnic <> '01' and a.ethnic <> '55' or $5 = 0)`
	for _, c := range []struct {
		year, class int
		district    string
		minority    int
		want        int64
	}{
		{2022, 1, "", 0, 38550}, {2022, 1, "", 1, 34387}, {2022, 2, "", 0, 37253}, {2022, 2, "", 1, 28565},
		{2021, 1, "", 0, 45688}, {2021, 1, "", 1, 40475}, {2021, 2, "", 0, 33866}, {2021, 2, "", 1, 24839},
		{2022, 1, "625", 0, 2542}, {2022, 1, "626", 0, 3266}, {2022, 1, "624", 0, 252}, {2022, 1, "632", 0, 4777},
		{2022, 1, "635", 0, 2488}, {2022, 1, "622", 0, 248}, {2022, 1, "630", 0, 5033}, {2022, 1, "634", 0, 1002},
		{2022, 1, "637", 0, 3244}, {2022, 1, "623", 0, 286}, {2022, 1, "638", 0, 1285}, {2022, 1, "639", 0, 2132},
		{2022, 1, "629", 0, 2847}, {2022, 1, "633", 0, 2497}, {2022, 1, "627", 0, 1842}, {2022, 1, "628", 0, 2389},
		{2022, 1, "631", 0, 2420}, {2021, 1, "627", 0, 1842 + 396},
	} {
		if got := count(t, d, recount, c.year, c.class, c.district, c.district, c.minority); got != c.want {
			t.Errorf("class %d at the end of %d in %q (minority %d): %d households, want %d", c.class, c.year, c.district, c.minority, got, c.want)
		}
	}
	// Each household counts for its class only as the standard says, and for its district only once.
	if n := count(t, d, `-- all-shards
		select count(*) from review_assessment where round_id = (select id from review_round where year = 2022)
		and class in (1, 2) and (points_a < 0 or answers = '' or codes = '')`); n != 0 {
		t.Errorf("%d households are on a list without answers, points or reasons", n)
	}
	province, err := unit.ByCode(t.Context(), d, unit.Province, "64", day.EndOf(2022))
	if err != nil {
		t.Fatal(err)
	}
	b, ok, err := unit.BaseOf(t.Context(), d, province.ID, day.EndOf(2022))
	if err != nil || !ok || b.Households != 383134 || b.MinorityHouseholds != 161745 {
		t.Errorf("base %+v, %v, %v", b, ok, err)
	}
	round, ok, err := review.Latest(t.Context(), d, province.ID)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	flows, err := review.FlowOf(t.Context(), d, round.ID, province.ID)
	if err != nil {
		t.Fatal(err)
	}
	balance := review.Reconcile(flows)
	if poor := balance.Poor; poor.Gap() != 0 || poor.Opening != 45688 || poor.Closing != 38550 || poor.FellBack == 0 || poor.OtherIn == 0 || poor.OtherOut == 0 {
		t.Errorf("movement of the poor: %+v", poor)
	}
	if near := balance.NearPoor; near.Gap() != 0 || near.Opening != 33866 || near.Closing != 37253 {
		t.Errorf("movement of the near-poor: %+v", near)
	}
	targets, err := target.Below(t.Context(), d, province.ID, 2023, target.PoorReduction)
	if err != nil || len(targets) != 17 {
		t.Fatalf("%d targets, %v", len(targets), err)
	}
	sum := int64(0)
	for _, x := range targets {
		sum += x.Households
	}
	if sum != 7096 || targets[6].Label != "Huyện Kông Chro" || targets[6].Points != 510 {
		t.Errorf("the targets add up to %d households, seventh is %+v", sum, targets[6])
	}
}
