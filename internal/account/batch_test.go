package account

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/xlsx"
)

func TestOfficersComeFromAListAllOrNone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		country(t, d)
		s, _ := service(d)
		ctx := t.Context()
		mustAdd(t, s, "lan.nt", CommuneOfficer, 111)
		who := Actor{ID: 99, Login: "quan", Role: Administrator, Unit: 10}
		sheet := `Danh sách cán bộ,,,,,,,
Họ và tên,Tên đăng nhập,Vai trò,Đơn vị,Ngành phụ trách,Cơ quan,Từ ngày,Đến hết trước ngày
Nguyễn  Thị Lan,,commune officer,"xã Chư Krêy, huyện Kông Chro",,,01/02/2023,
Lê Văn Ba,ba,Cán bộ huyện,11,,Phòng LĐ-TB&XH,,
Y Blưm,,village_surveyor,Lơ Pơ,,,,31/12/2025
Sở Y tế,soyte,department,Gia Lai,y tế,Sở Y tế,,
※ Vai trò: một dòng nhắc,,,,,,,
`
		id, err := s.ReadBatch(ctx, who, "cán bộ.csv", strings.NewReader(sheet))
		if err != nil {
			t.Fatal(err)
		}
		b, err := s.Batch(ctx, who, id)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range b.Rows {
			if len(r.Problems) > 0 {
				t.Errorf("row %d: %v", r.Number, r.Problems)
			}
			o := r.Officer
			got = append(got, fmt.Sprint(r.Number, " ", o.Login, " ", o.Grant.Role, " ", o.Grant.Unit, " ", o.Grant.Sector, " ", o.Grant.From, " ", o.Grant.To))
		}
		day := string(s.today())
		want := []string{
			"3 lan.nt2 commune_officer 111  2023-02-01 9999-12-31", "4 ba district_officer 11  " + day + " 9999-12-31",
			"5 blum.y village_surveyor 1111  " + day + " 2025-12-31", "6 soyte department 10 health " + day + " 9999-12-31",
		}
		if !slices.Equal(got, want) {
			t.Errorf("read\n%s, want\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if _, err := s.Batch(ctx, Actor{ID: 98, Role: Administrator, Unit: 10}, id); fault.KindOf(err) != fault.NotFound {
			t.Errorf("somebody else's list: %v", err)
		}
		// A login that was taken in between: nobody is made.
		if _, err := s.Enrol(ctx, System, Officer{Login: "soyte", Name: "Ai đó", Grant: over(CommuneOfficer, 121)}); err != nil {
			t.Fatal(err)
		}
		if err := s.Commit(ctx, who, id); fault.KindOf(err) != fault.Conflict {
			t.Errorf("commit with a taken login: %v", err)
		}
		if taken, err := loginTaken(ctx, d, "ba"); taken || err != nil {
			t.Errorf("an account of a list that was refused is there: %v", err)
		}
		if id, err = s.ReadBatch(ctx, who, "cán bộ.csv", strings.NewReader(strings.Replace(sheet, "soyte", "soyte2", 1))); err != nil {
			t.Fatal(err)
		}
		if err := s.Commit(ctx, who, id); err != nil {
			t.Fatal(err)
		}
		if err := s.Commit(ctx, who, id); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a second commit: %v", err)
		}
		links, err := s.Links(ctx, who, id)
		if err != nil || len(links) != 4 {
			t.Fatal(len(links), err)
		}
		if err := s.Accept(ctx, links[1].Token, goodPassword); err != nil {
			t.Fatal(err)
		}
		in, err := s.SignIn(ctx, "ba", goodPassword)
		if err != nil || in.Unit != 11 {
			t.Errorf("signing in by the link: %+v, %v", in, err)
		}
		if again, err := s.Links(ctx, who, id); err != nil || len(again) != 3 {
			t.Errorf("links again: %d, %v; who has a password gets none", len(again), err)
		}
	})
}

func TestAListSaysWhatIsWrongInWhichCell(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	country(t, d)
	s, _ := service(d)
	mustAdd(t, s, "lan", CommuneOfficer, 111)
	who := Actor{ID: 99, Login: "quan", Role: Administrator, Unit: 11}
	head := "Họ và tên,Tên đăng nhập,Vai trò,Đơn vị,Ngành phụ trách,Từ ngày,Đến hết trước ngày\n"
	for row, want := range map[string]string{
		"Ba,lan,Công chức xã,111,,,":                            "login account.login_taken",
		"Ba,Bà Ba,Công chức xã,111,,,":                          "login account.login_form",
		",ba,Công chức xã,111,,,":                               "name account.name_missing",
		"Ba,ba,vua,111,,,":                                      "role account.cell_role",
		"Ba,ba,Công chức xã,121,,,":                             "unit account.cell_unit",
		"Ba,ba,Công chức xã,Ia Kdăm,,,":                         "unit account.cell_unit",
		"Ba,ba,Công chức xã,,,,":                                "unit account.cell_unit_missing",
		"Ba,ba,province_secretary,11,,,":                        "unit account.cell_unit",
		"Ba,ba,department,11,bói,,":                             "sector account.cell_sector",
		"Ba,ba,Công chức xã,111,y tế,,":                         "sector account.cell_sector_role",
		"Ba,ba,Công chức xã,111,,mai,":                          "from account.cell_date",
		"Ba,ba,Công chức xã,111,,02/02/2023,01/02/2023":         "until account.grant_period",
		strings.Repeat("Ba ", 60) + ",ba,Công chức xã,111,,,":   "name account.cell_long",
		"Ba,ba,Công chức xã,111,,,\nBốn,ba,Công chức xã,111,,,": "login account.login_taken",
	} {
		id, err := s.ReadBatch(t.Context(), who, "x.csv", strings.NewReader(head+row+"\n"))
		if err != nil {
			t.Errorf("%s: %v", row, err)
			continue
		}
		b, err := s.Batch(t.Context(), who, id)
		if err != nil {
			t.Fatal(err)
		}
		last := b.Rows[len(b.Rows)-1]
		if len(last.Problems) == 0 || last.Problems[0].Column+" "+last.Problems[0].Key != want {
			t.Errorf("%s: %v, want %s", row, last.Problems, want)
		}
		if err := s.Commit(t.Context(), who, id); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: stored: %v", row, err)
		}
		for _, l := range lang.All {
			for _, p := range last.Problems {
				args := make([]any, len(p.Args))
				for i := range p.Args {
					args[i] = p.Args[i]
				}
				if text := l.T(p.Key, args...); strings.ContainsAny(text, "⟦<") {
					t.Errorf("%s in %s: %s", p.Key, l, text)
				}
			}
		}
	}
	for file, key := range map[string]string{"a,b\n1,2\n": "account.batch_no_header", head: "account.batch_empty", "": "tabular.empty"} {
		_, err := s.ReadBatch(t.Context(), who, "x.csv", strings.NewReader(file))
		if f := fault.As(err); f == nil || f.Key != key {
			t.Errorf("file %q: %v, want %s", file, err, key)
		}
	}
}

// The template is read back as a list of nobody, in both languages.
func TestTheTemplateIsUnderstood(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	country(t, d)
	s, _ := service(d)
	who := Actor{ID: 99, Login: "quan", Role: Administrator, Unit: 11}
	for _, l := range lang.All {
		var b bytes.Buffer
		if err := WriteBatchTemplate(&b, l); err != nil {
			t.Fatal(err)
		}
		_, err := s.ReadBatch(t.Context(), who, "mau.xlsx", &b)
		if f := fault.As(err); f == nil || f.Key != "account.batch_empty" {
			t.Errorf("the template in %s: %v", l, err)
		}
	}
	var b bytes.Buffer
	links := []Link{{Officer{Login: "ba", Name: "Lê Văn Ba", Grant: over(CommuneOfficer, 111)}, "abc"}}
	err := WriteLinks(&b, lang.Vi, links, func(Link) string { return "Xã Chư Krêy" }, func(t string) string { return "https://x/welcome/" + t })
	if err != nil {
		t.Fatal(err)
	}
	sheets, err := xlsx.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprint(sheets[0].Rows)
	for _, want := range []string{"Lê Văn Ba", "https://x/welcome/abc", "Xã Chư Krêy", "7 ngày"} {
		if !strings.Contains(text, want) {
			t.Errorf("the file of links lacks %q", want)
		}
	}
}

func TestLoginsAreMadeOfNames(t *testing.T) {
	t.Parallel()
	taken := func(s string) (bool, error) { return s == "lan.nt" || s == "lan.nt2", nil }
	for name, want := range map[string]string{"Nguyễn Thị Lan": "lan.nt3", "Đinh Nhơn": "nhon.d", "Y": "y1", "": ""} {
		if got, err := LoginFor(name, taken); got != want || err != nil {
			t.Errorf("LoginFor(%q) = %q, %v, want %q", name, got, err, want)
		}
	}
}
