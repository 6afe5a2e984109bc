package seal

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// FileName is the key file inside a data directory.
const FileName = "seal.key"

// Source is where keys come from: a command when there is one, else a file.
type Source struct {
	File string
	// Command prints on its standard output what a key file would hold; the keys then lie on no disk of this
	// machine. It runs in a shell, and again each minute.
	Command string
}

// commandWithin is how long a key store may take to answer.
const commandWithin = 30 * time.Second

// most bounds what a source may hold.
const most = 1 << 20

// Load reads the key file, and creates it with a new key when it does not exist. The file is text:
// one key a line, "id secret" in hexadecimal, newest first; lines that begin with # are remarks. It
// refuses a file that others can read.
func Load(path string) (*Keys, error) { return Source{File: path}.Load() }

// Load reads the keys. A file that does not exist is created with a new key.
func (s Source) Load() (*Keys, error) {
	if s.Command == "" {
		if _, err := os.Stat(s.File); errors.Is(err, fs.ErrNotExist) {
			if err := create(s.File); err != nil {
				return nil, err
			}
		}
	}
	k := &Keys{source: s}
	k.looked.Store(time.Now().UnixNano())
	return k, k.Follow()
}

// There tells whether keys can be read without making any.
func (s Source) There() bool {
	if s.Command != "" {
		return true
	}
	_, err := os.Stat(s.File)
	return !errors.Is(err, fs.ErrNotExist)
}

// every is how often the source is asked whether it has changed; 0 for keys that have none.
func (s Source) every() time.Duration {
	switch {
	case s.Command != "":
		return time.Minute
	case s.File != "":
		return time.Second
	}
	return 0
}

// mark is what a file is like from outside; "" where only reading tells.
func (s Source) mark() string {
	if s.Command != "" {
		return ""
	}
	info, err := os.Stat(s.File)
	if err != nil {
		return ""
	}
	return fmt.Sprint(info.ModTime().UnixNano(), info.Size())
}

func (s Source) read() ([]key, error) {
	if s.Command != "" {
		return runCommand(s.Command)
	}
	return readFile(s.File)
}

func readFile(path string) ([]key, error) {
	info, err := os.Stat(path)
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
	return parse(f, "key file "+path)
}

// runCommand asks the key store. What it printed is in no error; what it complained of goes where this
// program's own complaints go.
func runCommand(command string) ([]key, error) {
	ctx, cancel := context.WithTimeout(context.Background(), commandWithin)
	defer cancel()
	c := exec.CommandContext(ctx, "/bin/sh", "-c", command)
	c.Stderr = os.Stderr
	c.WaitDelay = time.Second
	var out bytes.Buffer
	c.Stdout = &out
	defer func() { clear(out.Bytes()) }()
	if err := c.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("key command: no answer within %s", commandWithin)
		}
		return nil, fmt.Errorf("key command: %w", err)
	}
	return parse(&out, "key command")
}

func parse(r io.Reader, what string) ([]key, error) {
	var list []key
	lines := bufio.NewScanner(io.LimitReader(r, most))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		k, err := parseKey(line)
		if err != nil {
			return nil, fmt.Errorf("%s line %d: %w", what, n, err) // never the line itself
		}
		list = append(list, k)
	}
	switch err := lines.Err(); {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", what, err)
	case len(list) == 0:
		return nil, fmt.Errorf("%s holds no key", what)
	case sameIDs(list):
		return nil, fmt.Errorf("%s: two keys bear one id", what)
	}
	return list, nil
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

const remark = "# giamngheo: keys of the sealed numbers, the newest first. Keep a copy apart from the database; without it they are lost.\n"

// create writes a file with one new key, whole or not at all: a second process that starts at the
// same time reads the first one's key.
func create(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	made, err := write(path, remark+newKey().line()+"\n")
	if err != nil {
		return err
	}
	defer os.Remove(made)
	if err := os.Link(made, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("key file: %w", err)
	}
	return nil
}

// write puts a text on the disk beside a file, under a name that nobody reads.
func write(path, text string) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".seal-*") // 0600
	if err != nil {
		return "", fmt.Errorf("key file: %w", err)
	}
	_, err = f.WriteString(text)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		os.Remove(f.Name())
		return "", fmt.Errorf("key file: %w", err)
	}
	return f.Name(), nil
}
