package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestImportCommands(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	run := func(want int, args ...string) string {
		t.Helper()
		var out, errs strings.Builder
		if got := Run(t.Context(), append(args, "--data", dir), strings.NewReader(""), &out, &errs); got != want {
			t.Fatalf("%v = %d, want %d\n%s%s", args, got, want, out.String(), errs.String())
		}
		return out.String() + errs.String()
	}
	run(0, "migrate")
	file := filepath.Join(dir, "ho.csv")
	text := "Mã hộ,Xã,Thôn,Chủ hộ,Dân tộc,Số khẩu,Nhóm\nX1,Yang Trung,Làng Thử,Đinh Thử,Ba Na,5 người,a\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	base := []string{"import", "households", file, "--round", "2023", "--unit", "630", "--level", "district", "--add-villages", "--map", "Nhóm=-"}
	errors := filepath.Join(dir, "loi.xlsx")
	out := run(1, append(base, "--preview", "--errors", errors)...)
	if !strings.Contains(out, "Dòng 2, cột “Số khẩu”, ghi “5 người”: phải là số") {
		t.Errorf("the preview says:\n%s", out)
	}
	if b, err := os.ReadFile(errors); err != nil || !strings.HasPrefix(string(b), "PK") {
		t.Errorf("the error file: %v", err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(text, " người", "", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := run(0, append(base, "--format", "json")...); !strings.Contains(out, `"new": 1`) || !strings.Contains(out, `"status": "committed"`) {
		t.Errorf("the import says:\n%s", out)
	}
	if out := run(0, append(base, "--preview")...); !strings.Contains(out, "Tệp này đã được nhập ở lần nhập số 2") || !strings.Contains(out, "1 giữ nguyên") {
		t.Errorf("the same file again says:\n%s", out)
	}
	if out := run(0, "import", "list"); !strings.Contains(out, "ho.csv") || !strings.Contains(out, "Đã bỏ") {
		t.Errorf("the list says:\n%s", out)
	}
	run(0, "import", "undo", "2")
	run(1, "import", "undo", "2")
	run(0, "import", "template", "persons", filepath.Join(dir, "mau.xlsx"))
}
