package intake_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/intake"
	"giamngheo/internal/lang"
)

// bad are the files that an office may bring and that cannot be taken, each with pieces of what it is told.
var bad = []struct {
	file string
	kind intake.Kind
	says []string
}{
	{"wrong-sheet.xlsx", intake.Households, []string{"Không tìm thấy dòng tiêu đề ở trang “Kế hoạch”", "“Mã hộ”"}},
	{"hidden-sheets.xlsx", intake.Households, []string{"Không tìm thấy dòng tiêu đề ở trang “Sheet1”"}},
	{"missing-columns.csv", intake.Households, []string{"Tệp thiếu cột bắt buộc: “Mã hộ”, “Mã xã”"}},
	{"unknown-columns.csv", intake.Households, []string{"Chưa rõ các cột sau là gì: “Nhóm”"}},
	{"two-of-a-kind.csv", intake.Households, []string{"Chưa rõ các cột sau là gì: “Số khẩu”, “Nhân khẩu”"}},
	{"header-only.csv", intake.Households, []string{"không có dòng dữ liệu nào"}},
	{"empty.csv", intake.Households, []string{"Tệp rỗng"}},
	{"duplicate-codes.csv", intake.Households, []string{"Dòng 4, cột “Mã hộ”, ghi “H001”: mã hộ H001 trùng với dòng 2"}},
	{"code-of-another.csv", intake.Households, []string{"Dòng 2", "mã hộ H000 trong danh sách là của hộ Đinh Không, Làng Kte"}},
	{"letters-in-numbers.csv", intake.Households, []string{"Dòng 2, cột “Số khẩu”, ghi “5 người”: phải là số, ở đây có chữ", "Dòng 3, cột “Số khẩu”, ghi “l2”"}},
	{"fractions.csv", intake.Households, []string{"Dòng 2, cột “Số khẩu”, ghi “12,5”: phải là số nguyên"}},
	{"unknown-places.csv", intake.Households, []string{"cột “Mã xã”, ghi “999”: không có xã nào", "cột “Thôn”, ghi “Làng Lạ”: thôn, làng, tổ dân phố này chưa có"}},
	{"unknown-values.csv", intake.Households, []string{"ghi “Trai”: phải là Nam hoặc Nữ", "ghi “Sao Hoả”: không có dân tộc nào", "ghi “12”: mã 12 chỉ hai dân tộc khác nhau", "ghi “có thể”: phải là Có hoặc Không"}},
	{"formulas.xlsx", intake.Households, []string{"Trang “Sheet1”, dòng 2, cột “Số khẩu”: ô có công thức mà tệp không lưu kết quả"}},
	{"list-as-number.xlsx", intake.Households, []string{"ô là số hoặc ngày tháng, không phải danh sách"}},
	{"cmnd.csv", intake.Persons, []string{"Dòng 2, cột “Số CCCD”, ghi “2••••3456”", "9 chữ số"}},
	{"identity-short.csv", intake.Persons, []string{"Dòng 2, cột “Số CCCD”", "11"}},
	{"born-oddly.csv", intake.Persons, []string{"cột “Ngày sinh”, ghi “31/02/1967”: không có ngày này trong lịch"}},
	{"date-as-number.xlsx", intake.Persons, []string{"cột “Ngày sinh”, ghi “24536”: không phải năm sinh"}},
	{"apart.csv", intake.Persons, []string{"các dòng của hộ H000 phải đứng liền nhau; hộ này đã có từ dòng 2", "không có hộ mã H999"}},
	{"class-disagrees.csv", intake.Assessments, []string{"cột “Phân loại”, ghi “Hộ cận nghèo”: tệp ghi hộ cận nghèo, tính theo chuẩn là hộ nghèo"}},
	{"points-b-disagree.csv", intake.Assessments, []string{"ghi 20 điểm, trong khi 3 chỉ số thiếu hụt là 30 điểm"}},
	{"unknown-household.csv", intake.Assessments, []string{"không có hộ mã H777 ở Xã Yang Trung"}},
	{"base-odd.csv", intake.Base, []string{"cột “Hộ DTTS”, ghi “200”: lớn hơn tổng số", "không có đơn vị nào tên hoặc mã “Huyện Lạ”"}},
	{"truncated.xlsx", intake.Households, []string{"bị cắt cụt"}},
	{"old.xls", intake.Households, []string{"Excel cũ (.xls)"}},
	{"locked.xlsx", intake.Households, []string{"mật khẩu"}},
	{"paper.pdf", intake.Households, []string{"PDF"}},
	{"tcvn3.csv", intake.Households, []string{"TCVN3"}},
	{"vni.csv", intake.Households, []string{"VNI"}},
}

// seeded is the house with one household of one person in the register.
func seeded(t *testing.T, d *db.DB) *house {
	h := settle(t, d)
	h.imported(intake.Households, province, "Mã hộ,Mã xã,Thôn,Chủ hộ,Dân tộc,Số khẩu\nH000,111,Kte,Đinh Không,Ba Na,1\n")
	return h
}

// told is everything that the user reads of a file, from its coming in to the commit that is refused.
func (h *house) told(k intake.Kind, name string, r io.Reader) string {
	h.t.Helper()
	id, err := h.in.Receive(h.t.Context(), account.System, intake.Upload{Kind: k, Area: province, Year: 2022, File: name}, r)
	if err != nil {
		return lang.Vi.Error(err)
	}
	defer func() {
		if err := h.in.Discard(h.t.Context(), account.System, id); err != nil {
			h.t.Error(err)
		}
	}()
	i, err := h.in.Preview(h.t.Context(), account.System, id, intake.Choices{})
	if err != nil {
		return lang.Vi.Error(err)
	}
	if _, err := h.in.Commit(h.t.Context(), account.System, id); err == nil {
		h.t.Errorf("%s was taken", name)
	}
	for _, e := range i.Preview.Errors {
		if strings.Contains(e.Sentence(lang.En), "⟦") || e.Sentence(lang.En) == "" {
			h.t.Errorf("%s: English says %q", name, e.Sentence(lang.En))
		}
	}
	return sentences(i)
}

func TestBadFilesAreRefusedWithTheirReason(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := seeded(t, d)
		before := h.dump()
		for _, b := range bad {
			f, err := os.Open(filepath.Join("testdata", b.file))
			if err != nil {
				t.Fatal(err)
			}
			text := h.told(b.kind, b.file, f)
			f.Close()
			for _, want := range b.says {
				if !strings.Contains(text, want) {
					t.Errorf("%s: does not say %q, but\n%s", b.file, want, text)
				}
			}
			h.unchanged(before)
		}
	})
}

// zeros is a file of any length.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestAFileOf200MBIsRefused(t *testing.T) {
	t.Parallel()
	h := seeded(t, dbtest.SQLite(t))
	before := h.dump()
	text := h.told(intake.Households, "lon.csv", io.LimitReader(zeros{}, 200<<20))
	if !strings.Contains(text, "lớn hơn 128 MB") {
		t.Error(text)
	}
	h.unchanged(before)
}

func TestAZipBombIsRefused(t *testing.T) {
	t.Parallel()
	h := seeded(t, dbtest.SQLite(t))
	before := h.dump()
	text := h.told(intake.Households, "bom.xlsx", bomb(t))
	if !strings.Contains(text, "quá lớn sau khi giải nén") {
		t.Error(text)
	}
	h.unchanged(before)
}

// bomb is a small workbook whose texts unpack to 300 MB.
func bomb(t *testing.T) io.Reader {
	t.Helper()
	good, err := os.ReadFile(filepath.Join("testdata", "wrong-sheet.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(good), int64(len(good)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	w.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) { return flate.NewWriter(to, flate.BestSpeed) })
	for _, e := range r.File {
		part, err := w.Create(e.Name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(e.Name, "sharedStrings.xml") {
			_, _ = io.WriteString(part, `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`)
			some := bytes.Repeat([]byte(`<si><t>0123456789012345678901234567890123456789</t></si>`), 20_000)
			for range 300 {
				if _, err = part.Write(some); err != nil {
					break
				}
			}
			_, _ = io.WriteString(part, `</sst>`)
		} else if c, oerr := e.Open(); oerr == nil {
			_, err = io.Copy(part, c)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &out
}

// odd are files that look wrong and are right.
var odd = []struct {
	file string
	kind intake.Kind
	want string // a part of what the household is then
}{
	{"merged-header.xlsx", intake.Households, "Đinh Thử"},
	{"shifted-header.csv", intake.Households, "Đinh Thử"},
	{"nfd.csv", intake.Households, "Đinh Thử"},
	{"nfc.csv", intake.Households, "Đinh Thử"},
	{"year-only.csv", intake.Persons, "1967"},
	{"dates-1900.xlsx", intake.Persons, "1967-03-05"},
	{"dates-1904.xlsx", intake.Persons, "1967-03-05"},
}

func TestOddFilesAreUnderstood(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := seeded(t, d)
		h.imported(intake.Households, province, "Mã hộ,Mã xã,Thôn,Chủ hộ,Dân tộc,Số khẩu\nH001,111,Kte,Đinh Cũ,Ba Na,1\n")
		for _, o := range odd {
			b, err := os.ReadFile(filepath.Join("testdata", o.file))
			if err != nil {
				t.Fatal(err)
			}
			code := "H001"
			if o.file == "year-only.csv" {
				code = "H000"
			}
			id, err := h.receive(o.kind, province, o.file, string(b))
			if err != nil {
				t.Fatal(err)
			}
			i, err := h.in.Preview(t.Context(), account.System, id, intake.Choices{})
			if err != nil {
				t.Fatalf("%s: %s", o.file, lang.Vi.Error(err))
			}
			if !i.Preview.Ready() {
				t.Errorf("%s: %s", o.file, sentences(i))
				continue
			}
			i = h.commit(i)
			one := h.get(111, code)
			got := one.Head
			if o.kind == intake.Persons {
				got = one.Persons[0].Born
			}
			if got != o.want {
				t.Errorf("%s: %q, want %q", o.file, got, o.want)
			}
			h.undo(i.ID)
		}
	})
}

// The table of bad input names every file, its message and its test, and nothing that is not there.
func TestTheTableOfBadInputIsComplete(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(filepath.Join("..", "..", "doc", "bad-input.md"))
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	tested := map[string]bool{}
	for _, x := range bad {
		tested[x.file] = true
		if !strings.Contains(text, "`"+x.file+"`") {
			t.Errorf("doc/bad-input.md does not name %s", x.file)
		}
	}
	for _, x := range odd {
		tested[x.file] = true
		if !strings.Contains(text, "`"+x.file+"`") {
			t.Errorf("doc/bad-input.md does not name %s", x.file)
		}
	}
	files, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, f := range files {
		there[f.Name()] = true
		if !tested[f.Name()] && f.Name() != "rapid" {
			t.Errorf("no test reads testdata/%s", f.Name())
		}
	}
	for line := range strings.SplitSeq(text, "\n") {
		cells := strings.Split(line, "|")
		if len(cells) < 5 || !strings.Contains(cells[2], "`") {
			continue
		}
		name := strings.Trim(strings.TrimSpace(cells[2]), "`")
		if !there[name] || !tested[name] {
			t.Errorf("doc/bad-input.md names %s, which no test reads", name)
		}
	}
}
