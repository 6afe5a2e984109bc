package changeweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/change"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// askView is the form of one kind as it is printed.
type askView struct {
	Frozen   string
	Problems web.Problems
	Help     string
	Action   string
	// First is what must be chosen before the rest can be asked: whom, which household, where to.
	First  []web.Field
	Hidden []web.Option // what was chosen first
	Fields []web.Field
	Boxes  []web.Choices
	People []personRow
	Ethnic []string // proposed groups
	Reason area
	Proof  area
	Back   string
}

// personRow is a member with a box to tick and the relation afterwards.
type personRow struct {
	Name, About string
	Box         web.Choice
	Boxed       bool // there is a box
	Relation    web.Field
}

// area is a field of several lines.
type area struct{ ID, Label, Help, Value, Problem string }

// firstNames are the values that are chosen first; they come by address or with the form.
var firstNames = []string{"person", "other", "to", "round"}

func (p pages) kind(r *web.Request) (change.Kind, error) {
	k := change.Kind(r.PathValue("kind"))
	if !slices.Contains(change.Kinds, k) {
		return "", fault.New(fault.NotFound, "web.unknown_page")
	}
	return k, nil
}

// form opens the form of a kind.
func (p pages) form(w http.ResponseWriter, r *web.Request) error {
	return p.render(w, r, r.URL.Query(), nil)
}

// ask makes the request that was typed.
func (p pages) ask(w http.ResponseWriter, r *web.Request) error {
	k, err := p.kind(r)
	if err != nil {
		return err
	}
	h, _, err := p.household(r)
	if err != nil {
		return err
	}
	if err := household.May(r.Context(), r.DB(), r.Who, account.RequestChanges, h.Ref); err != nil {
		return err
	}
	t, err := p.typed(r, r.PostForm, k, h)
	if err != nil {
		return err
	}
	if len(t.problems) > 0 {
		return p.render(w, r, r.PostForm, t.problems)
	}
	key, err := p.changes.Ask(r.Context(), r.Who, t.wish, r.PostForm.Get("reason"), r.PostForm.Get("evidence"))
	if found, ok := household.AsProblems(err); ok {
		var problems web.Problems
		for _, x := range found {
			problems = append(problems, web.Problem{Text: r.Lang.Error(x.Err)})
		}
		return p.render(w, r, r.PostForm, problems)
	}
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		return p.render(w, r, r.PostForm, web.Problems{{Field: fieldOfFault(err), Text: r.Lang.Error(err)}})
	}
	if err != nil {
		return err
	}
	r.Flash(w, r.T("changeweb.asked_now"))
	return r.SeeOther(w, path(key))
}

// fieldOfFault is the field of the form that a refusal belongs to.
func fieldOfFault(err error) string {
	switch f := fault.As(err); {
	case f == nil:
		return ""
	case f.Key == "change.reason_missing":
		return "reason"
	case f.Key == "change.evidence_missing":
		return "evidence"
	case f.Key == "change.day_future":
		return "day"
	case f.Key == "change.head_missing", f.Key == "change.head_same":
		return "head"
	case f.Key == "change.new_head_missing":
		return "new_head"
	case f.Key == "change.village_same", f.Key == "household.village_required", f.Key == "household.village_elsewhere":
		return "village"
	}
	return ""
}

func (p pages) render(w http.ResponseWriter, r *web.Request, v url.Values, problems web.Problems) error {
	k, err := p.kind(r)
	if err != nil {
		return err
	}
	h, u, err := p.household(r)
	if err != nil {
		return err
	}
	if err := household.May(r.Context(), r.DB(), r.Who, account.RequestChanges, h.Ref); err != nil {
		return err
	}
	if h.Ended != "" {
		return fault.New(fault.Conflict, "household.ended")
	}
	view := askView{
		Problems: problems, Help: r.T("changeweb.help_" + string(k)), Action: householdPath(h.Ref) + "/changes/" + string(k), Back: householdPath(h.Ref) + "/changes",
		Reason: area{"reason", r.T("changeweb.reason"), r.T("changeweb.reason_help"), v.Get("reason"), problems.Of("reason")},
		Proof:  area{"evidence", r.T("changeweb.evidence"), r.T("changeweb.evidence_help"), v.Get("evidence"), problems.Of("evidence")},
	}
	if view.Frozen, err = frozen(r, h.Commune); err != nil {
		return err
	}
	for _, name := range firstNames {
		if v.Get(name) != "" {
			view.Hidden = append(view.Hidden, web.Option{Label: name, Value: v.Get(name)})
		}
	}
	b := builder{pages: p, r: r, v: v, kind: k, h: h, out: &view, first: len(problems) == 0 && !v.Has("reason")}
	if err := b.build(); err != nil {
		return err
	}
	page := web.Page{Title: k.Name(r.Lang), Unit: u, Above: above(r, h), Crumb: r.T("changeweb.choose_crumb"), Section: web.Households, Help: "page-change-ask", Lead: h.Head + " · " + h.Code}
	if len(problems) > 0 {
		page.Status = http.StatusUnprocessableEntity
	}
	if err := r.SawHousehold(h.Ref.Commune, h.Ref.String(), "change_form"); err != nil {
		return err
	}
	return r.Render(w, page, askPage(view))
}

// village is a choice of the villages of a commune.
func villages(r *web.Request, commune unit.ID, chosen string, problem string) (web.Field, error) {
	c, err := unit.Get(r.Context(), r.DB(), commune)
	if err != nil {
		return web.Field{}, err
	}
	list, err := unit.Children(r.Context(), r.DB(), commune, standsOn(r, c))
	if err != nil {
		return web.Field{}, err
	}
	f := web.Field{ID: "village", Label: r.T("changeweb.village_in", "Commune", c.TitleIn(r.Lang)), Help: r.T("changeweb.f_village_help"), Problem: problem, Options: []web.Option{{Label: r.T("changeweb.choose_one")}}}
	for _, u := range list {
		f.Options = append(f.Options, web.Option{Value: number(int64(u.ID)), Label: u.TitleIn(r.Lang), On: number(int64(u.ID)) == chosen})
	}
	return f, nil
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

func parse(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}
