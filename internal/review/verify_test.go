package review_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// edit does one arbitrary act on a round: record, record again, let leave, remove.
func edit(ctx context.Context, s *review.Service, id review.RoundID, r *rand.Rand) error {
	in := anyInput(r)
	if r.IntN(6) == 0 {
		err := s.Remove(ctx, account.System, id, in.Household)
		if fault.KindOf(err) == fault.NotFound {
			return nil // it was not recorded
		}
		return err
	}
	_, err := s.Record(ctx, account.System, id, in)
	return err
}

func TestTalliesStayEqualToARecountThroughThousandsOfEdits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := settle(t, d)
		r := rand.New(rand.NewPCG(2022, 12))
		first := begin(t, s, 2021)
		for batch := range 8 {
			for range 250 {
				if err := edit(t.Context(), s, first, r); err != nil {
					t.Fatal(err)
				}
			}
			if verified(t, d, first); t.Failed() {
				t.Fatalf("after batch %d", batch)
			}
		}
		if err := s.Close(t.Context(), account.System, first); err != nil {
			t.Fatal(err)
		}
		// The next round takes its beginning from the first.
		second := begin(t, s, 2022)
		for batch := range 4 {
			for range 250 {
				if err := edit(t.Context(), s, second, r); err != nil {
					t.Fatal(err)
				}
			}
			progressed(t, d, second)
			if verified(t, d, second); t.Failed() {
				t.Fatalf("second round, after batch %d", batch)
			}
		}
		verified(t, d, first)
		balanced(t, d, second)
	})
}

// progressed compares the progress that the tallies tell with the households themselves.
func progressed(t *testing.T, d *db.DB, id review.RoundID) {
	t.Helper()
	r, err := review.Get(t.Context(), d, id)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range append([]unit.ID{1, province, district, district2}, communes...) {
		p, err := review.ProgressOf(t.Context(), d, r, u)
		if err != nil {
			t.Fatal(err)
		}
		waiting, err := review.Unreviewed(t.Context(), d, r, u, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		var expected, reviewed int64
		row := d.QueryRow(t.Context(), `select count(*), count(a.household_id) from unit_below b
			join review_assessment p on p.commune_id = b.unit_id
			left join review_assessment a on a.commune_id = p.commune_id and a.household_id = p.household_id and a.round_id = $1
			where b.ancestor_id = $2 and p.round_id = $3 and p.class in (1, 2)`, int64(id), int64(u), int64(r.Previous))
		if err := row.Scan(&expected, &reviewed); err != nil {
			t.Fatal(err)
		}
		if p.Expected != expected || p.Reviewed != reviewed || int64(len(waiting)) != p.Missing() || expected == 0 {
			t.Errorf("unit %d: %+v, %d wait; counted %d expected, %d reviewed", u, p, len(waiting), expected, reviewed)
		}
		if some, err := review.Unreviewed(t.Context(), d, r, u, 3); err != nil || len(some) != min(3, len(waiting)) {
			t.Errorf("unit %d: %d of 3 that wait, %v", u, len(some), err)
		}
	}
}

func TestConcurrentWritersLeaveNoDifference(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := settle(t, d)
		id := begin(t, s, 2022)
		var wg sync.WaitGroup
		for g := range 16 {
			wg.Go(func() {
				r := rand.New(rand.NewPCG(uint64(g), 7))
				for i := range 60 {
					if err := edit(t.Context(), s, id, r); err != nil {
						t.Errorf("writer %d: %v", g, err)
						return
					}
					// A rebuild in the midst of it must lose nothing.
					if g == 0 && i%20 == 10 {
						if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return review.Rebuild(ctx, tx, id) }); err != nil {
							t.Errorf("rebuild: %v", err)
						}
					}
				}
			})
		}
		wg.Wait()
		verified(t, d, id)
		balanced(t, d, id)
	})
}

func TestNothingIsRecordedAfterAClosingThatRacesWithRecords(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := settle(t, d)
		id := begin(t, s, 2022)
		var wg sync.WaitGroup
		for g := range 8 {
			wg.Go(func() {
				for i := range 30 {
					in := found(communes[g%3], household.ID(i+1), standard.Poor)
					if _, err := s.Record(t.Context(), account.System, id, in); err != nil && fault.KindOf(err) != fault.Conflict {
						t.Error(err)
					}
				}
			})
		}
		wg.Go(func() {
			if err := s.Close(t.Context(), account.System, id); err != nil {
				t.Error(err)
			}
		})
		wg.Wait()
		if _, err := s.Record(t.Context(), account.System, id, found(111, 1, standard.Poor)); fault.KindOf(err) != fault.Conflict {
			t.Errorf("Record in a closed round = %v, want a conflict", err)
		}
		verified(t, d, id)
	})
}

func TestVerifyNamesATamperedCell(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := settle(t, d)
		id := begin(t, s, 2022)
		for i := range household.ID(5) {
			mustRecord(t, s, id, found(112, i+1, standard.Poor))
		}
		for _, c := range []struct {
			name, sql string
			want      review.Difference
		}{
			{
				"a count changed", `update review_tally set d07 = d07 + 2 where commune_id = 112 and village_id = 1121`,
				review.Difference{Table: "tally", Commune: 112, Village: 1121, Class: standard.Poor, Ethnic: household.Jrai, Column: "d07", Stored: 7, Counted: 5},
			},
			{
				"the commune's row gone", `delete from review_flow where commune_id = 112 and village_id = 0`,
				review.Difference{Table: "flow", Commune: 112, Class: standard.Poor, Movement: review.NewlyListed, Minority: true, Column: "households", Stored: 0, Counted: 5},
			},
			{
				"a row of another commune", fmt.Sprintf(`insert into review_flow (commune_id, round_id, village_id, prev_class, class, movement, minority, households, persons)
				values (121, %d, 0, 1, 4, 'escaped', 0, 3, 0)`, id),
				review.Difference{Table: "flow", Commune: 121, PrevClass: standard.Poor, Class: standard.NotPoor, Movement: review.Escaped, Column: "households", Stored: 3, Counted: 0},
			},
			{
				"an assessment changed behind the tallies", `update review_assessment set needs = 0 where commune_id = 112 and household_id = 3`,
				review.Difference{Table: "tally", Commune: 112, Village: 0, Class: standard.Poor, Ethnic: household.Jrai, Column: "n4", Stored: 5, Counted: 4},
			},
		} {
			act(t, d, func(ctx context.Context, tx *db.Tx) error {
				n, err := tx.Exec(ctx, c.sql)
				if n != 1 {
					t.Errorf("%s: %d rows", c.name, n)
				}
				return err
			})
			diffs, err := review.Verify(t.Context(), d, id)
			if err != nil || len(diffs) == 0 || diffs[0] != c.want {
				t.Errorf("%s: Verify = %+v, %v, want first %+v", c.name, diffs, err, c.want)
			}
			act(t, d, func(ctx context.Context, tx *db.Tx) error { return review.Rebuild(ctx, tx, id) })
			verified(t, d, id)
		}
	})
}

func TestRebuildMakesWhatRecordKept(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := settle(t, d)
		id := begin(t, s, 2022)
		r := rand.New(rand.NewPCG(5, 5))
		for range 300 {
			if err := edit(t.Context(), s, id, r); err != nil {
				t.Fatal(err)
			}
		}
		before := everyFigure(t, d, id)
		act(t, d, func(ctx context.Context, tx *db.Tx) error { return review.Rebuild(ctx, tx, id) })
		if after := everyFigure(t, d, id); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("Rebuild changed figures:\n%v\nwas\n%v", after, before)
		}
		verified(t, d, id)
	})
}

// What is remembered of the tallies is what they are: a reader before, between and after edits, on an old
// snapshot and inside an act, sees the figures of his own moment.
func TestWhatIsRememberedIsWhatIsStored(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := settle(t, d)
		r := rand.New(rand.NewPCG(5, 8))
		id := begin(t, s, 2021)
		units := []unit.ID{1, province, district, district2}
		for _, c := range communes {
			units = append(append(units, c), villagesOf(c)...)
		}
		// all is everything that can be asked of a round; on a copy, so that a reader cannot spoil it for others.
		all := func(ctx context.Context, q db.Querier) string {
			var b strings.Builder
			for _, u := range units {
				f, err := review.FiguresOf(ctx, q, id, u)
				if err != nil {
					t.Fatal(err)
				}
				below, err := review.FiguresBelow(ctx, q, id, u, "2021-12-31")
				if err != nil {
					t.Fatal(err)
				}
				flows, err := review.FlowBelow(ctx, q, id, u, "2021-12-31")
				if err != nil {
					t.Fatal(err)
				}
				villages, err := review.FiguresAt(ctx, q, id, u, unit.Village, "2021-12-31")
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintln(&b, u, f, below, flows, villages)
				for i := range f.Cells {
					f.Cells[i].Households = -1
				}
				for _, x := range flows {
					clear(x)
				}
			}
			return b.String()
		}
		inAct := func() (out string) {
			act(t, d, func(ctx context.Context, tx *db.Tx) error {
				out = all(ctx, tx) // nothing is remembered in an act
				return nil
			})
			return out
		}
		for batch := range 6 {
			before := all(t.Context(), d)
			err := d.Read(t.Context(), func(q db.Querier) error {
				if got := all(t.Context(), q); got != before {
					t.Errorf("batch %d: a snapshot differs from the moment before it", batch)
				}
				for range 25 {
					if err := edit(t.Context(), s, id, r); err != nil {
						return err
					}
				}
				if now := all(t.Context(), d); now == before || now != inAct() {
					t.Errorf("batch %d: remembered after the edits is not what is stored", batch)
				}
				if got := all(t.Context(), q); got != before {
					t.Errorf("batch %d: an old snapshot sees later edits", batch)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Rebuild(t.Context(), account.System, id); err != nil {
				t.Fatal(err)
			}
			if all(t.Context(), d) != inAct() {
				t.Errorf("batch %d: after a rebuild", batch)
			}
		}
	})
}
