package reviewweb

import (
	"slices"

	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/web"
)

// matrix is from which class to which the households went in the round: the rows are the beginning, the
// columns the end, and every cell leads to its households; nil when nothing is known of the beginning.
func matrix(r *web.Request, f facts) *web.Table {
	if !f.round.Moves() {
		return nil
	}
	l := r.Lang
	count := map[[2]standard.Class]int64{}
	from, to := map[standard.Class]int64{}, map[standard.Class]int64{}
	for _, w := range f.flows {
		count[[2]standard.Class{w.From, w.To}] += w.Households
		from[w.From] += w.Households
		to[w.To] += w.Households
	}
	name := func(c standard.Class, none string) string {
		if c == standard.None {
			return l.T(none)
		}
		return lang.Capital(c.Name(l))
	}
	t := &web.Table{Caption: l.T("reviewweb.matrix"), Columns: []web.Column{{Label: l.T("reviewweb.matrix_head")}}}
	var rows, columns []standard.Class
	for _, c := range append(slices.Clone(standard.Classes), standard.None) {
		if from[c] > 0 {
			rows = append(rows, c)
		}
		if to[c] > 0 {
			columns = append(columns, c)
			t.Columns = append(t.Columns, web.Column{Label: name(c, "reviewweb.matrix_left"), Unit: l.T("reviewweb.households"), Number: true, Secondary: c != standard.Poor && c != standard.NearPoor})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	t.Columns = append(t.Columns, web.Column{Label: l.T("reviewweb.matrix_all"), Unit: l.T("reviewweb.households"), Number: true})
	cell := func(n int64, chosen review.Filter) web.Cell {
		c := web.Cell{Text: l.Int(n)}
		if n > 0 {
			c.Href = link(r, f, f.unit.ID, chosen)
		}
		return c
	}
	row := func(label string, c []standard.Class, n func(to standard.Class) int64, all int64, total bool) {
		out := web.Row{Cells: []web.Cell{{Text: label}}, Total: total}
		for _, x := range columns {
			out.Cells = append(out.Cells, cell(n(x), review.Filter{Before: c, Classes: []standard.Class{x}}))
		}
		all1 := web.Cell{Text: l.Int(all)}
		if len(c) > 0 {
			all1 = cell(all, review.Filter{Before: c})
		}
		t.Rows = append(t.Rows, web.Row{Cells: append(out.Cells, all1), Total: total})
	}
	var all int64
	for _, n := range to {
		all += n
	}
	row(l.T("reviewweb.matrix_end"), nil, func(x standard.Class) int64 { return to[x] }, all, true)
	for _, c := range rows {
		row(name(c, "reviewweb.matrix_none"), []standard.Class{c}, func(x standard.Class) int64 { return count[[2]standard.Class{c, x}] }, from[c], false)
	}
	return t
}
