package report_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/docx"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/percent"
	"giamngheo/internal/report"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/target"
	"giamngheo/internal/target/annex"
	"giamngheo/internal/unit"
	"giamngheo/internal/xlsx"
)

// paper is the annex of the plan of 2023, as printed.
func paper(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../target/annex/testdata/gia-lai-2023.txt")
	if err != nil {
		t.Fatal(err)
	}
	s := strings.NewReplacer("<b>", "", "</b>", "").Replace(string(b))
	return strings.TrimRight(s[strings.Index(s, "TT\t"):], "\n") + "\n"
}

// real is the same annex as this house holds it.
func real(t *testing.T) report.Annex {
	t.Helper()
	on := day.EndOf(2022)
	province, _ := unit.Shipped().ByCode(unit.Province, "64", on)
	a := report.Annex{Unit: province, Year: 2023, Day: on, Basis: "Kế hoạch 64/KH-UBND ngày 09/01/2023", Source: "Tổng số hộ: phụ lục."}
	for i, row := range strings.Split(strings.TrimSpace(paper(t)), "\n")[4:] {
		f := strings.Split(row, "\t")
		number := func(s string) int64 {
			n, err := strconv.ParseInt(strings.ReplaceAll(s, ".", ""), 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		p, err := percent.Parse(f[5])
		if err != nil {
			t.Fatal(err)
		}
		l := report.Line{Order: f[0], Name: f[1], Households: number(f[2]), Poor: number(f[3]), Counted: true, Points: p, HasTarget: true}
		l.Target = p.Households(l.Households)
		if i == 0 {
			l.Unit = province
			a.Total = l
			continue
		}
		l.Unit = unit.Shipped().Match(f[1], province.ID, on)[0].Unit
		a.Lines = append(a.Lines, l)
	}
	return a
}

func write(t *testing.T, a report.Annex, f report.Format) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := a.Write(&b, f); err != nil {
		t.Fatalf("%s: %v", f, err)
	}
	return b.Bytes()
}

func TestTheTableIsThePaperLetterByLetter(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(paper(t), string(write(t, real(t), report.TSV))); diff != "" {
		t.Error(diff)
	}
}

// What we hand out must be judged as the paper itself is.
func TestEveryFormIsCheckedLikeThePaper(t *testing.T) {
	t.Parallel()
	check := func(name string, data []byte) annex.Report {
		r, err := annex.Check(name, data, annex.Options{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return r
	}
	want := check("paper.txt", []byte(paper(t)))
	for _, demo := range []bool{false, true} {
		a := real(t)
		a.Demo = demo
		for _, f := range []report.Format{report.TSV, report.XLSX, report.DOCX} {
			got := check("a."+string(f), write(t, a, f))
			if len(got.Findings) != len(want.Findings) {
				t.Fatalf("%s: %d findings, want %d: %v", f, len(got.Findings), len(want.Findings), got.Findings)
			}
			for i := range want.Findings {
				if g, w := got.Findings[i], want.Findings[i]; g.Code != w.Code || g.Message != w.Message || g.Severity != w.Severity {
					t.Errorf("%s: found %v, want %v", f, g, w)
				}
			}
			if diff := cmp.Diff(want.Rows, got.Rows); diff != "" || got.Target != want.Target || got.Year != want.Year || got.Unit != want.Unit {
				t.Errorf("%s: %s%v", f, diff, got.Target)
			}
		}
	}
}

func TestJSONHasNumbers(t *testing.T) {
	t.Parallel()
	a := real(t)
	a.Lines[0].HasTarget = false
	a.Lines[1].Counted = false
	var got struct {
		Unit  string
		Total struct {
			Rate   float64
			Points float64 `json:"target_points"`
		}
		Rows []map[string]any
	}
	if err := json.Unmarshal(write(t, a, report.JSON), &got); err != nil {
		t.Fatal(err)
	}
	if got.Unit != "64" || got.Total.Rate != 10.06 || got.Total.Points != 2 || len(got.Rows) != 17 {
		t.Errorf("got %+v", got)
	}
	if got.Rows[0]["target_points"] != nil || got.Rows[1]["poor"] != nil || got.Rows[2]["households"] != 9846.0 {
		t.Errorf("what is not known must be null, what is known a number: %v", got.Rows[:3])
	}
}

func TestInventedDataIsNamedOnEveryPaper(t *testing.T) {
	t.Parallel()
	for _, demo := range []bool{false, true} {
		a := real(t)
		a.Demo = demo
		sheets, err := xlsx.Read(write(t, a, report.XLSX))
		if err != nil || len(sheets) != 1 {
			t.Fatalf("%d sheets, %v", len(sheets), err)
		}
		said := false
		for _, r := range sheets[0].Rows {
			for _, c := range r {
				said = said || c.Text == "Dữ liệu minh hoạ"
			}
		}
		blocks, err := docx.Read(write(t, a, report.DOCX))
		if err != nil {
			t.Fatal(err)
		}
		onPaper := false
		for _, b := range blocks {
			onPaper = onPaper || b.Text == "Dữ liệu minh hoạ"
		}
		if said != demo || onPaper != demo {
			t.Errorf("demo %v: the sheet says %v, the paper %v", demo, said, onPaper)
		}
	}
	if err := real(t).Write(&bytes.Buffer{}, "pdf"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an unknown format gives %v", err)
	}
}

// A district's annex out of the database: bases, the round's tallies, targets in the paper's order.
func TestAnnexJoinsBasesResultsAndTargets(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		on := day.EndOf(2022)
		var district unit.Unit
		var communes []unit.Unit
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := unit.Ship(ctx, tx); err != nil {
				return err
			}
			var err error
			if district, err = unit.ByCode(ctx, tx, unit.District, "624", on); err != nil {
				return err
			}
			if communes, err = unit.Children(ctx, tx, district.ID, on); err != nil {
				return err
			}
			r, err := review.Add(ctx, tx, review.Round{Year: 2022, Kind: review.Periodic, Edition: "vn-2022", Unit: district.ID, Day: on, Status: review.Closed, Source: "Quyết định thử"})
			if err != nil {
				return err
			}
			var targets []target.Target
			for i, c := range communes {
				n := int64(100 * (i + 1))
				if err := unit.SetBase(ctx, tx, c.ID, unit.Base{Households: n, Persons: -1, MinorityHouseholds: -1, MinorityPersons: -1, Day: on, Source: "thử"}); err != nil {
					return err
				}
				targets = append(targets, target.Target{
					Unit: c.ID, Year: 2023, Indicator: target.PoorReduction, Households: 2, Points: percent.Points(20000 / n), Parent: district.ID,
					Position: len(communes) - i, Label: strings.ToUpper(c.Title()), Rule: target.Given, Basis: "Kế hoạch thử",
				})
			}
			targets[0].Points = -1
			if err := target.Load(ctx, tx, targets[:len(targets)-1]); err != nil {
				return err
			}
			if _, err := review.LoadClasses(ctx, tx, r, poorIn(communes)); err != nil {
				return err
			}
			return review.Rebuild(ctx, tx, r.ID)
		})
		if err != nil {
			t.Fatal(err)
		}
		a, err := report.AnnexOf(ctx, d, district, 2023)
		if err != nil {
			t.Fatal(err)
		}
		last := communes[len(communes)-1]
		if a.Total.Households != 3600 || a.Total.Poor != 36 || a.Total.HasTarget || a.Total.Name != "Tổng cộng toàn thị xã:" || a.Basis != "Kế hoạch thử" || a.Demo {
			t.Errorf("total %+v, basis %q", a.Total, a.Basis)
		}
		if n := len(a.Lines); n != 8 || a.Lines[7].Unit.ID != last.ID || a.Lines[7].Name != last.Title() || a.Lines[7].HasTarget {
			t.Fatalf("the unit that the paper does not name comes last: %+v", a.Lines)
		}
		first, second := a.Lines[0], a.Lines[6]
		if first.Unit.ID != communes[6].ID || first.Order != "1" || first.Poor != 7 || first.Households != 700 || first.Name != strings.ToUpper(communes[6].Title()) {
			t.Errorf("first line %+v", first)
		}
		if second.Unit.ID != communes[0].ID || second.Points != 200 || second.Target != 2 {
			t.Errorf("a target in households has its points derived: %+v", second)
		}
		if _, err := report.AnnexOf(ctx, d, district, 2024); fault.KindOf(err) != fault.NotFound {
			t.Errorf("without results: %v", err)
		}
		if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return db.SetSetting(ctx, tx, db.SettingDemo, "1") }); err != nil {
			t.Fatal(err)
		}
		if a, err := report.AnnexOf(ctx, d, district, 2023); err != nil || !a.Demo {
			t.Errorf("a demonstration must say so: %v %v", a.Demo, err)
		}
	})
}

// poorIn gives the n-th commune n poor households and one that is not poor.
func poorIn(communes []unit.Unit) func(func(review.Given, error) bool) {
	return func(yield func(review.Given, error) bool) {
		id := household.ID(0)
		for i, c := range communes {
			for k := range i + 2 {
				id++
				class := standard.Poor
				if k > i {
					class = standard.NotPoor
				}
				g := review.Given{Household: household.Ref{Commune: c.ID, ID: id}, Area: standard.Rural, Ethnic: "01", Members: 3, Class: class}
				if !yield(g, nil) {
					return
				}
			}
		}
	}
}
