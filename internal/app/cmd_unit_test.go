package app

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
)

// runOn runs the program on a data directory and returns its exit code and what it printed.
func runOn(data string, args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = Run(context.Background(), append(args, "--data", data), strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

// The list and the views are the same from the shipped list and from a database.
func TestUnitReadsTheDatabaseOrTheShippedList(t *testing.T) {
	t.Parallel()
	empty, made := t.TempDir(), t.TempDir()
	if code, _, errs := runOn(made, "migrate"); code != 0 {
		t.Fatal(errs)
	}
	for _, args := range [][]string{
		{"unit", "list", "--date", "2022-12-31", "--under", "64"},
		{"unit", "list", "--date", "2025-07-01", "--under", "52", "--level", "commune", "--format", "json"},
		{"unit", "show", "630", "--date", "2022-12-31"},
		{"unit", "show", "23674", "--date", "2023-01-01", "--format", "json"},
		{"unit", "show", "52", "--date", "2025-07-01", "--lang", "en"},
	} {
		code, shipped, said := runOn(empty, args...)
		if code != 0 || !strings.Contains(said, "kèm theo chương trình") && !strings.Contains(said, "comes with the program") {
			t.Errorf("%v without a database: exit %d, said %q", args, code, said)
		}
		code, stored, said := runOn(made, args...)
		if code != 0 || !strings.Contains(said, made) {
			t.Errorf("%v with a database: exit %d, said %q", args, code, said)
		}
		if shipped != stored || shipped == "" || strings.Contains(shipped, "⟦") {
			t.Errorf("%v prints\n%s\nfrom the list and\n%s\nfrom the database", args, shipped, stored)
		}
	}
}

func TestUnitCommands(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	_, out, _ := runOn(data, "unit", "list", "--date", "2022-12-31", "--under", "64", "--level", "commune", "--format", "json")
	var rows []unitJSON
	if err := json.Unmarshal([]byte(out), &rows); err != nil || len(rows) != 220 {
		t.Errorf("%d communes, %v, want 220", len(rows), err)
	}
	_, out, _ = runOn(data, "unit", "show", "630", "--date", "2022-12-31", "--format", "json")
	var v unitView
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		t.Fatal(err)
	}
	if v.Title != "Huyện Kông Chro" || len(v.Ancestors) != 2 || v.Children["xã"] != 13 || len(v.Flags) != 1 || !v.Flags[0].Verified || len(v.Successors) != 1 || v.Base != nil {
		t.Errorf("unit show 630 = %+v", v)
	}
	for _, c := range []struct {
		name string
		code int
		args []string
	}{
		{"a code that is gone", 1, []string{"unit", "show", "630", "--date", "2025-07-01"}},
		{"a day that is none", 1, []string{"unit", "show", "630", "--date", "2025-02-30"}},
		{"a name of one district", 0, []string{"unit", "show", "huyen kong chro", "--date", "2022-12-31"}},
		{"a name spelt otherwise", 0, []string{"unit", "show", "Đak Đoa", "--date", "2022-12-31", "--level", "district"}},
		{"a name of several units", 1, []string{"unit", "show", "Kông Chro", "--date", "2022-12-31"}},
		{"a name that nobody bears", 1, []string{"unit", "show", "Huyện Không Có", "--date", "2022-12-31"}},
		{"below a name", 0, []string{"unit", "list", "--date", "2022-12-31", "--under", "Tỉnh Gia Lai"}},
		{"the country", 0, []string{"unit", "show", "VN", "--date", "2022-12-31"}},
		{"a level that is none", 2, []string{"unit", "list", "--level", "hamlet"}},
		{"nothing there", 0, []string{"unit", "list", "--date", "2022-12-31", "--level", "village"}},
	} {
		if code, _, errs := runOn(data, c.args...); code != c.code {
			t.Errorf("%s: exit %d, want %d: %s", c.name, code, c.code, errs)
		}
	}
}
