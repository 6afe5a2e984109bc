package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/docx"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/report"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
	"giamngheo/internal/xlsx"
)

var update = flag.Bool("update", false, "renew the golden files")

// golden compares a text with its file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s has changed; read the difference, then run with -update:\n%s", name, diff)
	}
}

// TestForms looks at the ways out of one demonstration.
func TestForms(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	province, rounds := part(t, d)
	t.Run("as text and JSON", func(t *testing.T) { asText(t, d, rounds) })
	t.Run("as a sheet", func(t *testing.T) { asSheet(t, d, rounds) })
	t.Run("in a constant number of queries", func(t *testing.T) { inFewQueries(t, d, province, rounds) })
}

// asText: every form stands in testdata with its header, numbering row, totals and checks.
func asText(t *testing.T, d *db.DB, rounds []review.Round) {
	district, err := unit.ByCode(t.Context(), d, unit.District, "624", "2022-12-31")
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 13; n++ {
		f := fill(t, d, n, district, rounds[0], false)
		var tsv, js bytes.Buffer
		if err := f.Write(&tsv, report.TSV, lang.Vi); err != nil {
			t.Fatal(err)
		}
		golden(t, fmt.Sprintf("form-%02d.tsv", n), tsv.String())
		if err := f.Write(&js, report.JSON, lang.En); err != nil {
			t.Fatal(err)
		}
		if n == 2 || n == 9 {
			golden(t, fmt.Sprintf("form-%02d.json", n), js.String())
		}
		var parsed struct {
			Columns []any
			Rows    []struct{ Values []any }
		}
		if err := json.Unmarshal(js.Bytes(), &parsed); err != nil {
			t.Fatal(err)
		}
		for _, r := range parsed.Rows {
			if len(r.Values) != len(parsed.Columns) {
				t.Errorf("form %d: a row of %d values under %d columns", n, len(r.Values), len(parsed.Columns))
			}
		}
	}
	// Of a round that only took classes over, what is not known is no zero.
	var b bytes.Buffer
	if err := fill(t, d, 2, district, rounds[1], false).Write(&b, report.TSV, lang.Vi); err != nil {
		t.Fatal(err)
	}
	golden(t, "form-02-classes-only.tsv", b.String())
}

// asSheet: the spreadsheet has every figure of the form as a number in its place.
func asSheet(t *testing.T, d *db.DB, rounds []review.Round) {
	district, err := unit.ByCode(t.Context(), d, unit.District, "630", "2022-12-31")
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 13; n++ {
		f := fill(t, d, n, district, rounds[0], true)
		var b bytes.Buffer
		if err := f.Write(&b, report.XLSX, lang.Vi); err != nil {
			t.Fatal(err)
		}
		sheets, err := xlsx.Read(b.Bytes())
		if err != nil || len(sheets) != 1 {
			t.Fatalf("form %d: %d sheets, %v", n, len(sheets), err)
		}
		texts := f.HeadOf(lang.Vi).Texts
		at, matched := 0, 0
		for _, row := range sheets[0].Rows {
			if at >= len(f.Rows) || len(row) <= texts || row[1].Text != f.Rows[at].Name(lang.Vi) {
				continue
			}
			for i, c := range f.Columns {
				v := f.Rows[at].Cells[i].Value
				got := ""
				if texts+i < len(row) {
					got = row[texts+i].Text
				}
				want := ""
				switch {
				case v.Known && c.Kind == report.Rate:
					want = strconv.FormatFloat(v.Rate.Float(), 'f', -1, 64)
				case v.Known:
					want = strconv.FormatInt(v.N, 10)
				}
				if got != want {
					t.Errorf("form %d, %s, column %d: the sheet has %q, the form %q", n, f.Rows[at].Name(lang.Vi), i+1, got, want)
				}
				matched++
			}
			at++
		}
		if at != len(f.Rows) || matched == 0 {
			t.Errorf("form %d: the sheet has %d of %d rows", n, at, len(f.Rows))
		}
		said := fmt.Sprint(sheets[0].Rows)
		for _, want := range []string{"chưa kiểm chứng với mẫu của Thông tư", "Dữ liệu minh hoạ", f.Verdict(lang.Vi)} {
			if !strings.Contains(said, want) {
				t.Errorf("form %d does not say %q", n, want)
			}
		}
	}
}

// Forms 14 and 15 have a line for every member of every household on the list, and leave an audit line.
func TestListsOfMembersAreWholeAndAccountedFor(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		_, rounds := part(t, d)
		district, err := unit.ByCode(ctx, d, unit.District, "630", "2022-12-31")
		if err != nil {
			t.Fatal(err)
		}
		accounts := account.NewService(d)
		who := func(role account.Role) account.Actor {
			t.Helper()
			over := district.ID
			if !role.HeldOver(district.Level) {
				over = district.Parent
			}
			_, err := accounts.Add(ctx, account.System, string(role), "Cán bộ thử", "một câu mật khẩu dài", account.Grant{Role: role, Unit: over, Period: day.Period{From: "2004-01-01", To: day.Forever}})
			if err != nil {
				t.Fatal(err)
			}
			actor, err := accounts.SignIn(ctx, string(role), "một câu mật khẩu dài")
			if err != nil {
				t.Fatal(err)
			}
			return actor
		}
		officer := who(account.DistrictOfficer)
		for n, class := range map[int]int{14: 2, 15: 1} {
			form, err := report.FormByNumber(n)
			if err != nil {
				t.Fatal(err)
			}
			var households, persons int64
			err = d.QueryRow(ctx, fmt.Sprintf(`-- all-shards
				select count(distinct a.household_id * 100000 + a.commune_id), count(*) from review_assessment a
				join household_person p on p.commune_id = a.commune_id and p.household_id = a.household_id
				join unit c on c.id = a.commune_id
				where a.round_id = %d and a.class = %d and c.parent_id = %d`, rounds[0].ID, class, district.ID)).Scan(&households, &persons)
			if err != nil {
				t.Fatal(err)
			}
			people := report.People{Form: form, Unit: district, Round: rounds[0]}
			var b bytes.Buffer
			wrote, err := people.Export(ctx, d, officer, report.CSV, lang.Vi, &b)
			if err != nil || wrote.Households != households || wrote.Persons != persons {
				t.Fatalf("form %d: wrote %+v, %v, want %d households and %d persons", n, wrote, err, households, persons)
			}
			r := csv.NewReader(bytes.NewReader(b.Bytes()))
			r.FieldsPerRecord = -1
			lines, err := r.ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			named := int64(0)
			for _, line := range lines[1:] {
				if len(line) > 6 && line[2] != "" {
					named++
				}
			}
			if named != persons {
				t.Errorf("form %d: %d lines with a name, want %d", n, named, persons)
			}
			if strings.Contains(b.String(), "•") {
				t.Errorf("form %d shows an identity number", n)
			}
			var js bytes.Buffer
			if _, err := people.Export(ctx, d, officer, report.JSON, lang.Vi, &js); err != nil {
				t.Fatal(err)
			}
			var all []struct {
				Name      string
				Household string
				Needs     []household.Need
			}
			if err := json.Unmarshal(js.Bytes(), &all); err != nil || int64(len(all)) != persons {
				t.Errorf("form %d: %d persons in JSON, %v", n, len(all), err)
			}
		}
		lines, err := audit.List(ctx, d, audit.Filter{Area: int64(district.ID), Limit: 20})
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, l := range lines {
			if l.Act == "report.people" {
				found++
				if !strings.Contains(fmt.Sprint(l.After), `"persons":`) {
					t.Errorf("the audit line says %s", l.After)
				}
			}
		}
		if found != 4 {
			t.Errorf("%d audit lines for 4 lists", found)
		}
		form := report.Forms[14]
		for _, role := range []account.Role{account.ProvinceLeader, account.Administrator} {
			if _, err := (report.People{Form: form, Unit: district, Round: rounds[0]}).Export(ctx, d, who(role), report.CSV, lang.Vi, &bytes.Buffer{}); err == nil {
				t.Errorf("%s takes a list out", role)
			}
		}
		if _, err := (report.People{Form: report.Forms[0], Unit: district, Round: rounds[0]}).Export(ctx, d, officer, report.CSV, lang.Vi, &bytes.Buffer{}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("form 1 as a list: %v", err)
		}
	})
}

// The annex as a spreadsheet and as a paper has, cell by cell, what the plan of 2023 prints.
func TestTheAnnexReadBackIsThePaper(t *testing.T) {
	t.Parallel()
	var want [][]string
	for _, line := range strings.Split(strings.TrimSpace(paper(t)), "\n")[3:] {
		want = append(want, strings.Split(line, "\t"))
	}
	plain := func(s string) string { return strings.NewReplacer(".", "", ",", ".").Replace(s) }
	for _, f := range []report.Format{report.XLSX, report.DOCX} {
		var rows [][]string
		if f == report.XLSX {
			sheets, err := xlsx.Read(write(t, real(t), f))
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range sheets[0].Rows {
				var texts []string
				for _, c := range r {
					texts = append(texts, c.Text)
				}
				rows = append(rows, texts)
			}
		} else {
			blocks, err := docx.Read(write(t, real(t), f))
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range blocks {
				if b.Table == nil {
					continue
				}
				for _, r := range b.Table.Rows {
					var texts []string
					for _, c := range r {
						texts = append(texts, c.Text)
					}
					rows = append(rows, texts)
				}
			}
		}
		at := 0
		for _, r := range rows {
			if at == len(want) || len(r) < 6 || r[0] != want[at][0] || r[1] != want[at][1] {
				continue
			}
			for i := 2; i < 6; i++ {
				got, w := r[i], want[at][i]
				if f == report.XLSX && at > 0 { // numbers, not texts
					g, err1 := strconv.ParseFloat(got, 64)
					x, err2 := strconv.ParseFloat(plain(w), 64)
					if err1 != nil || err2 != nil || g != x {
						t.Errorf("%s, %s, column %d: %q, the paper has %q", f, r[1], i, got, w)
					}
				} else if got != w {
					t.Errorf("%s, %s, column %d: %q, the paper has %q", f, r[1], i, got, w)
				}
			}
			at++
		}
		if at != len(want) {
			t.Errorf("%s: %d of %d rows; the next is %v", f, at, len(want), want[at])
		}
	}
}

// A sheet may be cut short by its reader; the form must say so and not be taken for whole.
func TestAFormThatCannotBeWrittenSaysSo(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	province, rounds := land(t, d, 3)
	f := fill(t, d, 1, province, rounds[0], false)
	for _, format := range []report.Format{report.TSV, report.JSON, report.XLSX, report.CSV} {
		if err := f.Write(broken{}, format, lang.Vi); err == nil {
			t.Errorf("%s: written to nowhere", format)
		}
	}
	if err := f.Write(&bytes.Buffer{}, report.DOCX, lang.Vi); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a form as a paper: %v", err)
	}
}

// broken takes nothing.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, os.ErrClosed }
