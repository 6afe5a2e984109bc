package review_test

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// The invented country of the tests: one province, districts 11 and 12, communes 111, 112, 121 with
// three villages each (1111, 1112, 1113 …).
const (
	province  unit.ID = 10
	district  unit.ID = 11
	district2 unit.ID = 12
)

var communes = []unit.ID{111, 112, 121}

func villagesOf(commune unit.ID) []unit.ID {
	return []unit.ID{commune*10 + 1, commune*10 + 2, commune*10 + 3}
}

// householdsEach is how many households the register of the tests has in each commune.
const householdsEach = 40

// act runs one act that must succeed.
func act(t testing.TB, d *db.DB, fn func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// settle makes the units and the register.
func settle(t testing.TB, d *db.DB) *review.Service {
	t.Helper()
	act(t, d, func(ctx context.Context, tx *db.Tx) error {
		make := func(id, parent unit.ID, l unit.Level, k unit.Kind) unit.Unit {
			return unit.Unit{
				ID: id, Parent: parent, Level: l, Kind: k, Code: fmt.Sprint(id), Name: fmt.Sprint("Thử ", id),
				From: "2004-01-01", To: day.Forever,
			}
		}
		units := []unit.Unit{
			make(1, 0, unit.Country, ""), make(province, 1, unit.Province, "tỉnh"),
			make(district, province, unit.District, "huyện"), make(district2, province, unit.District, "huyện"),
		}
		for _, c := range communes {
			units = append(units, make(c, c/10, unit.Commune, "xã"))
			for _, v := range villagesOf(c) {
				units = append(units, make(v, c, unit.Village, "làng"))
			}
		}
		if err := unit.Insert(ctx, tx, units); err != nil {
			return err
		}
		_, err := household.Load(ctx, tx, seal.Ephemeral(), func(yield func(household.Household, error) bool) {
			for _, c := range communes {
				for i := range householdsEach {
					ref := household.Ref{Commune: c, ID: household.ID(i + 1)}
					if !yield(household.Household{
						Ref: ref, Village: villagesOf(c)[i%3], Code: ref.String(), CodeYear: 2022,
						Head: "Thử", Ethnic: household.Jrai, EthnicGiven: "10", EthnicList: household.List2008, Members: 4,
					}, nil) {
						return
					}
				}
			}
		})
		return err
	})
	return review.New(d)
}

// round is a yearly round of the whole province by the standard of 2022.
func round(year int) review.Round {
	return review.Round{
		Year: year, Kind: review.Periodic, Edition: "vn-2022", Unit: province, Day: day.EndOf(year),
		Region: standard.CentralHighlands, Detail: true, Status: review.Open, Source: "test",
	}
}

// begin opens a round of the province.
func begin(t testing.TB, s *review.Service, year int) review.RoundID {
	t.Helper()
	id, err := s.Open(t.Context(), account.System, round(year))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// found is a household of four at a commune's first village, with what makes it the class asked for.
func found(commune unit.ID, id household.ID, c standard.Class) review.Input {
	in := review.Input{
		Household: household.Ref{Commune: commune, ID: id}, Village: commune*10 + 1, Area: standard.Rural,
		Ethnic: household.Jrai, Members: 4, Children: 2, PointsA: -1, Income: -1,
	}
	switch c {
	case standard.None:
		in.Left = true
	case standard.Poor:
		in.PointsA, in.Deprived = 140, standard.DeprivedIn(4, 7, 10)
		in.Causes, in.Needs = household.CausesOf(2), household.NeedsOf(4)
	case standard.NearPoor:
		in.PointsA, in.Deprived = 140, standard.DeprivedIn(4, 7)
	case standard.Average:
		in.PointsA, in.Income = 150, 2_000_000
	case standard.NotPoor:
		in.PointsA = 150
	}
	return in
}

func mustRecord(t testing.TB, s *review.Service, id review.RoundID, in review.Input) review.Assessment {
	t.Helper()
	a, err := s.Record(t.Context(), account.System, id, in)
	if err != nil {
		t.Fatalf("Record(%v): %v", in.Household, err)
	}
	return a
}

// anyInput is an arbitrary lawful finding at one of the households of the register.
func anyInput(r *rand.Rand) review.Input {
	c := communes[r.IntN(len(communes))]
	in := review.Input{
		Household: household.Ref{Commune: c, ID: household.ID(r.IntN(householdsEach) + 1)},
		Area:      []standard.Area{standard.Rural, standard.Urban}[r.IntN(2)],
		Ethnic:    []household.Ethnic{household.Kinh, household.Jrai, household.Bahnar, household.Foreigner, ""}[r.IntN(5)],
		Flags:     household.Flags(r.IntN(64)),
		Members:   1 + r.IntN(9),
		PointsA:   100 + r.IntN(100), Income: -1,
		Deprived: standard.Deprivations(r.IntN(1 << 12)),
		Causes:   household.CauseSet(r.IntN(1 << 8)),
		Needs:    household.NeedSet(r.IntN(1 << 6)),
		Previous: standard.Class(r.IntN(5)),

		WasPoorBefore: r.IntN(5) == 0, WasNearPoorBefore: r.IntN(5) == 0,
		Arrived: r.IntN(8) == 0, Left: r.IntN(8) == 0,
	}
	in.Children = r.IntN(in.Members + 1)
	if r.IntN(3) == 0 {
		in.Income = int64(r.IntN(4_000_000))
	}
	if r.IntN(6) != 0 {
		in.Village = villagesOf(c)[r.IntN(3)]
	}
	return in
}

// seqOf yields values one by one.
func seqOf[T any](values ...T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range values {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// verified fails the test when a stored count differs from a recount.
func verified(t testing.TB, d *db.DB, id review.RoundID) review.Checked {
	t.Helper()
	var n review.Checked
	err := d.Read(t.Context(), func(q db.Querier) error {
		diffs, checked, err := review.VerifyCounting(t.Context(), q, id)
		for _, diff := range diffs {
			t.Errorf("difference: %+v", diff)
		}
		n = checked
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
