package unitweb

import (
	"fmt"

	"giamngheo/internal/review"
	"giamngheo/internal/web"
)

// movementView is how the lists of poor and near-poor households changed in the round.
type movementView struct {
	Table web.Table
	// Sum says that opening − decreases + increases = closing, with the figures.
	Sum string
	Bad bool // it does not add up
	// More leads to the page of the round, where it is mounted.
	More web.Link
}

// movement lays the two lists out side by side; nil when nothing is known of the opening.
func movement(r *web.Request, f facts) *movementView {
	l := r.Lang
	if f.before.ID == 0 || len(f.flows) == 0 {
		return nil
	}
	b := review.Reconcile(f.flows)
	row := func(key string, sign int64, poor, near int64, total bool) web.Row {
		cell := func(n int64) web.Cell {
			switch {
			case n == 0 || sign == 0:
				return web.Cell{Text: l.Int(n)}
			case sign < 0:
				return web.Cell{Text: l.Int(-n)}
			default:
				return web.Cell{Text: "+" + l.Int(n)}
			}
		}
		return web.Row{Cells: []web.Cell{{Text: l.T(key)}, cell(poor), cell(near)}, Total: total}
	}
	p, n := b.Poor, b.NearPoor
	v := &movementView{Table: web.Table{
		Caption: l.T("unitweb.movement"),
		Columns: []web.Column{
			{Label: l.T("unitweb.movement_head")},
			{Label: l.T("unitweb.poor"), Unit: l.T("unitweb.households"), Number: true},
			{Label: l.T("unitweb.near_poor"), Unit: l.T("unitweb.households"), Number: true},
		},
		Rows: []web.Row{
			row("unitweb.opening", 0, p.Opening, n.Opening, true),
			row("unitweb.to_other", -1, p.ToOther, n.ToOther, false),
			row("unitweb.escaped", -1, p.Escaped, n.Escaped, false),
			row("unitweb.other_out", -1, p.OtherOut, n.OtherOut, false),
			row("unitweb.from_other", 1, p.FromOther, n.FromOther, false),
			row("unitweb.fell_back", 1, p.FellBack, n.FellBack, false),
			row("unitweb.new", 1, p.New, n.New, false),
			row("unitweb.other_in", 1, p.OtherIn, n.OtherIn, false),
			row("unitweb.closing", 0, p.Closing, n.Closing, true),
		},
	}}
	key := "unitweb.sum_right"
	if p.Gap() != 0 || n.Gap() != 0 {
		key, v.Bad = "unitweb.sum_wrong", true
	}
	v.Sum = l.T(key, "Opening", l.Int(p.Opening), "Out", l.Int(p.Out()), "In", l.Int(p.In()), "Closing", l.Int(p.Closing))
	if r.Opens(roundPattern) {
		v.More = web.Link{
			Label: l.T("unitweb.see_round"),
			Href:  fmt.Sprintf("/rounds/%d?unit=%d", f.round.ID, f.unit.ID),
		}
	}
	return v
}
