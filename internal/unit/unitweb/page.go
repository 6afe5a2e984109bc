package unitweb

import (
	"context"
	"net/http"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// facts are what is known of a unit in a round, read from one snapshot.
type facts struct {
	unit   unit.Unit
	rounds []review.Round // that this page can show, the newest first
	round  review.Round   // the one shown; its ID is 0 when there is none
	before review.Round   // the round whose classes are the opening; its ID is 0 when there is none

	figures  review.Figures
	previous review.Figures
	flows    []review.Flow
	base     unit.Base
	based    bool
	oldBase  unit.Base
	oldBased bool

	children []child
	gap      *gap
}

// child is one unit below.
type child struct {
	unit     unit.Unit
	figures  review.Figures
	previous review.Figures
	base     unit.Base
	based    bool
	target   *target.Target
}

// view is the page as it is printed.
type view struct {
	HasRound bool
	Empty    web.Empty
	Figures  []web.Figure
	Gap      *gapView
	Movement *movementView
	Lacks    *web.Bars
	Tiles    *web.Tiles
	Table    *web.Table
}

func show(w http.ResponseWriter, r *web.Request) error {
	u, err := r.Unit(account.ReadFigures)
	if err != nil {
		return err
	}
	var f facts
	err = r.DB().Read(r.Context(), func(q db.Querier) error {
		var err error
		f, err = read(r.Context(), q, u, r.URL.Query().Get("round"), r.Who.Can(account.ReadTargets))
		return err
	})
	if err != nil {
		return err
	}
	page := web.Page{Title: u.TitleIn(r.Lang), Help: "page-unit", Unit: u, Section: web.Overview, Period: period(r, f.rounds, f.round)}
	v := view{HasRound: f.round.ID != 0}
	if !v.HasRound {
		v.Empty = web.Empty{Title: r.T("unitweb.no_round"), Text: r.T("unitweb.no_round_text")}
		return r.Render(w, page, unitPage(v))
	}
	page.Source = source(r.Lang, f)
	v.Figures = headFigures(r, f)
	v.Gap = gapSentence(r, f)
	v.Movement = movement(r, f)
	v.Lacks = lacks(r, f)
	if len(f.children) > 0 {
		v.Tiles = tiles(r, f)
		v.Table = childTable(r, f)
	}
	return r.Render(w, page, unitPage(v))
}

// read collects the facts of a unit in the round asked for, or in the newest.
func read(ctx context.Context, q db.Querier, u unit.Unit, asked string, targets bool) (facts, error) {
	f := facts{unit: u}
	var err error
	if f.rounds, err = review.Covering(ctx, q, u.ID); err != nil || len(f.rounds) == 0 {
		return f, err
	}
	if f.round, err = review.Pick(f.rounds, asked); err != nil {
		return f, err
	}
	for _, r := range f.rounds {
		if r.ID == f.round.Previous && r.ID != 0 {
			f.before = r
		}
	}
	if f.figures, err = review.FiguresOf(ctx, q, f.round.ID, u.ID); err != nil {
		return f, err
	}
	if f.flows, err = review.FlowOf(ctx, q, f.round.ID, u.ID); err != nil {
		return f, err
	}
	if f.base, f.based, err = unit.BaseOf(ctx, q, u.ID, f.round.Day); err != nil {
		return f, err
	}
	if f.before.ID != 0 {
		if f.previous, err = review.FiguresOf(ctx, q, f.before.ID, u.ID); err != nil {
			return f, err
		}
		if f.oldBase, f.oldBased, err = unit.BaseOf(ctx, q, u.ID, f.before.Day); err != nil {
			return f, err
		}
	}
	if err := f.readChildren(ctx, q); err != nil {
		return f, err
	}
	if targets {
		err = f.readTargets(ctx, q)
	}
	return f, err
}

func (f *facts) readChildren(ctx context.Context, q db.Querier) error {
	units, err := unit.Children(ctx, q, f.unit.ID, f.round.Day)
	if err != nil || len(units) == 0 {
		return err
	}
	now, err := review.FiguresBelow(ctx, q, f.round.ID, f.unit.ID, f.round.Day)
	if err != nil {
		return err
	}
	var before map[unit.ID]review.Figures
	if f.before.ID != 0 {
		if before, err = review.FiguresBelow(ctx, q, f.before.ID, f.unit.ID, f.round.Day); err != nil {
			return err
		}
	}
	bases, err := unit.BasesBelow(ctx, q, f.unit.ID, f.round.Day)
	if err != nil {
		return err
	}
	for _, u := range units {
		c := child{unit: u, figures: now[u.ID], previous: before[u.ID]}
		c.base, c.based = bases[u.ID]
		f.children = append(f.children, c)
	}
	return nil
}

// period is as of when a page of this round speaks, with the other rounds it can show.
func period(r *web.Request, rounds []review.Round, shown review.Round) web.Period {
	if shown.ID == 0 {
		return web.Period{}
	}
	p := web.Period{Label: shown.Period(r.Lang)}
	for i, x := range rounds {
		id := strconv.FormatInt(int64(x.ID), 10)
		if i == 0 {
			id = ""
		}
		p.Choices = append(p.Choices, web.Link{Label: x.Period(r.Lang), Href: r.With("round", id), Current: x.ID == shown.ID})
	}
	return p
}

// listLink is the list of a unit's households that a filter chooses, "" where the reader may not see it.
func listLink(r *web.Request, f facts, u unit.ID, chosen review.Filter) string {
	if !r.Opens(householdsPattern) {
		return ""
	}
	if f.round.ID != f.rounds[0].ID {
		chosen.Round = f.round.ID
	}
	return r.Link(web.UnitPath(u)+"/households", chosen.Address()...)
}

// of chooses the households of a class.
func of(class standard.Class) review.Filter { return review.Filter{Classes: []standard.Class{class}} }

// minorityPoor chooses the poor households of ethnic minorities.
func minorityPoor() review.Filter {
	chosen, yes := of(standard.Poor), true
	chosen.Minority = &yes
	return chosen
}
