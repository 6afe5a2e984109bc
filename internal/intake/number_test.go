package intake_test

import (
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/intake"
)

const numbersOf1 = "Mã hộ,Xã,Số điện thoại,Số tài khoản,Tên ngân hàng\nG01,Ia Một,0905 123 987,5100205443219,Agribank Kông Chro\n"

func TestNumbersComeInSealedAndGoBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := settle(t, d)
		text, _, _ := strings.Cut(listOf4, "\n")
		rest := strings.TrimPrefix(listOf4, text+"\n")
		code := strings.Split(strings.Split(rest, "\n")[0], ",")[1]
		where := strings.Split(strings.Split(rest, "\n")[0], ",")[2]
		numbers := strings.NewReplacer("G01", code, "Ia Một", where).Replace(numbersOf1)
		h.imported(intake.Households, province, listOf4)
		s := household.NewService(d, h.keys)
		found := func(number string) int {
			list, err := s.FindNumber(t.Context(), account.System, number, province)
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		first := h.imported(intake.Households, province, numbers)
		if found("0905123987") != 1 || found("5100205443219") != 1 {
			t.Fatalf("the numbers did not come in:\n%s", sentences(first))
		}
		for _, c := range first.Preview.Columns {
			if strings.Contains(strings.Join(c.Samples, " "), "123987") || strings.Contains(strings.Join(c.Samples, " "), "5100205443219") {
				t.Errorf("a sample shows the number: %v", c)
			}
		}
		for _, c := range first.Preview.Samples {
			for _, f := range c.Fields {
				if strings.Contains(f.After, "123987") || strings.Contains(f.After, "205443") {
					t.Errorf("the preview shows %s", f.After)
				}
			}
		}
		if again := h.preview(intake.Households, province, numbers, intake.Choices{}); counts(again) != [4]int64{0, 0, 1, 0} {
			t.Errorf("the same numbers again: %v", counts(again))
		}
		// A sheet without such columns, and one with the mask, leave them as they are.
		h.imported(intake.Households, province, strings.Replace(listOf4, ",2,", ",3,", 1))
		h.imported(intake.Households, province, strings.Replace(numbers, "0905 123 987", "0•••••3987", 1))
		if found("0905123987") != 1 || found("5100205443219") != 1 {
			t.Error("another import lost the numbers")
		}
		second := h.imported(intake.Households, province, strings.Replace(numbers, "0905 123 987", "0912000111", 1))
		if found("0905123987") != 0 || found("0912000111") != 1 {
			t.Error("the new number did not come in")
		}
		h.undo(second.ID)
		if found("0905123987") != 1 || found("0912000111") != 0 {
			t.Error("the number did not come back")
		}
		bad := h.preview(intake.Households, province, strings.Replace(numbers, "0905 123 987", "12345", 1), intake.Choices{})
		if counts(bad)[3] != 1 || !strings.Contains(sentences(bad), "10 chữ số") {
			t.Errorf("a number that is none: %v\n%s", counts(bad), sentences(bad))
		}
	})
}

func TestAColumnOfAClosedSectionIsRefused(t *testing.T) {
	t.Parallel()
	h := settle(t, dbtest.SQLite(t))
	h.imported(intake.Households, province, listOf4)
	id, err := h.receive(intake.Households, province, "so.csv", numbersOf1)
	if err != nil {
		t.Fatal(err)
	}
	// A district's officer corrects the register, and never where money goes.
	officer := account.Actor{ID: 9, Login: "lan", Role: account.DistrictOfficer, Unit: province}
	if _, err := h.in.Preview(t.Context(), officer, id, intake.Choices{}); fault.KindOf(err) != fault.Forbidden || key(err) != "account.section_closed" {
		t.Errorf("a district's officer brings accounts in: %v", err)
	}
	if _, err := h.in.Preview(t.Context(), officer, id, intake.Choices{Columns: map[string]string{"Số tài khoản": intake.LeaveOut, "Tên ngân hàng": intake.LeaveOut}}); err != nil {
		t.Errorf("without those columns: %v", err)
	}
}
