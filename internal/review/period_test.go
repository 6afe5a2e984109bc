package review_test

import (
	"testing"

	"giamngheo/internal/fault"
	"giamngheo/internal/review"
)

func TestPickIsTheRoundAskedForOrTheStandingOne(t *testing.T) {
	rounds := []review.Round{{ID: 2, Year: 2022, Kind: review.Periodic, Status: review.Closed}, {ID: 1, Year: 2021, Kind: review.Periodic, Status: review.Closed}}
	for _, c := range []struct {
		rounds []review.Round
		asked  string
		want   review.RoundID
		ok     bool
	}{
		{rounds, "", 2, true},
		{rounds, "1", 1, true},
		{nil, "", 0, true},
		{rounds, "3", 0, false},
		{rounds, "x", 0, false},
		{nil, "2", 0, false},
		{append([]review.Round{{ID: 3, Year: 2023, Kind: review.Periodic, Status: review.Open}}, rounds...), "", 2, true},
	} {
		got, err := review.Pick(c.rounds, c.asked)
		if got.ID != c.want || (err == nil) != c.ok || !c.ok && fault.KindOf(err) != fault.NotFound {
			t.Errorf("Pick(%d rounds, %q) = %d, %v, want %d", len(c.rounds), c.asked, got.ID, err, c.want)
		}
	}
}
