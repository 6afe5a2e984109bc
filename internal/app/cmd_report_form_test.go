package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"giamngheo/internal/xlsx"
)

func TestReportForm(t *testing.T) {
	t.Parallel()
	dir, _ := reviewed(t)
	file := filepath.Join(t.TempDir(), "bieu.xlsx")
	for _, c := range []struct {
		name string
		args string
		code int
		says []string
	}{
		{"the forms", "report form list", 0, []string{"1\tTổng hợp kết quả chính thức", "15\tDanh sách chi tiết hộ nghèo"}},
		{"a form of a district", "report form 1 --unit 630 --round 2022", 0, []string{"A\tB\t1\t2\t3\t4=3/1", "Tổng số · Huyện Kông Chro", "Xã"}},
		{"movement", "report form 2 --unit 64 --round 2022 --deep", 0, []string{"1.1\t", "1 − 1 + 3 = 3"}},
		{"as JSON in English", "report form 12 --unit 630 --round 2022 --format json --lang en", 0, []string{`"columns_verified": false`, `"reconciles": true`, "Kông Chro district"}},
		{"as CSV", "report form 10 --unit 630 --round 2022 --format csv", 0, []string{"Hộ nghèo / Thiếu vốn"}},
		{"on a day", "report form 1 --unit 52 --round 2022 --date 2025-07-02", 1, []string{"Gia Lai"}},
		{"a list of members", "report form 15 --unit 630 --round 2022", 0, []string{"Họ và tên"}},
		{"a sheet", "report form 9 --unit 64 --round 2022 --format xlsx --out " + file, 0, nil},
		{"no such form", "report form 16 --unit 64 --round 2022", 1, []string{"từ 1 đến 15"}},
		{"no number", "report form x --unit 64 --round 2022", 1, []string{"từ 1 đến 15"}},
		{"no unit", "report form 1", 1, []string{"--unit"}},
		{"no such unit", "report form 1 --unit 999 --round 2022", 1, []string{"999"}},
		{"no such round", "report form 1 --unit 64 --round 2021", 1, []string{"2021"}},
		{"a year that is none", "report form 1 --unit 64 --round 20", 1, []string{"20"}},
	} {
		code, out, errs := run(t, append(strings.Fields(c.args), "--data", dir)...)
		if (code != 0) != (c.code != 0) {
			t.Errorf("%s: exit %d, %s", c.name, code, errs)
		}
		for _, want := range c.says {
			if !strings.Contains(out+errs, want) {
				t.Errorf("%s: %q is not in %s%s", c.name, want, out, errs)
			}
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if sheets, err := xlsx.Read(b); err != nil || len(sheets) != 1 || len(sheets[0].Rows) < 17 {
		t.Errorf("the sheet reads back as %d sheets, %v", len(sheets), err)
	}
}
