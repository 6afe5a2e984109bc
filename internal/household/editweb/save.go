package editweb

import (
	"net/http"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/freeze"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// blank opens the form of a new household of a commune, or of one of its villages.
func (p pages) blank(w http.ResponseWriter, r *web.Request) error {
	at, err := r.Unit(account.WriteHouseholds)
	if err != nil {
		return err
	}
	commune, village, err := communeOf(r, at)
	if err != nil {
		return err
	}
	return render(w, r, commune, newForm(day.Of(r.Now()).Year(), village), nil, nil)
}

// create stores a new household, or adds and removes rows.
func (p pages) create(w http.ResponseWriter, r *web.Request) error {
	at, err := r.Unit(account.WriteHouseholds)
	if err != nil {
		return err
	}
	commune, _, err := communeOf(r, at)
	if err != nil {
		return err
	}
	f := typed(r.PostForm, household.Household{})
	if f.rows(r.PostFormValue("do")) {
		return render(w, r, commune, f, nil, nil)
	}
	stop, err := p.warned(r, &f, commune.ID)
	if err != nil {
		return err
	}
	if stop {
		return render(w, r, commune, f, nil, nil)
	}
	ref, err := p.households.Create(r.Context(), r.Who, f.household(commune.ID))
	if found, ok := household.AsProblems(err); ok {
		return render(w, r, commune, f, problemsAt(r, f, found), nil)
	}
	if err != nil {
		return err
	}
	if err := p.queued(r, f, ref); err != nil {
		return err
	}
	r.Flash(w, r.T("householdform.created", "Code", f.code))
	return r.SeeOther(w, "/households/"+ref.String())
}

// edit opens the form of a household that is there.
func (p pages) edit(w http.ResponseWriter, r *web.Request) error {
	h, commune, err := p.household(r)
	if err != nil {
		return err
	}
	if err := r.SawHousehold(h.Commune, h.Ref.String(), "edit"); err != nil {
		return err
	}
	return render(w, r, commune, formOf(r.Lang, h), nil, nil)
}

// update stores what was changed, or adds and removes rows.
func (p pages) update(w http.ResponseWriter, r *web.Request) error {
	h, commune, err := p.household(r)
	if err != nil {
		return err
	}
	f := typed(r.PostForm, h)
	if f.rows(r.PostFormValue("do")) {
		return render(w, r, commune, f, nil, nil)
	}
	stop, err := p.warned(r, &f, h.Commune)
	if err != nil {
		return err
	}
	if stop {
		return render(w, r, commune, f, nil, nil)
	}
	err = p.households.Update(r.Context(), r.Who, f.household(h.Commune))
	found, ok := household.AsProblems(err)
	switch {
	case err == nil:
		if err := p.queued(r, f, h.Ref); err != nil {
			return err
		}
		r.Flash(w, r.T("householdform.saved", "Code", f.code))
		return r.SeeOther(w, "/households/"+h.String())
	case ok:
		return render(w, r, commune, f, problemsAt(r, f, found), nil)
	case isChanged(err):
		// Show what the other one stored; the next attempt is made knowing it.
		now, err := p.households.Get(r.Context(), r.Who, h.Ref)
		if err != nil {
			return err
		}
		differ := meanwhile(r, formOf(r.Lang, now), f)
		f.version = now.Version
		return render(w, r, commune, f, web.Problems{{Text: r.T("householdform.changed")}}, differ)
	case isHeld(err), fault.KindOf(err) == fault.Invalid:
		// What was typed stays: where something is held the trivial part of it can still be saved.
		return render(w, r, commune, f, web.Problems{{Text: r.Lang.Error(err)}}, nil)
	}
	return err
}

// isChanged tells the refusal to overwrite another's change from other conflicts.
func isChanged(err error) bool {
	f := fault.As(err)
	return f != nil && f.Key == "household.changed"
}

// isHeld tells the refusal to change what may be changed by request only, or not while an area is frozen.
func isHeld(err error) bool {
	f := fault.As(err)
	return f != nil && (f.Key == "household.by_request" || f.Key == "freeze.frozen")
}

// rows carries out a button that adds or removes a row; false when the form is to be stored.
func (f *form) rows(do string) bool {
	if do == "add" {
		f.add()
		return true
	}
	if n, ok := strings.CutPrefix(do, "remove-"); ok {
		if i, err := strconv.Atoi(n); err == nil {
			f.remove(i)
		}
		return true
	}
	return false
}

// household is the one that the path names, with its commune.
func (p pages) household(r *web.Request) (h household.Household, commune unit.Unit, err error) {
	ref, err := household.ParseRef(r.PathValue("commune") + "/" + r.PathValue("id"))
	if err != nil {
		return h, commune, err
	}
	if commune, err = r.UnitOf(ref.Commune, account.WriteHouseholds); err != nil {
		return h, commune, err
	}
	if h, err = p.households.Get(r.Context(), r.Who, ref); err == nil && h.Ended != "" {
		err = fault.New(fault.Conflict, "household.ended")
	}
	return h, commune, err
}

// communeOf is the commune in which a household is entered, with the village when the address named one.
func communeOf(r *web.Request, at unit.Unit) (commune unit.Unit, village unit.ID, err error) {
	switch at.Level {
	case unit.Commune:
		return at, 0, nil
	case unit.Village:
		commune, err = unit.Get(r.Context(), r.DB(), at.Parent)
		return commune, at.ID, err
	default:
		return commune, 0, fault.New(fault.NotFound, "householdform.no_commune")
	}
}

// villagesOf are the villages of a commune as they stand, or stood at its end.
func villagesOf(r *web.Request, commune unit.Unit) ([]unit.Unit, error) {
	on := day.Of(r.Now())
	if !commune.On(on) {
		on = day.Of(commune.To.Time().AddDate(0, 0, -1))
	}
	return unit.Children(r.Context(), r.DB(), commune.ID, on)
}

func render(w http.ResponseWriter, r *web.Request, commune unit.Unit, f form, problems web.Problems, meanwhile *web.Table) error {
	villages, err := villagesOf(r, commune)
	if err != nil {
		return err
	}
	page := web.Page{Title: r.T("householdform.new"), Unit: commune, Crumb: r.T("householdform.new"), Section: web.Households, Help: "page-household-edit"}
	action, cancel := web.UnitPath(commune.ID)+"/households/new", web.UnitPath(commune.ID)+"/households"
	if !f.was.IsZero() {
		cancel = "/households/" + f.was.String()
		action = cancel + "/edit"
		page.Title, page.Crumb = r.T("householdform.edit", "Head", f.was.Head), r.T("householdform.edit_crumb")
		page.Above = web.Link{Label: r.T("householdweb.crumb", "Code", f.was.Code), Href: cancel}
	}
	if len(problems) > 0 {
		page.Status = http.StatusUnprocessableEntity
	}
	v := f.view(r, action, cancel, villages, problems)
	v.Meanwhile = meanwhile
	if v.Frozen, err = freeze.Says(r.Context(), r.DB(), r.Lang, commune.ID, day.Of(r.Now())); err != nil {
		return err
	}
	return r.Render(w, page, formPage(v))
}

// meanwhile is where the register differs from what was typed, after another's change.
func meanwhile(r *web.Request, now, mine form) *web.Table {
	t := &web.Table{Caption: r.T("householdform.meanwhile"), Columns: []web.Column{
		{Label: r.T("householdform.field")}, {Label: r.T("householdform.theirs")}, {Label: r.T("householdform.mine")},
	}}
	show := func(s string) string {
		if s == "" {
			return lang.Unknown
		}
		return s
	}
	add := func(label, theirs, mine string) {
		if theirs != mine {
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: label}, {Text: show(theirs)}, {Text: show(mine)}}})
		}
	}
	add(r.T("householdform.code"), now.code, mine.code)
	add(r.T("householdform.code_year"), now.year, mine.year)
	if now.village != mine.village {
		add(r.T("householdform.village"), villageName(r, now.village), villageName(r, mine.village))
	}
	add(r.T("householdform.address"), now.address, mine.address)
	add(r.T("householdform.phone"), now.phone, household.Number(mine.phone).Mask())
	add(r.T("householdform.bank_name"), now.bankName, mine.bankName)
	add(r.T("householdform.bank"), now.bank, household.Number(mine.bank).Mask())
	for _, x := range household.AllFlags() {
		if now.flags[x.Code()] != mine.flags[x.Code()] && (x != household.FemaleHead || len(mine.people) == 0) {
			add(x.Name(r.Lang), yes(r, now.flags[x.Code()]), yes(r, mine.flags[x.Code()]))
		}
	}
	for i := range max(len(now.people), len(mine.people)) {
		add(r.T("householdform.person", "Position", i+1), now.told(r, i), mine.told(r, i))
	}
	return t
}

func yes(r *web.Request, on bool) string {
	if on {
		return r.T("householdform.yes")
	}
	return r.T("householdform.no")
}

// villageName is a village by the value of its choice.
func villageName(r *web.Request, value string) string {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return ""
	}
	u, err := unit.Get(r.Context(), r.DB(), unit.ID(n))
	if err != nil {
		return value
	}
	return u.TitleIn(r.Lang)
}

// told is a person in one line, "" when there is no such row.
func (f form) told(r *web.Request, i int) string {
	if i >= len(f.people) {
		return ""
	}
	p := f.people[i]
	parts := []string{p.name}
	if p.sex != "" {
		parts = append(parts, household.Sex(p.sex).Name(r.Lang))
	}
	return strings.Join(append(parts, written(r.Lang, household.ReadBorn(p.born)), p.ethnic, household.Identity(p.identity).Mask()), ", ")
}
