package app

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

// registerDir is a data directory with three households in the first commune of Kông Chro.
func registerDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	d, err := db.Open(t.Context(), db.Config{Dir: dir, Relaxed: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	district, err := unit.ByCode(t.Context(), d, unit.District, "630", "2022-12-31")
	if err != nil {
		t.Fatal(err)
	}
	communes, err := unit.Children(t.Context(), d, district.ID, "2022-12-31")
	if err != nil {
		t.Fatal(err)
	}
	villages := []unit.Unit{{Level: unit.Village, Kind: "làng", Name: "Pyang", Parent: communes[0].ID, From: communes[0].From, To: communes[0].To, Source: "test"}}
	err = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return unit.Insert(ctx, tx, villages) })
	if err != nil {
		t.Fatal(err)
	}
	s := household.NewService(d, seal.Ephemeral())
	for i, name := range []string{"Đinh Blưm", "Rơ Châm Thiu", "Rcom Bin"} {
		_, err := s.Create(t.Context(), account.System, household.Household{
			Ref: household.Ref{Commune: communes[0].ID}, Village: villages[0].ID, Code: string(rune('A' + i)), CodeYear: 2022, Head: name,
			Ethnic: household.Bahnar, Flags: household.Local,
			Persons: []household.Person{{Name: name, Sex: household.Male, Born: "1967", Ethnic: household.Bahnar, Relation: household.Head, Identity: "064067001234"}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestHouseholdCommandsListAndFind(t *testing.T) {
	t.Parallel()
	dir := registerDir(t)
	run := func(args ...string) (string, int) {
		var out, errs bytes.Buffer
		code := Run(context.Background(), append(append([]string{"household"}, args...), "--data", dir, "--date", "2022-12-31"), strings.NewReader(""), &out, &errs)
		if strings.Contains(out.String(), "067001") {
			t.Errorf("%v shows an identity number", args)
		}
		return out.String() + errs.String(), code
	}
	read := func(args ...string) (rows []householdJSON) {
		var out, errs bytes.Buffer
		Run(context.Background(), append(append([]string{"household"}, args...), "--data", dir, "--date", "2022-12-31", "--format", "json"), strings.NewReader(""), &out, &errs)
		if err := json.Unmarshal(out.Bytes(), &rows); err != nil {
			t.Fatalf("%v: %v\n%s%s", args, err, &out, &errs)
		}
		return rows
	}
	if rows := read("list", "--unit", "630"); len(rows) != 3 || rows[0].Head != "Đinh Blưm" || rows[0].Village != "Pyang" || rows[0].Alike != nil || rows[0].Flags[0] != "local" {
		t.Errorf("list: %+v", rows)
	}
	page := read("list", "--unit", "64", "--limit", "2")
	if rest := read("list", "--unit", "64", "--after", page[1].Key); len(page) != 2 || len(rest) != 1 || rest[0].Head != "Rcom Bin" {
		t.Errorf("pages: %+v, %+v", page, rest)
	}
	if rows := read("search", "ro", "cham", "--unit", "64"); len(rows) != 2 || *rows[0].Alike || !*rows[1].Alike {
		t.Errorf("search: %+v", rows)
	}
	if rows := read("search", "blum", "--unit", "622"); len(rows) != 0 {
		t.Errorf("another district: %+v", rows)
	}
	if out, code := run("search", "ro cham", "--unit", "630"); code != 0 || !strings.Contains(out, "Rơ Châm Thiu") || !strings.Contains(out, "~") || !strings.Contains(out, "Làng Pyang") {
		t.Errorf("text: %d\n%s", code, out)
	}
	if out, code := run("search", "khongco", "--unit", "630"); code != 0 || !strings.Contains(out, "Không tìm thấy") {
		t.Errorf("nothing found: %d %s", code, out)
	}
	if _, code := run("list", "--unit", "630", "--after", "x"); code != 1 {
		t.Errorf("a bad key: %d", code)
	}
	if _, code := run("list", "--unit", "99999"); code != 1 {
		t.Errorf("a unit that does not exist: %d", code)
	}
}
