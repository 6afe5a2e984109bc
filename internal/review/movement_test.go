package review_test

import (
	"testing"

	"pgregory.net/rapid"

	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
)

const (
	none     = standard.None
	poor     = standard.Poor
	nearPoor = standard.NearPoor
	average  = standard.Average
	notPoor  = standard.NotPoor
)

func TestMove(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		past review.Past
		now  standard.Class
		want review.Movement
	}{
		{"poor stays poor", review.Past{Class: poor}, poor, review.Stayed},
		{"near-poor stays near-poor", review.Past{Class: nearPoor}, nearPoor, review.Stayed},
		{"poor escapes to near-poor", review.Past{Class: poor}, nearPoor, review.EscapedToNearPoor},
		{"poor escapes above the line", review.Past{Class: poor}, notPoor, review.Escaped},
		{"poor escapes to an average living standard", review.Past{Class: poor}, average, review.Escaped},
		{"near-poor escapes", review.Past{Class: nearPoor}, notPoor, review.Escaped},
		{"near-poor becomes poor", review.Past{Class: nearPoor}, poor, review.BecamePoor},
		{"near-poor that was poor earlier becomes poor, and does not fall back", review.Past{Class: nearPoor, Worst: poor}, poor, review.BecamePoor},
		{"poor household leaves", review.Past{Class: poor}, none, review.OtherOut},
		{"near-poor household leaves", review.Past{Class: nearPoor}, none, review.OtherOut},
		{"never on a list, poor now", review.Past{}, poor, review.NewlyListed},
		{"reviewed and not poor before, poor now", review.Past{Class: notPoor}, poor, review.NewlyListed},
		{"never on a list, near-poor now", review.Past{}, nearPoor, review.NewlyListed},
		{"was poor, escaped, is poor again", review.Past{Class: notPoor, Worst: poor}, poor, review.FellBack},
		{"was poor, was not reviewed since, is poor again", review.Past{Worst: poor}, poor, review.FellBack},
		{"was near-poor, escaped, is near-poor again", review.Past{Class: average, Worst: nearPoor}, nearPoor, review.FellBack},
		{"was poor, escaped, is near-poor", review.Past{Class: notPoor, Worst: poor}, nearPoor, review.FellBack},
		{"was near-poor, escaped, is poor for the first time", review.Past{Class: notPoor, Worst: nearPoor}, poor, review.NewlyListed},
		{"split off and poor", review.Past{Arrived: true}, poor, review.OtherIn},
		{"split off from a household that was poor earlier", review.Past{Arrived: true, Worst: poor}, nearPoor, review.OtherIn},
		{"said to have arrived but on the list at the beginning", review.Past{Class: poor, Arrived: true}, nearPoor, review.EscapedToNearPoor},
		{"said to have arrived but judged at the beginning", review.Past{Class: notPoor, Arrived: true}, poor, review.NewlyListed},
		{"reviewed and not poor at both ends", review.Past{Class: notPoor}, average, review.Outside},
		{"reviewed for the first time and not poor", review.Past{}, notPoor, review.Outside},
		{"on no list and left", review.Past{Class: notPoor}, none, review.Outside},
	} {
		if got := review.Move(c.past, c.now); got != c.want {
			t.Errorf("%s: Move(%+v, %v) = %s, want %s", c.name, c.past, c.now, got, c.want)
		}
	}
}

// Whatever became of a set of households, both lists add up, in households and in persons.
func TestOpeningLessOutPlusInIsClosing(t *testing.T) {
	t.Parallel()
	class := rapid.Custom(func(t *rapid.T) standard.Class { return standard.Class(rapid.IntRange(0, 4).Draw(t, "class")) })
	one := rapid.Custom(func(t *rapid.T) review.Flow {
		past := review.Past{Class: class.Draw(t, "before"), Worst: class.Draw(t, "worst"), Arrived: rapid.Bool().Draw(t, "arrived")}
		now := class.Draw(t, "now")
		return review.Flow{
			From: past.Class, To: now, Movement: review.Move(past, now), Minority: rapid.Bool().Draw(t, "minority"),
			Households: rapid.Int64Range(0, 1000).Draw(t, "households"), Persons: rapid.Int64Range(0, 9000).Draw(t, "persons"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		flows := rapid.SliceOf(one).Draw(t, "flows")
		for _, set := range [][]review.Flow{flows, review.OfMinority(flows)} {
			b := review.Reconcile(set)
			for _, l := range []review.Line{b.Poor, b.NearPoor, b.PoorPersons, b.NearPoorPersons} {
				if l.Gap() != 0 {
					t.Fatalf("%+v lacks %d, from %+v", l, l.Gap(), set)
				}
				var sum int64
				for _, r := range l.Rows()[1:8] {
					sum += int64(r.Sign) * r.Households
				}
				if l.Opening+sum != l.Closing {
					t.Fatalf("rows %+v do not add up", l.Rows())
				}
			}
			// What leaves one list for the other arrives there.
			if b.Poor.ToOther != b.NearPoor.FromOther || b.NearPoor.ToOther != b.Poor.FromOther {
				t.Fatalf("lists disagree: %+v", b)
			}
		}
	})
}

func TestAFlowWhoseMovementDoesNotFitShowsAsAGap(t *testing.T) {
	t.Parallel()
	b := review.Reconcile([]review.Flow{{From: poor, To: notPoor, Movement: review.Stayed, Households: 3}})
	if b.Poor.Gap() != 3 {
		t.Errorf("Gap = %d, want 3", b.Poor.Gap())
	}
}

func TestEveryMovementHasAName(t *testing.T) {
	t.Parallel()
	for _, m := range review.Movements {
		for _, l := range lang.All {
			for _, list := range []standard.Class{poor, nearPoor} {
				if name := m.Name(l, list); name == "" || name[0] == "⟦"[0] {
					t.Errorf("%s in %s: %q", m, l, name)
				}
			}
		}
	}
}
