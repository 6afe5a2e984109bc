package intake_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/intake"
	"giamngheo/internal/lang"
)

// randomList is a list of households with reviews, one a code of some that come again and again.
func randomList(r *rand.Rand) string {
	var b strings.Builder
	b.WriteString("Mã hộ,Mã xã,Thôn,Chủ hộ,Giới tính chủ hộ,Dân tộc,Số khẩu,Người có công,Địa chỉ,Điểm A,Thu nhập,Chỉ số thiếu hụt,Nguyên nhân nghèo,Nhu cầu hỗ trợ,Số trẻ em\n")
	for _, c := range communes {
		for n := range 14 {
			if r.IntN(3) == 0 {
				continue
			}
			members := 1 + r.IntN(8)
			// The head's name is a household's own, so that a code stays recognisably the same one's.
			fmt.Fprintf(&b, "H%02d,%d,%s,Chủ %d %d,%s,%s,%d,%s,\"Nhà %d\",%d,%s,%s,%s,%s,%d\n", n, c, villageNames[r.IntN(3)], c, n,
				[]string{"Nam", "Nữ"}[r.IntN(2)], []string{"Kinh", "Gia Rai", "Ba Na"}[r.IntN(3)], members, []string{"", "x"}[r.IntN(2)],
				r.IntN(3), 90+r.IntN(90), []string{"", "1500000"}[r.IntN(2)], some(r, 12), some(r, 8), some(r, 6), r.IntN(members+1))
		}
	}
	return b.String()
}

func some(r *rand.Rand, most int) string {
	var out []string
	for n := 1; n <= most; n++ {
		if r.IntN(3) == 0 {
			out = append(out, fmt.Sprint(n))
		}
	}
	return strings.Join(out, ";")
}

// Any import taken back leaves everything as it was, whatever came before it; the same file twice changes
// nothing.
func TestUndoRestoresExactlyWhatWas(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := settle(t, d)
		for seed := range uint64(6) {
			r := rand.New(rand.NewPCG(seed, 7))
			text := randomList(r)
			before := h.dump()
			i := h.imported(intake.Households, province, text)
			after := h.dump()
			if again := h.preview(intake.Households, province, text, intake.Choices{}); again.Preview.Unchanged != again.Preview.Rows {
				t.Fatalf("seed %d: the same file changes %+v", seed, again.Preview.Samples)
			}
			h.undo(i.ID)
			h.unchanged(before)
			i = h.imported(intake.Households, province, text)
			if r.IntN(2) == 0 {
				h.undo(i.ID)
				h.unchanged(before)
				continue
			}
			if len(h.dump()) != len(after) {
				t.Errorf("seed %d: imported again it comes to something else", seed)
			}
		}
	})
}

func TestAnErrorFileMendedIsAGoodFile(t *testing.T) {
	t.Parallel()
	h := settle(t, dbtest.SQLite(t))
	i := h.preview(intake.Households, province, strings.Replace(listOf4, "Ba Na,5", "Ba Na,năm", 1), intake.Choices{})
	var file bytes.Buffer
	if err := h.in.WriteErrors(t.Context(), system, i.ID, lang.Vi, &file, func(audit.Line, audit.Volume) error { return nil }); err != nil {
		t.Fatal(err)
	}
	id, err := h.receive(intake.Households, province, "loi.xlsx", file.String())
	if err != nil {
		t.Fatal(err)
	}
	again, err := h.in.Preview(t.Context(), system, id, intake.Choices{})
	if err != nil {
		t.Fatal(err)
	}
	if got := counts(again); got != [4]int64{0, 0, 0, 1} {
		t.Errorf("the error file = %v, want its one row\n%s", got, sentences(again))
	}
	if last := again.Preview.Columns[len(again.Preview.Columns)-1]; last.Header != "Lỗi" || last.Field != intake.LeaveOut || !strings.Contains(last.Samples[0], "có chữ") {
		t.Errorf("the last column = %+v", last)
	}
}

func TestTemplatesAreUnderstood(t *testing.T) {
	t.Parallel()
	h := settle(t, dbtest.SQLite(t))
	for _, k := range intake.Kinds {
		for _, l := range lang.All {
			var file bytes.Buffer
			if err := intake.WriteTemplate(&file, k, l); err != nil {
				t.Fatal(err)
			}
			id, err := h.receive(k, province, "mau.xlsx", file.String())
			if err != nil {
				t.Fatal(err)
			}
			i, err := h.in.Preview(t.Context(), system, id, intake.Choices{})
			if err != nil {
				t.Fatalf("%s %s: %s", k, l, lang.En.Describe(err))
			}
			if len(i.Preview.Open()) > 0 || len(i.Preview.Missing) > 0 || i.Preview.Rows != 0 {
				t.Errorf("%s %s: open %v, missing %v, %d rows", k, l, i.Preview.Open(), i.Preview.Missing, i.Preview.Rows)
			}
			for n, f := range intake.Fields(k) {
				if got := i.Preview.Columns[n].Field; got != f.ID {
					t.Errorf("%s %s: the column %q is taken for %q, want %q", k, l, i.Preview.Columns[n].Header, got, f.ID)
				}
			}
		}
	}
}
