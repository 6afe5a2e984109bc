package app

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is the release this tree leads to; CHANGELOG.md says what is in it.
const version = "0.1.0"

// commit is set by the Makefile; without it the build's own record is used.
var commit string

func buildCommit() string {
	if commit != "" {
		return commit
	}
	if b, ok := debug.ReadBuildInfo(); ok {
		for _, s := range b.Settings {
			if s.Key == "vcs.revision" {
				return s.Value
			}
		}
	}
	return "unknown"
}

// VersionCmd tells what is running.
type VersionCmd struct {
	Format string `help:"text or json." enum:"text,json" default:"text"`
}

// Run prints version, commit and the Go it was built with.
func (c *VersionCmd) Run(g *Globals) error {
	v := struct {
		Version  string `json:"version"`
		Commit   string `json:"commit"`
		Go       string `json:"go"`
		Platform string `json:"platform"`
	}{version, buildCommit(), runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
	if c.Format == "json" {
		return json.NewEncoder(g.Out).Encode(v)
	}
	_, err := fmt.Fprintf(g.Out, "giamngheo %s (commit %s, %s, %s)\n", v.Version, v.Commit, v.Go, v.Platform)
	return err
}
