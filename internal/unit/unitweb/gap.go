package unitweb

import (
	"context"
	"strconv"
	"strings"

	"giamngheo/internal/db"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// gap is the unit's target of the next year against those of the units below.
type gap struct {
	year    int
	own     *target.Target
	cascade target.Cascade
	below   int // units below that have a target
}

func (f *facts) readTargets(ctx context.Context, q db.Querier) error {
	if !f.based {
		return nil
	}
	g := gap{year: f.round.Year + 1}
	own, handed, err := target.Around(ctx, q, f.unit.ID, g.year, target.PoorReduction)
	if err != nil {
		return err
	}
	g.own = own
	by := map[unit.ID]*target.Target{}
	for i := range handed {
		by[handed[i].Unit] = &handed[i]
	}
	g.below = len(handed)
	if g.own == nil && g.below == 0 {
		return nil
	}
	var children []target.Child
	for i, c := range f.children {
		f.children[i].target = by[c.unit.ID]
		stand := target.Stand{Unit: c.unit.ID, Poor: c.figures.Poor()}
		if c.based {
			stand.Households = c.base.Households
		}
		children = append(children, target.Child{Stand: stand, Target: by[c.unit.ID]})
	}
	stand := target.Stand{Unit: f.unit.ID, Households: f.base.Households, Poor: f.figures.Poor()}
	g.cascade = target.Settle(g.own, stand, children)
	f.gap = &g
	return nil
}

// gapView is the target in one sentence: what is asked, what was handed down, what is missing.
type gapView struct {
	Kind  string // of the note: warn when households are assigned to nobody
	Title string
	Text  string
	Link  web.Link
}

func gapSentence(r *web.Request, f facts) *gapView {
	if f.gap == nil {
		return nil
	}
	l, g := r.Lang, f.gap
	c := g.cascade
	year := strconv.Itoa(g.year)
	v := &gapView{Kind: "info", Title: l.T("unitweb.target_title", "Year", year)}
	if r.Opens(targetsPattern) {
		v.Link = web.Link{Label: l.T("unitweb.see_targets"), Href: r.Link(web.UnitPath(f.unit.ID)+"/targets", "year", year)}
	}
	if !c.HasParent {
		v.Text = l.T("unitweb.target_only_below", "Sum", l.Int(c.SumHouseholds), "Points", l.Points(c.SumPoints))
		return v
	}
	ask := l.T("unitweb.target_asked", "Households", l.Int(c.ParentHouseholds), "Points", l.Points(c.ParentPoints), "Promised", l.Percent(c.Promised))
	if g.below == 0 {
		v.Text = ask
		if len(f.children) > 0 {
			v.Text += " " + l.T("unitweb.target_not_handed")
		}
		return v
	}
	sum := l.T("unitweb.target_sum", "Sum", l.Int(c.SumHouseholds), "Points", l.Points(c.SumPoints), "Rate", l.Percent(c.RateMet))
	switch {
	case c.GapHouseholds > 0:
		v.Kind, v.Title = "warn", l.T("unitweb.gap_title", "Gap", l.Int(c.GapHouseholds), "Year", year)
	case c.GapHouseholds < 0:
		v.Title = l.T("unitweb.surplus_title", "Gap", l.Int(-c.GapHouseholds), "Year", year)
	default:
		v.Kind, v.Title = "good", l.T("unitweb.even_title", "Year", year)
	}
	v.Text = strings.Join([]string{ask, sum}, " ")
	return v
}
