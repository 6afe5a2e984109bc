package app

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"giamngheo/internal/db"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
)

// A list is written whole and for its owner alone, or not at all: what the filter does not know, and a
// review that has found nothing, give an error and no file.
func TestAListIsWrittenAsAskedForOrNotAtAll(t *testing.T) {
	t.Parallel()
	dir := registerDir(t)
	file := filepath.Join(t.TempDir(), "ho.csv")
	list := func(args ...string) (string, int) {
		var out, errs bytes.Buffer
		args = append([]string{"household", "list", "--unit", "630", "--format", "csv", "--data", dir, "--date", "2022-12-31"}, args...)
		code := Run(context.Background(), args, strings.NewReader(""), &out, &errs)
		return out.String() + errs.String(), code
	}
	refused := func(filter, why string) {
		t.Helper()
		out, code := list("--filter", filter, "--out", file)
		if code != 1 || !strings.Contains(out, why) {
			t.Errorf("%s: %d %s", filter, code, out)
		}
		if left, err := filepath.Glob(filepath.Join(filepath.Dir(file), "*")); err != nil || len(left) != 0 {
			t.Errorf("%s: files %q, %v", filter, left, err)
		}
	}
	refused("clas=poor", "clas")
	refused("village=12", "village")
	refused("sort=height", "height")
	refused("class=poor", "630") // there is no review at all
	if out, code := list("--out", file); code != 0 || !strings.Contains(out, "3 hộ") {
		t.Fatal(code, out)
	}
	text, err := os.ReadFile(file)
	if err != nil || strings.Count(string(text), "\n") != 4 || !strings.Contains(string(text), "Rcom Bin") {
		t.Errorf("%q, %v", text, err)
	}
	if s, err := os.Stat(file); err != nil || s.Mode().Perm() != 0o600 {
		t.Errorf("a file of names: %v, %v", s.Mode(), err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if out, code := list("--filter", "sort=-name&minority=1"); code != 0 || strings.Index(out, "Rơ Châm Thiu") > strings.Index(out, "Đinh Blưm") {
		t.Errorf("on standard output, from the last name on: %d %s", code, out)
	}

	d, err := db.Open(t.Context(), db.Config{Dir: dir, Relaxed: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	province, err := unit.ByCode(t.Context(), d, unit.Province, "64", "2022-12-31")
	if err != nil {
		t.Fatal(err)
	}
	err = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := review.Add(ctx, tx, review.Round{Year: 2022, Kind: review.Periodic, Edition: "vn-2022", Unit: province.ID, Day: "2022-12-31", Status: review.Open, Source: "thử"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	refused("", "630") // the review has found nothing yet
	refused("round=99", "")
}
