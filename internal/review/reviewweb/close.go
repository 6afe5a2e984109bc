package reviewweb

import (
	"net/http"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// closeView asks before a round is closed: what stands, what is missing, what cannot be undone.
type closeView struct {
	Action   string
	Missing  string // "" when every household of the lists has its result
	Progress *progressView
	Facts    []string
	Problem  string
	Cancel   web.Link
}

// toClose is the round of the path, when the reader may close it: that takes the right over its unit.
func (p pages) toClose(r *web.Request) (review.Round, unit.Unit, error) {
	id, ok := r.PathInt("id")
	if !ok {
		return review.Round{}, unit.Unit{}, fault.New(fault.NotFound, "web.unknown_page")
	}
	round, err := review.Get(r.Context(), r.DB(), review.RoundID(id))
	if err != nil {
		return round, unit.Unit{}, err
	}
	u, err := r.UnitOf(round.Unit, account.WriteReview)
	return round, u, err
}

func (p pages) askClose(w http.ResponseWriter, r *web.Request) error {
	round, u, err := p.toClose(r)
	if err != nil {
		return err
	}
	return p.showClose(w, r, round, u, "")
}

// close closes the round; the service refuses while a household is missing.
func (p pages) close(w http.ResponseWriter, r *web.Request) error {
	round, u, err := p.toClose(r)
	if err != nil {
		return err
	}
	err = p.reviews.Close(r.Context(), r.Who, round.ID)
	switch {
	case err == nil:
		r.Flash(w, r.T("reviewweb.closed", "Year", strconv.Itoa(round.Year)))
		return r.SeeOther(w, address(round.ID, u.ID))
	case fault.KindOf(err) == fault.Conflict:
		return p.showClose(w, r, round, u, r.Lang.Error(err))
	default:
		return err
	}
}

func (p pages) showClose(w http.ResponseWriter, r *web.Request, round review.Round, u unit.Unit, problem string) error {
	var f facts
	err := r.DB().Read(r.Context(), func(q db.Querier) (err error) {
		f, err = read(r.Context(), q, u, round.ID)
		return err
	})
	if err != nil {
		return err
	}
	l, year := r.Lang, strconv.Itoa(round.Year)
	v := closeView{Action: closePath(round.ID), Problem: problem, Progress: progress(r, f), Cancel: web.Link{Label: r.T("reviewweb.cancel"), Href: address(round.ID, u.ID)}}
	if f.missing > 0 {
		v.Missing = l.T("reviewweb.close_missing", "Households", l.Int(f.missing))
	}
	if f.missing == 0 { // before that, the flows do not know the whole beginning
		v.Facts = append(v.Facts,
			l.T("reviewweb.close_poor", "Before", l.Int(f.balance.Poor.Opening), "Now", l.Int(f.balance.Poor.Closing)),
			l.T("reviewweb.close_near_poor", "Before", l.Int(f.balance.NearPoor.Opening), "Now", l.Int(f.balance.NearPoor.Closing)))
	}
	v.Facts = append(v.Facts, l.T("reviewweb.close_final"))
	page := web.Page{
		Title: r.T("reviewweb.close_title", "Year", year), Unit: u, Help: "review", Crumb: r.T("reviewweb.close_crumb"), Section: web.Review,
		Lead: r.T("reviewweb.close_lead", "Unit", u.TitleIn(l)),
	}
	if problem != "" {
		page.Status = http.StatusConflict
	}
	return r.Render(w, page, closePage(v))
}

func closePath(id review.RoundID) string {
	return "/rounds/" + strconv.FormatInt(int64(id), 10) + "/close"
}
