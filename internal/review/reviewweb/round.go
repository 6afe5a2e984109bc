package reviewweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/percent"
	"giamngheo/internal/review"
	"giamngheo/internal/roster"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// facts are what a round found in a unit, read from one snapshot.
type facts struct {
	unit     unit.Unit
	round    review.Round
	rounds   []review.Round // that cover the unit, the newest first
	edition  *standard.Edition
	figures  review.Figures
	balance  review.Balance
	minority review.Balance
	flows    []review.Flow
	missing  int64                       // households at the beginning that an open round has not reviewed
	progress map[unit.ID]review.Progress // of an open round, by the units below
	places   map[unit.ID]unit.Unit       // the units that the progress speaks of
	base     unit.Base
	based    bool
	children []unit.Unit
	below    map[unit.ID][]review.Flow
}

// view is the page as it is printed.
type view struct {
	Empty     *web.Empty
	Waiting   string
	Missing   web.Link // to the households without a result
	Progress  *progressView
	Matrix    *web.Table
	Acts      []web.Link
	Figures   []web.Figure
	Lists     []listView
	Below     *web.Table
	Groups    web.Table
	Ethnic    web.Table
	Children  *web.Table
	Lacks     []web.Bars
	Causes    []web.Bars
	Needs     []web.Bars
	Detail    bool
	Unchecked bool // the names of causes and needs were not read in the official text
}

// latest shows the round of the address, or the newest that covers the unit.
func latest(w http.ResponseWriter, r *web.Request) error {
	u, err := unitAsked(r)
	if err != nil {
		return err
	}
	id, ok := r.QueryInt("round")
	if !ok {
		round, found, err := review.Latest(r.Context(), r.DB(), u.ID)
		if err != nil {
			return err
		}
		if !found {
			page := web.Page{Title: r.T("reviewweb.title"), Unit: u, Help: "page-round", Crumb: r.T("reviewweb.crumb"), Section: web.Review}
			v := view{Empty: &web.Empty{Title: r.T("reviewweb.no_round"), Text: r.T("reviewweb.no_round_text")}}
			if r.Opens(newPattern) {
				v.Empty.Act = web.Link{Label: r.T("reviewweb.open_act"), Href: "/rounds/new?unit=" + strconv.FormatInt(int64(u.ID), 10)}
			}
			return r.Render(w, page, roundPage(v))
		}
		id = int64(round.ID)
	}
	return render(w, r, u, review.RoundID(id))
}

// show is a round by its number.
func show(w http.ResponseWriter, r *web.Request) error {
	id, ok := r.PathInt("id")
	if !ok {
		return fault.New(fault.NotFound, "web.unknown_page")
	}
	u, err := unitAsked(r)
	if err != nil {
		return err
	}
	return render(w, r, u, review.RoundID(id))
}

// unitAsked is the unit of ?unit=, or the reader's own.
func unitAsked(r *web.Request) (unit.Unit, error) {
	id, ok := r.QueryInt("unit")
	if !ok {
		id = int64(r.Who.Unit)
	}
	return r.UnitOf(unit.ID(id), account.ReadFigures)
}

func render(w http.ResponseWriter, r *web.Request, u unit.Unit, id review.RoundID) error {
	var f facts
	err := r.DB().Read(r.Context(), func(q db.Querier) (err error) {
		f, err = read(r.Context(), q, u, id)
		return err
	})
	if err != nil {
		return err
	}
	l := r.Lang
	page := web.Page{
		Title: r.T("reviewweb.title_of", "Year", strconv.Itoa(f.round.Year)), Unit: u, Help: "page-round", Crumb: r.T("reviewweb.crumb"),
		Section: web.Review, Period: period(r, f),
		Lead:   r.T("reviewweb.lead", "Edition", f.edition.Title(l), "Status", r.T("review.status_"+string(f.round.Status))),
		Source: f.round.Source,
	}
	v := view{
		Figures: head(r, f), Groups: groups(r, f), Ethnic: ethnics(r, f), Detail: f.round.Detail,
		Below: below(r, f), Unchecked: !household.ListsVerified,
	}
	v.Progress, v.Matrix, v.Acts = progress(r, f), matrix(r, f), acts(r, f)
	if f.missing > 0 {
		v.Waiting = r.T("reviewweb.waiting", "Households", l.Int(f.missing))
		if r.Opens(waitingPattern) {
			v.Missing = web.Link{Label: r.T("reviewweb.see_waiting"), Href: waitingPath(f.round.ID, u.ID)}
		}
	}
	if f.round.Moves() {
		v.Lists = []listView{movement(r, f, standard.Poor), movement(r, f, standard.NearPoor)}
	}
	if f.round.Detail {
		v.Lacks, v.Causes, v.Needs, v.Children = lacks(r, f), causes(r, f), needs(r, f), children(r, f)
	}
	return r.Render(w, page, roundPage(v))
}

func read(ctx context.Context, q db.Querier, u unit.Unit, id review.RoundID) (facts, error) {
	f := facts{unit: u}
	all, err := review.Covering(ctx, q, u.ID)
	if err != nil {
		return f, err
	}
	for _, x := range all {
		if x.ID == id {
			f.round = x
		}
	}
	// A round of another area is not told to exist.
	if f.round.ID == 0 {
		return f, fault.New(fault.NotFound, "review.no_round", "ID", int64(id))
	}
	f.rounds = all
	if f.edition, err = standard.ByID(f.round.Edition); err != nil {
		return f, err
	}
	found, err := review.ResultOf(ctx, q, id, u.ID)
	if err != nil {
		return f, err
	}
	f.figures, f.flows = found.Figures, found.Flows
	f.balance, f.minority = review.Reconcile(f.flows), review.Reconcile(review.OfMinority(f.flows))
	if f.base, f.based, err = unit.BaseOf(ctx, q, u.ID, f.round.Day); err != nil {
		return f, err
	}
	if f.round.Status == review.Open && f.round.Previous != 0 {
		if err := f.readProgress(ctx, q); err != nil {
			return f, err
		}
	}
	if f.children, err = unit.Children(ctx, q, u.ID, f.round.Day); err != nil || len(f.children) == 0 {
		return f, err
	}
	f.below, err = review.FlowBelow(ctx, q, id, u.ID, f.round.Day)
	return f, err
}

// readProgress reads how far an open round has come in each of the units below.
func (f *facts) readProgress(ctx context.Context, q db.Querier) (err error) {
	if f.progress, err = review.ProgressBelow(ctx, q, f.round, f.unit.ID); err != nil {
		return err
	}
	ids := make([]unit.ID, 0, len(f.progress))
	for id, p := range f.progress {
		f.missing += p.Missing()
		ids = append(ids, id)
	}
	slices.Sort(ids)
	f.places, err = unit.ByIDs(ctx, q, ids)
	return err
}

// acts are what the reader can do with the rounds of the unit.
func acts(r *web.Request, f facts) []web.Link {
	var out []web.Link
	if f.round.Status == review.Open {
		if r.Opens(closePattern) && r.Who.May(r.Context(), r.DB(), account.WriteReview, f.round.Unit) == nil {
			out = append(out, web.Link{Label: r.T("reviewweb.close_act"), Href: closePath(f.round.ID)})
		}
	} else if r.Opens(newPattern) {
		out = append(out, web.Link{Label: r.T("reviewweb.open_act"), Href: "/rounds/new?unit=" + strconv.FormatInt(int64(f.unit.ID), 10)})
	}
	return out
}

// period is the round with the others that the page can show.
func period(r *web.Request, f facts) web.Period {
	p := web.Period{Label: f.round.Period(r.Lang)}
	for _, x := range f.rounds {
		p.Choices = append(p.Choices, web.Link{Label: x.Period(r.Lang), Href: address(x.ID, f.unit.ID), Current: x.ID == f.round.ID})
	}
	return p
}

// address is the page of a round in a unit.
func address(id review.RoundID, u unit.ID) string {
	return "/rounds/" + strconv.FormatInt(int64(id), 10) + "?unit=" + strconv.FormatInt(int64(u), 10)
}

// link is the list of the households that a filter chooses in a unit, "" where the reader may not
// see it.
func link(r *web.Request, f facts, u unit.ID, chosen review.Filter) string {
	if !r.Opens(householdsPattern) || !roster.Opens(r.Who, chosen, f.round.Edition) {
		return ""
	}
	chosen.Round = f.round.ID
	return r.Link(web.UnitPath(u)+"/households", chosen.Address()...)
}

// head are the figures at the head of the page.
func head(r *web.Request, f facts) []web.Figure {
	l := r.Lang
	one := func(key string, c standard.Class, lead bool) web.Figure {
		n := f.figures.Of(c)
		fig := web.Figure{Label: l.T(key), Value: l.Int(n.Households), Unit: l.T("reviewweb.households"), Lead: lead}
		fig.Of = l.T("reviewweb.persons", "Persons", l.Int(n.Persons))
		if p, ok := percent.Of(n.Households, f.base.Households); ok && f.based && c != standard.NotPoor {
			fig.Of = l.T("reviewweb.rate_of", "Rate", l.Percent(p), "Households", l.Int(f.base.Households)) + " · " + fig.Of
		}
		if href := link(r, f, f.unit.ID, review.Filter{Classes: []standard.Class{c}}); href != "" && n.Households > 0 {
			fig.Source = []web.Link{{Label: l.T("reviewweb.see_list"), Href: href}}
		}
		return fig
	}
	out := []web.Figure{one("reviewweb.poor", standard.Poor, true), one("reviewweb.near_poor", standard.NearPoor, false)}
	if f.figures.Of(standard.Average).Households > 0 {
		out = append(out, one("reviewweb.average", standard.Average, false))
	}
	if f.figures.Of(standard.NotPoor).Households > 0 {
		out = append(out, one("reviewweb.not_poor", standard.NotPoor, false))
	}
	return out
}
