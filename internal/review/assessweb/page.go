package assessweb

import (
	"errors"
	"net/http"
	"strconv"

	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/web"
)

// view is the page as it is printed.
type view struct {
	Result  *resultView
	Earlier []string
	Closed  string
	Form    *formView
	Remove  string // where the result is taken out, "" when there is none or the round is closed
	Back    web.Link
}

func (p pages) show(w http.ResponseWriter, r *web.Request) error {
	x, err := p.read(r)
	if err != nil {
		return err
	}
	f := x.blank()
	if x.now != nil {
		f = x.recorded(r.Lang)
	}
	if err := r.SawHousehold(x.household.Commune, x.household.String(), "assess"); err != nil {
		return err
	}
	return render(w, r, &x, f, nil)
}

// record stores what was found and shows the class. What the form is about is read by the act itself, once; the
// page reads it again only to show the form with what is wrong in it.
func (p pages) record(w http.ResponseWriter, r *web.Request) error {
	id, ref, err := named(r)
	if err != nil {
		return err
	}
	var x facts
	var before *review.Assessment
	a, err := p.reviews.RecordAs(r.Context(), r.Who, id, ref, func(c review.Case) (review.Input, error) {
		x, before = facts{household: c.Household, round: c.Round, edition: c.Edition, card: c.Card, area: c.Area}, c.Now
		in, problems := typed(r.PostForm, x.card).input(r, &x)
		if len(problems) > 0 {
			return in, errUnclear
		}
		return in, nil
	})
	if errors.Is(err, errUnclear) || fault.KindOf(err) == fault.Invalid {
		return p.again(w, r, err)
	}
	if err != nil {
		return err
	}
	said := r.T("assessweb.saved", "Class", a.Class.Name(r.Lang))
	if before != nil && before.Class != a.Class {
		said = r.T("assessweb.saved_again", "Class", a.Class.Name(r.Lang), "Before", before.Class.Name(r.Lang))
	}
	r.Flash(w, said)
	return r.SeeOther(w, path(id, ref))
}

// errUnclear ends an act whose form cannot be understood.
var errUnclear = errors.New("assessweb: the form has problems")

// again shows what was typed with the reason for which it was refused.
func (p pages) again(w http.ResponseWriter, r *web.Request, refused error) error {
	x, err := p.read(r)
	if err != nil {
		return err
	}
	f := typed(r.PostForm, x.card)
	_, problems := f.input(r, &x)
	if len(problems) == 0 {
		problems = web.Problems{{Field: place(refused), Text: r.Lang.Error(refused)}}
	}
	return render(w, r, &x, f, problems)
}

// place is the field that a refusal of the standard or the review speaks of, "" when of none.
func place(err error) string {
	f := fault.As(err)
	for i := 0; i+1 < len(f.Args); i += 2 {
		if f.Args[i] == "Code" {
			if code, ok := f.Args[i+1].(string); ok {
				return answerID(code)
			}
		}
	}
	switch f.Key {
	case "review.members_unlikely":
		return "members"
	case "review.children_exceed":
		return "children"
	}
	return ""
}

// remove takes the result out of the round.
func (p pages) remove(w http.ResponseWriter, r *web.Request) error {
	id, ref, err := named(r)
	if err != nil {
		return err
	}
	if err := p.reviews.Remove(r.Context(), r.Who, id, ref); err != nil {
		return err
	}
	r.Flash(w, r.T("assessweb.removed"))
	return r.SeeOther(w, path(id, ref))
}

func path(id review.RoundID, ref household.Ref) string {
	return "/rounds/" + strconv.FormatInt(int64(id), 10) + "/households/" + ref.String()
}

func render(w http.ResponseWriter, r *web.Request, x *facts, f form, problems web.Problems) error {
	if err := x.readEarlier(r.Context(), r.DB()); err != nil {
		return err
	}
	page := web.Page{
		Title: r.T("assessweb.title", "Head", x.household.Head), Unit: x.commune, Crumb: r.T("assessweb.crumb", "Code", x.household.Code),
		Section: web.Review, Period: web.Period{Label: x.round.Period(r.Lang)}, Help: "page-assess",
		Lead: r.T("assessweb.lead", "Edition", x.edition.Title(r.Lang), "Area", x.area.Name(r.Lang)),
	}
	if len(problems) > 0 {
		page.Status = http.StatusUnprocessableEntity
	}
	v := view{
		Result: x.result(r), Earlier: x.earlier(r),
		Back: web.Link{Label: r.T("assessweb.back"), Href: "/households/" + x.household.String()},
	}
	if x.round.Status == review.Open {
		v.Form = f.view(r, x, path(x.round.ID, x.household.Ref), problems)
		if x.now != nil {
			v.Remove = path(x.round.ID, x.household.Ref) + "/remove"
		}
	} else {
		v.Closed = r.T("assessweb.closed")
	}
	return r.Render(w, page, assessPage(v))
}
