package app

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// runPlan runs a command line and gives its exit code and what it printed.
func runPlan(t *testing.T, in string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = Run(t.Context(), args, strings.NewReader(in), &o, &e)
	return code, o.String(), e.String()
}

func TestPlanCheckTellsByItsExitCode(t *testing.T) {
	t.Parallel()
	const plan = "../target/annex/testdata/gia-lai-2023.txt"
	b, err := os.ReadFile(plan)
	if err != nil {
		t.Fatal(err)
	}
	good := filepath.Join(t.TempDir(), "plan.md")
	if err := os.WriteFile(good, bytes.ReplaceAll(b, []byte("<b>2,00</b>"), []byte("1,85")), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		in   string
		args []string
		code int
		says string
	}{
		"targets fall short":   {"", []string{"plan", "check", plan}, 1, "PC-501"},
		"in English":           {"", []string{"--lang", "en", "plan", "check", plan}, 1, "567 households"},
		"from standard input":  {string(b), []string{"plan", "check", "-"}, 1, "thiếu 567 hộ"},
		"it adds up":           {"", []string{"plan", "check", good}, 0, "0 lỗi"},
		"no table":             {"Không có bảng.", []string{"plan", "check", "-"}, 2, ""},
		"no such file":         {"", []string{"plan", "check", "no-such-file.docx"}, 2, ""},
		"no such unit":         {"", []string{"plan", "check", plan, "--unit", "999"}, 2, ""},
		"a format without use": {"", []string{"plan", "check", plan, "--format", "pdf"}, 2, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out, errs := runPlan(t, c.in, c.args...)
			if code != c.code || !strings.Contains(out, c.says) || (errs == "") != (code < 2) {
				t.Errorf("exit %d, want %d\n%s\n%s", code, c.code, out, errs)
			}
		})
	}
}

func TestPlanCheckJSON(t *testing.T) {
	t.Parallel()
	code, out, _ := runPlan(t, "", "plan", "check", "../target/annex/testdata/gia-lai-2023.txt", "--format", "json")
	var got struct {
		Unit   string
		Year   int
		Rate   json.Number
		Rows   []struct{ Order, Unit, Name, NameOfficial string }
		Target map[string]json.Number
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 1 {
		t.Fatalf("exit %d, %v", code, err)
	}
	if got.Unit != "64" || got.Year != 2023 || got.Rate != "10.06" || len(got.Rows) != 17 || got.Target["gap_households"] != "567" || got.Target["rate_promised"] != "8.06" {
		t.Errorf("got %+v", got)
	}
}
