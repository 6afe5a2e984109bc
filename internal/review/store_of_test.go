package review_test

import (
	"testing"

	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
)

func TestOfHouseholdsReadsThoseReviewedInTheRound(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := settle(t, d)
		id := begin(t, s, 2022)
		mustRecord(t, s, id, found(111, 1, standard.Poor))
		mustRecord(t, s, id, found(121, 1, standard.NearPoor))
		refs := []household.Ref{{Commune: 121, ID: 1}, {Commune: 111, ID: 2}, {Commune: 111, ID: 1}}
		got, err := review.OfHouseholds(t.Context(), d, id, refs)
		if err != nil || len(got) != 2 || got[refs[0]].Class != standard.NearPoor || got[refs[2]].Class != standard.Poor {
			t.Errorf("%v, %v", got, err)
		}
		for _, none := range []struct {
			round review.RoundID
			refs  []household.Ref
		}{{id, nil}, {id + 1, refs}} {
			if got, err := review.OfHouseholds(t.Context(), d, none.round, none.refs); err != nil || len(got) != 0 {
				t.Errorf("round %d of %v: %v, %v", none.round, none.refs, got, err)
			}
		}
	})
}
