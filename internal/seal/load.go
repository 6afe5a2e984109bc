package seal

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// FileName is the key file inside a data directory.
const FileName = "seal.key"

// Load reads the key file, and creates it with a new key when it does not exist. The file is text:
// one key a line, "id secret" in hexadecimal, newest first; lines that begin with # are remarks. It
// refuses a file that others can read.
func Load(path string) (*Keys, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := create(path); err != nil {
			return nil, err
		}
		info, err = os.Stat(path)
	}
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("key file %s can be read by others (%s); run: chmod 600 %s", path, info.Mode().Perm(), path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	defer f.Close()
	var list []key
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		k, err := parseKey(line)
		if err != nil {
			return nil, fmt.Errorf("key file %s line %d: %w", path, n, err) // never the line itself
		}
		list = append(list, k)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("key file %s holds no key", path)
	}
	return fromKeys(list)
}

func parseKey(line string) (key, error) {
	var k key
	id, secret, ok := strings.Cut(line, " ")
	if !ok {
		return k, errors.New("want: id secret")
	}
	if n, err := hex.Decode(k.id[:], []byte(id)); err != nil || n != len(k.id) || len(id) != 2*len(k.id) {
		return k, errors.New("the id is not 8 hexadecimal digits")
	}
	secret = strings.TrimSpace(secret)
	if len(secret) != 2*len(k.secret) {
		return k, errors.New("the secret is not 64 hexadecimal digits")
	}
	if _, err := hex.Decode(k.secret[:], []byte(secret)); err != nil {
		return k, errors.New("the secret is not 64 hexadecimal digits")
	}
	return k, nil
}

// create writes a file with one new key, whole or not at all: a second process that starts at the
// same time reads the first one's key.
func create(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".seal-*")
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	defer os.Remove(f.Name())
	k := newKey()
	_, err = fmt.Fprintf(f, "# giamngheo: keys of the identity numbers. Keep a copy apart from the database; without it they are lost.\n%x %x\n", k.id, k.secret)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Link(f.Name(), path)
		if errors.Is(err, fs.ErrExist) {
			return nil
		}
	}
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	return nil
}
