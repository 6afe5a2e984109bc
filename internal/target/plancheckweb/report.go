package plancheckweb

import (
	"strconv"

	"giamngheo/internal/lang"
	"giamngheo/internal/target/annex"
	"giamngheo/internal/web"
)

// view is a report as it is printed.
type view struct {
	Kind     string // of the verdict's note
	Verdict  string
	Text     string
	Figures  []web.Figure
	Findings []finding
	Checks   []annex.Checked
	Table    web.Table
}

// finding is one finding with its severity in words.
type finding struct {
	annex.Finding
	Word string
	Tone string // of the note
}

var tones = map[annex.Severity]string{annex.Error: "bad", annex.Warning: "warn", annex.Info: "info"}

func count(l lang.Lang, c annex.Count) string {
	if !c.Known {
		return lang.Unknown
	}
	return l.Int(c.N)
}

func points(l lang.Lang, r annex.Rate) string {
	if !r.Known {
		return lang.Unknown
	}
	return l.Points(r.P)
}

func rate(l lang.Lang, r annex.Rate) string {
	if !r.Known {
		return lang.Unknown
	}
	return l.Percent(r.P)
}

func reportView(l lang.Lang, r annex.Report) view {
	v := view{Checks: r.Checks}
	n := map[annex.Severity]int{}
	for _, f := range r.Findings {
		n[f.Severity]++
	}
	// The gravest first; within one severity in the order of the table.
	for _, s := range []annex.Severity{annex.Error, annex.Warning, annex.Info} {
		for _, f := range r.Findings {
			if f.Severity == s {
				v.Findings = append(v.Findings, finding{f, l.T("plancheckweb." + string(s)), tones[s]})
			}
		}
	}
	numbers := []any{"Errors", n[annex.Error], "Warnings", n[annex.Warning], "Infos", n[annex.Info]}
	switch {
	case n[annex.Error] > 0:
		v.Kind, v.Verdict, v.Text = "bad", l.T("plancheckweb.wrong"), l.T("plancheckweb.numbers", numbers...)
	case len(r.Findings) > 0:
		v.Kind, v.Verdict, v.Text = "good", l.T("plancheckweb.right"), l.T("plancheckweb.numbers", numbers...)
	default:
		v.Kind, v.Verdict = "good", l.T("plancheckweb.right")
	}
	v.Figures = figures(l, r)
	v.Table = table(l, r)
	return v
}

func figures(l lang.Lang, r annex.Report) []web.Figure {
	households, t := l.T("plancheckweb.households"), r.Target
	gap := web.Figure{
		Label: l.T("plancheckweb.gap"), Value: count(l, t.Gap), Unit: households, Lead: true,
		Of: l.T("plancheckweb.gap_of", "Asked", count(l, t.ParentHouseholds), "Sum", count(l, t.SumHouseholds)),
	}
	return []web.Figure{
		gap,
		{
			Label: l.T("plancheckweb.asked"), Value: count(l, t.ParentHouseholds), Unit: households,
			Of: l.T("plancheckweb.points_of", "Points", points(l, t.ParentPoints)),
		},
		{
			Label: l.T("plancheckweb.sum"), Value: count(l, t.SumHouseholds), Unit: households,
			Of: l.T("plancheckweb.points_of", "Points", points(l, t.SumPoints)),
		},
		{
			Label: l.T("plancheckweb.rate_met"), Value: rate(l, t.RateIfMet),
			Of: l.T("plancheckweb.rate_promised", "Now", rate(l, r.Rate), "Rate", rate(l, t.RatePromised)),
		},
	}
}

// table is the annex as it was read, with what was recomputed beside what stands there.
func table(l lang.Lang, r annex.Report) web.Table {
	name := r.UnitName
	if name == "" {
		name = r.File
	}
	households := l.T("plancheckweb.households")
	t := web.Table{
		Caption: l.T("plancheckweb.table", "Unit", name, "Year", strconv.Itoa(r.Year)),
		Columns: []web.Column{
			{Label: l.T("plancheckweb.unit")},
			{Label: l.T("plancheckweb.all"), Unit: households, Number: true, Secondary: true},
			{Label: l.T("plancheckweb.poor"), Unit: households, Number: true, Secondary: true},
			{Label: l.T("plancheckweb.stated"), Unit: "%", Number: true, Secondary: true},
			{Label: l.T("plancheckweb.computed"), Unit: "%", Number: true},
			{Label: l.T("plancheckweb.target_points"), Unit: l.T("web.points"), Number: true, Secondary: true},
			{Label: l.T("plancheckweb.target"), Unit: households, Number: true},
			{Label: l.T("plancheckweb.after"), Unit: "%", Number: true, Secondary: true},
		},
		Wide: true,
	}
	whole := []web.Cell{
		{Text: name},
		{Text: count(l, r.Households)},
		{Text: count(l, r.Poor)},
		{},
		{Text: points(l, r.Rate)},
		{Text: points(l, r.Target.ParentPoints)},
		{Text: count(l, r.Target.ParentHouseholds)},
		{Text: points(l, r.Target.RatePromised)},
	}
	t.Rows = append(t.Rows, web.Row{Cells: whole, Total: true})
	for _, x := range r.Rows {
		first := web.Cell{Text: x.Name}
		switch {
		case x.Unit == "":
			first.Sub = l.T("plancheckweb.unmatched")
		case x.NameOfficial != "" && lang.Fold(x.NameOfficial) != lang.Fold(x.Name):
			first.Sub = x.NameOfficial
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			first,
			{Text: count(l, x.Households)},
			{Text: count(l, x.Poor)},
			{Text: points(l, x.RateStated)},
			{Text: points(l, x.Rate)},
			{Text: points(l, x.TargetPoints)},
			{Text: count(l, x.TargetHouseholds)},
			{Text: points(l, x.RateIfMet)},
		}})
	}
	return t
}
