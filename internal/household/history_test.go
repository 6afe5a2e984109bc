package household_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
	"giamngheo/internal/freeze"
	"giamngheo/internal/household"
	"giamngheo/internal/seal"
)

func TestTheHistorySaysWhoChangedWhatAndFromWhere(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlace(t, d, 1, 1, 2)
		s := household.NewService(d, seal.Ephemeral())
		ref := create(t, s, sample(p, 0, "H1", "Siu Bek"))
		h, err := s.Get(t.Context(), account.System, ref)
		if err != nil {
			t.Fatal(err)
		}
		h.Address, h.Flags = "đội 2", h.Flags|household.Merit
		h.Persons[0].Identity = "064067001236"
		h.Persons = append(h.Persons, household.Person{Name: "Siu Tin", Sex: household.Male, Born: "2010", Ethnic: household.Jrai, Relation: household.Child})
		h.Members = 3
		if err := s.Update(t.Context(), account.System, h); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Mark(t.Context(), account.System, p.province, []household.Ref{ref}, household.Disabled, true); err != nil {
			t.Fatal(err)
		}
		events, err := household.History(t.Context(), d, ref)
		if err != nil {
			t.Fatal(err)
		}
		if len(events) != 3 || !events[2].Entered || events[0].Source.Kind != household.ByMark || events[1].Who != "system" {
			t.Fatalf("events %+v", events)
		}
		want := []household.Difference{
			{Field: "address", Before: "Làng H1", After: "đội 2"},
			{Field: "members", Before: "2", After: "3"},
			{Field: "flag_merit", Before: "0", After: "1"},
			{Field: "person_identity", Person: "Siu Bek", Before: "0•••••••1234", After: "0•••••••1236"},
			{Field: "person_in", Person: "Siu Tin", After: "2010"},
		}
		if diff := cmp.Diff(want, events[1].Changes); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]household.Difference{{Field: "flag_disabled", Before: "0", After: "1"}}, events[0].Changes); diff != "" {
			t.Error(diff)
		}
		// Saving the same again is no event.
		h, _ = s.Get(t.Context(), account.System, ref)
		if err := s.Update(t.Context(), account.System, h); err != nil {
			t.Fatal(err)
		}
		if again, _ := household.History(t.Context(), d, ref); len(again) != 3 {
			t.Errorf("%d events after an act that changed nothing", len(again))
		}
	})
}

func TestOnlyTrivialFactsAreChangedDirectlyWhenGuarded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlace(t, d, 1, 1, 2)
		free := household.NewService(d, seal.Ephemeral())
		ref := create(t, free, sample(p, 0, "H1", "Siu Bek"))
		refusal := fault.New(fault.Conflict, "household.by_request", "Year", 2022)
		s := free.Guarded(func(_ context.Context, _ db.Querier, refs []household.Ref) (map[household.Ref]error, error) {
			out := map[household.Ref]error{}
			for _, r := range refs {
				out[r] = refusal
			}
			return out, nil
		})
		for name, c := range map[string]struct {
			change func(*household.Household)
			free   bool
		}{
			"an address":                  {func(h *household.Household) { h.Address = "đội 9" }, true},
			"a code":                      {func(h *household.Household) { h.Code = "H1-B" }, true},
			"the spelling of a name":      {func(h *household.Household) { h.Head, h.Persons[0].Name = "Siu Bék", "Siu Bék" }, true},
			"an identity number":          {func(h *household.Household) { h.Persons[0].Identity = "064067001236" }, true},
			"the name of somebody else":   {func(h *household.Household) { h.Head, h.Persons[0].Name = "Rơ Châm Tin", "Rơ Châm Tin" }, false},
			"a village":                   {func(h *household.Household) { h.Village = p.villages[h.Commune][1] }, false},
			"a mark":                      {func(h *household.Household) { h.Flags |= household.Merit }, false},
			"a birth":                     {func(h *household.Household) { h.Persons[1].Born = "2011-05-30" }, false},
			"a relation":                  {func(h *household.Household) { h.Persons[1].Relation = household.Grandchild }, false},
			"an ethnic group of a member": {func(h *household.Household) { h.Persons[1].Ethnic = household.Kinh }, false},
			"a member less":               {func(h *household.Household) { h.Persons, h.Members = h.Persons[:1], 1 }, false},
		} {
			h, err := s.Get(t.Context(), account.System, ref)
			if err != nil {
				t.Fatal(err)
			}
			c.change(&h)
			err = s.Update(t.Context(), account.System, h)
			if c.free && err != nil || !c.free && (fault.As(err) == nil || fault.As(err).Key != "household.by_request") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := s.Mark(t.Context(), account.System, p.province, []household.Ref{ref}, household.Merit, true); fault.As(err) == nil || fault.As(err).Key != "household.mark_by_request" {
			t.Errorf("a mark of many: %v", err)
		}
		if _, err := s.Mark(t.Context(), account.System, p.province, []household.Ref{ref}, household.Local, true); err != nil {
			t.Errorf("a mark that it has: %v", err)
		}
	})
}

func TestAFrozenAreaStandsStill(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlace(t, d, 2, 1, 2)
		s := household.NewService(d, seal.Ephemeral())
		ref := create(t, s, sample(p, 0, "H1", "Siu Bek"))
		var id freeze.ID
		if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
			id, err = freeze.Set(ctx, tx, freeze.Period{Unit: p.districts[0], First: "2022-12-20", Last: "2022-12-26", Reason: "ký danh sách"})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		frozen := func(err error) bool { return fault.As(err) != nil && fault.As(err).Key == "freeze.frozen" }
		h, _ := s.Get(t.Context(), account.System, ref)
		h.Flags |= household.Merit
		if err := s.Update(t.Context(), account.System, h); !frozen(err) {
			t.Errorf("Update = %v", err)
		}
		if _, err := s.Create(t.Context(), account.System, sample(p, 0, "H2", "Siu Bin")); !frozen(err) {
			t.Errorf("Create = %v", err)
		}
		if _, err := s.Mark(t.Context(), account.System, p.province, []household.Ref{ref}, household.Merit, true); !frozen(err) {
			t.Errorf("Mark = %v", err)
		}
		if _, err := s.Create(t.Context(), account.System, sample(p, 1, "H2", "Siu Bin")); err != nil {
			t.Errorf("in another district: %v", err)
		}
		h, _ = s.Get(t.Context(), account.System, ref)
		h.Address = "đội 2"
		if err := s.Update(t.Context(), account.System, h); err != nil {
			t.Errorf("an address: %v", err)
		}
		if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return freeze.Lift(ctx, tx, id, "system") }); err != nil {
			t.Fatal(err)
		}
		h, _ = s.Get(t.Context(), account.System, ref)
		h.Flags |= household.Merit
		if err := s.Update(t.Context(), account.System, h); err != nil {
			t.Errorf("after it was lifted: %v", err)
		}
	})
}
