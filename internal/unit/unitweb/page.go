package unitweb

import (
	"net/http"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/office"
	"giamngheo/internal/review"
	"giamngheo/internal/roster"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// view is the page as it is printed.
type view struct {
	HasRound bool
	Empty    web.Empty
	Figures  []web.Figure
	Gap      *gapView
	Waiting  []waiting
	Steps    []web.Link
	Result   *resultView
	Movement *movementView
	Lacks    *web.Bars
	Map      *mapView
	Ranking  *web.Bars
	Table    *web.Table
	Members  *membersView
	History  *web.Bars
	Download web.Link // the table of units as a file
}

func show(w http.ResponseWriter, r *web.Request) error {
	u, err := r.Unit(account.ReadFigures)
	if err != nil {
		return err
	}
	var f facts
	err = r.DB().Read(r.Context(), func(q db.Querier) error {
		var err error
		f, err = read(r.Context(), q, u, r.URL.Query().Get("round"), r.Who)
		return err
	})
	if err != nil {
		return err
	}
	page := web.Page{Title: u.TitleIn(r.Lang), Help: "page-unit", Unit: u, Section: web.Overview, Period: period(r, f.rounds, f.round)}
	v := view{HasRound: f.round.ID != 0}
	if !v.HasRound {
		v.Empty = web.Empty{Title: r.T("unitweb.no_round"), Text: r.T("unitweb.no_round_text")}
		if r.Opens("GET /start") {
			v.Empty.Act = web.Link{Label: r.T("unitweb.start"), Href: r.Link("/start", "unit", strconv.FormatInt(int64(u.ID), 10))}
		}
		return r.Render(w, page, unitPage(v))
	}
	page.Source = source(r.Lang, f)
	v.Figures = headFigures(r, f)
	v.Gap = gapSentence(r, f)
	v.Movement = movement(r, f)
	v.Lacks = lacks(r, f)
	v.Waiting, v.Steps = waitingFor(r, f), steps(r, f)
	v.Result, v.History, v.Members = resultOf(r, f), history(r, f), membersOf(r, f)
	if len(f.children) > 0 {
		v.Map, v.Ranking = mapOf(r, f), ranking(r, f)
		v.Table = childTable(r, f)
		title := office.Sheet{Unit: page.Title, Subtitle: page.Period.Label, Source: page.Source}
		if sent, err := r.SendTable(w, u.ID, title, *v.Table, "bang-"+u.Code); sent {
			return err
		}
		v.Download = r.TableLink()
	}
	if err := r.SawList("unit:"+strconv.FormatInt(int64(u.ID), 10), u.ID, len(f.members), "listed"); err != nil {
		return err
	}
	return r.Render(w, page, unitPage(v))
}

// period is as of when a page of this round speaks, with the other rounds it can show.
func period(r *web.Request, rounds []review.Round, shown review.Round) web.Period {
	if shown.ID == 0 {
		return web.Period{}
	}
	p := web.Period{Label: shown.Period(r.Lang)}
	for _, x := range rounds {
		id := strconv.FormatInt(int64(x.ID), 10)
		if x.ID == review.Standing(rounds).ID {
			id = ""
		}
		p.Choices = append(p.Choices, web.Link{Label: x.Period(r.Lang), Href: r.With("round", id), Current: x.ID == shown.ID})
	}
	return p
}

// listLink is the list of a unit's households that a filter chooses, "" where the reader may not see it.
func listLink(r *web.Request, f facts, u unit.ID, chosen review.Filter) string {
	if !r.Opens(householdsPattern) || !roster.Opens(r.Who, chosen, f.round.Edition) {
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
