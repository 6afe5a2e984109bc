package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestBoundariesAreImportedAllOrNone(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	if code, _, errs := runOn(data, "migrate"); code != 0 {
		t.Fatal(errs)
	}
	good := filepath.Join("testdata", "boundaries.geojson")
	text, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(t.TempDir(), "bad.geojson")
	if err := os.WriteFile(bad, []byte(strings.Replace(string(text), `"Krông Pa"`, `"Krông Không"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	stored := func() int {
		t.Helper()
		_, out, errs := runOn(data, "unit", "boundaries", "list", "--format", "json")
		var rows []boundaryJSON
		if err := json.Unmarshal([]byte(out), &rows); err != nil {
			t.Fatalf("%v: %s %s", err, out, errs)
		}
		return len(rows)
	}
	at := []string{"--level", "district", "--date", "2022-12-31", "--under", "64"}
	for _, c := range []struct {
		name  string
		args  []string
		code  int
		says  string
		after int
	}{
		{"a check stores nothing", append([]string{good, "--check"}, at...), 0, "4 đơn vị, 16 điểm", 0},
		{"without a source nothing is stored", append([]string{good}, at...), 1, "Cần ghi nguồn", 0},
		{"on another day", []string{good, "--level", "district", "--date", "2025-08-01", "--source", "thử"}, 1, "4 trong 4", 0},
		{"one feature of no unit", append([]string{bad, "--source", "thử"}, at...), 1, "mã 637 là của Huyện Krông Pa", 0},
		{"which may be left out", append([]string{bad, "--source", "thử", "--allow-missing"}, at...), 0, "Chưa có ranh giới: Huyện Krông Pa (637)", 3},
		{"all", append([]string{good, "--source", "hình vẽ để thử", "--licence", "công cộng"}, at...), 0, "Đã lưu ranh giới của 4 đơn vị", 4},
		{"no GeoJSON", append([]string{"testdata/permissions.txt", "--check"}, at...), 1, "không phải GeoJSON", 4},
	} {
		code, out, errs := runOn(data, append([]string{"unit", "boundaries", "import"}, c.args...)...)
		if code != c.code || !strings.Contains(out+errs, c.says) || strings.Contains(out+errs, "⟦") {
			t.Errorf("%s: exit %d, want %d, %q:\n%s%s", c.name, code, c.code, c.says, out, errs)
		}
		if n := stored(); n != c.after {
			t.Errorf("%s: %d boundaries are stored, want %d", c.name, n, c.after)
		}
	}
	if _, out, _ := runOn(data, "unit", "boundaries", "list"); !strings.Contains(out, "Huyện Kông Chro") || !strings.Contains(out, "hình vẽ để thử · công cộng") {
		t.Errorf("the list: %s", out)
	}
}
