package app

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The commands together: a backup refuses to lie open by accident, thins its own folder only, and a
// restored copy answers.
func TestBackupCommands(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data, out, moved, phrase := filepath.Join(dir, "data"), filepath.Join(dir, "out"), filepath.Join(dir, "moved"), filepath.Join(dir, "phrase")
	if err := os.MkdirAll(out, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(phrase, []byte("ngắn\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(code int, want string, args ...string) {
		t.Helper()
		var b bytes.Buffer
		if got := Run(t.Context(), args, strings.NewReader(""), &b, &b); got != code || !strings.Contains(b.String(), want) {
			t.Errorf("%v = %d, want %d with %q:\n%s", args, got, code, want, b.String())
		}
	}
	run(0, "ready", "migrate", "--data", data)
	run(1, "--plain", "backup", "--data", data, "--out", out)
	run(1, "ít nhất 12", "backup", "--data", data, "--out", out, "--passphrase-file", phrase)
	run(1, "age1", "backup", "--data", data, "--out", out, "--recipient", "age1nothing")
	run(1, "thư mục", "backup", "--data", data, "--out", filepath.Join(out, "x"), "--plain", "--keep", "2")
	for _, old := range []string{"giamngheo-20200101-000000.tar.zst", "giamngheo-20200102-000000.tar.zst.age", "mine.tar.zst"} {
		if err := os.WriteFile(filepath.Join(out, old), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run(0, "CẢNH BÁO", "backup", "--data", data, "--out", out, "--plain", "--keep", "2")
	left, err := filepath.Glob(filepath.Join(out, "*"))
	if err != nil || len(left) != 3 {
		t.Errorf("left %v, %v; want the new one, the newest old one and the other file", left, err)
	}
	var made string
	for _, f := range left {
		if info, err := os.Stat(f); err == nil && info.Size() > 0 {
			made = f
		}
	}
	run(0, "Whole", "backup", "verify", made, "--lang", "en")
	run(0, `"sha256"`, "backup", "verify", made, "--format", "json")
	run(1, "không phải bản sao lưu", "backup", "verify", filepath.Join(out, "mine.tar.zst"))
	run(0, "đọc lại và khớp hết", "restore", made, "--data", moved)
	run(1, "đã có dữ liệu", "restore", made, "--data", moved)
	run(1, "Chưa sao lưu lần nào", "doctor", "--data", moved)
	run(0, `"state": "look"`, "doctor", "--data", data, "--format", "json")
	run(0, "mật khẩu chung", "training", "--from", data, "--out", filepath.Join(dir, "training"))
	run(1, "đã là bản minh hoạ", "training", "--from", filepath.Join(dir, "training"), "--out", filepath.Join(dir, "again"))
}
