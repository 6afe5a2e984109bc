package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/md5" //nolint:gosec // what Debian's md5sums are
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"
)

func sample() Package {
	return Package{
		Version: "0.1.0", Arch: "amd64", Time: time.Unix(1_700_000_000, 0).UTC(),
		Program: []byte("#!/bin/sh\necho it runs\n"), Completion: []byte("complete\n"), Changes: []byte("# Changes\n"), Manual: []byte("# Manual\n"),
	}
}

func TestTwoBuildsAreTheSameBytes(t *testing.T) {
	t.Parallel()
	a, err := sample().Build()
	if err != nil {
		t.Fatal(err)
	}
	b, err := sample().Build()
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("two builds differ: %v", err)
	}
	if _, err := (Package{Version: "a b", Program: []byte("x")}).Build(); err == nil {
		t.Error("a version with a space was taken")
	}
	if _, err := (Package{Version: "1"}).Build(); err == nil {
		t.Error("a package without a program was made")
	}
}

// The package is read back as dpkg reads it: an ar of three members in this order, both archives
// owned by root, the settings marked as such, every sum right.
func TestThePackageReadsBack(t *testing.T) {
	t.Parallel()
	b, err := sample().Build()
	if err != nil {
		t.Fatal(err)
	}
	members := readAr(t, b)
	if len(members) != 3 || members[0].name != "debian-binary" || string(members[0].body) != "2.0\n" || members[1].name != "control.tar.gz" || members[2].name != "data.tar.gz" {
		t.Fatalf("members %v", members)
	}
	control, data := readTar(t, members[1].body), readTar(t, members[2].body)
	if got := string(control["./control"].body); !strings.Contains(got, "Version: 0.1.0\nArchitecture: amd64\n") || !strings.Contains(got, "Depends: adduser\n") {
		t.Errorf("control:\n%s", got)
	}
	if string(control["./conffiles"].body) != "/etc/giamngheo/giamngheo.env\n" {
		t.Errorf("conffiles %q", control["./conffiles"].body)
	}
	for _, script := range []string{"./postinst", "./prerm", "./postrm"} {
		f := control[script]
		if f.mode != 0o755 || !bytes.HasPrefix(f.body, []byte("#!/bin/sh\n")) || !bytes.Contains(f.body, []byte("\nset -e\n")) {
			t.Errorf("%s has mode %o", script, f.mode)
		}
	}
	for name, mode := range map[string]int64{
		"./usr/bin/giamngheo": 0o755, "./etc/giamngheo/giamngheo.env": 0o600, "./usr/lib/systemd/system/giamngheo.service": 0o644,
		"./usr/lib/systemd/system/giamngheo-backup.timer": 0o644, "./usr/share/man/man1/giamngheo.1.gz": 0o644, "./usr/share/bash-completion/completions/giamngheo": 0o644,
	} {
		if f, ok := data[name]; !ok || f.mode != mode {
			t.Errorf("%s is there %v with mode %o, want %o", name, ok, f.mode, mode)
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(string(control["./md5sums"].body)), "\n") {
		sum, name, _ := strings.Cut(line, "  ")
		if got := fmt.Sprintf("%x", md5.Sum(data["./"+name].body)); got != sum { //nolint:gosec // see above
			t.Errorf("sum of %s is %s, want %s", name, got, sum)
		}
	}
}

// What makes the service hard to misuse stays in its file.
func TestTheServiceIsHardened(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"files/giamngheo.service", "files/giamngheo-backup.service"} {
		b, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{
			"User=giamngheo", "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "StateDirectory=giamngheo",
			"StateDirectoryMode=0700", "UMask=0077", "CapabilityBoundingSet=", "AmbientCapabilities=", "SystemCallFilter=@system-service", "LimitCORE=0", "MemorySwapMax=0", "KeyringMode=private", "RestrictNamespaces=yes", "ProtectProc=invisible",
		} {
			if !strings.Contains(string(b), "\n"+line+"\n") && !strings.HasSuffix(string(b), "\n"+line+"\n") {
				t.Errorf("%s lacks %s", name, line)
			}
		}
	}
}

type member struct {
	name string
	body []byte
}

func readAr(t *testing.T, b []byte) (out []member) {
	t.Helper()
	rest, ok := bytes.CutPrefix(b, []byte("!<arch>\n"))
	if !ok {
		t.Fatal("no ar")
	}
	for len(rest) > 0 {
		head := string(rest[:60])
		n, err := strconv.Atoi(strings.TrimSpace(head[48:58]))
		if err != nil || head[58:] != "`\n" {
			t.Fatalf("head %q", head)
		}
		out = append(out, member{strings.TrimSpace(head[:16]), rest[60 : 60+n]})
		rest = rest[60+n+n%2:]
	}
	return out
}

func readTar(t *testing.T, zipped []byte) map[string]content {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]content{}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Uid != 0 || h.Gid != 0 || h.Uname != "root" || !h.ModTime.Equal(time.Unix(1_700_000_000, 0)) {
			t.Errorf("%s belongs to %s %d at %s", h.Name, h.Uname, h.Uid, h.ModTime)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[h.Name] = content{h.Name, h.Mode, body}
	}
}
