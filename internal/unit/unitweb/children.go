package unitweb

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/target"
	"giamngheo/internal/web"
)

// rate is a child's poverty rate; ok is false without a denominator.
func (c child) rate() (percent.Points, bool) {
	if !c.based {
		return 0, false
	}
	return percent.Of(c.figures.Poor(), c.base.Households)
}

// column is one column of the table of units below: its head, what it sorts by, its cell.
type column struct {
	name string // in ?sort=
	head web.Column
	by   func(a, b child) int
	cell func(c child) web.Cell
}

// columns of the table, for this round and reader.
func columns(r *web.Request, f facts) []column {
	l := r.Lang
	households := l.T("unitweb.households")
	count := func(n func(c child) int64) func(a, b child) int {
		return func(a, b child) int { return cmp.Compare(n(a), n(b)) }
	}
	text := func(n func(c child) int64) func(c child) web.Cell {
		return func(c child) web.Cell {
			v := n(c)
			if v < 0 {
				return web.Cell{Text: lang.Unknown}
			}
			return web.Cell{Text: l.Int(v)}
		}
	}
	listed := func(chosen review.Filter, n func(c child) int64) func(c child) web.Cell {
		return func(c child) web.Cell { return web.Cell{Text: l.Int(n(c)), Href: listLink(r, f, c.unit.ID, chosen)} }
	}
	base := func(c child) int64 {
		if !c.based {
			return -1
		}
		return c.base.Households
	}
	poor := func(c child) int64 { return c.figures.Poor() }
	near := func(c child) int64 { return c.figures.NearPoor() }
	minority := func(c child) int64 { return c.figures.MinorityPoor() }
	change := func(c child) int64 { return c.figures.Poor() - c.previous.Poor() }
	out := []column{
		{
			"name",
			web.Column{Label: l.T("unitweb.unit_" + string(f.children[0].unit.Level))},
			func(a, b child) int { return cmp.Compare(lang.Fold(a.unit.Name), lang.Fold(b.unit.Name)) },
			func(c child) web.Cell {
				return web.Cell{Text: c.unit.TitleIn(l), Href: r.Link(web.UnitPath(c.unit.ID))}
			},
		},
		{"households", web.Column{Label: l.T("unitweb.all_households"), Unit: households, Number: true, Secondary: true}, count(base), text(base)},
		{
			"rate",
			web.Column{Label: l.T("unitweb.rate"), Unit: "%", Number: true, Note: l.T("unitweb.rate_note")},
			func(a, b child) int { x, _ := a.rate(); y, _ := b.rate(); return cmp.Compare(x, y) },
			func(c child) web.Cell {
				p, ok := c.rate()
				if !ok {
					return web.Cell{Text: lang.Unknown}
				}
				return web.Cell{Text: l.Points(p), Note: rateHint(l, c)}
			},
		},
		{"poor", web.Column{Label: l.T("unitweb.poor"), Unit: households, Number: true}, count(poor), listed(of(standard.Poor), poor)},
	}
	if f.compares() {
		out = append(out, column{
			"change",
			web.Column{Label: l.T("unitweb.poor_change"), Unit: households, Number: true, Secondary: true},
			count(change), func(c child) web.Cell { return web.Cell{Body: changeCell(c, l)} },
		})
	}
	out = append(out,
		column{"near", web.Column{Label: l.T("unitweb.near_poor"), Unit: households, Number: true, Secondary: true}, count(near), listed(of(standard.NearPoor), near)},
		column{"minority", web.Column{Label: l.T("unitweb.minority_poor"), Unit: households, Number: true, Secondary: true}, count(minority), listed(minorityPoor(), minority)})
	if f.gap != nil && f.gap.below > 0 {
		asked := func(c child) int64 {
			if c.target == nil {
				return -1
			}
			return c.target.Households
		}
		out = append(out, column{"target", web.Column{Label: l.T("unitweb.target_head", "Year", strconv.Itoa(f.gap.year)), Unit: households, Number: true, Secondary: true}, count(asked), text(asked)})
	}
	return out
}

// childTable is the table of the units below in the order that the address asks for.
func childTable(r *web.Request, f facts) *web.Table {
	cols := columns(r, f)
	asked := r.URL.Query().Get("sort")
	down := asked == "" || strings.HasPrefix(asked, "-")
	name := strings.TrimPrefix(asked, "-")
	at := slices.IndexFunc(cols, func(c column) bool { return c.name == name })
	if at < 0 {
		at, down = slices.IndexFunc(cols, func(c column) bool { return c.name == "rate" }), true
	}
	children := slices.Clone(f.children)
	slices.SortStableFunc(children, func(a, b child) int {
		if down {
			return cols[at].by(b, a)
		}
		return cols[at].by(a, b)
	})
	t := &web.Table{Caption: r.T("unitweb.table_"+string(f.children[0].unit.Level), "Unit", f.unit.TitleIn(r.Lang)), Wide: true}
	for i, c := range cols {
		next := "-" + c.name // numbers begin with the largest, names with A
		if c.name == "name" {
			next = c.name
		}
		if i == at {
			c.head.Sorted = web.Ascending
			next = "-" + c.name
			if down {
				c.head.Sorted, next = web.Descending, c.name
			}
		}
		c.head.Sort = r.With("sort", next) + "#below"
		t.Columns = append(t.Columns, c.head)
	}
	t.Rows = append(t.Rows, row(cols, f.whole(), true))
	for _, c := range children {
		t.Rows = append(t.Rows, row(cols, c, false))
	}
	t.Rows[0].Cells[0] = web.Cell{Text: r.T("unitweb.total")}
	return t
}

func row(cols []column, c child, total bool) web.Row {
	out := web.Row{Total: total}
	for _, col := range cols {
		out.Cells = append(out.Cells, col.cell(c))
	}
	return out
}

// whole is the unit itself as the first row of the table of its children.
func (f facts) whole() child {
	c := child{unit: f.unit, figures: f.figures, previous: f.previous, base: f.base, based: f.based}
	if f.gap != nil {
		c.target = &target.Target{Households: f.gap.cascade.SumHouseholds}
	}
	return c
}

func rateHint(l lang.Lang, c child) string {
	return l.T("unitweb.of_households", "Poor", l.Int(c.figures.Poor()), "Households", l.Int(c.base.Households))
}
