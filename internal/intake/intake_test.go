package intake_test

import (
	"context"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/intake"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
)

func TestAListWithItsReviewIsTakenAndTakenBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := settle(t, d)
		empty := h.dump()
		i := h.preview(intake.Households, province, listOf4, intake.Choices{})
		if got := counts(i); got != [4]int64{4, 0, 0, 0} {
			t.Fatalf("preview = %v, want 4 new\n%s", got, sentences(i))
		}
		h.unchanged(empty)
		i = h.commit(i)
		if i.Status != intake.Committed || !i.Undoable {
			t.Errorf("after the commit: %s, undoable %v", i.Status, i.Undoable)
		}
		one := h.get(111, "H001")
		if one.Head != "Đinh Văn Thử" || one.Ethnic != household.Bahnar || one.Members != 5 || one.Village != 1111 {
			t.Errorf("H001 = %+v", one)
		}
		f, err := review.FiguresOf(t.Context(), d, h.round, province)
		if err != nil {
			t.Fatal(err)
		}
		if n := f.Reviewed(); n != 3 {
			t.Errorf("the round has %d households, want 3: the fourth row says nothing of the review", n)
		}
		hits, err := household.Search(t.Context(), d, household.Query{Text: "rcham thu", Area: province})
		if err != nil || len(hits) != 1 {
			t.Errorf("the search finds %d households, %v; want the new one", len(hits), err)
		}

		again := h.preview(intake.Households, province, listOf4, intake.Choices{})
		if got := counts(again); got != [4]int64{0, 0, 4, 0} || again.Same != i.ID {
			t.Errorf("the same file again = %v, same as %d; want all unchanged, same as %d", got, again.Same, i.ID)
		}
		before := h.dump()
		h.commit(again)
		h.unchanged(before)

		h.undo(i.ID)
		h.unchanged(empty)
	})
}

func TestPersonsFollowTheirHousehold(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := settle(t, d)
		h.imported(intake.Households, province, listOf4)
		before := h.dump()
		i := h.preview(intake.Persons, province, personsOf2, intake.Choices{})
		if got := counts(i); got != [4]int64{5, 0, 0, 0} {
			t.Fatalf("preview = %v\n%s", got, sentences(i))
		}
		i = h.commit(i)
		one := h.get(111, "H001")
		if len(one.Persons) != 5 || one.Persons[1].Born != "1970-03-05" || one.Persons[0].Relation != household.Head {
			t.Errorf("persons = %+v", one.Persons)
		}
		again := h.preview(intake.Persons, province, strings.ReplaceAll(personsOf2, "064067000123", "0•••••••0123"), intake.Choices{})
		if got := counts(again); got != [4]int64{0, 0, 5, 0} {
			t.Errorf("with a masked number = %v, want all unchanged\n%s%+v", got, sentences(again), again.Preview.Samples)
		}
		changed := h.preview(intake.Persons, province, strings.Replace(personsOf2, "Đinh Văn Con,Nam,2010", "Đinh Văn Con,Nam,2009", 1), intake.Choices{})
		if got := counts(changed); got != [4]int64{0, 1, 4, 0} {
			t.Errorf("one birth mended = %v", got)
		}
		if c := changed.Preview.Samples[0].Fields; len(c) != 1 || c[0].Field != "born" || c[0].Position != 3 || c[0].Before != "2010" || c[0].After != "2009" {
			t.Errorf("the change = %+v", c)
		}
		with := h.dump()
		changed = h.commit(changed)
		h.undo(changed.ID)
		h.unchanged(with)
		h.undo(i.ID)
		h.unchanged(before)
	})
}

func TestAssessmentsOfKnownHouseholds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := settle(t, d)
		first := h.imported(intake.Households, province, listOf4)
		before := h.dump()
		i := h.preview(intake.Assessments, province, `Mã hộ,Mã xã,b1Point,b2Point,classify,Thiếu hụt / 3,Thiếu hụt / 4,Thiếu hụt / 9,Nguyên nhân nghèo
H001,111,110,30,Hộ nghèo,x,x,1,1;2
H001,121,100,10,Hộ cận nghèo,Không,Có,0,Thiếu vốn
`, intake.Choices{})
		if got := counts(i); got != [4]int64{1, 1, 0, 0} {
			t.Fatalf("preview = %v\n%s", got, sentences(i))
		}
		if f := i.Preview.Samples[0].Fields; len(f) != 2 || f[0].Field != "points_a" || f[1].After != "1, 2" {
			t.Errorf("the change = %+v", f)
		}
		i = h.commit(i)
		if _, err := h.in.Undo(t.Context(), account.System, first.ID); key(err) != "intake.changed_after" {
			t.Errorf("undo under a later import = %v", err)
		} else if text := lang.Vi.Error(err); !strings.Contains(text, "Ia Pết") {
			t.Errorf("the refusal names no place: %s", text)
		}
		h.undo(i.ID)
		h.unchanged(before)
		i = h.commit(h.preview(intake.Assessments, province, "Mã hộ,Mã xã,Điểm A,Chỉ số thiếu hụt\nH001,111,90,3;4;9\n", intake.Choices{}))
		if err := review.New(d).Close(t.Context(), account.System, h.round); err != nil {
			t.Fatal(err)
		}
		if _, err := h.in.Undo(t.Context(), account.System, i.ID); key(err) != "review.round_closed" {
			t.Errorf("undo in a closed round = %v", err)
		}
		late := h.preview(intake.Assessments, province, "Mã hộ,Mã xã,Điểm A,Chỉ số thiếu hụt\nH001,111,95,3;4;9\n", intake.Choices{})
		if text := sentences(late); !strings.Contains(text, "2022") || late.Preview.Rejected != 1 {
			t.Errorf("a change in a closed round: %s", text)
		}
	})
}

func TestBasesAreTakenAndTakenBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := settle(t, d)
		empty := h.dump()
		const table = "TT;Đơn vị;Tổng số hộ;Tổng số nhân khẩu;Hộ DTTS\nA;B;1;2;3\n1;Kông Thử;12.345;50 000;8.000\n2;Huyện Ia Thử;2.000;;\n;Tổng cộng;14.345;;\n"
		i := h.preview(intake.Base, province, table, intake.Choices{})
		if got := counts(i); got != [4]int64{2, 0, 0, 0} || i.Preview.Skipped != 1 {
			t.Fatalf("preview = %v, %d skipped\n%s", got, i.Preview.Skipped, sentences(i))
		}
		i = h.commit(i)
		b, ok, err := unit.BaseOf(t.Context(), d, 11, "2022-12-31")
		if err != nil || !ok || b.Households != 12345 || b.Persons != 50000 || b.MinorityHouseholds != 8000 || b.Source != "test.csv" {
			t.Errorf("base = %+v, %v, %v", b, ok, err)
		}
		second := h.imported(intake.Base, province, "Đơn vị;Tổng số hộ\nKông Thử;12.346\n")
		if _, err := h.in.Undo(t.Context(), account.System, i.ID); key(err) != "intake.changed_after" {
			t.Errorf("undo under a later import = %v", err)
		}
		h.undo(second.ID)
		h.undo(i.ID)
		h.unchanged(empty)
	})
}

func TestUnknownVillagesAreAddedWhenAskedFor(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := settle(t, d)
		empty := h.dump()
		text := strings.Replace(listOf4, "Làng Kte", "Làng Mới", 1)
		i := h.preview(intake.Households, province, text, intake.Choices{})
		if i.Preview.Rejected != 1 || len(i.Preview.Villages) != 1 || i.Preview.Villages[0] != "Làng Mới, Xã Yang Trung" {
			t.Fatalf("rejected %d, villages %v", i.Preview.Rejected, i.Preview.Villages)
		}
		if _, err := h.in.Commit(t.Context(), account.System, i.ID); key(err) != "intake.rows_rejected" {
			t.Errorf("Commit = %v", err)
		}
		i, err := h.in.Preview(t.Context(), account.System, i.ID, intake.Choices{AddVillages: true})
		if err != nil {
			t.Fatal(err)
		}
		i = h.commit(i)
		v, err := unit.Get(t.Context(), d, h.get(111, "H001").Village)
		if err != nil || v.Title() != "Làng Mới" || v.Parent != 111 {
			t.Errorf("the village is %+v, %v", v, err)
		}
		h.undo(i.ID)
		h.unchanged(empty)
	})
}

func TestColumnsAreAskedAboutAndRemembered(t *testing.T) {
	t.Parallel()
	h := settle(t, dbtest.SQLite(t))
	const text = "Mã hộ,Thôn,Chủ hộ,Nhóm,Dân tộc,Người trong nhà\nH9,Kte,Đinh Thử,Kinh tế,Ba Na,4\n"
	i := h.preview(intake.Households, commune, text, intake.Choices{})
	open := i.Preview.Open()
	if len(open) != 2 || open[0].Header != "Nhóm" || open[0].Samples[0] != "Kinh tế" || open[1].Header != "Người trong nhà" {
		t.Fatalf("open columns = %+v", open)
	}
	if len(i.Preview.Missing) != 1 || i.Preview.Missing[0] != "members" {
		t.Errorf("missing = %v, want the number of members", i.Preview.Missing)
	}
	if _, err := h.in.Commit(t.Context(), account.System, i.ID); key(err) != "intake.columns_missing" {
		t.Errorf("Commit = %v", err)
	}
	i, err := h.in.Preview(t.Context(), account.System, i.ID, intake.Choices{Columns: map[string]string{"Người trong nhà": "members"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.in.Commit(t.Context(), account.System, i.ID); key(err) != "intake.columns_open" {
		t.Errorf("Commit = %v", err)
	}
	i, err = h.in.Preview(t.Context(), account.System, i.ID, intake.Choices{Columns: map[string]string{"Người trong nhà": "members", "Nhóm": intake.LeaveOut}})
	if err != nil {
		t.Fatal(err)
	}
	h.commit(i)
	i = h.preview(intake.Households, commune, strings.ReplaceAll(text, "H9", "H10"), intake.Choices{})
	if !i.Preview.Ready() {
		t.Errorf("the office is asked again: %s", sentences(i))
	}
}

func TestCommitRefusesWhenSomethingChangedSince(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := settle(t, d)
		h.imported(intake.Households, province, listOf4)
		i := h.preview(intake.Households, province, strings.Replace(listOf4, "Ba Na,5", "Ba Na,6", 1), intake.Choices{})
		one := h.get(111, "H001")
		one.Members = 6
		if err := household.NewService(d, h.keys).Update(t.Context(), account.System, one); err != nil {
			t.Fatal(err)
		}
		before := h.dump()
		if _, err := h.in.Commit(t.Context(), account.System, i.ID); key(err) != "intake.changed_since" {
			t.Errorf("Commit = %v", err)
		}
		h.unchanged(before)
	})
}

func TestUndoIsRefusedAfterALaterChange(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := settle(t, d)
		i := h.imported(intake.Households, province, listOf4)
		one := h.get(112, "H003")
		one.Address = "nhà mới"
		if err := household.NewService(d, h.keys).Update(t.Context(), account.System, one); err != nil {
			t.Fatal(err)
		}
		before := h.dump()
		_, err := h.in.Undo(t.Context(), account.System, i.ID)
		if key(err) != "intake.changed_after" || !strings.Contains(lang.Vi.Error(err), "Xã Đăk Sông (1)") {
			t.Errorf("Undo = %s", lang.Vi.Describe(err))
		}
		h.unchanged(before)
	})
}

// The clock of the tests stands still; a record of a later moment is made by moving one.
func TestUndoSeesALaterReview(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := settle(t, d)
		i := h.imported(intake.Households, province, listOf4)
		h.act(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `update review_assessment set updated = updated + 1 where commune_id = 111`)
			return err
		})
		if _, err := h.in.Undo(t.Context(), account.System, i.ID); key(err) != "intake.changed_after" || !strings.Contains(lang.Vi.Error(err), "Xã Yang Trung (2)") {
			t.Errorf("Undo = %s", lang.Vi.Describe(err))
		}
	})
}

func TestRightsOverTheArea(t *testing.T) {
	t.Parallel()
	h := settle(t, dbtest.SQLite(t))
	officer := account.Actor{ID: 7, Login: "an", Role: account.CommuneOfficer, Unit: 111}
	up := func(k intake.Kind, area unit.ID) (intake.ID, error) {
		return h.in.Receive(t.Context(), officer, intake.Upload{Kind: k, Area: area, Year: 2022, File: "a.csv"}, strings.NewReader(listOf4))
	}
	if _, err := up(intake.Households, 112); err == nil {
		t.Error("an officer imports into another commune")
	}
	if _, err := up(intake.Base, 111); err == nil {
		t.Error("a commune's officer sets the base")
	}
	id, err := up(intake.Households, 111)
	if err != nil {
		t.Fatal(err)
	}
	i, err := h.in.Preview(t.Context(), officer, id, intake.Choices{})
	if err != nil {
		t.Fatal(err)
	}
	if i.Preview.Rejected != 2 || !strings.Contains(sentences(i), "Xã Yang Trung") {
		t.Errorf("rows of other communes: %d rejected\n%s", i.Preview.Rejected, sentences(i))
	}
	other := account.Actor{ID: 8, Login: "binh", Role: account.CommuneOfficer, Unit: 112}
	if _, err := h.in.Get(t.Context(), other, id); key(err) != "intake.not_found" {
		t.Errorf("another commune sees the import: %v", err)
	}
	auditor := account.Actor{ID: 9, Login: "thanh", Role: account.Auditor, Unit: province}
	if _, err := h.in.Commit(t.Context(), auditor, id); err == nil {
		t.Error("an auditor commits")
	}
}

func TestNoIdentityNumberLiesOpen(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	h := settle(t, d)
	h.imported(intake.Households, province, listOf4)
	i := h.preview(intake.Persons, province, strings.ReplaceAll(personsOf2, "1967", "064067000123"), intake.Choices{})
	if strings.Contains(sentences(i), "064067000123") {
		t.Errorf("an error shows the number:\n%s", sentences(i))
	}
	for _, c := range i.Preview.Columns {
		if strings.Contains(strings.Join(c.Samples, " "), "064067000123") {
			t.Errorf("a sample shows the number: %v", c)
		}
	}
	h.imported(intake.Persons, province, personsOf2)
	h.imported(intake.Persons, province, strings.ReplaceAll(personsOf2, "064067000123", "064067000124"))
	tables := []string{"intake", "intake_chunk", "intake_change", "audit_line", "household_person"}
	for _, table := range tables {
		rows, err := d.Query(context.Background(), "select * from "+table)
		if err != nil {
			t.Fatal(err)
		}
		names, _ := rows.Columns()
		for rows.Next() {
			into := make([]any, len(names))
			for i := range into {
				into[i] = new(any)
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			for n, v := range into {
				var text string
				switch x := (*v.(*any)).(type) {
				case []byte:
					text = string(x)
				case string:
					text = x
				}
				if strings.Contains(text, "06406700012") {
					t.Errorf("%s.%s holds an identity number", table, names[n])
				}
			}
		}
		rows.Close()
	}
}

// A number that stands a second time, in the file or in the register, is told and stops nothing.
func TestNumbersThatStandTwiceAreToldAtThePreview(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := settle(t, d)
		h.imported(intake.Households, province, "Mã xã,Mã hộ,Họ tên chủ hộ,Thôn,Dân tộc,Số nhân khẩu\n111,A,Đinh Một,Kte,Ba Na,1\n111,B,Đinh Hai,Kte,Ba Na,1\n121,C,Đinh Ba,Kte,Ba Na,1\n")
		header := "Mã xã,Mã hộ,Họ tên,Giới tính,Ngày sinh,Quan hệ với chủ hộ,Số CCCD\n"
		rows := header + "111,A,Đinh Một,Nam,1967,Chủ hộ,064067000123\n111,B,Đinh Hai,Nam,1967,Chủ hộ,064067000123\n"
		i := h.preview(intake.Persons, province, rows, intake.Choices{})
		if p := i.Preview; p.Doubles != 1 || len(p.DoubleAt) != 1 || p.DoubleAt[0].Row != 3 || p.DoubleAt[0].First != 2 || !p.Ready() {
			t.Fatalf("in the file: %d %+v\n%s", p.Doubles, p.DoubleAt, sentences(i))
		}
		h.commit(i)
		if again := h.preview(intake.Persons, province, rows, intake.Choices{}); again.Preview.Doubles != 1 {
			t.Errorf("the same file again: %+v", again.Preview.DoubleAt)
		}
		other := header + "121,C,Đinh Ba,Nam,1967,Chủ hộ,064067000123\n"
		if p := h.preview(intake.Persons, province, other, intake.Choices{}).Preview; p.Doubles != 1 || p.DoubleAt[0].First != 0 || p.DoubleAt[0].Inside.Commune != commune {
			t.Errorf("in the register: %+v", p.DoubleAt)
		}
		if p := h.preview(intake.Persons, 121, other, intake.Choices{}).Preview; p.Doubles != 1 || !p.DoubleAt[0].Inside.IsZero() {
			t.Errorf("in the register outside the area of the file: %+v", p.DoubleAt)
		}
		var asked int64
		if err := d.QueryRow(t.Context(), `select count(*) from duplicate_check where done < asked`).Scan(&asked); err != nil || asked != 2 {
			t.Errorf("%d communes are asked for after the import, want 2, %v", asked, err)
		}
	})
}
