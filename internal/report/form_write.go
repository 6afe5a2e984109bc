package report

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strings"

	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/office"
)

// CSV is comma-separated values, for forms and lists.
const CSV Format = "csv"

// Write writes the form in a format and a language.
func (f Filled) Write(w io.Writer, format Format, l lang.Lang) error {
	switch format {
	case TSV:
		return f.tsv(w, l)
	case JSON:
		return f.json(w, l)
	case XLSX:
		return office.WriteXLSX(w, f.sheet(l), f.sheetRows(l, true))
	case CSV:
		return office.WriteCSV(w, f.sheet(l), f.sheetRows(l, false))
	}
	return fault.New(fault.Invalid, "report.unknown_format", "Format", string(format))
}

// tsv is the table alone, as the form prints it, then what does not reconcile.
func (f Filled) tsv(w io.Writer, l lang.Lang) error {
	h := f.HeadOf(l)
	grid := make([][]string, h.Levels)
	for i := range grid {
		grid[i] = make([]string, len(h.Numbering))
	}
	for _, c := range h.Cells {
		grid[c.Row][c.Col] = c.Text
	}
	grid = append(grid, h.Numbering)
	for _, r := range f.Rows {
		line := f.texts(l, r)
		for i, c := range f.Columns {
			line = append(line, c.Text(l, r.Cells[i].Value))
		}
		grid = append(grid, append(line, f.CheckText(l, r)))
	}
	for _, x := range f.Findings {
		grid = append(grid, []string{x.Text(l)})
	}
	var b strings.Builder
	for _, line := range grid {
		b.WriteString(strings.Join(line, "\t") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

type (
	// columnJSON is a column as other programs read it.
	columnJSON struct {
		Number      int      `json:"number"`
		Groups      []string `json:"groups"`
		Label       string   `json:"label"`
		Unit        string   `json:"unit"`
		Kind        string   `json:"kind"` // count or rate
		Denominator string   `json:"denominator,omitempty"`
	}
	// rowJSON is a row; figures stand in the order of the columns, null when not known.
	rowJSON struct {
		Order  string `json:"order"`
		Code   string `json:"unit"` // code of the unit; with an area, of the unit whose communes it has
		Name   string `json:"name"`
		Level  string `json:"level"`
		Area   string `json:"area,omitempty"`
		Depth  int    `json:"depth"`
		Line   string `json:"line"` // households or persons
		Values []any  `json:"values"`
		OK     bool   `json:"reconciles"`
		Check  string `json:"check"`
	}
	// findingJSON is a figure that does not reconcile.
	findingJSON struct {
		Code       string `json:"code"`
		Unit       string `json:"unit"`
		Line       string `json:"line"`
		Column     int    `json:"column,omitempty"`
		Want       int64  `json:"want"`
		Have       int64  `json:"have"`
		Difference int64  `json:"difference"`
		Text       string `json:"text"`
	}
)

func (f Filled) json(w io.Writer, l lang.Lang) error {
	out := struct {
		Form     int           `json:"form"`
		Title    string        `json:"title"`
		Verified bool          `json:"columns_verified"`
		Unit     string        `json:"unit"`
		UnitName string        `json:"unit_name"`
		Year     int           `json:"year"`
		Day      string        `json:"results_on"`
		Status   string        `json:"status"`
		Source   string        `json:"source"`
		Demo     bool          `json:"demo"`
		Columns  []columnJSON  `json:"columns"`
		Rows     []rowJSON     `json:"rows"`
		OK       bool          `json:"reconciles"`
		Verdict  string        `json:"verdict"`
		Findings []findingJSON `json:"findings"`
	}{
		Form: f.Form.Number, Title: f.Form.Title(l, f.Round), Verified: FormsVerified, Unit: f.Unit.Code, UnitName: f.Unit.TitleIn(l),
		Year: f.Round.Year, Day: string(f.Round.Day), Status: string(f.Round.Status), Source: f.Sources(l), Demo: f.Demo,
		OK: len(f.Findings) == 0, Verdict: f.Verdict(l), Findings: []findingJSON{},
	}
	for i, c := range f.Columns {
		j := columnJSON{Number: i + 1, Groups: []string{}, Label: c.Label(l), Kind: "count", Denominator: f.Denominator(l, i)}
		if c.Kind == Rate {
			j.Kind = "rate"
		}
		for _, g := range c.Groups {
			j.Groups = append(j.Groups, g(l))
		}
		if c.Unit != nil {
			j.Unit = c.Unit(l)
		}
		out.Columns = append(out.Columns, j)
	}
	for _, r := range f.Rows {
		j := rowJSON{
			Order: r.Order, Code: r.Unit.Code, Name: r.Name(l), Level: string(r.Unit.Level), Area: string(r.Area), Depth: r.Depth,
			Line: r.Breakdown.code(), OK: len(f.FindingsOf(r)) == 0, Check: f.CheckText(l, r),
		}
		for i, c := range f.Columns {
			switch v := r.Cells[i]; {
			case !v.Known:
				j.Values = append(j.Values, nil)
			case c.Kind == Rate:
				j.Values = append(j.Values, v.Rate.Float())
			default:
				j.Values = append(j.Values, v.N)
			}
		}
		out.Rows = append(out.Rows, j)
	}
	for _, x := range f.Findings {
		out.Findings = append(out.Findings, findingJSON{
			Code: x.Code, Unit: x.Unit.Code, Line: x.Breakdown.code(), Column: x.Column, Want: x.Want, Have: x.Have,
			Difference: x.Difference(), Text: x.Text(l),
		})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(out); err != nil {
		return fmt.Errorf("form %d: %w", f.Form.Number, err)
	}
	return nil
}

func (b Breakdown) code() string {
	if b == OfPersons {
		return "persons"
	}
	return "households"
}

// sheet is the form as an office hands it over, without its rows.
func (f Filled) sheet(l lang.Lang) office.Sheet {
	s := office.Sheet{
		Name: f.Form.Name(l), Agency: l.T("report.agency"), Unit: f.Unit.TitleIn(l), Form: f.Form.Name(l), Official: true,
		Title: f.Form.Title(l, f.Round), Subtitle: f.Subtitle(l), Numbering: true, Landscape: true,
		Source: f.Sources(l), Lang: l,
	}
	if f.Demo {
		s.Demo = l.T("report.demo")
	}
	widths := []float64{5, 24, 10}
	for i, label := range f.textColumns(l) {
		s.Columns = append(s.Columns, office.Column{Label: label, Width: widths[i]})
	}
	for i, c := range f.Columns {
		o := office.Column{Label: c.Label(l), Kind: office.Count, Width: 10}
		if c.Kind == Rate {
			o.Kind = office.Rate
		}
		for _, g := range c.Groups {
			o.Groups = append(o.Groups, g(l))
		}
		if c.Unit != nil {
			o.Unit = c.Unit(l)
		}
		if c.Kind == Rate && i > 0 {
			o.Width = 9
		}
		s.Columns = append(s.Columns, o)
	}
	check := office.Column{Label: l.T("report.check"), Width: 12, Extra: true}
	if f.movement() {
		check.Width = 34
	}
	s.Columns = append(s.Columns, check)
	return s
}

// sheetRows are the rows, and, where it is wanted, a sentence for each figure that does not reconcile.
func (f Filled) sheetRows(l lang.Lang, sentences bool) iter.Seq2[office.Row, error] {
	return func(yield func(office.Row, error) bool) {
		for _, r := range f.Rows {
			row := office.Row{Total: r.Depth == 0 || r.Area != ""}
			for _, t := range f.texts(l, r) {
				row.Values = append(row.Values, t)
			}
			for i, c := range f.Columns {
				switch v := r.Cells[i]; {
				case !v.Known:
					row.Values = append(row.Values, nil)
				case c.Kind == Rate:
					row.Values = append(row.Values, v.Rate)
				default:
					row.Values = append(row.Values, v.N)
				}
			}
			row.Values = append(row.Values, f.CheckText(l, r))
			if !yield(row, nil) {
				return
			}
		}
		if !sentences {
			return
		}
		if !yield(office.Row{Heading: true, Values: []any{f.Verdict(l)}}, nil) {
			return
		}
		for _, x := range f.Findings {
			if !yield(office.Row{Heading: true, Values: []any{x.Text(l)}}, nil) {
				return
			}
		}
	}
}
