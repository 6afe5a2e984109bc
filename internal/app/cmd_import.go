package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/intake"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// ImportCmd takes in sheets.
type ImportCmd struct {
	Households  ImportHouseholdsCmd  `cmd:"" help:"Import a list of households, with or without what the review found of them."`
	Persons     ImportPersonsCmd     `cmd:"" help:"Import the members of households, one a line."`
	Assessments ImportAssessmentsCmd `cmd:"" help:"Import what a review found of households that the register knows."`
	Base        ImportBaseCmd        `cmd:"" help:"Import the numbers of households and persons of units."`
	List        ImportListCmd        `cmd:"" help:"List the imports."`
	Undo        ImportUndoCmd        `cmd:"" help:"Take a whole import back."`
	Template    ImportTemplateCmd    `cmd:"" help:"Write an empty sheet to fill in."`
}

// ImportFileCmd imports one file.
type ImportFileCmd struct {
	File        string            `arg:"" help:"An .xlsx or .csv file." type:"existingfile"`
	Round       int               `help:"Year of the review, and of new household codes." required:"" placeholder:"YEAR"`
	Unit        string            `help:"Code of the unit that the rows lie in; the unit of the year's round when left out." placeholder:"CODE"`
	Level       unit.Level        `help:"Level of the unit, where a code is of several." placeholder:"LEVEL"`
	Sheet       string            `help:"The sheet to read; otherwise the first one with a header that is understood."`
	Map         map[string]string `help:"What a column means: \"Header=field\", or \"Header=-\" to leave it out." mapsep:"none"`
	AddVillages bool              `help:"Enter villages that are not in the list of units yet."`
	Preview     bool              `help:"Say what would change, and store nothing."`
	Errors      string            `help:"Write the rejected rows with their errors to this .xlsx file." placeholder:"OUT.xlsx" type:"path"`
	Format      string            `help:"text or json." enum:"text,json" default:"text"`
}

// The files that can be imported, a command each.
type (
	// ImportHouseholdsCmd imports households.
	ImportHouseholdsCmd struct {
		ImportFileCmd `kong:"embed"`
	}
	// ImportPersonsCmd imports persons.
	ImportPersonsCmd struct {
		ImportFileCmd `kong:"embed"`
	}
	// ImportAssessmentsCmd imports what a review found.
	ImportAssessmentsCmd struct {
		ImportFileCmd `kong:"embed"`
	}
	// ImportBaseCmd imports population bases.
	ImportBaseCmd struct {
		ImportFileCmd `kong:"embed"`
	}
)

// Run imports.
func (c *ImportHouseholdsCmd) Run(ctx context.Context, g *Globals) error {
	return c.run(ctx, g, intake.Households)
}

// Run imports.
func (c *ImportPersonsCmd) Run(ctx context.Context, g *Globals) error {
	return c.run(ctx, g, intake.Persons)
}

// Run imports.
func (c *ImportAssessmentsCmd) Run(ctx context.Context, g *Globals) error {
	return c.run(ctx, g, intake.Assessments)
}

// Run imports.
func (c *ImportBaseCmd) Run(ctx context.Context, g *Globals) error {
	return c.run(ctx, g, intake.Base)
}

func (c *ImportFileCmd) run(ctx context.Context, g *Globals, kind intake.Kind) error {
	d, s, err := g.intake(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	area, err := c.area(ctx, d)
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	id, err := s.Receive(ctx, account.System, intake.Upload{Kind: kind, Area: area, Year: c.Round, File: filepath.Base(c.File)}, f)
	if err != nil {
		return err
	}
	i, err := s.Preview(ctx, account.System, id, intake.Choices{Columns: c.Map, AddVillages: c.AddVillages, Sheet: c.Sheet})
	if err == nil && c.Errors != "" && i.Preview.Rejected > 0 {
		err = c.writeErrors(ctx, g, d, s, id)
	}
	if err == nil && !c.Preview {
		err = c.commit(ctx, g, s, &i)
	}
	if err != nil || c.Preview {
		// What is not taken leaves no file behind.
		if derr := s.Discard(ctx, account.System, id); err == nil {
			err = derr
		}
	}
	if i.Preview == nil {
		return err
	}
	if perr := c.print(g, i); err == nil {
		err = perr
	}
	if err == nil && c.Preview && !i.Preview.Ready() {
		return Exit(1)
	}
	return err
}

func (c *ImportFileCmd) commit(ctx context.Context, g *Globals, s *intake.Service, i *intake.Import) error {
	done, err := s.Commit(ctx, account.System, i.ID)
	if err == nil {
		*i = done
	}
	return err
}

// area is the unit that is named, or the one whose round of the year there is.
func (c *ImportFileCmd) area(ctx context.Context, d *db.DB) (unit.ID, error) {
	if c.Unit != "" {
		u, err := unitByCode(ctx, d, c.Unit, c.Level, day.EndOf(c.Round))
		return u.ID, err
	}
	rounds, _, err := roundsOf(ctx, d, c.Round)
	if err != nil {
		return 0, err
	}
	if len(rounds) == 0 {
		return 0, fault.New(fault.Invalid, "app.import_unit", "Year", c.Round)
	}
	return rounds[len(rounds)-1].Unit, nil
}

func (c *ImportFileCmd) writeErrors(ctx context.Context, g *Globals, d *db.DB, s *intake.Service, id intake.ID) error {
	f, err := os.OpenFile(c.Errors, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = s.WriteErrors(ctx, account.System, id, g.Lang, f, func(l audit.Line, _ audit.Volume) error { return tell(ctx, d, l) })
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

// importJSON is an import as a command prints it.
type importJSON struct {
	ID        intake.ID            `json:"id"`
	Kind      intake.Kind          `json:"kind"`
	Year      int                  `json:"year"`
	File      string               `json:"file"`
	Hash      string               `json:"hash"`
	Status    intake.Status        `json:"status"`
	Same      intake.ID            `json:"same_as,omitempty"`
	Rows      int64                `json:"rows"`
	New       int64                `json:"new"`
	Changed   int64                `json:"changed"`
	Unchanged int64                `json:"unchanged"`
	Rejected  int64                `json:"rejected"`
	Skipped   int64                `json:"skipped"`
	Columns   []intake.ColumnMatch `json:"columns,omitempty"`
	Missing   []string             `json:"missing,omitempty"`
	Villages  []string             `json:"villages,omitempty"`
	Errors    []importErrorJSON    `json:"errors,omitempty"`
}

type importErrorJSON struct {
	Row    int    `json:"row"`
	Column string `json:"column,omitempty"`
	Text   string `json:"text"`
}

func importOf(i intake.Import, l lang.Lang) importJSON {
	out := importJSON{ID: i.ID, Kind: i.Kind, Year: i.Year, File: i.File, Hash: i.Hash, Status: i.Status, Same: i.Same}
	if p := i.Preview; p != nil {
		out.Rows, out.New, out.Changed, out.Unchanged, out.Rejected, out.Skipped = p.Rows, p.New, p.Changed, p.Unchanged, p.Rejected, p.Skipped
		out.Columns, out.Missing, out.Villages = p.Columns, p.Missing, p.Villages
		for _, e := range p.Errors {
			out.Errors = append(out.Errors, importErrorJSON{e.Row, e.Column, e.Sentence(l)})
		}
	}
	return out
}

func (c *ImportFileCmd) print(g *Globals, i intake.Import) error {
	if c.Format == "json" {
		return writeJSON(g.Out, importOf(i, g.Lang))
	}
	l, p := g.Lang, i.Preview
	if i.Same != 0 {
		fmt.Fprintln(g.Out, l.T("intake.same_file", "ID", int64(i.Same)))
	}
	fmt.Fprintln(g.Out, l.T("intake.counts", "Rows", l.Int(p.Rows), "New", l.Int(p.New), "Changed", l.Int(p.Changed),
		"Unchanged", l.Int(p.Unchanged), "Rejected", l.Int(p.Rejected)))
	if p.Skipped > 0 {
		fmt.Fprintln(g.Out, l.T("intake.skipped", "Count", p.Skipped, "Rows", rowList(p.SkippedAt)))
	}
	for _, col := range p.Columns {
		if col.Field == intake.LeaveOut {
			fmt.Fprintln(g.Out, l.T("intake.left_out", "Column", col.Header))
		}
	}
	for _, x := range p.Samples {
		var parts []string
		for _, f := range x.Fields {
			before, after := f.In(l)
			parts = append(parts, f.Label(l)+" "+before+" → "+after)
		}
		fmt.Fprintln(g.Out, l.T("intake.changed_row", "Row", x.Row, "Name", x.Name, "Fields", strings.Join(parts, "; ")))
	}
	for _, v := range p.Villages {
		fmt.Fprintln(g.Out, l.T("intake.new_village", "Village", v))
	}
	for _, e := range p.Errors {
		fmt.Fprintln(g.Out, e.Sentence(l))
	}
	if more := p.Problems - int64(len(p.Errors)); more > 0 {
		fmt.Fprintln(g.Out, l.T("intake.more_errors", "Count", more))
	}
	switch {
	case i.Status == intake.Committed:
		fmt.Fprintln(g.Out, l.T("intake.committed", "ID", int64(i.ID)))
	case p.Err() != nil:
		fmt.Fprintln(g.Err, l.Error(p.Err()))
	}
	return nil
}

// rowList names rows: "5, 9, 12".
func rowList(rows []int) string {
	var out []string
	for _, n := range rows[:min(len(rows), 20)] {
		out = append(out, fmt.Sprint(n))
	}
	return strings.Join(out, ", ")
}

// ImportListCmd lists the imports.
type ImportListCmd struct {
	Unit   string     `help:"Code of a unit; the whole country when left out." placeholder:"CODE"`
	Level  unit.Level `help:"Level of the unit, where a code is of several." placeholder:"LEVEL"`
	Format string     `help:"text or json." enum:"text,json" default:"text"`
}

// Run lists.
func (c *ImportListCmd) Run(ctx context.Context, g *Globals) error {
	d, s, err := g.intake(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	area := unit.CountryID
	if c.Unit != "" {
		u, err := unitByCode(ctx, d, c.Unit, c.Level, day.Of(time.Now()))
		if err != nil {
			return err
		}
		area = u.ID
	}
	all, err := s.List(ctx, account.System, area)
	if err != nil {
		return err
	}
	if c.Format == "json" {
		out := make([]importJSON, 0, len(all))
		for _, i := range all {
			out = append(out, importOf(i, g.Lang))
		}
		return writeJSON(g.Out, out)
	}
	w := tabwriter.NewWriter(g.Out, 0, 0, 2, ' ', 0)
	for _, i := range all {
		rows := lang.Unknown
		if i.Preview != nil {
			rows = g.Lang.Int(i.Preview.Rows)
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%d\t%s\t%s\t%s\t%s\n", i.ID, g.Lang.Time(i.At), i.Kind.Name(g.Lang), i.Year, i.File, rows, i.Status.Name(g.Lang), i.Who)
	}
	return w.Flush()
}

// ImportUndoCmd takes an import back.
type ImportUndoCmd struct {
	ID int64 `arg:"" help:"The import's number, see giamngheo import list."`
}

// Run undoes.
func (c *ImportUndoCmd) Run(ctx context.Context, g *Globals) error {
	d, s, err := g.intake(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	if _, err := s.Undo(ctx, account.System, intake.ID(c.ID)); err != nil {
		return err
	}
	_, err = fmt.Fprintln(g.Out, g.Lang.T("intake.undone", "ID", c.ID))
	return err
}

// ImportTemplateCmd writes an empty sheet.
type ImportTemplateCmd struct {
	Kind intake.Kind `arg:"" help:"households, persons, assessments or base." enum:"households,persons,assessments,base"`
	Out  string      `arg:"" help:"The .xlsx file to write." type:"path"`
}

// Run writes.
func (c *ImportTemplateCmd) Run(g *Globals) error {
	f, err := os.Create(c.Out)
	if err != nil {
		return err
	}
	err = intake.WriteTemplate(f, c.Kind, g.Lang)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

// intake opens the database and its keys for imports.
func (g *Globals) intake(ctx context.Context) (*db.DB, *intake.Service, error) {
	d, err := g.Open(ctx)
	if err != nil {
		return nil, nil, err
	}
	keys, err := g.source().Load()
	if err != nil {
		d.Close()
		return nil, nil, err
	}
	return d, intake.New(d, keys), nil
}
