package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The operator's page, on a screen and on a phone, in both languages, without fault for a screen reader.
func TestTheOperatorsPageFitsAndIsAccessible(t *testing.T) {
	t.Parallel()
	b := as(t, "administrator")
	for _, width := range []int64{1280, 390} {
		b.size(width, 844)
		for _, lang := range []string{"en", "vi"} {
			b.visit("/operate?lang=" + lang)
			b.fits()
			b.accessible()
		}
		b.sees("Vận hành", "Cơ sở dữ liệu", "Chỉ phục vụ máy này")
		b.view("operate-" + map[int64]string{1280: "desktop", 390: "phone"}[width])
	}
}

// The drill of the manual, with the program itself: a backup while it serves, its proof, a restore on
// another machine, the proof of the tallies, and the same page served from there.
func TestABackupIsRestoredAndServed(t *testing.T) {
	t.Parallel()
	data, dir := copyDemo(t), t.TempDir()
	// The copy of the demonstration came with a mode that others can read; the doctor would call that wrong.
	if err := os.Chmod(filepath.Join(data, "giamngheo.db"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := startServer(data)
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	key, file, moved := filepath.Join(dir, "key"), filepath.Join(dir, "b.age"), filepath.Join(dir, "moved")
	public := command(t, "backup", "key", "--out", key)
	recipient := public[strings.LastIndex(strings.TrimSpace(public), "\n")+1:]
	out := command(t, "backup", "--data", data, "--recipient", strings.TrimSpace(recipient), "--with-key", "--out", file)
	if !strings.Contains(out, "Đã sao lưu") {
		t.Errorf("backup says %s", out)
	}
	if out := command(t, "backup", "verify", file, "--identity", key); !strings.Contains(out, "Nguyên vẹn") {
		t.Errorf("verify says %s", out)
	}
	if out, err := exec.Command(program, "backup", "verify", file).CombinedOutput(); err == nil || !strings.Contains(string(out), "đã mã hóa") {
		t.Errorf("verify without the key: %v %s", err, out)
	}
	command(t, "restore", file, "--identity", key, "--data", moved)
	if out, err := exec.Command(program, "restore", file, "--identity", key, "--data", moved).CombinedOutput(); err == nil || !strings.Contains(string(out), "đã có dữ liệu") {
		t.Errorf("a second restore into the same place: %v %s", err, out)
	}
	command(t, "review", "verify", "--data", moved) // fails by its exit code when a tally differs
	again, err := startServer(moved)
	if err != nil {
		t.Fatal(err)
	}
	defer again.stop()
	was, is := signInto(t, s.url, "commune_officer"), signInto(t, again.url, "commune_officer")
	for _, path := range []string{was.home, was.home + "/households", "/search?q=ro+cham"} {
		status, a := was.get(s.url, path)
		_, b := is.get(again.url, path)
		if status != 200 || seen(a) != seen(b) {
			t.Errorf("%s is another page after the restore (%d)", path, status)
		}
	}
	if out := command(t, "doctor", "--data", moved); strings.Contains(out, "Phải sửa") {
		t.Errorf("after the restore the doctor says:\n%s", out)
	}
	if out := command(t, "doctor", "--data", data); !strings.Contains(out, "có mã hóa") {
		t.Errorf("the doctor knows of no backup:\n%s", out)
	}
}

// seen is the body of a page without its foot, which tells the time.
func seen(page string) string {
	_, page, _ = strings.Cut(page, "<main")
	page, _, _ = strings.Cut(page, "<footer")
	return page
}
