package app

import (
	"context"
	"fmt"

	"giamngheo/internal/account"
	"giamngheo/internal/operation"
)

// DoctorCmd looks at the installation.
type DoctorCmd struct {
	Settings  `kong:"embed"`
	Integrity bool   `help:"Also read the whole database and look for damage; some seconds per gigabyte."`
	Format    string `help:"text or json." enum:"text,json" default:"text"`
}

// Help is what `giamngheo doctor --help` adds.
func (DoctorCmd) Help() string {
	return `Checks database, schema, tallies, backups, keys, files, disk, memory, clock, jobs, rounds and the way
pages are served, and says in one sentence what to do where something is amiss. It takes the settings of
serve from the same flags and environment. Exit code 1 when something must be mended; it changes nothing
(but notes when --integrity was run).`
}

type examinedJSON struct {
	Check    string          `json:"check"`
	State    operation.State `json:"state"`
	Sentence string          `json:"sentence"`
}

// Run examines.
func (c *DoctorCmd) Run(ctx context.Context, g *Globals) error {
	d, err := g.Open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	doctor := operation.NewDoctor(d, c.setup(g))
	if c.Integrity {
		if _, err := doctor.CheckIntegrity(ctx); err != nil {
			return err
		}
	}
	list, err := doctor.Examine(ctx, account.System)
	if err != nil {
		return err
	}
	worst := operation.Worst(list)
	count := 0
	out := []examinedJSON{}
	for _, f := range list {
		out = append(out, examinedJSON{f.Check, f.State, f.Sentence(g.Lang)})
		if f.State == worst {
			count++
		}
	}
	if c.Format == "json" {
		err = writeJSON(g.Out, struct {
			State  operation.State `json:"state"`
			Checks []examinedJSON  `json:"checks"`
		}{worst, out})
	} else {
		for _, f := range list {
			fmt.Fprintf(g.Out, "%-9s %s: %s\n", "["+g.Lang.T("doctor.state_"+string(f.State))+"]", f.Title(g.Lang), f.Sentence(g.Lang))
		}
		_, err = fmt.Fprintln(g.Out, g.Lang.T("doctor.summary_"+string(worst), "Count", count))
	}
	if err == nil && worst == operation.Wrong {
		return Exit(1)
	}
	return err
}

// setup is what the settings say to the doctor.
func (s *Settings) setup(g *Globals) operation.Setup {
	return operation.Setup{Data: g.Data, KeyCommand: g.KeyCommand, Addr: s.Addr, HTTPS: s.HTTPS, OwnTLS: s.own(), Certificate: s.TLSCert, Key: s.TLSKey, Proxies: s.Proxy, Sinks: s.sinks(), Version: version, Commit: buildCommit()}
}
