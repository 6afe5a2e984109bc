package demo_test

import (
	"context"
	"database/sql"
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

// Part of the province on each engine: stored whole, its own check passed.
func TestAPartOfTheProvinceIsMade(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := make2(t, d, demo.Options{Seed: 64, Districts: twoDistricts})
		for table, want := range map[string]int64{"household": m.Households, "household_person": m.Persons, "review_assessment": m.Reviewed} {
			if got := count(t, d, "-- all-shards\nselect count(*) from "+table); got != want {
				t.Errorf("%d rows in %s, %d made", got, table, want)
			}
		}
		if m.Communes != 16 || m.Checked != m.Reviewed {
			t.Errorf("made %+v", m)
		}
		hits, err := household.Search(t.Context(), d, household.Query{Text: "nguyen", Area: unit.CountryID, Limit: 5})
		if err != nil || len(hits) != 5 {
			t.Errorf("search finds %d, %v", len(hits), err)
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
	make2(t, d, demo.Options{Seed: 64})
	rows, err := d.Query(t.Context(), `-- all-shards
		select r.year, a.class, t.code, case when a.ethnic in ('01', '55') then 0 else 1 end, count(*)
		from review_assessment a join review_round r on r.id = a.round_id
		join unit c on c.id = a.commune_id join unit t on t.id = c.parent_id
		group by r.year, a.class, t.code, case when a.ethnic in ('01', '55') then 0 else 1 end`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	type cell struct {
		year, class int
		district    string
	}
	all, ofMinority := map[cell]int{}, map[cell]int{}
	for rows.Next() {
		var c cell
		var minority, n int
		if err := rows.Scan(&c.year, &c.class, &c.district, &minority, &n); err != nil {
			t.Fatal(err)
		}
		for _, at := range []cell{c, {c.year, c.class, ""}} {
			all[at] += n
			ofMinority[at] += n * minority
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		of   map[cell]int
		at   cell
		want int
	}{
		{all, cell{2022, 1, ""}, 38550},
		{ofMinority, cell{2022, 1, ""}, 34387},
		{all, cell{2022, 2, ""}, 37253},
		{ofMinority, cell{2022, 2, ""}, 28565},
		{all, cell{2021, 1, ""}, 45688},
		{ofMinority, cell{2021, 1, ""}, 40475},
		{all, cell{2021, 2, ""}, 33866},
		{ofMinority, cell{2021, 2, ""}, 24839},
		{all, cell{2022, 1, "625"}, 2542},
		{all, cell{2022, 1, "626"}, 3266},
		{all, cell{2022, 1, "624"}, 252},
		{all, cell{2022, 1, "632"}, 4777},
		{all, cell{2022, 1, "635"}, 2488},
		{all, cell{2022, 1, "622"}, 248},
		{all, cell{2022, 1, "630"}, 5033},
		{all, cell{2022, 1, "634"}, 1002},
		{all, cell{2022, 1, "637"}, 3244},
		{all, cell{2022, 1, "623"}, 286},
		{all, cell{2022, 1, "638"}, 1285},
		{all, cell{2022, 1, "639"}, 2132},
		{all, cell{2022, 1, "629"}, 2847},
		{all, cell{2022, 1, "633"}, 2497},
		{all, cell{2022, 1, "627"}, 1842},
		{all, cell{2022, 1, "628"}, 2389},
		{all, cell{2022, 1, "631"}, 2420},
		{all, cell{2021, 1, "627"}, 1842 + 396},
	} {
		if c.of[c.at] != c.want {
			t.Errorf("%+v: %d households, want %d", c.at, c.of[c.at], c.want)
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
	if x, ok, err := target.Get(t.Context(), d, province.ID, 2023, target.MinorityPoorReduction); err != nil || !ok || x.Points != 300 {
		t.Errorf("target for the minorities: %+v, %v, %v", x, ok, err)
	}
	sum := int64(0)
	for _, x := range targets {
		sum += x.Households
	}
	if sum != 7096 || targets[6].Label != "Huyện Kông Chro" || targets[6].Points != 510 {
		t.Errorf("the targets add up to %d households, seventh is %+v", sum, targets[6])
	}
}
