package unitweb

import (
	"context"
	"strconv"

	"giamngheo/internal/db"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// result is what became of the targets of the round's own year.
type result struct{ own *target.Target }

// readResult reads the targets that this round's figures are to be held against.
func (f *facts) readResult(ctx context.Context, q db.Querier) error {
	if f.before.ID == 0 {
		return nil
	}
	own, handed, err := target.Around(ctx, q, f.unit.ID, f.round.Year, target.PoorReduction)
	if err != nil || own == nil && len(handed) == 0 {
		return err
	}
	f.result = &result{own: own}
	by := map[unit.ID]*target.Target{}
	for i := range handed {
		by[handed[i].Unit] = &handed[i]
	}
	for i, c := range f.children {
		f.children[i].due = by[c.unit.ID]
	}
	return nil
}

// light is how an actual fall stands against its target. It always has a word and a sign of its own.
type light struct {
	Kind string // good, warn, bad: of the note's and the word's colour
	Sign string
	Word string
}

// lightOf compares: reached, not yet while the round is open, missed when it is closed. Of a round that
// has found only a part of the lists nothing can be said.
func lightOf(r *web.Request, asked, done int64, open, partial bool) light {
	switch {
	case partial:
		return light{"warn", "…", r.T("unitweb.result_partial")}
	case done >= asked:
		return light{"good", "✓", r.T("unitweb.result_reached")}
	case open:
		return light{"warn", "…", r.T("unitweb.result_open", "Missing", r.Lang.Int(asked-done))}
	default:
		return light{"bad", "✗", r.T("unitweb.result_missed", "Missing", r.Lang.Int(asked-done))}
	}
}

// resultView is the unit's own target against what came of it, and the same for each unit below.
type resultView struct {
	Light *light // nil when the unit has no target of its own
	Title string
	Text  string
	Table *web.Table
}

// resultOf holds the targets of the round's year against its figures; nil when there were none.
func resultOf(r *web.Request, f facts) *resultView {
	if f.result == nil {
		return nil
	}
	l, year := r.Lang, strconv.Itoa(f.round.Year)
	open := f.round.Status == review.Open
	v := &resultView{Title: l.T("unitweb.result_title", "Year", year)}
	if own := f.result.own; own != nil {
		done := f.previous.Poor() - f.figures.Poor()
		x := lightOf(r, own.Households, done, open, f.partial())
		v.Light = &x
		v.Text = l.T("unitweb.result_text", "Asked", l.Int(own.Households), "Done", l.Int(done))
		if f.partial() {
			v.Text = l.T("unitweb.result_text_partial", "Asked", l.Int(own.Households))
		}
	}
	t := &web.Table{Caption: l.T("unitweb.result_table", "Year", year), Columns: []web.Column{
		{Label: l.T("unitweb.unit_village")},
		{Label: l.T("unitweb.result_asked"), Unit: l.T("unitweb.households"), Number: true},
		{Label: l.T("unitweb.result_done"), Unit: l.T("unitweb.households"), Number: true},
		{Label: l.T("unitweb.result_head")},
	}}
	for _, c := range f.children {
		if c.due == nil {
			continue
		}
		t.Columns[0].Label = l.T("unitweb.unit_" + string(c.unit.Level))
		done := c.previous.Poor() - c.figures.Poor()
		fallen := l.Int(done)
		if f.partial() {
			fallen = lang.Unknown
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: c.unit.TitleIn(l), Href: r.Link(web.UnitPath(c.unit.ID))},
			{Text: l.Int(c.due.Households)},
			{Text: fallen},
			{Body: lightCell(lightOf(r, c.due.Households, done, open, f.partial()))},
		}})
	}
	if len(t.Rows) > 0 {
		v.Table = t
	}
	return v
}
