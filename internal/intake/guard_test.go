package intake_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/freeze"
	"giamngheo/internal/household"
	"giamngheo/internal/intake"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
)

func TestAnImportLeavesClosedResultsAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := settle(t, d)
		first := h.imported(intake.Households, province, listOf4)
		one := h.get(111, "H001")
		events, err := household.History(t.Context(), d, one.Ref)
		if err != nil || len(events) != 1 || !events[0].Entered || events[0].Source != (household.Source{Kind: household.ByImport, ID: int64(first.ID)}) {
			t.Fatalf("history %+v, %v", events, err)
		}
		// While the round is open the review establishes the facts.
		second := h.imported(intake.Households, province, strings.Replace(listOf4, "Ba Na,5", "Ba Na,6", 1))
		events, err = household.History(t.Context(), d, one.Ref)
		if err != nil || len(events) != 2 || len(events[0].Changes) != 1 || events[0].Changes[0] != (household.Difference{Field: "members", Before: "5", After: "6"}) {
			t.Fatalf("history %+v, %v", events, err)
		}
		h.undo(second.ID)
		if events, _ = household.History(t.Context(), d, one.Ref); len(events) != 2 || events[0].Undone.IsZero() {
			t.Errorf("history after the undo %+v", events)
		}
		const plain = "Mã hộ,Xã,Thôn,Chủ hộ,Dân tộc,Số khẩu,Địa chỉ\nH001,Yang Trung,Làng Kte,Đinh Văn Thử,Ba Na,%d,%s\n"
		third := h.imported(intake.Households, province, fmt.Sprintf(plain, 6, ""))
		if _, err := review.New(d).Record(t.Context(), account.System, h.round, review.Input{
			Household: one.Ref, Village: one.Village, Area: "rural", Ethnic: one.Ethnic, Members: 6, PointsA: 150, Income: -1,
		}); err != nil {
			t.Fatal(err)
		}
		if err := review.New(d).Close(t.Context(), account.System, h.round); err != nil {
			t.Fatal(err)
		}
		i := h.preview(intake.Households, province, fmt.Sprintf(plain, 7, "đội 9"), intake.Choices{})
		if got := counts(i); got[3] != 1 {
			t.Fatalf("preview %v: %s", got, sentences(i))
		}
		e := i.Preview.Errors[0]
		if e.Row != 2 || e.Column == "" || !strings.Contains(lang.Vi.Error(e.Err), "chỉ thay đổi qua đề nghị") {
			t.Errorf("error %+v", e)
		}
		if _, err := h.in.Undo(t.Context(), account.System, third.ID); key(err) != "intake.undo_by_request" {
			t.Errorf("Undo = %v", err)
		}
		// A trivial fact still comes by import.
		h.imported(intake.Households, province, fmt.Sprintf(plain, 6, "đội 9"))
		if now := h.get(111, "H001"); now.Address != "đội 9" || now.Members != 6 {
			t.Errorf("%+v", now)
		}
	})
}

func TestAnImportWaitsWhileItsCommuneIsFrozen(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := settle(t, d)
		h.imported(intake.Households, province, listOf4)
		h.act(func(ctx context.Context, tx *db.Tx) error {
			_, err := freeze.Set(ctx, tx, freeze.Period{Unit: 111, First: "2022-12-01", Last: "2022-12-31", Reason: "ký danh sách"})
			return err
		})
		i := h.preview(intake.Households, province, strings.Replace(listOf4, "Ba Na,5", "Ba Na,6", 1), intake.Choices{})
		if got := counts(i); got[3] != 1 || !strings.Contains(lang.Vi.Error(i.Preview.Errors[0].Err), "khóa số liệu") {
			t.Errorf("preview %v: %s", got, sentences(i))
		}
	})
}
