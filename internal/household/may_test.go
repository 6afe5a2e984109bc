package household_test

import (
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/seal"
)

func TestASurveyorReachesTheHouseholdsOfHisVillageAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlace(t, d, 1, 2, 2)
		s := household.NewService(d, seal.Ephemeral())
		home := create(t, s, sample(p, 0, "64-001", "Siu Mơ"))
		across := sample(p, 0, "64-002", "Siu Kra")
		across.Village = p.villages[p.communes[0]][1]
		far := create(t, s, sample(p, 1, "64-003", "Siu Blưn"))
		other := create(t, s, across)
		who := account.Actor{ID: 7, Login: "mo", Role: account.VillageSurveyor, Unit: p.villages[p.communes[0]][0]}
		if _, err := s.Get(t.Context(), who, home); err != nil {
			t.Errorf("his own village's: %v", err)
		}
		for name, ref := range map[string]household.Ref{"the next village's": other, "another commune's": far, "no household": {Commune: p.communes[0], ID: 99}} {
			if _, err := s.Get(t.Context(), who, ref); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v, want not found", name, err)
			}
			if err := household.May(t.Context(), d, who, account.RequestChanges, home, ref); fault.KindOf(err) != fault.NotFound {
				t.Errorf("his own with %s: %v, want not found", name, err)
			}
		}
		if err := household.May(t.Context(), d, who, account.WriteHouseholds, home); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("writing: %v, want forbidden", err)
		}
		if n, exact, err := household.CountUp(t.Context(), d, who.Unit); n != 1 || !exact || err != nil {
			t.Errorf("households of the village = %d, %v, %v", n, exact, err)
		}
		found, err := s.FindIdentity(t.Context(), who, "064067001234", who.Unit)
		if err != nil || len(found) != 1 || found[0].Ref != home {
			t.Errorf("by a number that stands in all three: %v, %v", found, err)
		}
		// A household that moves away takes its page along.
		h, err := s.Get(t.Context(), account.System, home)
		if err != nil {
			t.Fatal(err)
		}
		h.Village = across.Village
		if err := s.Update(t.Context(), account.System, h); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Get(t.Context(), who, home); fault.KindOf(err) != fault.NotFound {
			t.Errorf("after it moved: %v", err)
		}
	})
}
