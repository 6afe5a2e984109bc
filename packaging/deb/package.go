package main

import (
	"bytes"
	"crypto/md5" //nolint:gosec // what Debian's md5sums are; they find damage and prove nothing
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

//go:embed files
var files embed.FS

// Package is what goes into a package.
type Package struct {
	Version    string
	Arch       string
	Time       time.Time // every file's
	Program    []byte
	Completion []byte
	Changes    []byte
	Manual     []byte
}

// FileName is the package's name by Debian's custom.
func (p Package) FileName() string { return "giamngheo_" + p.Version + "_" + p.Arch + ".deb" }

// content is one file of the package.
type content struct {
	name string // "usr/bin/giamngheo"
	mode int64
	body []byte
}

// places says where the files of the folder files go; the maintainer scripts go with the control file.
var places = map[string]content{
	"giamngheo.service":        {"usr/lib/systemd/system/giamngheo.service", 0o644, nil},
	"giamngheo-backup.service": {"usr/lib/systemd/system/giamngheo-backup.service", 0o644, nil},
	"giamngheo-backup.timer":   {"usr/lib/systemd/system/giamngheo-backup.timer", 0o644, nil},
	"giamngheo.env":            {"etc/giamngheo/giamngheo.env", 0o600, nil},
	"giamngheo.1":              {"usr/share/man/man1/giamngheo.1.gz", 0o644, nil},
	"copyright":                {"usr/share/doc/giamngheo/copyright", 0o644, nil},
}

// settings are the files that an upgrade does not write over.
const settings = "/etc/giamngheo/giamngheo.env\n"

// Build makes the package: the same input gives the same bytes.
func (p Package) Build() ([]byte, error) {
	if p.Version == "" || strings.ContainsAny(p.Version, " _/") {
		return nil, fmt.Errorf("%q is no version", p.Version)
	}
	if len(p.Program) == 0 {
		return nil, errors.New("there is no program")
	}
	data := []content{{"usr/bin/giamngheo", 0o755, p.Program}}
	control := []content{{"conffiles", 0o644, []byte(settings)}}
	err := fs.WalkDir(files, "files", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		base := path.Base(name)
		to, ok := places[base]
		if !ok {
			control = append(control, content{base, 0o755, body})
			return nil
		}
		if to.body = body; strings.HasSuffix(to.name, ".gz") {
			to.body = zipped(body)
		}
		data = append(data, to)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(p.Completion) > 0 {
		data = append(data, content{"usr/share/bash-completion/completions/giamngheo", 0o644, p.Completion})
	}
	data = append(data,
		content{"usr/share/doc/giamngheo/changelog.gz", 0o644, zipped(p.Changes)},
		content{"usr/share/doc/giamngheo/operate.md", 0o644, p.Manual})
	slices.SortFunc(data, func(a, b content) int { return strings.Compare(a.name, b.name) })
	var size int
	var sums bytes.Buffer
	for _, c := range data {
		size += len(c.body)
		if !strings.HasPrefix(c.name, "etc/") {
			fmt.Fprintf(&sums, "%x  %s\n", md5.Sum(c.body), c.name) //nolint:gosec // see above
		}
	}
	control = append(control, content{"md5sums", 0o644, sums.Bytes()}, content{"control", 0o644, p.control(size)})
	slices.SortFunc(control, func(a, b content) int { return strings.Compare(a.name, b.name) })
	return p.archive(control, data)
}

func (p Package) control(size int) []byte {
	return fmt.Appendf(nil, `Package: giamngheo
Version: %s
Architecture: %s
Maintainer: giamngheo maintainers <root@localhost>
Installed-Size: %d
Depends: adduser
Recommends: systemd
Section: admin
Priority: optional
Description: information system of a province's poverty-reduction programme
 The register of reviewed households, the yearly review with the reason for
 every class, targets from the province down to the commune, and the plan
 whose annex adds up. One program with SQLite inside; PostgreSQL is optional.
`, p.Version, p.Arch, (size+1023)/1024)
}
