package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/xlsx"
)

// StandardCheckCmd checks a file before anyone is judged by it.
type StandardCheckCmd struct {
	File   string `arg:"" help:"A score card (.xlsx or .toml) or a standard (.toml)."`
	Format string `help:"text or json." enum:"text,json" default:"text"`
}

// Help is what `giamngheo standard check --help` adds.
func (StandardCheckCmd) Help() string {
	return `Finds gaps and overlaps of ranges, unknown regions, missing and negative points, codes used twice,
sums that cannot reach both sides of the poverty line, and every key that does not belong, each with
its sheet, row and column or its TOML key. Exit code 0 when clean, 1 with mistakes, 2 when the file
cannot be read. The form of a sheet: giamngheo standard template.`
}

type checkJSON struct {
	File     string             `json:"file"`
	Kind     string             `json:"kind"` // card, edition
	ID       string             `json:"id,omitempty"`
	Sums     map[string]sumJSON `json:"sums,omitempty"` // of a card, by column
	Findings []findingJSON      `json:"findings"`
}

type sumJSON struct {
	Min int `json:"min"`
	Max int `json:"max"`
}

type findingJSON struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Where    string `json:"where"`
	Message  string `json:"message"`
}

// Run checks.
func (c *StandardCheckCmd) Run(g *Globals) error {
	f, problems, err := readStandardFile(c.File)
	if err != nil {
		return unreadableStandard(g, c.File, err)
	}
	if c.Format == "json" {
		err = writeJSON(g.Out, checkResult(g.Lang, c.File, f, problems))
	} else {
		err = printCheck(g.Out, g.Lang, c.File, f, problems)
	}
	if err == nil && len(problems) > 0 {
		return Exit(1)
	}
	return err
}

func checkResult(l lang.Lang, file string, f standard.File, problems []standard.Problem) checkJSON {
	r := checkJSON{File: file, Findings: []findingJSON{}}
	switch {
	case f.Card != nil:
		r.Kind, r.ID, r.Sums = "card", f.Card.ID, map[string]sumJSON{}
		for _, column := range f.Card.Columns() {
			low, high := f.Card.Bounds(column)
			r.Sums[column] = sumJSON{low, high}
		}
	case f.Edition != nil:
		r.Kind, r.ID = "edition", f.Edition.ID
	}
	for _, p := range problems {
		r.Findings = append(r.Findings, findingJSON{p.Code, "error", p.Place.In(l), p.Sentence(l)})
	}
	return r
}

func printCheck(w io.Writer, l lang.Lang, file string, f standard.File, problems []standard.Problem) error {
	var lines []string
	switch {
	case f.Card != nil:
		lines = append(lines, l.T("standard.check_card", "Title", f.Card.Title(l), "ID", f.Card.ID, "Items", len(f.Card.Items)))
		for _, column := range f.Card.Columns() {
			low, high := f.Card.Bounds(column)
			lines = append(lines, "  "+l.T("standard.check_sums", "Column", standard.ColumnName(column, l), "Min", low, "Max", high))
		}
	case f.Edition != nil:
		lines = append(lines, l.T("standard.check_edition", "Title", f.Edition.Title(l), "ID", f.Edition.ID, "Indicators", len(f.Edition.Indicators)))
	}
	for _, p := range problems {
		lines = append(lines, p.Sentence(l))
	}
	if len(problems) > 0 {
		lines = append(lines, l.T("standard.check_mistakes", "File", file, "N", len(problems)))
	}
	_, err := fmt.Fprintln(w, strings.Join(lines, "\n"))
	return err
}

// StandardImportCmd stores a score card, for rounds to be scored with it.
type StandardImportCmd struct {
	File string `arg:"" help:"A score card, .xlsx or .toml."`
}

// Help is what `giamngheo standard import --help` adds.
func (StandardImportCmd) Help() string {
	return `The card is checked as by "standard check" first. A card that is stored never changes, since results
rest on it: the same card again does nothing, another one needs another id.`
}

// Run checks and stores.
func (c *StandardImportCmd) Run(ctx context.Context, g *Globals) error {
	f, problems, err := readStandardFile(c.File)
	switch {
	case err != nil:
		return unreadableStandard(g, c.File, err)
	case len(problems) > 0:
		if err := printCheck(g.Err, g.Lang, c.File, f, problems); err != nil {
			return err
		}
		return Exit(1)
	case f.Card == nil:
		return fault.New(fault.Invalid, "standard.import_edition", "ID", f.Edition.ID)
	}
	d, err := g.Open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	known, err := knowsCard(ctx, d, f.Card.ID)
	if err != nil {
		return err
	}
	if err := review.New(d).ImportCard(ctx, account.System, f.Card); err != nil {
		return err
	}
	key := "standard.imported"
	if known {
		key = "standard.imported_before"
	}
	_, err = fmt.Fprintln(g.Out, g.Lang.T(key, "ID", f.Card.ID, "Title", f.Card.Title(g.Lang)))
	return err
}

func knowsCard(ctx context.Context, d *db.DB, id string) (bool, error) {
	_, err := review.Card(ctx, d, id)
	if fault.KindOf(err) == fault.NotFound {
		return false, nil
	}
	return err == nil, err
}

// StandardTemplateCmd writes a card as the sheet that check and import read.
type StandardTemplateCmd struct {
	Card string `help:"Id of the card to write." default:"illustrative-2022"`
	Out  string `required:"" short:"o" help:"The .xlsx or .toml file to write; it must not exist yet." type:"path"`
}

// Help is what `giamngheo standard template --help` adds.
func (StandardTemplateCmd) Help() string {
	return `The rows above the headings are a key and its value: id, edition, title_vi, title_en, illustrative
(yes or no), source; then "exclusion" with the question that gives no points, the question on which
this depends and its answers; and, where the paper states them, sum_max and sum_min with a column and
its sum. Under the headings stands one row an answer. Kinds: single, multi, count; only a count has
ranges, both ends included, the last one without an end.

  giamngheo standard template --out phieu.xlsx`
}

// Run writes.
func (c *StandardTemplateCmd) Run(g *Globals) error {
	card, err := standard.CardByID(c.Card)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if strings.HasSuffix(strings.ToLower(c.Out), ".toml") {
		var b []byte
		if b, err = card.TOML(); err == nil {
			_, err = f.Write(b)
		}
	} else {
		err = writeCardSheet(f, card, g.Lang)
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return errors.Join(err, os.Remove(c.Out))
	}
	_, err = fmt.Fprintln(g.Out, g.Lang.T("standard.template_written", "File", c.Out, "Title", card.Title(g.Lang)))
	return err
}

// writeCardSheet writes numbers as numbers, so that an office program can add them up.
func writeCardSheet(out io.Writer, card *standard.Card, l lang.Lang) error {
	s := card.Sheet(l)
	w := xlsx.New(xlsx.Page{
		Sheet: s.Name, Landscape: true, Widths: []float64{14, 34, 34, 9, 16, 30, 30, 6, 6, 12, 12, 12, 12, 12, 12, 12},
		Footer: card.Title(l),
	})
	table := false
	for i, row := range s.Rows {
		table = table || len(row) == 0
		for j, cell := range row {
			var v any = cell
			if n, err := strconv.Atoi(cell); err == nil {
				v = n
			}
			w.Put(i, j, v, xlsx.Style{Border: table, Wrap: table})
		}
	}
	_, err := w.WriteTo(out)
	return err
}

// maxStandardFile bounds a file; a card takes some ten kilobytes.
const maxStandardFile = 16 << 20

// readStandardFile reads a card out of a sheet, or a card or an edition out of TOML.
func readStandardFile(name string) (standard.File, []standard.Problem, error) {
	f, err := os.Open(name)
	if err != nil {
		return standard.File{}, nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxStandardFile+1))
	if err != nil {
		return standard.File{}, nil, err
	}
	if len(b) > maxStandardFile {
		return standard.File{}, nil, fault.New(fault.Invalid, "standard.file_too_large", "Max", maxStandardFile>>20)
	}
	if !strings.HasPrefix(string(b), "PK") && !strings.HasPrefix(string(b), "\xD0\xCF\x11\xE0") {
		return standard.ReadTOML(b)
	}
	book, err := xlsx.Read(b)
	if err != nil {
		return standard.File{}, nil, err
	}
	sheets := make([]standard.Sheet, len(book))
	for i := range book {
		sheets[i] = standard.Sheet{Name: book[i].Name, Rows: spread(&book[i])}
	}
	card, problems := standard.ReadCardSheets(sheets)
	return standard.File{Card: card}, problems, nil
}

// maxMerge is the most cells of a merged rectangle that stand for their first cell.
const maxMerge = 1000

// spread is the cells as text; a merged rectangle has its value in every cell.
func spread(s *xlsx.Sheet) [][]string {
	width := 0
	for _, row := range s.Rows {
		width = max(width, len(row))
	}
	rows := make([][]string, len(s.Rows))
	for i, row := range s.Rows {
		rows[i] = make([]string, width)
		for j, cell := range row {
			rows[i][j] = cell.Text
		}
	}
	for _, m := range s.Merges {
		if m.Rows*m.Cols > maxMerge {
			continue
		}
		text := s.At(m.Row, m.Col).Text
		for i := m.Row; i < min(m.Row+m.Rows, len(rows)); i++ {
			for j := m.Col; j < min(m.Col+m.Cols, width); j++ {
				rows[i][j] = text
			}
		}
	}
	return rows
}

// unreadableStandard tells why a file is not readable and sets the exit code for it.
func unreadableStandard(g *Globals, name string, err error) error {
	said := g.Lang.Describe(err)
	if errors.As(err, new(standard.Unreadable)) {
		said = g.Lang.T("standard.not_toml", "Error", err)
	}
	fmt.Fprintf(g.Err, "giamngheo: %s: %s\n", name, said)
	return Exit(2)
}
