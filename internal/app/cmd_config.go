package app

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"github.com/alecthomas/kong"
)

// ConfigCmd shows the settings as serve would find them.
type ConfigCmd struct {
	Settings `kong:"embed"`
	Format   string `help:"text or json." enum:"text,json" default:"text"`
}

// Help is what `giamngheo config --help` adds.
func (ConfigCmd) Help() string {
	return `Every setting is a flag and an environment variable; the flag wins. Passwords are masked.`
}

// Run prints the settings, one a line.
func (c *ConfigCmd) Run(k *kong.Context, g *Globals) error {
	all := effective(k)
	if c.Format == "json" {
		e := json.NewEncoder(g.Out)
		e.SetIndent("", "  ")
		return e.Encode(all)
	}
	w := tabwriter.NewWriter(g.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SETTING\tVALUE\tFROM\tENVIRONMENT")
	for _, s := range all {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", s.Name, s.Value, s.From, s.Env)
	}
	return w.Flush()
}
