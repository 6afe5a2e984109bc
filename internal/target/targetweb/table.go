package targetweb

import (
	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
	"giamngheo/internal/report"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// sayOf is the sentence at the top, with its tone.
func sayOf(r *web.Request, c report.Cascade) say {
	s := say{Kind: "info", Text: c.Sentence(r.Lang)}
	switch {
	case !c.HasRound || !c.HasParent || len(c.Rows) == 0:
	case c.GapHouseholds == 0 && c.Missing < len(c.Rows):
		s.Kind = "good"
	case c.GapHouseholds != 0:
		s.Kind = "warn"
	}
	return s
}

func figures(r *web.Request, c report.Cascade) []web.Figure {
	l := r.Lang
	points := func(p percent.Points) string { return l.Points(p) + " " + l.T("web.points") }
	of := l.T("targetweb.of", "Count", l.Int(c.Stand.Households), "What", c.Indicator.Denominator.Title(l))
	if c.Stand.Households == 0 {
		of = ""
	}
	var fs []web.Figure
	if c.HasParent {
		fs = append(fs, web.Figure{Label: l.T("targetweb.asked"), Value: l.Int(c.ParentHouseholds), Unit: l.T("targetweb.unit_" + string(c.Indicator.Counted)), Of: points(c.ParentPoints) + " " + of})
	}
	if len(c.Rows) > 0 && c.Missing < len(c.Rows) {
		fs = append(fs, web.Figure{Label: l.T("target.handed_down"), Value: l.Int(c.SumHouseholds), Unit: l.T("targetweb.unit_" + string(c.Indicator.Counted)), Of: points(c.SumPoints) + " " + of})
		if c.HasParent {
			fs = append(fs, web.Figure{Label: l.T("targetweb.gap"), Value: l.Int(c.GapHouseholds), Unit: l.T("targetweb.unit_" + string(c.Indicator.Counted)), Of: points(c.GapPoints), Lead: true})
		}
		f := web.Figure{Label: l.T("targetweb.met"), Value: percentOf(l, c, c.Stand, c.RateMet)}
		if c.HasParent {
			f.Of = l.T("targetweb.promised", "Rate", l.Percent(c.Promised))
		}
		fs = append(fs, f)
	}
	return fs
}

// table is the cascade: the unit first, what it handed down, then the units below.
func table(r *web.Request, a asked, c report.Cascade, mayWrite, mayWriteOwn bool) web.Table {
	l := r.Lang
	t := web.Table{Caption: l.T("targetweb.caption", "Unit", c.Unit.TitleIn(l)), Wide: true}
	t.Columns = []web.Column{
		{Label: l.T("targetweb.col_unit")},
		{Label: l.T("targetweb.col_" + string(c.Indicator.Denominator)), Note: c.Indicator.Denominator.Title(l), Number: true, Secondary: true},
		{Label: c.Indicator.Counted.Title(l), Number: true, Secondary: true},
		{Label: l.T("targetweb.col_rate"), Unit: "%", Number: true},
		{Label: l.T("targetweb.col_points"), Unit: l.T("web.points"), Number: true, Secondary: true},
		{Label: l.T("targetweb.col_target"), Unit: l.T("targetweb.unit_" + string(c.Indicator.Counted)), Number: true},
		{Label: l.T("targetweb.col_effort"), Unit: "%", Note: l.T("targetweb.effort_note"), Number: true, Secondary: true},
		{Label: l.T("targetweb.col_met"), Unit: "%", Number: true},
		{Label: l.T("targetweb.col_how"), Secondary: true},
	}
	own := web.Row{Total: true, Cells: stand(l, c, web.Cell{Text: c.Unit.TitleIn(l)}, c.Stand, c.Rate)}
	if c.HasParent {
		effort, _ := percent.Of(c.ParentHouseholds, c.Stand.Poor)
		own.Cells = append(own.Cells, number(l.Points(c.ParentPoints)), number(l.Int(c.ParentHouseholds)), number(known(c.HasRound, l.Points(effort))), rate(l, c, c.Stand, c.Promised), how(l, *c.Own, ""))
	} else {
		own.Cells = append(own.Cells, number(lang.Unknown), number(lang.Unknown), number(lang.Unknown), number(lang.Unknown), web.Cell{Text: l.T("targetweb.none")})
	}
	if mayWriteOwn {
		own.Cells[8].Body = edit(own.Cells[8], editLink(r, a, c.Unit.ID, c.Unit.TitleIn(l)))
	}
	t.Rows = append(t.Rows, own)
	basis := ""
	if c.Own != nil {
		basis = c.Own.Basis
	}
	if c.Missing < len(c.Rows) {
		effort, _ := percent.Of(c.SumHouseholds, c.Stand.Poor)
		empty := web.Cell{}
		t.Rows = append(t.Rows, web.Row{Total: true, Cells: []web.Cell{
			{Text: l.T("target.handed_down")},
			empty, empty, empty,
			number(l.Points(c.SumPoints)), number(l.Int(c.SumHouseholds)), number(known(c.HasRound, l.Points(effort))), rate(l, c, c.Stand, c.RateMet), empty,
		}})
	}
	for i, row := range c.Rows {
		u := c.Units[i]
		name := web.Cell{Text: u.TitleIn(l), Href: r.Link(path(u.ID, a.year, a.indicator))}
		if row.HasTarget && row.Target.Label != "" && row.Target.Label != u.Title() {
			name.Sub = l.T("targetweb.as_printed", "Label", row.Target.Label)
		}
		cells := stand(l, c, name, row.Stand, row.Rate)
		if row.HasTarget {
			cells = append(cells, number(l.Points(row.Points)), number(l.Int(row.Households)), number(known(c.HasRound, l.Points(row.Effort))), rate(l, c, row.Stand, row.RateMet), how(l, row.Target, basis))
		} else {
			cells = append(cells, number(lang.Unknown), number(lang.Unknown), number(lang.Unknown), number(lang.Unknown), web.Cell{Text: l.T("targetweb.none")})
		}
		if mayWrite {
			cells[8].Body = edit(cells[8], editLink(r, a, u.ID, u.TitleIn(l)))
		}
		t.Rows = append(t.Rows, web.Row{Cells: cells})
	}
	return t
}

// stand is where a unit stood: name, denominator, what counts, rate.
func stand(l lang.Lang, c report.Cascade, name web.Cell, s target.Stand, p percent.Points) []web.Cell {
	base := lang.Unknown
	if s.Households > 0 {
		base = l.Int(s.Households)
	}
	return []web.Cell{name, number(base), number(known(c.HasRound, l.Int(s.Poor))), rate(l, c, s, p)}
}

// how is how a target came about, with its paper where that is another than the one above.
func how(l lang.Lang, t target.Target, above string) web.Cell {
	paper := t.Basis
	if paper == above {
		paper = ""
	}
	switch {
	case t.Manual:
		return web.Cell{Text: l.T("target.by_hand"), Sub: t.Reason}
	case t.Rule == "" || t.Rule == target.Given:
		return web.Cell{Text: l.T("target.rule_given"), Sub: paper}
	default:
		return web.Cell{Text: target.Rule(t.Rule).Title(l), Sub: paper}
	}
}

func editLink(r *web.Request, a asked, u unit.ID, title string) web.Link {
	return web.Link{Label: r.T("targetweb.edit", "Unit", title), Href: r.Link(path(a.unit.ID, a.year, a.indicator, "edit", id(u))) + "#edit"}
}

// absorbers are the units that could take the gap, with how much each has left.
func absorbers(r *web.Request, c report.Cascade) *web.Table {
	if len(c.Absorb) == 0 {
		return nil
	}
	l := r.Lang
	title := map[unit.ID]string{}
	for _, u := range c.Units {
		title[u.ID] = u.TitleIn(l)
	}
	t := &web.Table{Caption: l.T("targetweb.absorb_caption"), Columns: []web.Column{
		{Label: l.T("targetweb.col_unit")},
		{Label: l.T("targetweb.col_take"), Unit: l.T("targetweb.unit_" + string(c.Indicator.Counted)), Number: true},
		{Label: l.T("targetweb.col_left"), Note: l.T("targetweb.left_note"), Number: true},
		{Label: l.T("targetweb.col_effort"), Unit: "%", Note: l.T("targetweb.effort_note"), Number: true},
	}}
	for _, a := range c.Absorb {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: title[a.Unit]}, number(l.Int(a.Take)), number(l.Int(a.Left)), number(l.Points(a.Effort))}})
	}
	return t
}

func number(s string) web.Cell { return web.Cell{Text: s} }

// known is a figure, or the dash when it is not known.
func known(ok bool, s string) string {
	if ok {
		return s
	}
	return lang.Unknown
}

// rate is a rate as a cell; it needs both a review and a denominator.
func rate(l lang.Lang, c report.Cascade, s target.Stand, p percent.Points) web.Cell {
	return number(known(c.HasRound && s.Households > 0, l.Points(p)))
}

func percentOf(l lang.Lang, c report.Cascade, s target.Stand, p percent.Points) string {
	return known(c.HasRound && s.Households > 0, l.Percent(p))
}
