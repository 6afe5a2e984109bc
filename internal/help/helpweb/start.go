package helpweb

import (
	"context"
	"net/http"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// state is how far a step is.
type state string

const (
	done    state = "done"
	next    state = "next"
	waiting state = "waiting"
)

// step is one of the first steps of a province.
type step struct {
	Key   string
	State state
	Text  string // where it stands, in a sentence
	Act   web.Link
	Help  string // topic
}

// standing is what the data say of a unit's first steps.
type standing struct {
	unit       unit.Unit
	communes   int
	villages   int
	base       unit.Base
	based      bool
	below      int // units directly below
	belowBased int
	round      review.Round // zero when there is none
	households int64        // in the register, as far as they are counted
	counted    bool         // to the end
	reviewed   int64
	missing    int64
	gap        int64 // by how much opening, out, in and closing miss each other
	year       int   // for which targets are due
	target     bool
}

func start(w http.ResponseWriter, r *web.Request) error {
	id, ok := r.QueryInt("unit")
	if !ok {
		id = int64(r.Who.Unit)
	}
	u, err := r.UnitOf(unit.ID(id), account.ReadFigures)
	if err != nil {
		return err
	}
	var s standing
	err = r.DB().Read(r.Context(), func(q db.Querier) (err error) {
		s, err = read(r.Context(), q, u, day.Of(r.Now()))
		return err
	})
	if err != nil {
		return err
	}
	steps := s.steps(r)
	n := 0
	for _, x := range steps {
		if x.State == done {
			n++
		}
	}
	page := web.Page{
		Title: r.T("help.start"), Unit: u, Crumb: r.T("help.start_crumb"), Help: "page-start",
		Lead: r.T("help.start_lead", "Done", n, "Of", len(steps)),
	}
	return r.Render(w, page, startPage(steps))
}

// read asks the houses how far a unit is.
func read(ctx context.Context, q db.Querier, u unit.Unit, today day.Date) (s standing, err error) {
	s.unit = u
	on := today
	if !u.On(on) {
		on = day.Of(u.To.Time().AddDate(0, 0, -1))
	}
	communes, err := unit.Below(ctx, q, u.ID, unit.Commune, on)
	if err != nil {
		return s, err
	}
	villages, err := unit.Below(ctx, q, u.ID, unit.Village, on)
	if err != nil {
		return s, err
	}
	s.communes, s.villages = len(communes), len(villages)
	if s.base, s.based, err = unit.BaseOf(ctx, q, u.ID, on); err != nil {
		return s, err
	}
	children, err := unit.Children(ctx, q, u.ID, on)
	if err != nil {
		return s, err
	}
	based, err := unit.BasesBelow(ctx, q, u.ID, on)
	if err != nil {
		return s, err
	}
	s.below, s.belowBased = len(children), len(based)
	if s.households, s.counted, err = household.CountUp(ctx, q, u.ID); err != nil {
		return s, err
	}
	s.year = on.Year()
	found := false
	if s.round, found, err = review.Latest(ctx, q, u.ID); err != nil || !found {
		return s, err
	}
	return s, s.readRound(ctx, q)
}

func (s *standing) readRound(ctx context.Context, q db.Querier) error {
	found, err := review.ResultOf(ctx, q, s.round.ID, s.unit.ID)
	if err != nil {
		return err
	}
	s.reviewed = found.Figures.Reviewed()
	if s.round.Previous != 0 {
		progress, err := review.ProgressOf(ctx, q, s.round, s.unit.ID)
		if err != nil {
			return err
		}
		s.missing = progress.Missing()
	}
	b := review.Reconcile(found.Flows)
	for _, l := range []review.Line{b.Poor, b.NearPoor} {
		s.gap += max(l.Gap(), -l.Gap())
	}
	s.year = s.round.Year + 1
	_, s.target, err = target.Get(ctx, q, s.unit.ID, s.year, target.PoorReduction)
	return err
}

// steps are the six, each done, next or waiting: the first that is not done is next.
func (s standing) steps(r *web.Request) []step {
	l := r.Lang
	id := strconv.FormatInt(int64(s.unit.ID), 10)
	all := []step{
		{Key: "units", Help: "first-hour", Act: web.Link{Href: web.UnitPath(s.unit.ID)}, Text: r.T("help.step_units_text", "Communes", l.Int(int64(s.communes)), "Villages", l.Int(int64(s.villages)))},
		{Key: "base", Help: "page-base", Text: r.T("help.step_base_none")},
		{Key: "round", Help: "review", Text: r.T("help.step_round_none")},
		{Key: "import", Help: "import", Text: r.T("help.step_import_none")},
		{Key: "check", Help: "movement", Text: r.T("help.step_check_none")},
		{Key: "targets", Help: "targets", Text: r.T("help.step_targets_none", "Year", strconv.Itoa(s.year))},
	}
	finished := []bool{s.communes > 0, s.based, s.round.ID != 0, s.households > 0 && s.reviewed > 0, s.checked(), s.target}
	if s.based {
		all[1].Text = r.T("help.step_base_text", "Households", l.Int(s.base.Households), "Day", l.Date(s.base.Day), "With", l.Int(int64(s.belowBased)), "Of", l.Int(int64(s.below)))
	} else if s.belowBased > 0 {
		all[1].Text = r.T("help.step_base_some", "With", l.Int(int64(s.belowBased)), "Of", l.Int(int64(s.below)))
	}
	if s.round.ID != 0 {
		all[2].Text = r.T("help.step_round_text", "Period", s.round.Period(l), "Status", l.T("review.status_"+string(s.round.Status)))
	}
	if s.households > 0 {
		key := "help.step_import_text"
		if !s.counted {
			key = "help.step_import_many"
		}
		all[3].Text = r.T(key, "Households", l.Int(s.households), "Reviewed", l.Int(s.reviewed))
	}
	if s.reviewed > 0 {
		switch {
		case s.gap != 0:
			all[4].Text = r.T("help.step_check_gap", "Gap", l.Int(s.gap))
		case s.missing > 0:
			all[4].Text = r.T("help.step_check_missing", "Households", l.Int(s.missing))
		case s.round.Status == review.Open:
			all[4].Text = r.T("help.step_check_open")
		default:
			all[4].Text = r.T("help.step_check_text")
		}
	}
	if s.target {
		all[5].Text = r.T("help.step_targets_text", "Year", strconv.Itoa(s.year))
	}
	ways := []struct{ pattern, path string }{
		{"GET /units/{id}", web.UnitPath(s.unit.ID)},
		{"GET /units/{id}/base", web.UnitPath(s.unit.ID) + "/base"},
		{"GET /rounds", "/rounds?unit=" + id},
		{"GET /imports", "/imports?unit=" + id},
		{"GET /rounds", "/rounds?unit=" + id},
		{"GET /units/{id}/targets", web.UnitPath(s.unit.ID) + "/targets?year=" + strconv.Itoa(s.year)},
	}
	if open := "GET /rounds/new"; s.round.ID == 0 && r.Opens(open) {
		ways[2].pattern, ways[2].path = open, "/rounds/new?unit="+id
	}
	first := true
	for i := range all {
		x := &all[i]
		x.Act = web.Link{}
		if r.Opens(ways[i].pattern) {
			x.Act = web.Link{Label: r.T("help.step_" + x.Key + "_act"), Href: ways[i].path}
		}
		switch {
		case finished[i]:
			x.State = done
		case first:
			x.State, first = next, false
		default:
			x.State = waiting
		}
	}
	return all
}

// checked tells whether the round's figures hold and it takes no more records.
func (s standing) checked() bool {
	return s.reviewed > 0 && s.gap == 0 && s.missing == 0 && s.round.Status == review.Closed
}
