package subjectweb

import (
	"net/http"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/subject"
	"giamngheo/internal/web"
)

// keptView is one kind of record as it is printed.
type keptView struct {
	ID, Name string
	Period   string
	Basis    string
	Mark     bool
	Past     string
	Shown    string
	Why      string
	Days     web.Field
	Source   web.Field
	Action   string
	Want     string // how many would go; "" when nothing can be removed
	Remove   string
}

// retentionView is the page as it is printed.
type retentionView struct {
	Problems web.Problems
	Kinds    []keptView
}

func (p pages) retention(w http.ResponseWriter, r *web.Request) error {
	return p.showRetention(w, r, nil)
}

func (p pages) showRetention(w http.ResponseWriter, r *web.Request, refused error) error {
	u, err := r.UnitOf(r.Who.Unit, account.KeepRetention)
	if err != nil {
		return err
	}
	list, err := p.subjects.Retention(r.Context(), r.Who)
	if err != nil {
		return err
	}
	page := web.Page{Title: r.T("subjectweb.retention_title"), Unit: u, Crumb: r.T("subjectweb.menu_retention"), Section: web.Administration, Help: "page-retention", Lead: r.T("subjectweb.retention_lead")}
	v := retentionView{}
	for _, k := range list {
		v.Kinds = append(v.Kinds, keptOf(r, k))
	}
	if refused != nil {
		v.Problems, page.Status = web.Problems{{Text: r.Lang.Error(refused)}}, http.StatusUnprocessableEntity
	}
	return r.Render(w, page, retentionPage(v))
}

func keptOf(r *web.Request, k subject.Kept) keptView {
	l := r.Lang
	v := keptView{ID: k.ID, Name: k.Name.In(l), Why: k.Why.In(l), Action: "/retention/" + k.ID, Basis: k.Source}
	switch {
	case !k.Removable:
		v.Period = r.T("subjectweb.never_removed")
	case k.Days == 0:
		v.Period, v.Mark = r.T("subjectweb.no_period"), !k.Set
	default:
		v.Period = r.T("subjectweb.days", "Days", l.Int(int64(k.Days)), "Day", l.Date(k.Before))
	}
	if k.Proposal && !k.Set {
		v.Basis, v.Mark = r.T("subjectweb.proposal"), true
	}
	if k.Removable {
		v.Days = web.Field{ID: "days-" + k.ID, Label: r.T("subjectweb.days_label"), Help: r.T("subjectweb.days_help"), Value: strconv.Itoa(k.Days), Mode: "numeric", Narrow: true, Auto: "off"}
		v.Source = web.Field{ID: "source-" + k.ID, Label: r.T("subjectweb.source_label"), Help: r.T("subjectweb.source_help"), Value: k.Source, Auto: "off"}
	}
	if k.Runs() {
		v.Past = r.T("subjectweb.past", "Count", l.Int(k.Past))
		v.Shown = strings.Join(k.Shown, " · ")
		if n := k.Past - int64(len(k.Shown)); n > 0 && len(k.Shown) > 0 {
			v.Shown += " · " + r.T("subjectweb.and_more", "Count", l.Int(n))
		}
		if k.Past > 0 {
			v.Want, v.Remove = strconv.FormatInt(k.Past, 10), r.T("subjectweb.remove", "Count", l.Int(k.Past))
		}
	}
	return v
}

// keep sets a period, or removes what has passed it.
func (p pages) keep(w http.ResponseWriter, r *web.Request) error {
	kind, said := r.PathValue("kind"), ""
	var err error
	if r.PostForm.Get("act") == "remove" {
		want, _ := strconv.ParseInt(r.PostForm.Get("want"), 10, 64)
		var n int64
		n, err = p.subjects.Remove(r.Context(), r.Who, kind, want)
		said = r.T("subjectweb.removed", "Count", r.Lang.Int(n))
	} else {
		days, ok := lang.ParseInt(r.PostForm.Get("days-" + kind))
		if !ok {
			days = -1
		}
		err = p.subjects.SetPeriod(r.Context(), r.Who, kind, int(days), r.PostForm.Get("source-"+kind))
		said = r.T("subjectweb.period_set")
	}
	if k := fault.KindOf(err); k == fault.Invalid || k == fault.Conflict {
		return p.showRetention(w, r, err)
	}
	if err != nil {
		return err
	}
	r.Flash(w, said)
	return r.SeeOther(w, "/retention")
}
