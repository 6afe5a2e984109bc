package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"giamngheo/internal/fault"
)

// Format is a form in which a table is handed over.
type Format string

// The formats of a table.
const (
	TSV  Format = "tsv"
	JSON Format = "json"
	XLSX Format = "xlsx"
	DOCX Format = "docx"
)

// Binary tells a format that is no text.
func (f Format) Binary() bool { return f == XLSX || f == DOCX }

// Type is the format's media type, for a download.
func (f Format) Type() string {
	switch f {
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case DOCX:
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case JSON:
		return "application/json; charset=utf-8"
	case CSV:
		return "text/csv; charset=utf-8"
	}
	return "text/tab-separated-values; charset=utf-8"
}

// Write writes the table in a format.
func (a Annex) Write(w io.Writer, f Format) error {
	switch f {
	case TSV:
		return a.tsv(w)
	case JSON:
		return a.json(w)
	case XLSX:
		return a.xlsx(w)
	case DOCX:
		return a.docx(w)
	}
	return fault.New(fault.Invalid, "report.unknown_format", "Format", string(f))
}

// tsv is the table alone, tab by tab as the plan of 2023 prints it.
func (a Annex) tsv(w io.Writer) error {
	var b strings.Builder
	grid := [headRows][columns]string{}
	for _, c := range a.header() {
		grid[c.row][c.col] = c.text
	}
	for _, row := range grid {
		b.WriteString(strings.Join(row[:], "\t") + "\n")
	}
	b.WriteString(strings.Join(numbering[:], "\t") + "\n")
	for _, l := range a.lines() {
		t := l.texts()
		b.WriteString(strings.Join(t[:], "\t") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// lineJSON is a line as other programs read it; what is not known is null.
type lineJSON struct {
	Order            string   `json:"order"`
	Unit             string   `json:"unit"`
	Name             string   `json:"name"`
	NameOfficial     string   `json:"name_official"`
	Households       *int64   `json:"households"`
	Poor             *int64   `json:"poor"`
	Rate             *float64 `json:"rate"`
	TargetPoints     *float64 `json:"target_points"`
	TargetHouseholds *int64   `json:"target_households"`
}

func (a Annex) json(w io.Writer) error {
	out := struct {
		Unit     string     `json:"unit"`
		UnitName string     `json:"unit_name"`
		Year     int        `json:"year"`
		Day      string     `json:"results_on"`
		Basis    string     `json:"basis"`
		Source   string     `json:"source"`
		Demo     bool       `json:"demo"`
		Total    lineJSON   `json:"total"`
		Rows     []lineJSON `json:"rows"`
	}{a.Unit.Code, a.Unit.Title(), a.Year, string(a.Day), a.Basis, a.Source, a.Demo, a.Total.json(), []lineJSON{}}
	for _, l := range a.Lines {
		out.Rows = append(out.Rows, l.json())
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(out); err != nil {
		return fmt.Errorf("annex: %w", err)
	}
	return nil
}

func (l Line) json() lineJSON {
	j := lineJSON{Order: l.Order, Unit: l.Unit.Code, Name: l.Name, NameOfficial: l.Unit.Title()}
	if l.Counted {
		j.Households, j.Poor = &l.Households, &l.Poor
	}
	if r, ok := l.Rate(); ok {
		f := r.Float()
		j.Rate = &f
	}
	if l.HasTarget {
		f := l.Points.Float()
		j.TargetPoints, j.TargetHouseholds = &f, &l.Target
	}
	return j
}
