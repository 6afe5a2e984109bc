package targetweb

import (
	"giamngheo/internal/fault"
	"giamngheo/internal/report"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// whatIfView is what comes of the figures in the grid.
type whatIfView struct {
	Say     say
	Figures []web.Figure
	Table   web.Table
	Rest    string // who carries what is missing, and by which rule
	Problem string // why the rest cannot be shared out by the rule
	Fill    web.Link
}

// whatIf works the cascade out as if the grid's figures stood.
func whatIf(r *web.Request, d draft) whatIfView {
	l := r.Lang
	c := d.cascade.WhatIf(d.given)
	v := whatIfView{Say: sayOf(r, c), Figures: figures(r, c)}
	shared, rest := d.share(r, c, &v)
	v.Table = web.Table{Caption: l.T("targetweb.whatif_caption"), Columns: []web.Column{
		{Label: l.T("targetweb.col_unit")},
		{Label: l.T("targetweb.col_target"), Unit: l.T("targetweb.unit_" + string(c.Indicator.Counted)), Number: true},
		{Label: l.T("targetweb.col_rate"), Unit: "%", Number: true, Secondary: true},
		{Label: l.T("targetweb.col_met"), Unit: "%", Number: true},
		{Label: l.T("targetweb.col_effort"), Unit: "%", Note: l.T("targetweb.effort_note"), Number: true, Secondary: true},
		{Label: l.T("targetweb.col_left"), Note: l.T("targetweb.left_note"), Number: true, Secondary: true},
	}}
	if rest {
		v.Table.Columns = append(v.Table.Columns, web.Column{Label: l.T("targetweb.col_rest"), Unit: d.rule.Title(l), Number: true})
	}
	total := []web.Cell{{Text: l.T("target.handed_down")}, number(l.Int(c.SumHouseholds)), rate(l, c, c.Stand, c.Rate), rate(l, c, c.Stand, c.RateMet), {}, number(known(c.HasRound, l.Int(c.Stand.Poor-c.SumHouseholds)))}
	if rest {
		var sum int64
		for _, n := range shared {
			sum += n
		}
		total = append(total, number(signed(r, sum-c.SumHouseholds)))
	}
	v.Table.Rows = append(v.Table.Rows, web.Row{Cells: total, Total: true})
	for i, row := range c.Rows {
		was := d.cascade.Rows[i].Target.Households
		if !d.cascade.Rows[i].HasTarget {
			was = -1
		}
		now := int64(-1)
		if row.HasTarget {
			now = row.Households
		}
		cells := []web.Cell{
			{Text: c.Units[i].TitleIn(l)},
			web.Moved(l, was, now), rate(l, c, row.Stand, row.Rate), rate(l, c, row.Stand, row.RateMet),
			number(known(c.HasRound, l.Points(row.Effort))), number(known(c.HasRound, l.Int(row.Left))),
		}
		if rest {
			cell := number(signed(r, shared[row.Unit]-row.Households))
			cell.Sub = l.T("targetweb.rest_makes", "Households", l.Int(shared[row.Unit]))
			cells = append(cells, cell)
		}
		v.Table.Rows = append(v.Table.Rows, web.Row{Cells: cells})
	}
	return v
}

// share shares what is missing out by the rule that was chosen, keeping what was put down; ok is false
// when nothing is missing or nothing can be shared.
func (d draft) share(r *web.Request, c report.Cascade, v *whatIfView) (shared map[unit.ID]int64, ok bool) {
	l := r.Lang
	if !c.HasParent || !c.HasRound || c.GapHouseholds == 0 {
		return nil, false
	}
	p, err := c.Propose(d.rule)
	if err != nil {
		if fault.KindOf(err) == fault.Invalid {
			v.Problem = l.Error(err)
		}
		return nil, false
	}
	shared = map[unit.ID]int64{}
	g := d.grid
	pairs := []string{}
	for _, h := range d.hidden() {
		pairs = append(pairs, h[0], h[1])
	}
	for i, x := range p.Rows {
		shared[x.Unit] = x.Households
		pairs = append(pairs, "c-"+g.Rows[i].ID+"-households", l.Int(x.Households))
	}
	v.Rest = l.T("targetweb.rest", "Rule", d.rule.Title(l), "Explain", d.rule.Explain(l))
	if p.Short != 0 {
		v.Rest += " " + l.T("target.short", "Households", l.Int(p.Short))
	}
	v.Fill = web.Link{Label: l.T("targetweb.rest_fill"), Href: r.Link(editPath(d.unit.ID), append(pairs, "rule", string(d.rule), "basis", d.basis, "reason", d.reason)...)}
	return shared, true
}

// moves are the changed targets as a table, for the last look before they are stored.
func moves(r *web.Request, d draft, changed []target.Target) web.Table {
	l, c := r.Lang, d.cascade
	t := web.Table{Caption: l.T("targetweb.changes"), Columns: []web.Column{
		{Label: l.T("targetweb.col_unit")},
		{Label: l.T("targetweb.col_target"), Unit: l.T("targetweb.unit_" + string(c.Indicator.Counted)), Number: true},
		{Label: l.T("targetweb.col_points"), Unit: l.T("web.points"), Number: true},
		{Label: l.T("targetweb.col_met"), Unit: "%", Number: true},
	}}
	for _, n := range changed {
		for i, row := range c.Rows {
			if row.Unit != n.Unit {
				continue
			}
			was := int64(-1)
			if row.HasTarget {
				was = row.Households
			}
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
				{Text: c.Units[i].TitleIn(l)}, web.Moved(l, was, n.Households), rate(l, c, row.Stand, n.PointsIn(row.Stand)), rate(l, c, row.Stand, row.Stand.After(n.Households)),
			}})
		}
	}
	return t
}
