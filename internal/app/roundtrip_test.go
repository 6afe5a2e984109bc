package app

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/intake"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/roster"
	"giamngheo/internal/seal"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// register is a commune with households of two villages and a detailed round of their review.
func register(t *testing.T, d *db.DB, keys *seal.Keys) (commune unit.Unit, round review.Round) {
	t.Helper()
	const homes = 24
	commune, ok := unit.Shipped().ByCode(unit.Commune, "23827", landDay)
	if !ok {
		t.Fatal("no commune 23827")
	}
	villages := []unit.Unit{
		{Code: "V1", Level: unit.Village, Kind: "làng", Name: "Kuk", Parent: commune.ID, From: commune.From, To: commune.To, Source: "thử"},
		{Code: "V2", Level: unit.Village, Kind: "thôn", Name: "2", Parent: commune.ID, From: commune.From, To: commune.To, Source: "thử"},
	}
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := unit.Ship(ctx, tx); err != nil {
			return err
		}
		return unit.Insert(ctx, tx, villages)
	})
	if err != nil {
		t.Fatal(err)
	}
	ethnics := []household.Ethnic{household.Bahnar, household.Kinh, household.Jrai}
	err = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := household.Load(ctx, tx, keys, func(yield func(household.Household, error) bool) {
			for i := range homes {
				e := ethnics[i%3]
				h := household.Household{
					Ref: household.Ref{Commune: commune.ID, ID: household.ID(i + 1)}, Village: villages[i%2].ID, Code: fmt.Sprintf("%05d", 23+i), CodeYear: 2022,
					Head: fmt.Sprintf("Đinh Hơ%c", 'a'+i), Address: fmt.Sprint("Nhà ", i), Ethnic: e, EthnicGiven: string(e), EthnicList: household.List2008, Members: 1,
					Flags: []household.Flags{household.Local | household.Merit, 0, household.Social, household.NoLabour | household.Disabled}[i%4],
				}
				h.Persons = []household.Person{{Position: 1, Name: h.Head, Sex: household.Male, Born: "1967", Ethnic: e, Relation: household.Head, Identity: "064067001234"}}
				if !yield(h, nil) {
					return
				}
			}
		})
		if err != nil {
			return err
		}
		u, _ := unit.Shipped().ByCode(unit.Province, "64", landDay)
		round, err = review.Add(ctx, tx, review.Round{Year: 2022, Kind: review.Periodic, Edition: "vn-2022", Unit: u.ID, Day: landDay, Detail: true, Status: review.Open, Source: "thử"})
		if err != nil {
			return err
		}
		_, err = review.Load(ctx, tx, round, func(yield func(review.Input, error) bool) {
			for i := range homes {
				in := review.Input{
					Household: household.Ref{Commune: commune.ID, ID: household.ID(i + 1)}, Village: villages[i%2].ID, Area: standard.Rural, Ethnic: ethnics[i%3], Members: 1,
					PointsA: 100 + 5*i, Income: -1, Deprived: standard.DeprivedIn(1+i%12, 1+(i+4)%12, 1+(i+7)%12), Causes: household.CausesOf(household.Cause(1 + i%8)), Needs: household.NeedsOf(household.Need(1 + i%6)),
					Flags: []household.Flags{household.Local | household.Merit, 0, household.Social, household.NoLabour | household.Disabled}[i%4],
				}
				if !yield(in, nil) {
					return
				}
			}
		})
		if err != nil {
			return err
		}
		return review.Rebuild(ctx, tx, round.ID)
	})
	if err != nil {
		t.Fatal(err)
	}
	return commune, round
}

// Every header that a list is written with is one that the import knows: nothing is asked about a file
// that came from here.
func TestAnExportedListHasHeadersThatTheImportKnows(t *testing.T) {
	t.Parallel()
	d, keys := dbtest.SQLite(t), seal.Ephemeral()
	commune, round := register(t, d, keys)
	for _, l := range lang.All {
		for _, f := range []roster.Format{roster.XLSX, roster.CSV} {
			p := preview(t, d, keys, commune, round, "ho."+string(f), written(t, d, commune, round, f, l))
			for _, c := range p.Columns {
				if c.Field == "" && len(c.Header) > 0 {
					t.Errorf("%s, %s: the import asks about the column %q", f, l, c.Header)
				}
			}
			if p.Rows != 24 || p.Unchanged != 24 || p.Problems != 0 || len(p.Villages) != 0 {
				t.Errorf("%s, %s: %d rows, %d unchanged, %d new, %d changed, %d problems, villages %v, %+v, %+v", f, l, p.Rows, p.Unchanged, p.New, p.Changed, p.Problems, p.Villages, p.Errors, p.Samples)
			}
		}
	}
}

func written(t *testing.T, d *db.DB, commune unit.Unit, round review.Round, f roster.Format, l lang.Lang) []byte {
	t.Helper()
	var b bytes.Buffer
	n, err := roster.Export(t.Context(), d, account.System, roster.Asked{Filter: review.Filter{Area: commune.ID, Round: round.ID}, Order: roster.Order{By: roster.ByName}}, nil, f, l, &b)
	if err != nil || n != 24 {
		t.Fatal(n, err)
	}
	if strings.Contains(b.String(), "067001") {
		t.Error("the file holds an identity number")
	}
	return b.Bytes()
}

func preview(t *testing.T, d *db.DB, keys *seal.Keys, commune unit.Unit, round review.Round, name string, file []byte) intake.Preview {
	t.Helper()
	s := intake.New(d, keys)
	id, err := s.Receive(t.Context(), account.System, intake.Upload{Kind: intake.Households, Area: commune.ID, Round: round.ID, File: name}, bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	i, err := s.Preview(t.Context(), account.System, id, intake.Choices{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Discard(t.Context(), account.System, id); err != nil {
		t.Fatal(err)
	}
	return *i.Preview
}

// An exported list, changed in a spreadsheet program and imported again, changes exactly what was changed.
func TestAnExportedListComesBackWithItsChangesAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		keys := seal.Ephemeral()
		commune, round := register(t, d, keys)
		book, err := excelize.OpenReader(bytes.NewReader(written(t, d, commune, round, roster.XLSX, lang.Vi)))
		if err != nil {
			t.Fatal(err)
		}
		sheet := book.GetSheetList()[0]
		find := func(text string) (col, row int) {
			rows, err := book.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			for r := range rows {
				for c := range rows[r] {
					if rows[r][c] == text {
						return c + 1, r + 1
					}
				}
			}
			t.Fatalf("no cell says %q", text)
			return 0, 0
		}
		set := func(head, code string, value any) {
			col, _ := find(head)
			_, row := find(code)
			cell, err := excelize.CoordinatesToCellName(col, row)
			if err != nil {
				t.Fatal(err)
			}
			if err := book.SetCellValue(sheet, cell, value); err != nil {
				t.Fatal(err)
			}
		}
		set("Địa chỉ", "00025", "Nhà mới")
		set("Thôn/làng", "00027", "Thôn 2")
		set("Điểm A", "00030", 90)
		var changed bytes.Buffer
		if err := book.Write(&changed); err != nil {
			t.Fatal(err)
		}
		files := map[string][]byte{"excelize": changed.Bytes()}
		if d.Engine() == db.SQLite { // once is enough
			if file, ok := throughLibreOffice(t, changed.Bytes()); ok {
				files["LibreOffice"] = file
			} else {
				t.Log("LibreOffice is not here: only the file that excelize wrote comes back")
			}
		}
		for program, file := range files {
			p := preview(t, d, keys, commune, round, "ho.xlsx", file)
			if p.Rows != 24 || p.Changed != 3 || p.Unchanged != 21 || p.New != 0 || p.Problems != 0 {
				t.Errorf("%s: %d rows, %d changed, %d unchanged, %d new, %d problems: %+v", program, p.Rows, p.Changed, p.Unchanged, p.New, p.Problems, p.Errors)
			}
			var got []string
			for _, c := range p.Samples {
				for _, f := range c.Fields {
					if f.Field != "reviewed" { // the review follows the household to its village
						got = append(got, fmt.Sprint(c.Name, " ", f.Field, ": ", f.Before, " → ", f.After))
					}
				}
			}
			slices.Sort(got)
			want := []string{"Đinh Hơc address: Nhà 2 → Nhà mới", "Đinh Hơe village: Làng Kuk → Thôn 2", "Đinh Hơh points_a: 135 → 90"}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q", program, got, want)
			}
		}
	})
}

// throughLibreOffice is the file as LibreOffice writes it after opening it; false where it is not installed.
func throughLibreOffice(t *testing.T, file []byte) ([]byte, bool) {
	t.Helper()
	program, err := exec.LookPath("soffice")
	if err != nil {
		return nil, false
	}
	dir := t.TempDir()
	in := filepath.Join(dir, "ho.xlsx")
	if err := os.WriteFile(in, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out")
	said, err := exec.CommandContext(t.Context(), program, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", out, in).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	b, err := os.ReadFile(filepath.Join(out, "ho.xlsx"))
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return b, true
}
