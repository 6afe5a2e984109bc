package reviewweb

import (
	"cmp"
	"slices"

	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/web"
)

var lists = []standard.Class{standard.Poor, standard.NearPoor}

// perList are a table's columns: what stands in the rows, then a number for each list.
func perList(l lang.Lang, head, unit string) []web.Column {
	return []web.Column{
		{Label: l.T(head)},
		{Label: l.T("reviewweb.poor"), Unit: l.T(unit), Number: true},
		{Label: l.T("reviewweb.near_poor"), Unit: l.T(unit), Number: true},
	}
}

// counted is a row with one count per list, each leading to its households.
func counted(r *web.Request, f facts, label string, n func(standard.Class) int64, chosen review.Filter, total bool) web.Row {
	row := web.Row{Cells: []web.Cell{{Text: label}}, Total: total}
	for _, c := range lists {
		cell := web.Cell{Text: r.Lang.Int(n(c))}
		if n(c) > 0 {
			chosen.Classes = []standard.Class{c}
			cell.Href = link(r, f, f.unit.ID, chosen)
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

// groups are the groups of sheet 8; a household may stand in several.
func groups(r *web.Request, f facts) web.Table {
	l := r.Lang
	yes := true
	t := web.Table{Caption: l.T("reviewweb.groups"), Columns: perList(l, "reviewweb.group", "reviewweb.households")}
	t.Rows = append(t.Rows,
		counted(r, f, l.T("reviewweb.total"), func(c standard.Class) int64 { return f.figures.Of(c).Households }, review.Filter{}, true),
		counted(r, f, l.T("reviewweb.minority"), func(c standard.Class) int64 { return f.figures.Minority(c).Households }, review.Filter{Minority: &yes}, false))
	for _, flag := range household.AllFlags() {
		t.Rows = append(t.Rows, counted(r, f, flag.Name(l), func(c standard.Class) int64 {
			n := f.figures.Of(c)
			return n.Flag(flag)
		}, review.Filter{Flag: flag}, false))
	}
	return t
}

// ethnics are the ethnic groups of sheet 9, the largest among the poor first.
func ethnics(r *web.Request, f facts) web.Table {
	l := r.Lang
	var all []household.Ethnic
	for i := range f.figures.Cells {
		if c := &f.figures.Cells[i]; slices.Contains(lists, c.Class) && !slices.Contains(all, c.Ethnic) {
			all = append(all, c.Ethnic)
		}
	}
	of := func(e household.Ethnic, c standard.Class) int64 { return f.figures.Ethnic(c, e).Households }
	slices.SortFunc(all, func(a, b household.Ethnic) int {
		return cmp.Or(cmp.Compare(of(b, standard.Poor), of(a, standard.Poor)), cmp.Compare(of(b, standard.NearPoor), of(a, standard.NearPoor)), cmp.Compare(a, b))
	})
	t := web.Table{Caption: l.T("reviewweb.ethnics"), Columns: perList(l, "reviewweb.ethnic", "reviewweb.households")}
	for _, e := range all {
		name, chosen := e.Name(l), review.Filter{Ethnic: e}
		row := counted(r, f, name, func(c standard.Class) int64 { return of(e, c) }, chosen, false)
		if e == "" { // no list asks for households whose group is not known
			row.Cells[0].Text, row.Cells[1].Href, row.Cells[2].Href = l.T("reviewweb.ethnic_unknown"), "", ""
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// children are the counts of sheet 11.
func children(r *web.Request, f facts) *web.Table {
	l := r.Lang
	t := &web.Table{Caption: l.T("reviewweb.children"), Columns: perList(l, "reviewweb.child", "reviewweb.child_unit")}
	for _, row := range []struct {
		key   string
		n     func(review.Counts) int64
		total bool
	}{
		{"reviewweb.children_all", func(c review.Counts) int64 { return c.Children }, true},
		{"reviewweb.children_health", func(c review.Counts) int64 { return c.ChildHealth }, false},
		{"reviewweb.children_school", func(c review.Counts) int64 { return c.ChildSchool }, false},
	} {
		cells := []web.Cell{{Text: l.T(row.key)}}
		for _, c := range lists {
			cells = append(cells, web.Cell{Text: l.Int(row.n(f.figures.Of(c)))})
		}
		t.Rows = append(t.Rows, web.Row{Cells: cells, Total: row.total})
	}
	return t
}
