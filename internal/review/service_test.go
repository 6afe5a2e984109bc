package review_test

import (
	"context"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
)

func TestRecordClassifiesMovesAndTells(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := settle(t, d)
		first := begin(t, s, 2021)
		mustRecord(t, s, first, found(111, 1, standard.Poor))
		if err := s.Close(t.Context(), account.System, first); err != nil {
			t.Fatal(err)
		}
		id := begin(t, s, 2022)
		got := mustRecord(t, s, id, found(111, 1, standard.NearPoor))
		if got.Class != nearPoor || got.PrevClass != poor || got.Movement != review.EscapedToNearPoor ||
			strings.Join(got.Codes, " ") != "VN2022-NEAR-01 VN2022-D04 VN2022-D07" {
			t.Errorf("Record = %+v", got)
		}
		history, err := review.History(t.Context(), d, got.Household)
		if err != nil || len(history) != 2 || history[0].Class != nearPoor || history[1].Class != poor || history[0].In.Year != 2022 {
			t.Fatalf("History = %+v, %v", history, err)
		}
		r, same := history[1].Explain()
		if !same || r.Class != poor || r.Sentence("vi") == "" {
			t.Errorf("Explain = %+v, %v", r, same)
		}
		var act, thing, before, after string
		err = d.QueryRow(t.Context(), `select act, thing, before, after from audit_line order by id desc limit 1`).Scan(&act, &thing, &before, &after)
		if err != nil || act != "review.record" || thing != "household:111/1" || before != "" || !strings.Contains(after, `"movement":"escaped_to_near_poor"`) {
			t.Errorf("audit line %s %s %s %s, %v", act, thing, before, after, err)
		}
	})
}

// A class that was judged stays as it was judged, even when its facts would be judged otherwise now.
func TestHistoryShowsWhatWasStored(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := settle(t, d)
		id := begin(t, s, 2022)
		mustRecord(t, s, id, found(111, 1, standard.Poor))
		act(t, d, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `update review_assessment set class = 4, codes = 'OLD-07' where commune_id = 111 and household_id = 1`)
			return err
		})
		history, err := review.History(t.Context(), d, household.Ref{Commune: 111, ID: 1})
		if err != nil {
			t.Fatal(err)
		}
		r, same := history[0].Explain()
		if r.Class != notPoor || len(r.Codes) != 1 || r.Codes[0] != "OLD-07" || same {
			t.Errorf("Explain = %v %v, same %v", r.Class, r.Codes, same)
		}
	})
}

func TestAnswersAreScoredWithTheRoundsCard(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := settle(t, d)
		card, err := standard.CardByID("illustrative-2022")
		if err != nil {
			t.Fatal(err)
		}
		r := round(2022)
		r.Card = card.ID
		id, err := s.Open(t.Context(), account.System, r)
		if err != nil {
			t.Fatal(err)
		}
		in := found(111, 1, standard.Poor)
		in.PointsA, in.Answers = -1, standard.Answers{}
		for _, item := range card.Items {
			switch {
			case item.Kind == standard.Count:
				in.Answers[item.Code] = []string{"2"}
			case item.Kind == standard.Single:
				in.Answers[item.Code] = []string{item.Options[0].Code}
			}
		}
		want, err := card.Score(standard.CentralHighlands, standard.Rural, in.Answers)
		if err != nil {
			t.Fatal(err)
		}
		got := mustRecord(t, s, id, in)
		if got.PointsA != want || got.Region != standard.CentralHighlands {
			t.Errorf("Record scored %d in %s, want %d", got.PointsA, got.Region, want)
		}
		stored, err := review.History(t.Context(), d, in.Household)
		if err != nil || len(stored[0].Answers) != len(in.Answers) {
			t.Errorf("stored answers %v, %v", stored, err)
		}
		in.Answers["members"] = []string{"none at all"}
		if _, err := s.Record(t.Context(), account.System, id, in); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a wrong answer: %v", err)
		}
	})
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := settle(t, d)
		id := begin(t, s, 2022)
		officer := account.Actor{ID: 1, Login: "xa", Role: account.CommuneOfficer, Unit: 111}
		auditor := account.Actor{ID: 2, Login: "kt", Role: account.Auditor, Unit: province}
		change := func(f func(*review.Input)) review.Input {
			in := found(111, 1, standard.Poor)
			f(&in)
			return in
		}
		for _, c := range []struct {
			name string
			who  account.Actor
			in   review.Input
			want fault.Kind
		}{
			{"another commune's household", officer, found(112, 1, standard.Poor), fault.NotFound},
			{"an auditor's record", auditor, found(111, 1, standard.Poor), fault.Forbidden},
			{"nobody's record", account.Actor{}, found(111, 1, standard.Poor), fault.Unauthenticated},
			{"a household that is not in the register", officer, found(111, 9999, standard.Poor), fault.NotFound},
			{"a village of another commune", officer, change(func(in *review.Input) { in.Village = 1121 }), fault.Invalid},
			{"a commune as village", officer, change(func(in *review.Input) { in.Village = 111 }), fault.Invalid},
			{"no members", officer, change(func(in *review.Input) { in.Members = 0 }), fault.Invalid},
			{"more children than members", officer, change(func(in *review.Input) { in.Children = 5 }), fault.Invalid},
			{"neither points nor income", officer, change(func(in *review.Input) { in.PointsA = -1 }), fault.Invalid},
			{"no area", officer, change(func(in *review.Input) { in.Area = "" }), fault.Invalid},
			{"a cause outside the list", officer, change(func(in *review.Input) { in.Causes = 1 << 8 }), fault.Invalid},
			{"answers in a round without a card", officer, change(func(in *review.Input) { in.Answers = standard.Answers{"a": {"b"}} }), fault.Invalid},
			{"an unknown ethnic group", officer, change(func(in *review.Input) { in.Ethnic = "77" }), fault.Invalid},
		} {
			if _, err := s.Record(t.Context(), c.who, id, c.in); fault.KindOf(err) != c.want {
				t.Errorf("%s: %v, want kind %d", c.name, err, c.want)
			}
		}
		if _, err := s.Record(t.Context(), officer, id, found(111, 1, standard.Poor)); err != nil {
			t.Errorf("the commune's own officer: %v", err)
		}
		if _, err := s.Record(t.Context(), officer, 99, found(111, 1, standard.Poor)); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a round that does not exist: %v", err)
		}
		if err := s.Remove(t.Context(), officer, id, household.Ref{Commune: 111, ID: 2}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("removing what was not recorded: %v", err)
		}
		if err := s.Close(t.Context(), officer, id); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a commune officer closing the province's round: %v", err)
		}
		if n := verified(t, d, id); n.Households != 1 {
			t.Errorf("%d households recorded, want 1", n.Households)
		}
	})
}

func TestRoundsFollowOneAnother(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := settle(t, d)
		first := begin(t, s, 2021)
		mustRecord(t, s, first, found(111, 1, standard.Poor))
		mustRecord(t, s, first, found(112, 1, standard.NotPoor))
		if _, err := s.Open(t.Context(), account.System, round(2022)); fault.KindOf(err) != fault.Conflict {
			t.Errorf("opening upon an open round: %v", err)
		}
		within := round(2021)
		within.Unit = district
		if _, err := s.Open(t.Context(), account.System, within); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a district's round within the province's: %v", err)
		}
		if err := s.Close(t.Context(), account.System, first); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(t.Context(), account.System, first); fault.KindOf(err) != fault.Conflict {
			t.Errorf("closing twice: %v", err)
		}
		id := begin(t, s, 2022)
		if err := s.Close(t.Context(), account.System, id); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "Households 1") {
			t.Errorf("closing with a poor household not reviewed: %v", err)
		}
		mustRecord(t, s, id, found(111, 1, standard.None))
		if err := s.Close(t.Context(), account.System, id); err != nil {
			t.Errorf("closing after every household: %v", err)
		}
		for _, c := range []struct {
			name string
			make func(*review.Round)
		}{
			{"day outside the year", func(r *review.Round) { r.Day = "2024-01-01" }},
			{"no such kind", func(r *review.Round) { r.Kind = "weekly" }},
			{"card of another edition", func(r *review.Round) { r.Edition, r.Card = "vn-2016", "illustrative-2022" }},
			{"no such edition", func(r *review.Round) { r.Edition = "vn-1900" }},
			{"no such unit", func(r *review.Round) { r.Unit = 77 }},
		} {
			r := round(2023)
			c.make(&r)
			if _, err := s.Open(t.Context(), account.System, r); fault.KindOf(err) == fault.Internal {
				t.Errorf("%s: %v", c.name, err)
			}
		}
	})
}

func TestTheRoundThatCoversAUnitIsFound(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := settle(t, d)
		if _, ok, err := review.Latest(t.Context(), d, 1111); ok || err != nil {
			t.Errorf("Latest before any round = %v, %v", ok, err)
		}
		first := begin(t, s, 2021)
		if err := s.Close(t.Context(), account.System, first); err != nil {
			t.Fatal(err)
		}
		id := begin(t, s, 2022)
		monthly := round(2023)
		monthly.Kind, monthly.Day, monthly.Previous = review.Monthly, day.Date("2023-02-28"), first
		if _, err := s.Open(t.Context(), account.System, monthly); err != nil {
			t.Fatal(err)
		}
		if r, ok, err := review.Latest(t.Context(), d, 1111); err != nil || !ok || r.ID != id || r.Previous != first {
			t.Errorf("Latest of a village = %+v, %v, %v", r, ok, err)
		}
		if r, ok, err := review.RoundOf(t.Context(), d, 121, 2021); err != nil || !ok || r.ID != first {
			t.Errorf("RoundOf a commune in 2021 = %+v, %v, %v", r, ok, err)
		}
		if _, ok, err := review.RoundOf(t.Context(), d, 1, 2021); err != nil || ok {
			t.Errorf("the country has a round of its own: %v, %v", ok, err)
		}
		if all, err := review.Rounds(t.Context(), d, 111); err != nil || len(all) != 3 || all[2].ID != first {
			t.Errorf("Rounds = %+v, %v", all, err)
		}
	})
}

func TestFallingBackIsSeenThroughTheRounds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := settle(t, d)
		want := []review.Movement{review.NewlyListed, review.Escaped, review.FellBack}
		for i, c := range []standard.Class{standard.Poor, standard.NotPoor, standard.Poor} {
			id := begin(t, s, 2020+i)
			if got := mustRecord(t, s, id, found(111, 1, c)).Movement; got != want[i] {
				t.Errorf("%d: %s, want %s", 2020+i, got, want[i])
			}
			if err := s.Close(t.Context(), account.System, id); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestAnImportedCardIsFoundAndNeverChanges(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := settle(t, d)
		shipped, err := standard.CardByID("illustrative-2022")
		if err != nil {
			t.Fatal(err)
		}
		c := *shipped
		c.ID = "test-2022"
		for range 2 { // the same card again does nothing
			if err := s.ImportCard(t.Context(), account.System, &c); err != nil {
				t.Fatal(err)
			}
		}
		got, err := review.Card(t.Context(), d, "test-2022")
		if err != nil || len(got.Items) != len(c.Items) || got.Edition != "vn-2022" {
			t.Fatalf("Card = %+v, %v", got, err)
		}
		if all, err := review.Cards(t.Context(), d); err != nil || len(all) != len(standard.Cards())+1 {
			t.Errorf("Cards = %d, %v", len(all), err)
		}
		c.Source = "another paper"
		if err := s.ImportCard(t.Context(), account.System, &c); fault.KindOf(err) != fault.Conflict {
			t.Errorf("another card under the same id: %v", err)
		}
		if err := s.ImportCard(t.Context(), account.System, shipped); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a card under a shipped id: %v", err)
		}
		officer := account.Actor{ID: 1, Login: "xa", Role: account.CommuneOfficer, Unit: 111}
		c.ID = "mine"
		if err := s.ImportCard(t.Context(), officer, &c); err == nil {
			t.Error("a commune officer imported a card")
		}
		if _, err := review.Card(t.Context(), d, "none"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a card that does not exist: %v", err)
		}
	})
}
