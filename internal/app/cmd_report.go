package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/term"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/report"
	"giamngheo/internal/unit"
)

// ReportCmd makes official tables.
type ReportCmd struct {
	Annex ReportAnnexCmd `cmd:"" help:"The annex of a plan: targets of a year over the results of the year before."`
	Form  ReportFormCmd  `cmd:"" help:"A result form of the review (biểu 1-15) of a unit, or the list of forms."`
}

// ReportAnnexCmd makes the annex of a province by its districts, or of a district by its communes.
type ReportAnnexCmd struct {
	Unit   string        `required:"" help:"Code of the province or district." placeholder:"CODE"`
	Year   int           `required:"" help:"Year of the targets; the results are those of the end of the year before." placeholder:"YYYY"`
	Format report.Format `help:"tsv, json, xlsx or docx." enum:"tsv,json,xlsx,docx" default:"tsv"`
	Out    string        `help:"File to write; standard output when left out." type:"path" placeholder:"FILE"`
}

// Help is what `giamngheo report annex --help` adds.
func (ReportAnnexCmd) Help() string {
	return `  giamngheo report annex --unit 64 --year 2023
  giamngheo report annex --unit 64 --year 2023 --format docx --out bieu-2023.docx`
}

// Run makes the table.
func (c *ReportAnnexCmd) Run(ctx context.Context, g *Globals) error {
	if err := notToTerminal(g, c.Out, c.Format); err != nil {
		return err
	}
	if c.Year < 1990 || c.Year > 2100 {
		return fault.New(fault.Invalid, "report.year", "Year", c.Year)
	}
	d, err := g.Open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	var a report.Annex
	err = d.Read(ctx, func(q db.Querier) error {
		u, err := annexUnit(ctx, q, c.Unit, day.EndOf(c.Year-1))
		if err != nil {
			return err
		}
		a, err = report.AnnexOf(ctx, q, u, c.Year)
		return err
	})
	if err != nil {
		return err
	}
	if c.Out == "" {
		return a.Write(g.Out, c.Format)
	}
	return writeFile(c.Out, figuresOut, func(w io.Writer) error { return a.Write(w, c.Format) })
}

// notToTerminal refuses to write a file that is no text to a screen.
func notToTerminal(g *Globals, name string, format report.Format) error {
	if f, ok := g.Out.(*os.File); ok && name == "" && format.Binary() && term.IsTerminal(int(f.Fd())) {
		return fault.New(fault.Invalid, "report.terminal", "Format", string(format))
	}
	return nil
}

// annexUnit is the province or district that bears a code on a day.
func annexUnit(ctx context.Context, q db.Querier, code string, on day.Date) (unit.Unit, error) {
	for _, level := range []unit.Level{unit.Province, unit.District} {
		u, err := unit.ByCode(ctx, q, level, code, on)
		if err == nil {
			return u, nil
		}
		if fault.KindOf(err) != fault.NotFound {
			return unit.Unit{}, err
		}
	}
	return unit.Unit{}, fault.New(fault.NotFound, "report.no_unit", "Code", code, "Day", string(on))
}

// What may be read of a file that a command writes: figures by all, names of people by its owner alone.
const (
	figuresOut fs.FileMode = 0o644
	namesOut   fs.FileMode = 0o600
)

// writeFile writes a file whole or not at all.
func writeFile(name string, mode fs.FileMode, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".giamngheo-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	err = errors.Join(write(f), f.Chmod(mode), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", name, err), os.Remove(f.Name()))
	}
	return nil
}
