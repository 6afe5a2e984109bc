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

// movementRows name what review.Line.Rows gives, for both lists at once.
var movementRows = [...]string{
	"unitweb.opening", "unitweb.to_other", "unitweb.escaped", "unitweb.other_out",
	"unitweb.from_other", "unitweb.fell_back", "unitweb.new", "unitweb.other_in", "unitweb.closing",
}

// movement lays the two lists out side by side; nil when nothing is known of the opening.
func movement(r *web.Request, f facts) *movementView {
	l := r.Lang
	if f.before.ID == 0 || len(f.flows) == 0 {
		return nil
	}
	b := review.Reconcile(f.flows)
	cell := func(row review.Row) web.Cell {
		c := web.Cell{Text: l.Int(row.Households)}
		if row.Households == 0 {
			return c
		}
		switch {
		case row.Sign < 0:
			c.Text = l.Int(-row.Households)
		case row.Sign > 0:
			c.Text = "+" + c.Text
		}
		c.Href = listLink(r, f, f.unit.ID, row.Behind())
		return c
	}
	p, n := b.Poor, b.NearPoor
	v := &movementView{Table: web.Table{
		Caption: l.T("unitweb.movement"),
		Columns: []web.Column{
			{Label: l.T("unitweb.movement_head")},
			{Label: l.T("unitweb.poor"), Unit: l.T("unitweb.households"), Number: true},
			{Label: l.T("unitweb.near_poor"), Unit: l.T("unitweb.households"), Number: true},
		},
	}}
	poor, near := p.Rows(), n.Rows()
	for i, key := range movementRows {
		v.Table.Rows = append(v.Table.Rows, web.Row{Cells: []web.Cell{{Text: l.T(key)}, cell(poor[i]), cell(near[i])}, Total: poor[i].Sign == 0})
	}
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
