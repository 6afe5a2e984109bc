package app

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"giamngheo/internal/fault"
	"giamngheo/internal/target/annex"
)

// PlanCmd is everything about plans on paper.
type PlanCmd struct {
	Check PlanCheckCmd `cmd:"" help:"Check that the annex table of a plan adds up."`
}

// PlanCheckCmd reads a plan's annex and lists what does not add up: exit code 0 when nothing of
// weight is wrong, 1 when something is, 2 when the file cannot be read.
type PlanCheckCmd struct {
	File   string `arg:"" help:"The plan or its annex: .txt, .md, .xlsx or .docx; - reads text from standard input."`
	Format string `help:"How the result is printed: text or json." enum:"text,json" default:"text"`
	Unit   string `help:"Code of the unit whose plan it is, when it cannot be told from the table."`
}

// Run checks one file.
func (c *PlanCheckCmd) Run(g *Globals) error {
	data, err := c.read(g)
	if err != nil {
		fmt.Fprintln(g.Err, "giamngheo:", g.Lang.Describe(err))
		return Exit(2)
	}
	r, err := annex.Check(c.File, data, annex.Options{Unit: c.Unit, Lang: g.Lang})
	if err != nil {
		fmt.Fprintln(g.Err, "giamngheo:", g.Lang.Describe(err))
		return Exit(2)
	}
	if c.Format == "json" {
		e := json.NewEncoder(g.Out)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		err = e.Encode(r)
	} else {
		err = r.Print(g.Out, g.Lang)
	}
	if err == nil && !r.Clean() {
		return Exit(1)
	}
	return err
}

// read takes one byte more than a plan may have, so that the check can refuse it.
func (c *PlanCheckCmd) read(g *Globals) ([]byte, error) {
	if c.File == "-" {
		return io.ReadAll(io.LimitReader(g.In, annex.MaxSize+1))
	}
	f, err := os.Open(c.File)
	if err != nil {
		return nil, fault.New(fault.Invalid, "annex.not_opened", "File", c.File)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, annex.MaxSize+1))
	if err != nil {
		return nil, fault.New(fault.Invalid, "annex.not_opened", "File", c.File)
	}
	return b, nil
}
