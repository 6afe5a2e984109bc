package annex

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"giamngheo/internal/lang"
)

// Print writes a report for a person to read at a terminal.
func (r Report) Print(w io.Writer, l lang.Lang) error {
	var b strings.Builder
	line := func(key string, args ...any) { fmt.Fprintln(&b, l.T(key, args...)) }
	line("annex.text_title", "File", r.File, "Table", r.Table)
	unit, code, year := r.UnitName, r.Unit, strconv.Itoa(r.Year)
	if r.Unit == "" {
		unit, code = l.T("annex.not_known"), lang.Unknown
	}
	if r.Year == 0 {
		year = l.T("annex.not_known")
	}
	line("annex.text_unit", "Unit", unit, "Code", code, "Year", year)
	line("annex.text_figures", "Households", r.Households.in(l), "Poor", r.Poor.in(l), "Rate", r.Rate.percent(l))
	t := r.Target
	line("annex.text_target", "AskedPoints", t.ParentPoints.in(l), "Asked", t.ParentHouseholds.in(l),
		"Sum", t.SumHouseholds.in(l), "SumPoints", t.SumPoints.in(l), "Gap", t.Gap.in(l))
	line("annex.text_end", "Met", t.RateIfMet.percent(l), "Promised", t.RatePromised.percent(l))
	fmt.Fprintln(&b)
	r.printRows(&b, l)
	fmt.Fprintf(&b, "\n%s\n", l.T("annex.text_checks"))
	for _, c := range r.Checks {
		mark := "✓"
		if !c.OK {
			mark = "✗"
		}
		fmt.Fprintf(&b, "  %s %s %s\n", mark, c.Code, c.Message)
	}
	n := map[Severity]int{}
	for _, f := range r.Findings {
		n[f.Severity]++
	}
	fmt.Fprintln(&b)
	if len(r.Findings) == 0 {
		line("annex.text_clean")
	} else {
		line("annex.text_findings", "Errors", n[Error], "Warnings", n[Warning], "Infos", n[Info])
	}
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "  %s %s · %s\n      %s\n", f.Code, l.T("annex."+string(f.Severity)), f.Where, f.Message)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r Report) printRows(b *strings.Builder, l lang.Lang) {
	tw := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, l.T("annex.text_row_head"))
	for _, x := range r.Rows {
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", x.Order, x.Name, x.Households.in(l), x.Poor.in(l), x.Rate.in(l),
			x.TargetPoints.in(l), x.TargetHouseholds.in(l), x.RateIfMet.in(l))
	}
	tw.Flush() //nolint:errcheck // a strings.Builder takes everything
}

func (c Count) in(l lang.Lang) string {
	if !c.Known {
		return lang.Unknown
	}
	return l.Int(c.N)
}

func (r Rate) in(l lang.Lang) string {
	if !r.Known {
		return lang.Unknown
	}
	return l.Points(r.P)
}

func (r Rate) percent(l lang.Lang) string {
	if !r.Known {
		return lang.Unknown
	}
	return l.Percent(r.P)
}
