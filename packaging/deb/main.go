// Command deb builds the Debian package of giamngheo from a program that was built already:
//
//	go run ./packaging/deb -program bin/giamngheo -arch amd64 -version 0.1.0 -epoch 1700000000 -out bin
//
// The same input gives the same bytes. nfpm would do it too, but one of its libraries cannot be had from
// the module proxy, and a package is two archives in a third: archive.go writes them.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

func main() {
	program := flag.String("program", "bin/giamngheo", "the program, built for -arch")
	completion := flag.String("completion", "", "file with the completion script of bash")
	arch := flag.String("arch", "amd64", "Debian's name of the architecture")
	version := flag.String("version", "", "version of the package")
	epoch := flag.Int64("epoch", 0, "time that every file in the package bears, seconds since 1970")
	out := flag.String("out", "bin", "folder that the package goes to")
	flag.Parse()
	p := Package{Version: *version, Arch: *arch, Time: time.Unix(*epoch, 0).UTC()}
	if err := build(&p, *program, *completion, *out); err != nil {
		fmt.Fprintln(os.Stderr, "deb:", err)
		os.Exit(1)
	}
}

func build(p *Package, program, completion, out string) error {
	var err error
	if p.Program, err = os.ReadFile(program); err != nil {
		return err
	}
	if completion != "" {
		if p.Completion, err = os.ReadFile(completion); err != nil {
			return err
		}
	}
	for name, to := range map[string]*[]byte{"CHANGELOG.md": &p.Changes, "doc/operate.md": &p.Manual} {
		if *to, err = os.ReadFile(name); err != nil {
			return err
		}
	}
	content, err := p.Build()
	if err != nil {
		return err
	}
	path := filepath.Join(out, p.FileName())
	if err := os.WriteFile(path, content, 0o644); err != nil { //nolint:gosec // a package is for everybody
		return err
	}
	fmt.Printf("%s  %d KiB\n", path, len(content)>>10)
	return nil
}
