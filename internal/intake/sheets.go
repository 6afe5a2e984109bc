package intake

import (
	"context"
	"io"
	"iter"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/office"
	"giamngheo/internal/tabular"
	"giamngheo/internal/xlsx"
)

// maxRejected bounds the rejected rows of an error file; who has more mends these first.
const maxRejected = 20_000

// WriteErrors writes the rejected rows as given with a column that says what is wrong, as .xlsx. Mended, the
// sheet can be imported itself. The file must still be there: not committed, not discarded. saw records it
// before the first row goes out.
func (s *Service) WriteErrors(ctx context.Context, who account.Actor, id ID, l lang.Lang, w io.Writer, saw func(audit.Line, audit.Volume) error) error {
	i, err := s.open(ctx, who, id)
	if err != nil {
		return err
	}
	errs := map[int][]string{}
	p, err := s.read(ctx, s.db, &i, func(e RowError) {
		if errs[e.Row] == nil && len(errs) >= maxRejected {
			return
		}
		text := e.Reason(l)
		if e.Column != "" {
			text = e.Column + ": " + text
		}
		errs[e.Row] = append(errs[e.Row], text)
	})
	if err != nil {
		return err
	}
	f, err := s.fetch(ctx, s.db, i)
	if err != nil {
		return err
	}
	defer f.Close()
	sheet := office.Sheet{Name: l.T("intake.errors_sheet"), Landscape: true, Lang: l}
	for _, c := range p.out.Columns {
		sheet.Columns = append(sheet.Columns, office.Column{Label: c.Header, Width: 16})
	}
	sheet.Columns = append(sheet.Columns, office.Column{Label: l.T("intake.errors_column"), Width: 60})
	line := i.line("intake.errors")
	line.After = map[string]any{"rows": len(errs)}
	if err := saw(line, audit.Volume{Exports: 1, Taken: int64(len(errs))}); err != nil {
		return err
	}
	return office.WriteXLSX(w, sheet, rejected(f, p, errs))
}

// rejected are the rows with errors, each cell as it was given.
func rejected(f *tabular.File, p *pass, errs map[int][]string) iter.Seq2[office.Row, error] {
	return func(yield func(office.Row, error) bool) {
		number := -1
		for n, s := range f.Sheets() {
			if s.Name == p.out.Sheet {
				number = n
				break
			}
		}
		if number < 0 {
			yield(office.Row{}, fault.New(fault.Conflict, "intake.file_gone"))
			return
		}
		for r, err := range f.Rows(number) {
			if err != nil {
				yield(office.Row{}, err)
				return
			}
			if errs[r.Number] == nil {
				continue
			}
			values := make([]any, 0, len(p.out.Columns)+1)
			for _, c := range p.out.Columns {
				values = append(values, given(r.Cells, c.Index))
			}
			if !yield(office.Row{Values: append(values, strings.Join(errs[r.Number], "\n"))}, nil) {
				return
			}
		}
	}
}

func given(cells []xlsx.Cell, i int) any {
	if i >= len(cells) || cells[i].Text == "" {
		return nil
	}
	return cells[i].Text
}

// WriteTemplate writes an empty sheet of a kind: its header, room for rows, and below it what belongs in
// each column. An import passes over those lines.
func WriteTemplate(w io.Writer, k Kind, l lang.Lang) error {
	fields := Fields(k)
	if fields == nil {
		return fault.New(fault.Invalid, "intake.kind_unknown", "Kind", string(k))
	}
	sheet := office.Sheet{Name: k.Name(l), Title: k.Name(l), Landscape: true, Lang: l}
	var help []office.Row
	for _, f := range fields {
		c := office.Column{Label: f.Label(l), Width: 14}
		if group, n, ok := numbered(f.ID); ok {
			c.Groups, c.Label, c.Width = []string{l.T("intake.group_" + group)}, l.Int(int64(n)), 5
		} else {
			text := f.Label(l) + ": " + f.Help(l)
			if f.Required {
				text += " " + l.T("intake.help_required")
			}
			help = append(help, office.Row{Heading: true, Values: []any{text}})
		}
		sheet.Columns = append(sheet.Columns, c)
	}
	return office.WriteXLSX(w, sheet, func(yield func(office.Row, error) bool) {
		for range 20 {
			if !yield(office.Row{Values: make([]any, len(fields))}, nil) {
				return
			}
		}
		for _, r := range help {
			if !yield(r, nil) {
				return
			}
		}
	})
}
