package reviewweb

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/percent"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// Rows of the route table that these pages lead to, where they are mounted.
const (
	assessPattern    = "GET /rounds/{round}/households/{commune}/{id}"
	householdPattern = "GET /households/{commune}/{id}"
	waitingPattern   = "GET /rounds/{id}/waiting"
	closePattern     = "GET /rounds/{id}/close"
	newPattern       = "GET /rounds/new"
)

// progressView is how far an open round has come, as bars that are their own table.
type progressView struct{ Bars web.Bars }

// mostRows bounds the units that the progress names; a province of the new kind has 135 communes.
const mostRows = 250

// progress is the part of the lists that has been reviewed in each unit below, the one that lags first; nil when the round is closed or nobody stood on a list.
func progress(r *web.Request, f facts) *progressView {
	if f.round.Status != review.Open || len(f.progress) == 0 {
		return nil
	}
	l := r.Lang
	var expected, reviewed int64
	ids := make([]unit.ID, 0, len(f.progress))
	for id, p := range f.progress {
		expected, reviewed = expected+p.Expected, reviewed+p.Reviewed
		ids = append(ids, id)
	}
	left := func(id unit.ID) int64 { return f.progress[id].Expected - f.progress[id].Reviewed }
	slices.SortFunc(ids, func(a, b unit.ID) int {
		return cmp.Or(cmp.Compare(left(b), left(a)), cmp.Compare(f.places[a].Code, f.places[b].Code), cmp.Compare(a, b))
	})
	share, _ := percent.Of(reviewed, expected)
	v := &progressView{Bars: web.Bars{
		Title: l.T("reviewweb.progress_title", "Reviewed", l.Int(reviewed), "Expected", l.Int(expected), "Share", l.Percent(share)),
		Note:  l.T("reviewweb.progress_note"), Label: l.T("reviewweb.unit"), Value: l.T("reviewweb.progress_left"), ShareHead: l.T("reviewweb.progress_done"), Max: 10_000,
	}}
	for i, id := range ids {
		if i == mostRows {
			break
		}
		p := f.progress[id]
		share, _ := percent.Of(p.Reviewed, p.Expected)
		title, href := l.T("reviewweb.no_village"), ""
		if u, ok := f.places[id]; ok {
			title = u.TitleIn(l)
			switch {
			case u.Level != unit.Commune && u.Level != unit.Village:
				href = address(f.round.ID, id)
			case r.Opens(waitingPattern) && left(id) > 0:
				href = waitingPath(f.round.ID, id)
			}
		}
		v.Bars.Rows = append(v.Bars.Rows, web.Bar{Label: title, Href: href, Value: int64(share), Text: l.Int(left(id)), Share: l.Percent(share), Mark: i == 0 && left(id) > 0})
	}
	return v
}

func waitingPath(id review.RoundID, u unit.ID) string {
	return "/rounds/" + strconv.FormatInt(int64(id), 10) + "/waiting?unit=" + strconv.FormatInt(int64(u), 10)
}

// waitingView lists the households that a round has not reviewed.
type waitingView struct {
	Text  string
	Table *web.Table
}

// mostWaiting is how many households the page lists; a commune's or village's page has fewer.
const mostWaiting = 300

// waiting lists the households of the lists that a round has not reviewed in a unit.
func (p pages) waiting(w http.ResponseWriter, r *web.Request) error {
	id, ok := r.PathInt("id")
	if !ok {
		return fault.New(fault.NotFound, "web.unknown_page")
	}
	n, ok := r.QueryInt("unit")
	if !ok {
		n = int64(r.Who.Unit)
	}
	u, err := r.UnitOf(unit.ID(n), account.ReadHouseholds)
	if err != nil {
		return err
	}
	var round review.Round
	var missing int64
	var found []review.Assessment
	names, places := map[household.Ref]household.Household{}, map[unit.ID]unit.Unit{}
	err = r.DB().Read(r.Context(), func(q db.Querier) error {
		all, err := review.Covering(r.Context(), q, u.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(x review.Round) bool { return x.ID == review.RoundID(id) })
		if i < 0 {
			return fault.New(fault.NotFound, "review.no_round", "ID", id)
		}
		round = all[i]
		if round.Previous == 0 {
			return nil
		}
		progress, err := review.ProgressOf(r.Context(), q, round, u.ID)
		if err != nil {
			return err
		}
		missing = progress.Missing()
		if found, err = review.Unreviewed(r.Context(), q, round, u.ID, mostWaiting); err != nil {
			return err
		}
		var refs []household.Ref
		var ids []unit.ID
		for _, a := range found {
			refs, ids = append(refs, a.Household), append(ids, a.Village, a.Household.Commune)
		}
		slices.Sort(ids)
		if places, err = unit.ByIDs(r.Context(), q, slices.Compact(ids)); err != nil {
			return err
		}
		households, err := household.ByRefs(r.Context(), q, refs)
		for _, h := range households {
			names[h.Ref] = h
		}
		return err
	})
	if err != nil {
		return err
	}
	l := r.Lang
	v := waitingView{Text: l.T("reviewweb.waiting_none")}
	if missing > 0 {
		v.Text = l.T("reviewweb.waiting_count", "Households", l.Int(missing), "Shown", l.Int(int64(len(found))))
		v.Table = waitingTable(r, round, found, names, places)
	}
	page := web.Page{
		Title: r.T("reviewweb.waiting_title", "Year", strconv.Itoa(round.Year)), Unit: u, Help: "page-round", Crumb: r.T("reviewweb.waiting_crumb"), Section: web.Review,
		Period: web.Period{Label: round.Period(l)}, Act: web.Link{Label: r.T("reviewweb.back"), Href: address(round.ID, u.ID)},
	}
	if err := r.SawList("round:"+strconv.FormatInt(int64(round.ID), 10), u.ID, len(found), "unreviewed"); err != nil {
		return err
	}
	return r.Render(w, page, waitingPage(v))
}

func waitingTable(r *web.Request, round review.Round, found []review.Assessment, names map[household.Ref]household.Household, places map[unit.ID]unit.Unit) *web.Table {
	l := r.Lang
	t := &web.Table{Caption: l.T("reviewweb.waiting_table"), Columns: []web.Column{
		{Label: l.T("reviewweb.waiting_head")},
		{Label: l.T("reviewweb.waiting_was")},
		{Label: l.T("reviewweb.waiting_village"), Secondary: true},
		{Label: l.T("reviewweb.waiting_commune"), Secondary: true},
	}}
	for _, a := range found {
		h := names[a.Household]
		name := web.Cell{Text: h.Head, Sub: h.Code}
		switch {
		case round.Status == review.Open && r.Opens(assessPattern):
			name.Href = "/rounds/" + strconv.FormatInt(int64(round.ID), 10) + "/households/" + a.Household.String()
		case r.Opens(householdPattern):
			name.Href = r.Link("/households/" + a.Household.String())
		}
		village := places[a.Village].TitleIn(l)
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{name, {Body: web.ClassBadge(a.Class)}, {Text: village}, {Text: places[a.Household.Commune].TitleIn(l)}}})
	}
	return t
}
