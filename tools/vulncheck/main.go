// Command vulncheck looks for known vulnerabilities in what the program calls, by govulncheck, and says
// plainly when it could not look.
//
// Its database is, in this order: what GIAMNGHEO_VULNDB names (a folder of OSV files, or a file:// or
// https:// address); the public one, when this machine reaches it; the copy inside the Go module
// golang.org/x/vulndb, which a module proxy hands out like any module. Without one of them nothing is
// looked at, which is no failure and no success: the line says NOT RUN.
//
// A vulnerable function that the program calls fails the check, with the version that mends it: of the
// module in go.mod, or of Go itself, which is RELEASE_GO in the Makefile.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const (
	public = "https://vuln.go.dev"
	module = "golang.org/x/vulndb"
)

func main() {
	tree := flag.String("tree", "..", "folder of the product")
	flag.Parse()
	db, name := database()
	if db == "" {
		fmt.Println("govulncheck: NOT RUN: " + name)
		return
	}
	fmt.Println("govulncheck: database " + name)
	list, err := scan(*tree, db)
	if err != nil {
		fmt.Fprintln(os.Stderr, "govulncheck:", err)
		os.Exit(1)
	}
	if judge(os.Stdout, list) {
		os.Exit(1)
	}
}

// database is the address of a database and its name for people; or "", and why there is none.
func database() (address, name string) {
	if given := os.Getenv("GIAMNGHEO_VULNDB"); given != "" {
		if !strings.Contains(given, "://") {
			given = "file://" + given
		}
		return given, given
	}
	quick := http.Client{Timeout: 5 * time.Second}
	if res, err := quick.Head(public + "/index/db.json"); err == nil {
		res.Body.Close()
		if res.StatusCode == http.StatusOK {
			return public, public
		}
	}
	cmd := exec.Command("go", "mod", "download", "-json", module+"@latest")
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod")
	out, err := cmd.Output()
	var got struct{ Dir, Version string }
	if err != nil || json.Unmarshal(out, &got) != nil || got.Dir == "" {
		return "", "no vulnerability database can be reached from here; give a copy in GIAMNGHEO_VULNDB"
	}
	return "file://" + filepath.ToSlash(filepath.Join(got.Dir, "data", "osv")), module + " " + got.Version
}

// finding is one vulnerability in one module, at the deepest level at which it touches the program.
type finding struct {
	OSV, Module, Version, Fixed, Summary string
	Called                               bool
}

// scan asks govulncheck about all packages of the product; its tests are not served to anybody.
func scan(dir, db string) ([]finding, error) {
	modfile, err := filepath.Abs("go.mod")
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("go", "tool", "-modfile="+modfile, "govulncheck", "-db", db, "-format", "json", "./...")
	cmd.Dir = dir
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, errs.String())
	}
	return read(bytes.NewReader(out))
}

// read gathers the findings of govulncheck's stream.
func read(r io.Reader) ([]finding, error) {
	var order []string
	found := map[string]*finding{}
	summaries := map[string]string{}
	scanned := false
	for dec := json.NewDecoder(r); ; {
		var m struct {
			Config *struct{}
			OSV    *struct{ ID, Summary string }
			// Finding's trace begins with the vulnerable thing: a function when it is called.
			Finding *struct {
				OSV          string
				FixedVersion string                                       `json:"fixed_version"`
				Trace        []struct{ Module, Version, Function string } `json:"trace"`
			}
		}
		err := dec.Decode(&m)
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		scanned = scanned || m.Config != nil
		if m.OSV != nil {
			summaries[m.OSV.ID] = m.OSV.Summary
		}
		if f := m.Finding; f != nil && len(f.Trace) > 0 {
			key := f.OSV + " " + f.Trace[0].Module
			if found[key] == nil {
				order = append(order, key)
				found[key] = &finding{OSV: f.OSV, Module: f.Trace[0].Module, Version: f.Trace[0].Version, Fixed: f.FixedVersion}
			}
			found[key].Called = found[key].Called || f.Trace[0].Function != ""
		}
	}
	if !scanned {
		return nil, fmt.Errorf("govulncheck said nothing of what it scanned")
	}
	var list []finding
	for _, key := range order {
		f := *found[key]
		f.Summary = summaries[f.OSV]
		list = append(list, f)
	}
	return list, nil
}

// judge tells the findings and whether one of them fails the check.
func judge(w io.Writer, list []finding) (failed bool) {
	called := 0
	for _, f := range list {
		if !f.Called {
			continue
		}
		called++
		mended := f.Fixed
		if mended == "" {
			mended = "no version yet"
		}
		fmt.Fprintf(w, "govulncheck: FAILED: %s of %s %s is called: %s (mended in %s)\n", f.OSV, f.Module, f.Version, f.Summary, mended)
	}
	fmt.Fprintf(w, "govulncheck: %d known vulnerabilities are called, %d more stand in modules and are not\n", called, len(list)-called)
	return called > 0
}
