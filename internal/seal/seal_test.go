package seal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestASealedValueOpensOnlyWhereItBelongs(t *testing.T) {
	t.Parallel()
	k := Ephemeral()
	sealed := k.Seal([]byte("064067001234"), []byte("a/1"))
	if bytes.Contains(sealed, []byte("0640")) {
		t.Error("the value is readable in its sealed form")
	}
	if got, err := k.Open(sealed, []byte("a/1")); err != nil || string(got) != "064067001234" {
		t.Errorf("Open = %q, %v", got, err)
	}
	for name, try := range map[string]func() ([]byte, error){
		"another record": func() ([]byte, error) { return k.Open(sealed, []byte("a/2")) },
		"other keys":     func() ([]byte, error) { return Ephemeral().Open(sealed, []byte("a/1")) },
		"cut short":      func() ([]byte, error) { return k.Open(sealed[:10], []byte("a/1")) },
		"nothing":        func() ([]byte, error) { return k.Open(nil, []byte("a/1")) },
		"one bit turned": func() ([]byte, error) {
			other := bytes.Clone(sealed)
			other[len(other)-1] ^= 1
			return k.Open(other, []byte("a/1"))
		},
	} {
		if got, err := try(); !errors.Is(err, ErrOpen) || got != nil {
			t.Errorf("%s: opened as %q, %v", name, got, err)
		}
	}
	if bytes.Equal(sealed, k.Seal([]byte("064067001234"), []byte("a/1"))) {
		t.Error("equal values look equal when sealed")
	}
}

func TestIndexIsEqualForEqualValues(t *testing.T) {
	t.Parallel()
	k := Ephemeral()
	if !bytes.Equal(k.Index([]byte("1")), k.Index([]byte("1"))) {
		t.Error("equal values have different indexes")
	}
	if bytes.Equal(k.Index([]byte("1")), k.Index([]byte("2"))) || bytes.Equal(k.Index([]byte("1")), Ephemeral().Index([]byte("1"))) {
		t.Error("the index tells other values or other keys not apart")
	}
}

func TestTheKeyFileIsMadeOnceAndKept(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data", FileName)
	first, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	second, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := second.Open(first.Seal([]byte("x"), nil), nil); err != nil || string(got) != "x" {
		t.Errorf("the second start does not open the first one's values: %q, %v", got, err)
	}
}

func TestTwoStartsAtOnceAgreeOnOneKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), FileName)
	indexes := make([]string, 8)
	var wg sync.WaitGroup
	for i := range indexes {
		wg.Go(func() {
			k, err := Load(path)
			if err != nil {
				t.Error(err)
				return
			}
			indexes[i] = string(k.Index([]byte("x")))
		})
	}
	wg.Wait()
	for _, x := range indexes {
		if x != indexes[0] {
			t.Fatal("two processes made two keys")
		}
	}
}

func TestANewKeyIsTakenUpAndOldValuesStayFound(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), FileName)
	k, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	old, index := k.Seal([]byte("x"), nil), k.Index([]byte("x"))
	if err := Add(path); err != nil {
		t.Fatal(err)
	}
	// Another process that seals with the new key at once: this one reads the file again before it gives up.
	other, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := k.Open(other.Seal([]byte("y"), nil), nil); err != nil || string(got) != "y" {
		t.Errorf("a value under the new key opens as %q, %v", got, err)
	}
	if got, err := k.Open(old, nil); err != nil || string(got) != "x" {
		t.Errorf("a value under the old key opens as %q, %v", got, err)
	}
	if k.Newest(old) || bytes.Equal(index, k.Index([]byte("x"))) {
		t.Error("the old key is still the newest")
	}
	if all := k.Indexes([]byte("x")); len(all) != 2 || !bytes.Equal(all[1], index) || !bytes.Equal(all[0], k.Index([]byte("x"))) {
		t.Error("a look-up does not ask for both indexes")
	}
	again, fresh, err := k.Renew(old, nil)
	if err != nil || !fresh || !k.Newest(again) {
		t.Errorf("renewed: %t, %v", fresh, err)
	}
	if same, fresh, err := k.Renew(again, nil); err != nil || fresh || !bytes.Equal(same, again) {
		t.Error("a value under the newest key was sealed again")
	}
	was := k.IDs()
	ids, err := Retire(path, time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC))
	if err != nil || len(ids) != 1 || ids[0] != was[1] {
		t.Fatalf("retired %v of %v, %v", ids, was, err)
	}
	if err := k.Follow(); err != nil || len(k.IDs()) != 1 || k.IDs()[0] != was[0] {
		t.Errorf("after that there are %v, %v", k.IDs(), err)
	}
	if _, err := k.Open(old, nil); !errors.Is(err, ErrOpen) {
		t.Errorf("a value under the retired key: %v", err)
	}
	// What a backup of before needs is not lost, and is its owner's alone.
	text, err := os.ReadFile(RetiredName(path))
	if err != nil || !strings.Contains(string(text), "# retired 2026-01-02\n"+was[1]+" ") {
		t.Errorf("retired keys: %q, %v", text, err)
	}
	if info, err := os.Stat(RetiredName(path)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if ids, err := Retire(path, time.Now()); err != nil || ids != nil {
		t.Errorf("the only key was retired: %v, %v", ids, err)
	}
}

func TestAChangedFileIsTakenUpByItself(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), FileName)
	k, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := Add(path); err != nil {
		t.Fatal(err)
	}
	k.looked.Store(0) // a second later
	if ids := k.IDs(); len(ids) != 2 {
		t.Errorf("the new key was not taken up: %v", ids)
	}
	// A file that cannot be read any more takes nothing away from who has read it.
	if err := os.WriteFile(path, []byte("broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	k.looked.Store(0)
	if ids := k.IDs(); len(ids) != 2 {
		t.Errorf("a broken file left %v", ids)
	}
	if err := k.Follow(); err == nil {
		t.Error("a broken file is not told of")
	}
}

func TestKeysComeFromACommandAndLieOnNoDisk(t *testing.T) {
	t.Parallel()
	line := NewLine()
	k, err := Source{Command: "printf '# from the store\n" + line + "\n'"}.Load()
	if err != nil || len(k.IDs()) != 1 || k.IDs()[0] != line[:8] {
		t.Fatalf("%v, %v", k, err)
	}
	if got, err := k.Open(k.Seal([]byte("x"), nil), nil); err != nil || string(got) != "x" {
		t.Errorf("opened as %q, %v", got, err)
	}
	for command, want := range map[string]string{
		"exit 3":                                "exit status 3",
		"true":                                  "holds no key",
		"echo 00112233 abababababababab":        "line 1",
		"printf '" + line + "\n" + line + "\n'": "one id",
	} {
		_, err := Source{Command: command}.Load()
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "abab") || strings.Contains(err.Error(), line[9:]) {
			t.Errorf("%s: %v", command, err)
		}
	}
}

func TestABrokenKeyFileIsRefusedWithoutShowingIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		content string
		mode    os.FileMode
		want    string
	}{
		"readable by others": {"00112233 " + strings.Repeat("ab", 32) + "\n", 0o644, "chmod 600"},
		"empty":              {"# nothing\n", 0o600, "no key"},
		"short secret":       {"00112233 abcd\n", 0o600, "line 1"},
		"not hexadecimal":    {"00112233 " + strings.Repeat("zz", 32) + "\n", 0o600, "line 1"},
		"bad id":             {"0011 " + strings.Repeat("ab", 32) + "\n", 0o600, "line 1"},
	} {
		path := filepath.Join(t.TempDir(), FileName)
		if err := os.WriteFile(path, []byte(c.content), c.mode); err != nil {
			t.Fatal(err)
		}
		_, err := Load(path)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), "abab") {
			t.Errorf("%s: the error shows the key: %v", name, err)
		}
	}
}
