package household_test

import (
	"context"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/seal"
)

func TestNumbersAreStoredSealedFoundAndKept(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlace(t, d, 1, 1, 1)
		s := household.NewService(d, seal.Ephemeral())
		who := account.System
		h := sample(p, 0, "H-1", "Siu Blơi")
		h.Phone, h.BankName, h.Bank = "+84 905 123 987", "Agribank  Kông Chro", "5100 2054 43219"
		ref, err := s.Create(t.Context(), who, h)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Get(t.Context(), who, ref)
		if err != nil {
			t.Fatal(err)
		}
		if string(got.Phone) != "0•••••3987" || string(got.Bank) != "5••••••••3219" || got.BankName != "Agribank Kông Chro" {
			t.Errorf("read %s, %s at %s", string(got.Phone), string(got.Bank), got.BankName)
		}
		found := func(number string) int {
			list, err := s.FindNumber(t.Context(), who, number, p.communes[0])
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		if found("0905 123 987") != 1 || found("5100205443219") != 1 || found("0905123988") != 0 {
			t.Error("the numbers are not found, or another is")
		}
		// A form that comes back with the masks keeps the numbers; a new number replaces one, nothing takes it away.
		got.Address = "Làng khác"
		if err := s.Update(t.Context(), who, got); err != nil {
			t.Fatal(err)
		}
		if found("0905123987") != 1 {
			t.Error("a form with the mask lost the number")
		}
		got.Version++
		got.Phone, got.Bank, got.BankName = "0912000111", "", ""
		if err := s.Update(t.Context(), who, got); err != nil {
			t.Fatal(err)
		}
		if found("0905123987") != 0 || found("0912000111") != 1 || found("5100205443219") != 0 {
			t.Error("the numbers were not changed")
		}
		got.Version++
		for _, c := range []struct {
			change func(h *household.Household)
			field  string
		}{
			{func(h *household.Household) { h.Phone = "12345" }, "phone"},
			{func(h *household.Household) { h.Phone = "0•••••0000" }, "phone"},
			{func(h *household.Household) { h.Bank = "12a456789" }, "bank"},
			{func(h *household.Household) { h.Bank = "5100205443219" }, "bank_name"},
			{func(h *household.Household) { h.BankName = "Agribank" }, "bank"},
		} {
			wrong := got
			c.change(&wrong)
			problems, ok := household.AsProblems(s.Update(t.Context(), who, wrong))
			if !ok || problems[0].Field != c.field {
				t.Errorf("%s: %v", c.field, problems)
			}
		}
	})
}

func TestAnImageBringsNumbersBackUnderANewerKey(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlace(t, d, 1, 1, 1)
		path := t.TempDir() + "/" + seal.FileName
		keys, err := seal.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		s := household.NewService(d, keys)
		h := sample(p, 0, "H-1", "Siu Blơi")
		h.Phone = "0905123987"
		ref, err := s.Create(t.Context(), account.System, h)
		if err != nil {
			t.Fatal(err)
		}
		var image []byte
		err = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			now, err := household.Get(ctx, tx, ref)
			if err != nil {
				return err
			}
			list := []*household.Household{&now}
			if err := household.WithPersons(ctx, tx, keys, ref.Commune, list); err != nil {
				return err
			}
			now.Phone = "0912000111"
			was, err := household.Replace(ctx, tx, keys, ref.Commune, []household.Household{now})
			image = was[ref.ID]
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := seal.Add(path); err != nil {
			t.Fatal(err)
		}
		if err := keys.Follow(); err != nil {
			t.Fatal(err)
		}
		again, changed, err := household.ResealImage(keys, ref, image)
		if err != nil || !changed {
			t.Fatalf("changed %t, %v", changed, err)
		}
		if _, changed, err := household.ResealImage(keys, ref, again); err != nil || changed {
			t.Errorf("sealed again: %t, %v", changed, err)
		}
		if strings.Contains(string(again), "905123987") {
			t.Error("the image holds the number")
		}
		err = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return household.Restore(ctx, tx, ref.Commune, map[household.ID][]byte{ref.ID: again})
		})
		if err != nil {
			t.Fatal(err)
		}
		if list, err := s.FindNumber(t.Context(), account.System, "0905123987", p.communes[0]); err != nil || len(list) != 1 {
			t.Errorf("%d households have the number that came back, %v", len(list), err)
		}
		if n, err := s.Reveal(t.Context(), account.System, ref, household.Phone, "pay", ""); err != nil || string(n) != "0905123987" {
			t.Errorf("it is %s, %v", string(n), err)
		}
	})
}

func TestWhatLooksLikeANumber(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"064067001234": true, "064 067 001 234": true, "0905.123.987": true, "+84905123987": true, "51002054": true,
		"Siu Blơi": false, "M001": false, "1234567": false, "QĐ 0905123987": false, "": false,
	} {
		if got := household.LooksLikeNumber(text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
	if got := household.MaskNumbers("QĐ 12/2026, 0905 123 987 và 064067001234."); strings.Contains(got, "905 123") || strings.Contains(got, "064067") || !strings.Contains(got, "12/2026") {
		t.Errorf("masked to %q", got)
	}
}
