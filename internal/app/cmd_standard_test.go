package app

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"giamngheo/internal/db"
	"giamngheo/internal/standard"
)

// runStandard runs the program and returns its exit code and what it printed.
func runStandard(t *testing.T, in string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = Run(context.Background(), append([]string{"standard"}, args...), strings.NewReader(in), &o, &e)
	return code, o.String(), e.String()
}

func TestStandardListNamesTheEditions(t *testing.T) {
	t.Parallel()
	code, out, _ := runStandard(t, "", "list", "--format", "json")
	var rows []standardJSON
	if err := json.Unmarshal([]byte(out), &rows); err != nil || code != 0 {
		t.Fatal(code, err)
	}
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.ID+" "+string(r.Since)+" "+string(r.Until))
	}
	want := "vn-2016 2016-01-01 2022-01-01, vn-2022 2022-01-01 2027-01-01, vn-2027 2027-01-01 2031-01-01"
	if got := strings.Join(ids, ", "); got != want {
		t.Errorf("got %s", got)
	}
	if v := rows[1].Rural.Income; v == nil || v.Value != 1_500_000 || v.Mark != standard.Verified || rows[2].Rural.Average != nil {
		t.Errorf("lines %+v, %+v", rows[1].Rural, rows[2].Rural)
	}
	for _, l := range []string{"vi", "en"} {
		code, out, _ := runStandard(t, "", "list", "--lang", l)
		if code != 0 || !strings.Contains(out, "vn-2027") || strings.ContainsAny(out, "⟦⟧") {
			t.Errorf("%s: exit %d\n%s", l, code, out)
		}
	}
}

func TestStandardClassifyAnswersEachLineInOrder(t *testing.T) {
	t.Parallel()
	code, out, errs := runStandard(t, "\ufeff"+`{"area":"rural","points_a":130,"deprived":[1,4,9]}
{"area":"urban","income":1400000,"deprived":[1,4]}

{"area":"rural","income":2250000,"deprived":[]}
{"area":"rural","points_a":141,"deprived":[1,2,3]}`, "classify", "--edition", "vn-2022")
	if code != 0 || errs != "" {
		t.Fatalf("exit %d, %s", code, errs)
	}
	var got []string
	for _, line := range strings.Split(strings.TrimSpace(out), "\n") {
		var a classJSON
		if err := json.Unmarshal([]byte(line), &a); err != nil || a.Reason == "" {
			t.Fatal(line, err)
		}
		got = append(got, a.Class+" "+strings.Join(a.Codes, " "))
	}
	want := []string{
		"poor VN2022-POOR-01 VN2022-D01 VN2022-D04 VN2022-D09",
		"near_poor VN2022-NEAR-02 VN2022-D01 VN2022-D04",
		"average VN2022-AVERAGE-02",
		"not_poor VN2022-NOTPOOR-01 VN2022-D01 VN2022-D02 VN2022-D03",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

func TestStandardClassifyAnswersABadLineOnItsLine(t *testing.T) {
	t.Parallel()
	good := `{"area":"rural","points_a":130,"deprived":[1,4,9]}`
	for name, c := range map[string]struct{ line, want string }{
		"no JSON":                        {`x`, "JSON"},
		"two values":                     {good + good, "JSON"},
		"a list":                         {`[1]`, "JSON"},
		"an unknown key":                 {`{"area":"rural","pointsA":130,"deprived":[]}`, "“pointsA”"},
		"an unknown area":                {`{"area":"sea","points_a":130,"deprived":[]}`, "sea"},
		"no area":                        {`{"points_a":130,"deprived":[]}`, "Khu vực"},
		"an indicator beyond the list":   {`{"area":"rural","points_a":130,"deprived":[13]}`, "Chỉ số 13"},
		"indicator zero":                 {`{"area":"rural","points_a":130,"deprived":[0]}`, "Chỉ số 0"},
		"an indicator twice":             {`{"area":"rural","points_a":130,"deprived":[4,4]}`, "hai lần"},
		"no figure":                      {`{"area":"rural","deprived":[4]}`, "cần điểm A"},
		"negative points":                {`{"area":"rural","points_a":-1,"deprived":[4]}`, "Điểm A không thể"},
		"negative income":                {`{"area":"rural","income":-1,"deprived":[4]}`, "Thu nhập không thể"},
		"points that are text":           {`{"area":"rural","points_a":"130","deprived":[4]}`, "points_a"},
		"half a point":                   {`{"area":"rural","points_a":130.5,"deprived":[4]}`, "points_a"},
		"deprivations left out":          {`{"area":"rural","points_a":130}`, "deprived"},
		"a line as long as a whole book": {`{"area":"` + strings.Repeat("x", 1<<18) + `"}`, "dài"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out, _ := runStandard(t, good+"\n"+c.line+"\n"+good+"\n", "classify", "--edition", "vn-2022")
			lines := strings.Split(strings.TrimSpace(out), "\n")
			if code != 1 || len(lines) != 3 || !strings.Contains(lines[0], `"poor"`) || !strings.Contains(lines[2], `"poor"`) {
				t.Fatalf("exit %d\n%s", code, out)
			}
			var a map[string]string
			if err := json.Unmarshal([]byte(lines[1]), &a); err != nil || !strings.HasPrefix(a["error"], "dòng 2: ") || !strings.Contains(a["error"], c.want) {
				t.Errorf("got %s", lines[1])
			}
		})
	}
	if code, out, _ := runStandard(t, `{"area":"rural","points_a":141}`, "classify", "--edition", "vn-2022"); code != 0 {
		t.Errorf("above the line no deprivation decides: exit %d, %s", code, out)
	}
	if code, out, _ := runStandard(t, `{"area":"rural","points_a":130,"deprived":[1,2,3]}`, "classify", "--edition", "vn-2027"); code != 1 || !strings.Contains(out, "error") {
		t.Errorf("points without a rule by points: exit %d, %s", code, out)
	}
}

func TestStandardClassifyAnswersBeforeTheInputEnds(t *testing.T) {
	t.Parallel()
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	done := make(chan int)
	go func() {
		code := Run(context.Background(), []string{"standard", "classify", "--edition", "vn-2022"}, inR, outW, io.Discard)
		outW.Close()
		done <- code
	}()
	answers := json.NewDecoder(outR)
	for range 3 {
		if _, err := io.WriteString(inW, `{"area":"rural","points_a":130,"deprived":[1,4,9]}`+"\n"); err != nil {
			t.Fatal(err)
		}
		var a classJSON
		if err := answers.Decode(&a); err != nil || a.Class != "poor" {
			t.Fatal(a, err)
		}
	}
	inW.Close()
	if code := <-done; code != 0 {
		t.Errorf("exit %d", code)
	}
}

func TestStandardClassifyKnowsItsEditions(t *testing.T) {
	t.Parallel()
	code, out, errs := runStandard(t, "", "classify", "--edition", "vn-1998")
	if code != 2 || out != "" || !strings.Contains(errs, "vn-2016, vn-2022, vn-2027") {
		t.Errorf("exit %d, %s", code, errs)
	}
}

func TestStandardCheckExitCodes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, content string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	sheet, toml := filepath.Join(dir, "card.xlsx"), filepath.Join(dir, "card.toml")
	for _, name := range []string{sheet, toml} {
		if code, _, errs := runStandard(t, "", "template", "--out", name); code != 0 {
			t.Fatal(errs)
		}
	}
	if code, _, _ := runStandard(t, "", "template", "--out", toml); code != 1 {
		t.Error("a file that exists was written over")
	}
	card, err := os.ReadFile(toml)
	if err != nil {
		t.Fatal(err)
	}
	edition, err := os.ReadFile("../standard/editions/vn-2016.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		file string
		code int
		want string // in the JSON, or on the error side when unreadable
	}{
		{sheet, 0, `"kind": "card"`},
		{toml, 0, `"max": 375`},
		{"testdata/card-from-libreoffice.xlsx", 0, `"id": "illustrative-2022"`},
		{write("edition.toml", string(edition)), 0, `"kind": "edition"`},
		{write("low.toml", strings.Replace(string(edition), "1_000_000", "600_000", 1)), 1, `"code": "lines_out_of_order"`},
		{write("gap.toml", strings.Replace(string(card), "from = 2\n", "from = 3\n", 1)), 1, `"code": "count_gap"`},
		{write("empty.toml", ""), 1, `"code": "missing"`},
		{write("broken.toml", "id = "), 2, "TOML"},
		{write("broken.xlsx", "PK\x03\x04 nothing"), 2, "broken.xlsx"},
		{filepath.Join(dir, "nowhere.xlsx"), 2, "nowhere.xlsx"},
	} {
		code, out, errs := runStandard(t, "", "check", c.file, "--format", "json")
		if code != c.code || !strings.Contains(out+errs, c.want) {
			t.Errorf("%s: exit %d\n%s%s", c.file, code, out, errs)
		}
		code, out, errs = runStandard(t, "", "check", c.file)
		if code != c.code || strings.ContainsAny(out+errs, "⟦⟧") {
			t.Errorf("%s as text: exit %d\n%s%s", c.file, code, out, errs)
		}
	}
}

func TestStandardImportStoresACardOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d, err := db.Open(context.Background(), db.Config{Dir: dir, Relaxed: true})
	if err == nil {
		err = d.Migrate(context.Background())
	}
	if err == nil {
		err = d.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	c := *standard.Cards()[0]
	c.ID, c.Illustrative = "gia-lai-test", false
	store := func(title string) (int, string) {
		c.Name.Vi = title
		b, err := c.TOML()
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, "card.toml")
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		code, out, errs := runStandard(t, "", "import", file, "--data", dir)
		return code, out + errs
	}
	if code, said := store("Phiếu thử"); code != 0 || !strings.Contains(said, "Đã nạp") {
		t.Errorf("exit %d, %s", code, said)
	}
	if code, said := store("Phiếu thử"); code != 0 || !strings.Contains(said, "đã có từ trước") {
		t.Errorf("the same card again: exit %d, %s", code, said)
	}
	if code, said := store("Phiếu khác"); code != 1 || !strings.Contains(said, "gia-lai-test") {
		t.Errorf("another card under its id: exit %d, %s", code, said)
	}
	if code, _, errs := runStandard(t, "", "import", "../standard/editions/vn-2022.toml", "--data", dir); code != 1 || !strings.Contains(errs, "chuẩn nghèo") {
		t.Errorf("an edition: exit %d, %s", code, errs)
	}
}
