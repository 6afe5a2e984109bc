package app

import (
	"fmt"
	"text/tabwriter"

	"giamngheo/internal/day"
	"giamngheo/internal/lang"
	"giamngheo/internal/standard"
)

// StandardCmd shows the poverty standards and judges by them, and handles score cards.
type StandardCmd struct {
	List     StandardListCmd     `cmd:"" help:"List the poverty standards with their lines."`
	Classify StandardClassifyCmd `cmd:"" help:"Classify households read as JSON lines."`
	Check    StandardCheckCmd    `cmd:"" help:"Check a file with a score card or a standard."`
	Import   StandardImportCmd   `cmd:"" help:"Store a score card in the database."`
	Template StandardTemplateCmd `cmd:"" help:"Write a score card as a sheet to fill in."`
}

// StandardListCmd lists the standards.
type StandardListCmd struct {
	Format string `help:"text or json." enum:"text,json" default:"text"`
}

// Help is what `giamngheo standard list --help` adds.
func (StandardListCmd) Help() string {
	return `Every figure has a mark: verified, second_hand or unverified. "until" is the first day on which a
standard is no longer in force.

  giamngheo standard list
  giamngheo standard list --format json`
}

type standardJSON struct {
	ID         string          `json:"id"`
	Title      string          `json:"title"`
	Since      day.Date        `json:"since"`
	Until      day.Date        `json:"until"`
	CutOff     int64           `json:"cut_off"`
	Rural      linesJSON       `json:"rural"`
	Urban      linesJSON       `json:"urban"`
	Sources    []sourceJSON    `json:"sources"`
	Indicators []indicatorJSON `json:"indicators"`
}

// linesJSON leaves out the lines that the standard does not have or that are not known.
type linesJSON struct {
	PoorIncome *valueJSON `json:"poor_income,omitempty"`
	Income     *valueJSON `json:"income,omitempty"`
	Average    *valueJSON `json:"average_income,omitempty"`
	PoorPoints *valueJSON `json:"poor_points,omitempty"`
	PointsOfA  *valueJSON `json:"points_a,omitempty"`
}

type valueJSON struct {
	Value   int64         `json:"value"`
	Mark    standard.Mark `json:"mark"`
	Source  string        `json:"source"`
	Article string        `json:"article,omitempty"`
}

type sourceJSON struct {
	ID     string        `json:"id"`
	Cite   string        `json:"cite"`
	Date   day.Date      `json:"date,omitempty"`
	Issuer string        `json:"issuer"`
	Title  string        `json:"title,omitempty"`
	Mark   standard.Mark `json:"mark"`
}

type indicatorJSON struct {
	N             int           `json:"n"`
	Code          string        `json:"code"`
	RuleCode      string        `json:"rule_code"`
	Name          string        `json:"name"`
	Service       string        `json:"service"`
	Mark          standard.Mark `json:"mark"`
	Threshold     string        `json:"threshold,omitempty"`
	ThresholdMark standard.Mark `json:"threshold_mark"`
	Note          string        `json:"note,omitempty"`
}

// Run lists.
func (c *StandardListCmd) Run(g *Globals) error {
	if c.Format == "json" {
		rows := []standardJSON{}
		for _, e := range standard.All() {
			rows = append(rows, editionJSON(e, g.Lang))
		}
		return writeJSON(g.Out, rows)
	}
	w := tabwriter.NewWriter(g.Out, 0, 0, 2, ' ', 0)
	for _, e := range standard.All() {
		last := e.Until.Time().AddDate(0, 0, -1)
		fmt.Fprintf(w, "%s\t%s\t%s\n", e.ID, e.Title(g.Lang), g.Lang.T("standard.list_period", "From", g.Lang.Date(e.Since), "To", g.Lang.Date(day.New(last.Date()))))
		for _, area := range []standard.Area{standard.Rural, standard.Urban} {
			for _, row := range lineRows(e.Lines(area)) {
				said := g.Lang.T("standard.list_unknown")
				if row.value.Known() {
					said = fmt.Sprintf("%s (%s)", g.Lang.Int(row.value.N), row.value.Mark.Name(g.Lang))
				} else if row.optional {
					continue
				}
				fmt.Fprintf(w, "\t%s: %s\t%s\n", area.Name(g.Lang), g.Lang.T("standard.list_"+row.key), said)
			}
		}
		verified := 0
		for _, i := range e.Indicators {
			if i.Verified() {
				verified++
			}
		}
		fmt.Fprintf(w, "\t%s\t%s\n", g.Lang.T("standard.list_cut_off"),
			g.Lang.T("standard.list_indicators", "CutOff", e.CutOff.N, "N", len(e.Indicators), "Verified", verified))
	}
	return w.Flush()
}

type lineRow struct {
	key      string
	value    standard.Value
	optional bool // most standards do not have it
}

func lineRows(l standard.Lines) []lineRow {
	return []lineRow{
		{"poor_income", l.Income.Low, true},
		{"income", l.Income.Line, false},
		{"average_income", l.Income.Average, false},
		{"poor_points", l.Points.Low, true},
		{"points_a", l.Points.Line, false},
	}
}

func editionJSON(e *standard.Edition, l lang.Lang) standardJSON {
	row := standardJSON{
		ID: e.ID, Title: e.Title(l), Since: e.Since, Until: e.Until, CutOff: e.CutOff.N,
		Rural: toLinesJSON(e.Rural), Urban: toLinesJSON(e.Urban),
	}
	for _, s := range e.Sources {
		row.Sources = append(row.Sources, sourceJSON{s.ID, s.Cite(l), s.Date, s.Issuer.In(l), s.Title.In(l), s.Mark})
	}
	for _, i := range e.Indicators {
		row.Indicators = append(row.Indicators, indicatorJSON{
			i.N, i.Code, e.IndicatorCode(i.N), i.Name(l), e.Service(i.Service, l),
			i.Mark, i.Threshold.In(l), i.ThresholdMark, i.Note.In(l),
		})
	}
	return row
}

func toLinesJSON(l standard.Lines) linesJSON {
	value := func(v standard.Value) *valueJSON {
		if !v.Known() {
			return nil
		}
		return &valueJSON{v.N, v.Mark, v.Source, v.Article}
	}
	return linesJSON{value(l.Income.Low), value(l.Income.Line), value(l.Income.Average), value(l.Points.Low), value(l.Points.Line)}
}
