package reviewweb

import (
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// listView is the movement sheet of one list.
type listView struct {
	Table web.Table
	Sum   string // opening − decreases + increases = closing, with the figures
	Bad   bool   // it does not add up
}

// sides are a list's lines: households, those of ethnic minorities, persons.
func sides(f facts, list standard.Class) [3]review.Line {
	if list == standard.NearPoor {
		return [3]review.Line{f.balance.NearPoor, f.minority.NearPoor, f.balance.NearPoorPersons}
	}
	return [3]review.Line{f.balance.Poor, f.minority.Poor, f.balance.PoorPersons}
}

// movement is the sheet of one list, as the forms order it: the opening, the decreases, the
// increases, the closing.
func movement(r *web.Request, f facts, list standard.Class) listView {
	l := r.Lang
	lines := sides(f, list)
	title := "reviewweb.movement_" + list.String()
	v := listView{Table: web.Table{
		Caption: l.T(title),
		Columns: []web.Column{
			{Label: l.T("reviewweb.movement_head")},
			{Label: l.T("reviewweb.households_head"), Number: true},
			{Label: l.T("reviewweb.minority_head"), Number: true},
			{Label: l.T("reviewweb.persons_head"), Note: l.T("reviewweb.persons_note"), Number: true, Secondary: true},
		},
	}}
	yes := true
	households, minority, persons := lines[0].Rows(), lines[1].Rows(), lines[2].Rows()
	for i, row := range households {
		chosen := row.Behind()
		of := chosen
		of.Minority = &yes
		v.Table.Rows = append(v.Table.Rows, web.Row{Total: row.Sign == 0, Cells: []web.Cell{
			{Text: row.Name(l)},
			signed(r, f, row.Sign, row.Households, chosen),
			signed(r, f, row.Sign, minority[i].Households, of),
			{Text: sign(row.Sign, persons[i].Households) + l.Int(persons[i].Households)},
		}})
	}
	key := "reviewweb.sum_right"
	for _, line := range lines {
		if line.Gap() != 0 {
			key, v.Bad = "reviewweb.sum_wrong", true
		}
	}
	p := lines[0]
	v.Sum = l.T(key, "Opening", l.Int(p.Opening), "Out", l.Int(p.Out()), "In", l.Int(p.In()), "Closing", l.Int(p.Closing))
	return v
}

func signed(r *web.Request, f facts, way int, n int64, chosen review.Filter) web.Cell {
	c := web.Cell{Text: sign(way, n) + r.Lang.Int(n)}
	if n > 0 {
		c.Href = link(r, f, f.unit.ID, chosen)
	}
	return c
}

// sign is the sign before a figure; zero has none.
func sign(way int, n int64) string {
	switch {
	case n == 0 || way == 0:
		return ""
	case way < 0:
		return "−"
	default:
		return "+"
	}
}

// below is the movement of both lists in each of the units below, the sum on top; nil when there is
// none or nothing is known of the opening.
func below(r *web.Request, f facts) *web.Table {
	if len(f.children) == 0 || !f.round.Moves() {
		return nil
	}
	l := r.Lang
	number := func(key, list string, secondary bool) web.Column {
		return web.Column{Label: l.T(key), Unit: l.T(list), Number: true, Secondary: secondary}
	}
	t := &web.Table{Caption: l.T("reviewweb.below"), Wide: true, Columns: []web.Column{
		{Label: l.T("reviewweb.unit")},
		number("review.opening", "reviewweb.poor", true), number("reviewweb.out", "reviewweb.poor", true),
		number("reviewweb.in", "reviewweb.poor", true), number("review.closing", "reviewweb.poor", false),
		number("review.opening", "reviewweb.near_poor", true), number("reviewweb.out", "reviewweb.near_poor", true),
		number("reviewweb.in", "reviewweb.near_poor", true), number("review.closing", "reviewweb.near_poor", false),
	}}
	row := func(u unit.Unit, b review.Balance, total bool) web.Row {
		cells := []web.Cell{{Text: u.TitleIn(l), Href: address(f.round.ID, u.ID)}}
		if total {
			cells[0] = web.Cell{Text: l.T("reviewweb.total")}
		}
		for _, line := range []review.Line{b.Poor, b.NearPoor} {
			closing := web.Cell{Text: l.Int(line.Closing)}
			if line.Closing > 0 {
				closing.Href = link(r, f, u.ID, review.Filter{Classes: []standard.Class{line.List}})
			}
			cells = append(cells, web.Cell{Text: l.Int(line.Opening)}, web.Cell{Text: sign(-1, line.Out()) + l.Int(line.Out())},
				web.Cell{Text: sign(1, line.In()) + l.Int(line.In())}, closing)
		}
		return web.Row{Cells: cells, Total: total}
	}
	t.Rows = append(t.Rows, row(f.unit, f.balance, true))
	for _, u := range f.children {
		t.Rows = append(t.Rows, row(u, review.Reconcile(f.below[u.ID]), false))
	}
	return t
}
