package seal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
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

func TestANewKeyLeavesOldValuesAndTheIndexValid(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), FileName)
	old, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	content, _ := os.ReadFile(path)
	k := newKey()
	if err := os.WriteFile(path, append(fmt.Appendf(nil, "%x %x\n", k.id, k.secret), content...), 0o600); err != nil {
		t.Fatal(err)
	}
	both, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := both.Open(old.Seal([]byte("x"), nil), nil); err != nil {
		t.Errorf("the old value does not open: %v", err)
	}
	if !bytes.Equal(old.Index([]byte("x")), both.Index([]byte("x"))) {
		t.Error("the stored index is no longer valid")
	}
	if _, err := old.Open(both.Seal([]byte("x"), nil), nil); !errors.Is(err, ErrOpen) {
		t.Errorf("the new key is not used: %v", err)
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
