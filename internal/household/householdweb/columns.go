package householdweb

import (
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/roster"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// line is one household of a list.
type line struct {
	roster.Line
	alike bool // found by its sound
}

// shape is how a table of households looks.
type shape struct {
	reader  account.Actor
	at      unit.Unit
	round   review.Round
	edition *standard.Edition
	columns []roster.Column
	order   roster.Order
	sorts   bool // the heads lead to other orders
	ticks   bool // each row can be ticked for an act
	masked  bool // who they are is withheld from the reader
	caption string
}

// columnsOf are the columns that an address chooses, cols=class,members or cols=class&cols=members; the
// usual ones when it chooses none. What it does not know is refused.
func columnsOf(r *web.Request) (columns []roster.Column, chosen bool, err error) {
	for _, s := range r.URL.Query()["cols"] {
		for name := range strings.SplitSeq(s, ",") {
			if name == "" {
				continue
			}
			if !slices.Contains(roster.Columns, roster.Column(name)) {
				return nil, false, errFilter
			}
			columns = append(columns, roster.Column(name))
		}
	}
	if len(columns) == 0 {
		return roster.Usual, false, nil
	}
	return slices.DeleteFunc(slices.Clone(roster.Columns), func(c roster.Column) bool { return !slices.Contains(columns, c) }), true, nil
}

// table is the list itself; on a phone it shows who and the figure that matters, the rest on tap.
func table(r *web.Request, places map[unit.ID]unit.Unit, s shape, lines []line) *web.Table {
	columns := slices.DeleteFunc(slices.Clone(s.columns), func(c roster.Column) bool {
		return c.OfReview() && s.round.ID == 0
	})
	t := &web.Table{Caption: s.caption, Wide: true, Columns: []web.Column{{Label: r.T("householdweb.head")}}}
	if s.sorts {
		sortBy(r, &t.Columns[0], s.order, roster.ByName)
	}
	first := 0 // the column that stays on a phone: what the list is sorted by, else the class, else the first
	for i, c := range columns {
		if by, ok := orderOf[c]; ok && by == s.order.By {
			first = i
			break
		}
		if c == roster.ColClass {
			first = i
		}
	}
	for i, c := range columns {
		head := web.Column{Label: c.Label(r.Lang), Secondary: i != first}
		switch c {
		case roster.ColA:
			head.Number, head.Note = true, r.T("householdweb.points_a_note")
		case roster.ColB:
			head.Number, head.Note = true, r.T("householdweb.points_b_note")
		case roster.ColMembers:
			head.Number = true
		}
		if by, ok := orderOf[c]; ok && s.sorts && by.Open(s.reader) {
			sortBy(r, &head, s.order, by)
		}
		t.Columns = append(t.Columns, head)
	}
	for _, x := range lines {
		cells := []web.Cell{s.who(r, x)}
		for _, c := range columns {
			cells = append(cells, s.cell(r, places, c, x))
		}
		t.Rows = append(t.Rows, web.Row{Cells: cells})
	}
	return t
}

// orderOf is what a column's head sorts by.
var orderOf = map[roster.Column]roster.By{
	roster.ColPlace: roster.ByVillage, roster.ColMembers: roster.ByMembers, roster.ColA: roster.ByA, roster.ColB: roster.ByB,
}

func sortBy(r *web.Request, c *web.Column, now roster.Order, by roster.By) {
	next := roster.Order{By: by, Down: c.Number} // numbers begin with the largest, names with A
	if now.By == by {
		c.Sorted = web.Ascending
		if now.Down {
			c.Sorted = web.Descending
		}
		next.Down = !now.Down
	}
	c.Sort = r.With("sort", next.String(), "after", "")
}

// who is the first cell: the head's name, the way to the page, and a box to tick.
func (s shape) who(r *web.Request, x line) web.Cell {
	if s.masked {
		return web.Cell{Text: r.T("householdweb.withheld"), Note: r.T("householdweb.withheld_why")}
	}
	sub := x.Code
	if x.alike {
		sub += " · " + r.T("householdweb.alike")
	}
	cell := web.Cell{Text: x.Head, Href: r.Link(householdPath(x.Ref)), Sub: sub}
	if s.ticks {
		cell.Body = ticked(x.Ref.String(), x.Head, cell.Href)
	}
	return cell
}

func (s shape) cell(r *web.Request, places map[unit.ID]unit.Unit, c roster.Column, x line) web.Cell {
	l := r.Lang
	if c.Shut(s.reader, s.edition) {
		return closed(l, s.reader.Closed(c.Sections(s.edition)...)...)
	}
	also := ""
	if c.Divides() {
		also = alsoClosed(l, s.reader.Closed(c.Sections(s.edition)...))
	}
	switch c {
	case roster.ColPlace:
		return web.Cell{Text: s.place(l, places, x)}
	case roster.ColAddress:
		return web.Cell{Text: orUnknown(x.Address)}
	case roster.ColEthnic:
		return web.Cell{Text: x.Ethnic.Name(l)}
	case roster.ColMembers:
		return web.Cell{Text: l.Int(int64(x.Members))}
	case roster.ColMarks:
		return listed(open(s.reader, x.Flags.List()), func(f household.Flags) string { return f.Name(l) }, also)
	}
	if !x.Reviewed {
		if c == roster.ColClass {
			return web.Cell{Text: r.T("householdweb.not_reviewed")}
		}
		return web.Cell{Text: lang.Unknown}
	}
	a := x.Found
	switch c {
	case roster.ColClass:
		return web.Cell{Body: web.ClassBadge(a.Class)}
	case roster.ColMovement:
		return web.Cell{Text: review.Judged{Assessment: a, In: s.round}.MovementName(l)}
	case roster.ColBefore:
		return web.Cell{Text: a.PrevClass.Name(l)}
	case roster.ColA:
		return web.Cell{Text: measured(r, a)}
	}
	if !s.round.Detail {
		return web.Cell{Text: lang.Unknown}
	}
	switch c {
	case roster.ColB:
		return web.Cell{Text: l.Int(int64(s.edition.PointsB(a.Deprived)))}
	case roster.ColDeprived:
		return listed(lacking(s.reader, s.edition, a), func(i standard.Indicator) string { return i.Name(l) }, also)
	case roster.ColCauses:
		return listed(open(s.reader, a.Causes.List()), func(c household.Cause) string { return c.Name(l) }, also)
	default:
		return web.Cell{Text: orUnknown(names(a.Needs.List(), func(n household.Need) string { return n.Name(l) }))}
	}
}

// lacking are the indicators that a household lacks, as far as a reader may know.
func lacking(who account.Actor, e *standard.Edition, a review.Assessment) (out []standard.Indicator) {
	shown, _ := openIndicators(who, e)
	for _, i := range shown {
		if a.Deprived.Has(i.N) {
			out = append(out, i)
		}
	}
	return out
}

func names[T any](list []T, name func(T) string) string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = name(x)
	}
	return strings.Join(out, "; ")
}

// place is where a household lives, as far as the page's own unit does not say it. Of a household that is
// withheld only the commune is told: with its village, members and group many would be known.
func (s shape) place(l lang.Lang, places map[unit.ID]unit.Unit, x line) string {
	var parts []string
	if v, ok := places[x.Village]; ok && !s.masked {
		parts = append(parts, v.TitleIn(l))
	}
	if c, ok := places[x.Commune]; ok && s.at.Level != unit.Commune && s.at.Level != unit.Village {
		parts = append(parts, c.TitleIn(l))
	}
	return orUnknown(strings.Join(parts, ", "))
}

// measured is điểm A, or the declared income where points were not counted.
func measured(r *web.Request, a review.Assessment) string {
	switch {
	case a.PointsA >= 0:
		return strconv.Itoa(a.PointsA)
	case a.Income >= 0:
		return r.T("householdweb.dong", "Amount", r.Lang.Int(a.Income))
	}
	return lang.Unknown
}
