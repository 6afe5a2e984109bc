package changeweb

import (
	"cmp"
	"net/http"

	"giamngheo/internal/account"
	"giamngheo/internal/change"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// showView is one request as it is printed.
type showView struct {
	Frozen    string
	State     string
	Settled   string // when and by whom it was decided
	Note      string // why it was refused
	Facts     []fact
	Tables    []*web.Table
	Conflicts *web.Table
	Decide    bool
	Cannot    string // why this reader does not decide
	Withdraw  bool
	Path      string
	Problems  web.Problems
	Refusal   area
	History   web.Link
}

type fact struct{ Label, Value string }

func (p pages) request(r *web.Request) (change.Request, error) {
	commune, ok1 := r.PathInt("commune")
	id, ok2 := r.PathInt("id")
	if !ok1 || !ok2 {
		return change.Request{}, fault.New(fault.NotFound, "change.not_found")
	}
	return p.changes.Get(r.Context(), r.Who, change.Key{Commune: unit.ID(commune), ID: id})
}

func (p pages) show(w http.ResponseWriter, r *web.Request) error {
	x, err := p.request(r)
	if err != nil {
		return err
	}
	return p.renderRequest(w, r, x, nil, "")
}

func (p pages) renderRequest(w http.ResponseWriter, r *web.Request, x change.Request, problems web.Problems, refusal string) error {
	v := showView{
		State: x.State.Name(r.Lang), Path: path(x.Key), Problems: problems, Note: x.Note,
		Refusal: area{"refusal", r.T("changeweb.refusal"), r.T("changeweb.refusal_help"), refusal, problems.Of("refusal")},
		History: web.Link{Label: r.T("changeweb.to_household"), Href: householdPath(x.Household)},
	}
	h := x.Was.House
	at, err := unit.Get(r.Context(), r.DB(), cmp.Or(h.Village, h.Commune))
	if err != nil {
		return err
	}
	v.Facts = []fact{
		{r.T("changeweb.household"), h.Head + " (" + h.Code + "), " + at.TitleIn(r.Lang)},
		{r.T("changeweb.asked"), x.AskedName + ", " + r.Lang.Time(x.Asked)},
	}
	if x.Wish.Day != "" {
		v.Facts = append(v.Facts, fact{r.T("changeweb.f_day"), r.Lang.Date(x.Wish.Day)})
	}
	v.Facts = append(v.Facts, fact{r.T("changeweb.reason"), x.Reason}, fact{r.T("changeweb.evidence"), x.Evidence})
	if x.Wish.Reviewed {
		v.Facts = append(v.Facts, fact{r.T("changeweb.f_reviewed"), r.T("changeweb.f_reviewed_yes")})
	}
	if x.State != change.Asked {
		v.Settled = r.T("changeweb.settled_by", "State", x.State.Name(r.Lang), "Who", x.Decider, "At", r.Lang.Time(x.Decided))
	}
	if v.Tables, err = p.tables(r, x); err != nil {
		return err
	}
	if x.State == change.Asked {
		if err := p.waits(r, x, &v); err != nil {
			return err
		}
	}
	page := web.Page{Title: x.Kind.Name(r.Lang), Unit: at, Above: web.Link{Label: r.T("changeweb.menu"), Href: "/changes"}, Crumb: r.T("changeweb.request_crumb", "Number", x.ID), Section: web.Review, Help: "page-change", Lead: v.State}
	if len(problems) > 0 {
		page.Status = http.StatusUnprocessableEntity
	}
	if err := r.SawHousehold(x.Household.Commune, x.Household.String(), "change"); err != nil {
		return err
	}
	return r.Render(w, page, showPage(v))
}

// tables show before and after, household by household.
func (p pages) tables(r *web.Request, x change.Request) ([]*web.Table, error) {
	steps, err := x.Steps()
	if err != nil {
		return nil, err
	}
	var out []*web.Table
	for _, c := range steps {
		ended := r.T("changeweb.ends")
		switch {
		case x.Kind == change.MoveCommune:
			to, err := unit.Get(r.Context(), r.DB(), x.Wish.Commune)
			if err != nil {
				return nil, err
			}
			ended = r.T("changeweb.ends_moved", "Commune", to.TitleIn(r.Lang))
		case x.Kind == change.Merge:
			ended = r.T("changeweb.ends_merged", "Code", x.Was.House.Code)
		}
		t, err := stepTable(r, c, ended)
		if err != nil {
			return nil, err
		}
		if len(t.Rows) > 0 {
			out = append(out, t)
		}
	}
	if x.Kind == change.CorrectReview && x.Was.Assessed != nil {
		after, err := review.Preview(r.Context(), r.DB(), *x.Was.Round, *x.Was.Assessed, x.Wish.Finding.Input(*x.Was.Assessed))
		if err != nil {
			return nil, err
		}
		t, err := findingTable(r, *x.Was.Round, *x.Was.Assessed, after)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// waits is what can be done with a request that waits.
func (p pages) waits(r *web.Request, x change.Request, v *showView) error {
	var err error
	if v.Frozen, err = frozen(r, x.Commune); err != nil {
		return err
	}
	conflicts, err := p.changes.Conflicts(r.Context(), x)
	if err != nil {
		return err
	}
	if len(conflicts) > 0 {
		t := &web.Table{Caption: r.T("changeweb.conflicts"), Wide: true, Columns: []web.Column{{Label: r.T("changeweb.request")}, {Label: r.T("changeweb.household")}, {Label: r.T("changeweb.asked"), Secondary: true}}}
		for _, c := range conflicts {
			first := web.Cell{Text: c.Request.Kind.Name(r.Lang)}
			if household.May(r.Context(), r.DB(), r.Who, account.ReadHouseholds, c.Request.Household) == nil {
				first.Href = path(c.Request.Key)
			}
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{first, {Text: c.Request.Was.House.Head, Sub: c.Request.Was.House.Code}, {Text: r.Lang.Time(c.Request.Asked), Sub: c.Request.AskedName}}})
		}
		v.Conflicts = t
	}
	v.Withdraw = x.AskedBy == r.Who.ID && r.Who.Can(account.RequestChanges)
	if r.Who.Can(account.ApproveChanges) {
		err := p.changes.MayDecide(r.Context(), r.Who, x)
		switch {
		case err == nil:
			v.Decide = true
		case fault.KindOf(err) == fault.Forbidden:
			v.Cannot = r.Lang.Error(err)
		default:
			return err
		}
	}
	return nil
}

func (p pages) approve(w http.ResponseWriter, r *web.Request) error {
	x, err := p.request(r)
	if err != nil {
		return err
	}
	state, err := p.changes.Approve(r.Context(), r.Who, x.Key)
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		return p.renderRequest(w, r, x, web.Problems{{Text: r.Lang.Error(err)}}, "")
	}
	if err != nil {
		return err
	}
	r.Flash(w, r.T("changeweb.now_"+string(state)))
	return r.SeeOther(w, path(x.Key))
}

func (p pages) refuse(w http.ResponseWriter, r *web.Request) error {
	x, err := p.request(r)
	if err != nil {
		return err
	}
	reason := r.PostForm.Get("refusal")
	err = p.changes.Refuse(r.Context(), r.Who, x.Key, reason)
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		return p.renderRequest(w, r, x, web.Problems{{Field: "refusal", Text: r.Lang.Error(err)}}, reason)
	}
	if err != nil {
		return err
	}
	r.Flash(w, r.T("changeweb.now_refused"))
	return r.SeeOther(w, path(x.Key))
}

func (p pages) withdraw(w http.ResponseWriter, r *web.Request) error {
	x, err := p.request(r)
	if err != nil {
		return err
	}
	if err := p.changes.Withdraw(r.Context(), r.Who, x.Key); err != nil {
		return err
	}
	r.Flash(w, r.T("changeweb.now_withdrawn"))
	return r.SeeOther(w, path(x.Key))
}
