package intake_test

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/intake"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// The invented country of the tests: one province, districts 11 and 12, communes 111, 112, 121 with three
// villages each.
const (
	province unit.ID = 10
	commune  unit.ID = 111
)

var (
	communes     = []unit.ID{111, 112, 121}
	villageNames = []string{"Kte", "Plei Ring", "Tổ 3"}
)

// house is the invented country with an open round of 2022 at work.
type house struct {
	t     testing.TB
	db    *db.DB
	keys  *seal.Keys
	in    *intake.Service
	round review.RoundID
}

func settle(t testing.TB, d *db.DB) *house {
	t.Helper()
	h := &house{t: t, db: d, keys: seal.Ephemeral()}
	h.in = intake.New(d, h.keys)
	h.act(func(ctx context.Context, tx *db.Tx) error {
		made := func(id, parent unit.ID, l unit.Level, k unit.Kind, name string) unit.Unit {
			return unit.Unit{ID: id, Parent: parent, Level: l, Kind: k, Code: fmt.Sprint(id), Name: name, From: "2004-01-01", To: day.Forever}
		}
		units := []unit.Unit{
			made(1, 0, unit.Country, "", "Việt Nam"), made(province, 1, unit.Province, "tỉnh", "Thử Nghiệm"),
			made(11, province, unit.District, "huyện", "Kông Thử"), made(12, province, unit.District, "huyện", "Ia Thử"),
		}
		for i, c := range communes {
			units = append(units, made(c, c/10, unit.Commune, "xã", []string{"Yang Trung", "Đăk Sông", "Ia Pết"}[i]))
			for n, name := range villageNames {
				units = append(units, made(c*10+unit.ID(n)+1, c, unit.Village, []unit.Kind{"làng", "làng", ""}[n], name))
			}
		}
		return unit.Insert(ctx, tx, units)
	})
	id, err := review.New(d).Open(t.Context(), account.System, review.Round{
		Year: 2022, Kind: review.Periodic, Edition: "vn-2022", Unit: province, Day: "2022-12-31",
		Region: standard.CentralHighlands, Detail: true, Source: "test",
	})
	if err != nil {
		t.Fatal(err)
	}
	h.round = id
	return h
}

func (h *house) act(fn func(ctx context.Context, tx *db.Tx) error) {
	h.t.Helper()
	if err := h.db.Write(h.t.Context(), fn); err != nil {
		h.t.Fatal(err)
	}
}

// receive brings a file in.
func (h *house) receive(k intake.Kind, area unit.ID, name, text string) (intake.ID, error) {
	return h.in.Receive(h.t.Context(), account.System, intake.Upload{Kind: k, Area: area, Year: 2022, File: name}, strings.NewReader(text))
}

// preview brings a file in and looks at it.
func (h *house) preview(k intake.Kind, area unit.ID, text string, c intake.Choices) intake.Import {
	h.t.Helper()
	id, err := h.receive(k, area, "test.csv", text)
	if err != nil {
		h.t.Fatalf("Receive: %s", lang.En.Describe(err))
	}
	i, err := h.in.Preview(h.t.Context(), account.System, id, c)
	if err != nil {
		h.t.Fatalf("Preview: %s", lang.En.Describe(err))
	}
	return i
}

// imported brings a file in that must be taken.
func (h *house) imported(k intake.Kind, area unit.ID, text string) intake.Import {
	h.t.Helper()
	i := h.preview(k, area, text, intake.Choices{})
	return h.commit(i)
}

func (h *house) commit(i intake.Import) intake.Import {
	h.t.Helper()
	done, err := h.in.Commit(h.t.Context(), account.System, i.ID)
	if err != nil {
		h.t.Fatalf("Commit: %s\n%s", lang.En.Describe(err), sentences(i))
	}
	h.verified()
	return done
}

func (h *house) undo(id intake.ID) {
	h.t.Helper()
	if _, err := h.in.Undo(h.t.Context(), account.System, id); err != nil {
		h.t.Fatalf("Undo: %s", lang.En.Describe(err))
	}
	h.verified()
}

// verified fails the test when a stored count differs from a recount.
func (h *house) verified() {
	h.t.Helper()
	diffs, err := review.Verify(h.t.Context(), h.db, h.round)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, d := range diffs {
		h.t.Errorf("difference: %+v", d)
	}
}

func sentences(i intake.Import) string {
	var b strings.Builder
	if i.Preview != nil {
		for _, e := range i.Preview.Errors {
			b.WriteString(e.Sentence(lang.Vi) + "\n")
		}
		if err := i.Preview.Err(); err != nil {
			b.WriteString(lang.Vi.Error(err) + "\n")
		}
	}
	return b.String()
}

// counts are what a preview came to: new, changed, unchanged, rejected.
func counts(i intake.Import) [4]int64 {
	p := i.Preview
	return [4]int64{p.New, p.Changed, p.Unchanged, p.Rejected}
}

// dump is everything that the register, the reviews and the units hold, row by row; tallies of zero count as
// none, and the search is compared by what it finds elsewhere.
func (h *house) dump() string {
	h.t.Helper()
	var out []string
	for _, query := range []string{
		`select * from household`, `select * from household_person`, `select * from review_assessment`,
		`select * from review_tally where households <> 0`, `select * from review_flow where households <> 0 or persons <> 0`,
		`select * from unit`, `select * from unit_below`, `select * from unit_area`, `select * from unit_base`, `select * from intake_change`,
		`select * from intake_base`, `select * from intake_village`,
	} {
		rows, err := h.db.Query(h.t.Context(), query)
		if err != nil {
			h.t.Fatal(err)
		}
		names, err := rows.Columns()
		if err != nil {
			h.t.Fatal(err)
		}
		for rows.Next() {
			into := make([]any, len(names))
			for i := range into {
				into[i] = new(any)
			}
			if err := rows.Scan(into...); err != nil {
				h.t.Fatal(err)
			}
			line := strings.Fields(query)[3]
			for _, v := range into {
				switch x := (*v.(*any)).(type) {
				case []byte:
					line += fmt.Sprintf("|%x", x)
				default:
					line += fmt.Sprintf("|%v", x)
				}
			}
			out = append(out, line)
		}
		if err := rows.Err(); err != nil {
			h.t.Fatal(err)
		}
		rows.Close()
	}
	sort.Strings(out)
	return strings.Join(out, "\n")
}

// unchanged fails the test when the register is not as it was.
func (h *house) unchanged(before string) {
	h.t.Helper()
	if after := h.dump(); after != before {
		a, b := strings.Split(before, "\n"), strings.Split(after, "\n")
		for _, line := range a {
			if !slices.Contains(b, line) {
				h.t.Errorf("gone: %s", line)
			}
		}
		for _, line := range b {
			if !slices.Contains(a, line) {
				h.t.Errorf("added: %s", line)
			}
		}
		h.t.Fatal("the data are not as they were before")
	}
}

// get finds a household by its code.
func (h *house) get(commune unit.ID, code string) household.Household {
	h.t.Helper()
	list, err := household.ByCodes(h.t.Context(), h.db, commune, []string{code})
	if err != nil || len(list) != 1 {
		h.t.Fatalf("ByCodes(%s) = %d households, %v", code, len(list), err)
	}
	found, err := household.Get(h.t.Context(), h.db, list[0].Ref)
	if err != nil {
		h.t.Fatal(err)
	}
	return found
}

func key(err error) string {
	if f := fault.As(err); f != nil {
		return f.Key
	}
	return fmt.Sprint(err)
}

const listOf4 = `STT,Mã hộ,Xã,Thôn,Chủ hộ,Giới tính chủ hộ,Dân tộc,Số khẩu,Điểm A,Chỉ số thiếu hụt,Điểm B,Phân loại
1,H001,Yang Trung,Làng Kte,Đinh Văn Thử,Nam,Ba Na,5,120,3; 4; 9,30,Hộ nghèo
2,H002,Yang Trung,Kte,Đinh Thị Mẫu,Nữ,Ba Na,4,135,4;7,20,Hộ cận nghèo
3,H003,xã Đăk Sông,Plei Ring,Rơ Châm Thử,Nam,Jrai,6,150,,0,
4,H001,Ia Pết,Tổ 3,Nguyễn Văn Mẫu,Nam,Kinh,3,,,,
`

const personsOf2 = `Mã hộ,Xã,Họ và tên,Giới tính,Ngày sinh,Dân tộc,Quan hệ với chủ hộ,Số CCCD
H001,Yang Trung,Đinh Văn Thử,Nam,1967,Ba Na,chủ hộ,064067000123
H001,Yang Trung,Đinh Thị Vợ,Nữ,05/03/1970,Ba Na,vợ,
H001,Yang Trung,Đinh Văn Con,Nam,2010,Ba Na,con,
H001,Yang Trung,Đinh Thị Con,Nữ,2012,Ba Na,con,
H001,Yang Trung,Đinh Thị Út,Nữ,2015,Ba Na,con,
`

var system = account.System
