package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/report"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
)

// ReportFormCmd makes a result form of a unit, with the units below it as rows.
type ReportFormCmd struct {
	Form   string        `arg:"" help:"Number of the form, 1 to 15; or list." placeholder:"N"`
	Unit   string        `help:"Code of the unit." placeholder:"CODE"`
	Level  unit.Level    `help:"Level of the unit, where a code has several." enum:",province,district,commune,village" default:""`
	Round  int           `help:"Year of the yearly review." placeholder:"YYYY"`
	Date   string        `help:"Day on which the unit bore the code; the end of the year when left out." placeholder:"DAY"`
	Deep   bool          `help:"Also the units one level further down, each under its own."`
	Format report.Format `help:"tsv, csv, json or xlsx." enum:"tsv,csv,json,xlsx" default:"tsv"`
	Out    string        `help:"File to write; standard output when left out." type:"path" placeholder:"FILE"`
}

// Help is what `giamngheo report form --help` adds.
func (ReportFormCmd) Help() string {
	return `  giamngheo report form list
  giamngheo report form 1 --unit 64 --round 2022
  giamngheo report form 2 --unit 630 --round 2022 --format xlsx --out bieu-2.xlsx
  giamngheo report form 15 --unit 630 --round 2022 --format csv --out ho-ngheo.csv   # names: leaves an audit line`
}

// Run makes the form.
func (c *ReportFormCmd) Run(ctx context.Context, g *Globals) error {
	if c.Form == "list" {
		for _, f := range report.Forms {
			fmt.Fprintf(g.Out, "%d\t%s\n", f.Number, f.Title(g.Lang, review.Round{}))
		}
		return nil
	}
	n, err := strconv.Atoi(c.Form)
	if err != nil {
		n = 0
	}
	form, err := report.FormByNumber(n)
	if err != nil {
		return err
	}
	if c.Unit == "" || c.Round == 0 {
		return fault.New(fault.Invalid, "report.form_needs")
	}
	if c.Round < 1990 || c.Round > 2100 {
		return fault.New(fault.Invalid, "report.year", "Year", c.Round)
	}
	if err := notToTerminal(g, c.Out, c.Format); err != nil {
		return err
	}
	us, err := openUnits(ctx, g)
	if err != nil {
		return err
	}
	defer us.close()
	if us.db == nil {
		_, err := g.Open(ctx) // says how to make a database
		return err
	}
	on := day.EndOf(c.Round)
	if c.Date != "" {
		if on, err = parseDay(c.Date); err != nil {
			return err
		}
	}
	u, err := us.byCode(c.Unit, c.Level, on)
	if err != nil {
		return err
	}
	round, ok, err := review.RoundOf(ctx, us.db, u.ID, c.Round)
	if err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.NotFound, "review.no_year", "Unit", u.TitleIn(g.Lang), "Year", c.Round)
	}
	write, err := c.writer(ctx, g, us.db, form, u, round)
	if err != nil {
		return err
	}
	if c.Out == "" {
		return write(g.Out)
	}
	mode := figuresOut
	if form.Detailed {
		mode = namesOut
	}
	return writeFile(c.Out, mode, write)
}

// writer is how the form is written: figures from one snapshot, members as they are read.
func (c *ReportFormCmd) writer(ctx context.Context, g *Globals, d *db.DB, form report.Form, u unit.Unit, round review.Round) (func(io.Writer) error, error) {
	if form.Detailed {
		return func(w io.Writer) error {
			_, err := report.People{Form: form, Unit: u, Round: round}.Export(ctx, d, account.System, c.Format, g.Lang, w)
			return err
		}, nil
	}
	var f report.Filled
	err := d.Read(ctx, func(q db.Querier) (err error) {
		f, err = report.Fill(ctx, q, form, u, round, c.Deep)
		return err
	})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := f.Write(&b, c.Format, g.Lang); err != nil {
		return nil, err
	}
	return func(w io.Writer) error { _, err := b.WriteTo(w); return err }, nil
}
