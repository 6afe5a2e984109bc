package targetweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/report"
	"giamngheo/internal/review"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// view is the page as it is printed.
type view struct {
	Indicators []web.Chip // the plan's first two, and the one shown
	Others     []web.Chip // the rest
	Empty      *web.Empty
	Say        say
	Figures    []web.Figure
	Table      web.Table
	Absorb     *web.Table
	Rules      []web.Chip
	Proposal   *proposalView
	Form       *formView
	Unverified string // a sentence when the indicator's measure was not read in its paper
}

// say is the one sentence at the top.
type say struct{ Kind, Title, Text string }

// asked is what the address asks for.
type asked struct {
	unit      unit.Unit
	year      int
	indicator string
	years     []int // that can be chosen
}

func (p pages) show(w http.ResponseWriter, r *web.Request) error {
	u, err := r.Unit(account.ReadTargets)
	if err != nil {
		return err
	}
	return p.render(w, r, u, nil)
}

// render shows a unit's targets; wrong is the form that could not be accepted, with what was typed.
func (p pages) render(w http.ResponseWriter, r *web.Request, u unit.Unit, wrong *formView) error {
	var a asked
	var c report.Cascade
	mayWrite, mayWriteOwn := false, false
	err := r.DB().Read(r.Context(), func(q db.Querier) (err error) {
		if a, err = ask(r, q, u); err != nil {
			return err
		}
		if c, err = report.CascadeOf(r.Context(), q, u, a.year, a.indicator); err != nil {
			return err
		}
		if mayWrite, err = may(r, q, u.ID); err != nil {
			return err
		}
		mayWriteOwn = mayWrite && (c.Own == nil || c.Own.Parent == 0)
		if c.Own != nil && c.Own.Parent != 0 {
			mayWriteOwn, err = may(r, q, c.Own.Parent)
		}
		return err
	})
	if err != nil {
		return err
	}
	page := web.Page{
		Title: r.T("targetweb.title", "Year", strconv.Itoa(a.year)), Unit: u, Help: "page-targets", Crumb: r.T("targetweb.crumb"), Section: web.Targets,
		Period: period(r, a), Lead: c.Indicator.Name(r.Lang), Source: source(r, c),
	}
	if mayWrite && len(c.Rows) > 0 {
		page.Act = web.Link{Label: r.T("targetweb.edit_all"), Href: r.Link(editPath(u.ID), "year", strconv.Itoa(a.year), "indicator", a.indicator)}
	}
	v := view{}
	v.Indicators, v.Others = indicators(r, a)
	if !c.HasRound && !c.HasParent && c.Missing == len(c.Rows) {
		v.Empty = &web.Empty{Title: r.T("targetweb.empty"), Text: r.T("targetweb.empty_text", "Year", strconv.Itoa(a.year))}
		return r.Render(w, page, targetsPage(v))
	}
	v.Say = sayOf(r, c)
	v.Figures = figures(r, c)
	v.Table = table(r, a, c, mayWrite, mayWriteOwn)
	if c.Missing < len(c.Rows) {
		v.Absorb = absorbers(r, c)
	}
	if !c.Indicator.Verified {
		v.Unverified = r.T("targetweb.unverified")
	}
	if mayWrite && c.HasParent && c.HasRound && len(c.Rows) > 0 {
		v.Rules = rules(r, a)
		if v.Proposal, err = propose(r, a, c); err != nil {
			return err
		}
	}
	v.Form = form(r, a, c, mayWrite, mayWriteOwn)
	if wrong != nil {
		v.Form, page.Status = wrong, http.StatusUnprocessableEntity
	}
	return r.Render(w, page, targetsPage(v))
}

// may tells whether the reader may write targets over a unit; that he may not is no error here.
func may(r *web.Request, q db.Querier, u unit.ID) (bool, error) {
	err := r.Who.May(r.Context(), q, account.WriteTargets, u)
	if err != nil && fault.KindOf(err) == fault.Internal {
		return false, err
	}
	return err == nil, nil
}

// ask reads year and indicator from the address or the form; the year is the newest that has targets,
// or the one after the newest review.
func ask(r *web.Request, q db.Querier, u unit.Unit) (asked, error) {
	a := asked{unit: u, indicator: r.FormValue("indicator")}
	if a.indicator == "" {
		a.indicator = target.PoorReduction
	}
	if _, err := target.IndicatorByID(a.indicator); err != nil {
		return a, err
	}
	var err error
	if a.years, err = years(r.Context(), q, u.ID, a.indicator); err != nil {
		return a, err
	}
	a.year = day.Of(r.Now()).Year()
	if len(a.years) > 0 {
		a.year = a.years[0]
	}
	if s := r.FormValue("year"); s != "" {
		if a.year, err = strconv.Atoi(s); err != nil || a.year < 2000 || a.year > 2100 {
			return a, fault.New(fault.Invalid, "target.year", "Year", s)
		}
	}
	if !slices.Contains(a.years, a.year) {
		a.years = append(a.years, a.year)
		slices.SortFunc(a.years, func(x, y int) int { return y - x })
	}
	return a, nil
}

// years are those with targets, and the one for which the standing review calls for them.
func years(ctx context.Context, q db.Querier, u unit.ID, indicator string) ([]int, error) {
	ys, err := target.Years(ctx, q, u, indicator)
	if err != nil {
		return nil, err
	}
	rounds, err := review.Covering(ctx, q, u)
	if err != nil {
		return nil, err
	}
	if round := review.Standing(rounds); round.ID != 0 && !slices.Contains(ys, round.Year+1) {
		ys = append(ys, round.Year+1)
		slices.SortFunc(ys, func(x, y int) int { return y - x })
	}
	return ys, nil
}

func period(r *web.Request, a asked) web.Period {
	label := func(y int) string {
		return r.T("targetweb.period", "Year", strconv.Itoa(y), "Before", strconv.Itoa(y-1))
	}
	p := web.Period{Label: label(a.year)}
	for _, y := range a.years {
		p.Choices = append(p.Choices, web.Link{Label: label(y), Href: r.Link(path(a.unit.ID, y, a.indicator)), Current: y == a.year})
	}
	return p
}

// indicators are links to the other indicators: the first two of the plan and the one shown above
// the table, the rest at the foot of the page.
func indicators(r *web.Request, a asked) (near, far []web.Chip) {
	for n, i := range target.Indicators() {
		c := web.Chip{Label: i.Name(r.Lang), Href: r.Link(path(a.unit.ID, a.year, i.ID)), On: i.ID == a.indicator}
		if n < 2 || c.On {
			near = append(near, c)
		} else {
			far = append(far, c)
		}
	}
	return near, far
}

func source(r *web.Request, c report.Cascade) string {
	s := c.Indicator.Basis
	if c.Own != nil && c.Own.Basis != "" && c.Own.Basis != s {
		s = c.Own.Basis + ". " + s
	}
	if c.HasRound {
		s += ". " + r.T("targetweb.stand", "Day", r.Lang.Date(c.Round.Day), "Source", c.Round.Source)
	}
	if c.HasBase && c.Base.Source != c.Round.Source {
		s += ". " + c.Base.Source
	}
	return s + "."
}
