package householdweb

import (
	"net/http"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/household"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// numbersForm asks for one number of the household whole: which, and what for.
type numbersForm struct {
	Action string
	Fields []web.Field
}

// numbersForm is nil for who may not see numbers, and where there are none.
func (p pages) numbersForm(r *web.Request, h household.Household) *numbersForm {
	if !r.Who.Can(account.SeeNumbers) {
		return nil
	}
	var which []web.Option
	add := func(w household.Which, n household.Number, label string) {
		if n != "" && r.Who.Reads(w.Sections()...) {
			which = append(which, web.Option{Value: string(w), Label: label})
		}
	}
	for _, x := range h.Persons {
		add(household.IdentityOf(x.Position), x.Identity, r.T("householdweb.identity_of", "Name", x.Name))
	}
	add(household.Phone, h.Phone, r.T("householdweb.phone"))
	add(household.BankAccount, h.Bank, r.T("householdweb.bank"))
	if which == nil {
		return nil
	}
	purposes := []web.Option{{Label: r.T("householdform.choose")}}
	for _, x := range household.Purposes {
		purposes = append(purposes, web.Option{Value: string(x), Label: x.Name(r.Lang)})
	}
	return &numbersForm{Action: householdPath(h.Ref) + "/numbers", Fields: []web.Field{
		{ID: "which", Label: r.T("householdweb.which_number"), Help: r.T("householdweb.which_number_help"), Options: which},
		{ID: "purpose", Label: r.T("householdweb.purpose"), Help: r.T("householdweb.purpose_help"), Options: purposes, Required: true},
		{ID: "note", Label: r.T("householdweb.purpose_note"), Help: r.T("householdweb.purpose_note_help"), Auto: "off"},
	}}
}

// numberView shows a number once.
type numberView struct {
	Label, Number, Purpose string
	Back                   string
}

// reveal answers with one number whole. It is an answer to a form and stands at no address: whoever comes back
// to it is asked again, and the audit tells of it again.
func (p pages) reveal(w http.ResponseWriter, r *web.Request) error {
	ref, err := household.ParseRef(r.PathValue("commune") + "/" + r.PathValue("id"))
	if err != nil {
		return err
	}
	which, purpose := household.Which(r.PostForm.Get("which")), household.Purpose(r.PostForm.Get("purpose"))
	n, err := p.households.Reveal(r.Context(), r.Who, ref, which, purpose, r.PostForm.Get("note"))
	if err != nil {
		return err
	}
	h, err := p.households.Get(r.Context(), r.Who, ref)
	if err != nil {
		return err
	}
	at, err := home(r, h)
	if err != nil {
		return err
	}
	v := numberView{Label: r.T("householdweb.phone"), Number: grouped(n), Purpose: purpose.Name(r.Lang), Back: householdPath(ref)}
	if which == household.BankAccount {
		v.Label = r.T("householdweb.bank") + ", " + h.BankName
	}
	for _, x := range h.Persons {
		if which == household.IdentityOf(x.Position) {
			v.Label = r.T("householdweb.identity_of", "Name", x.Name)
		}
	}
	page := web.Page{Title: r.T("householdweb.number_title"), Help: "page-household", Unit: at, Crumb: r.T("householdweb.crumb", "Code", h.Code), Section: web.Households}
	return r.Render(w, page, numberPage(v))
}

// grouped writes a number in threes, as it is read out over the telephone.
func grouped(n household.Number) string {
	s := string(n)
	var parts []string
	for len(s) > 4 {
		parts, s = append(parts, s[:3]), s[3:]
	}
	return strings.Join(append(parts, s), "\u00a0")
}

// postSearch takes a search without putting it into an address: a number of a person would stay in the history
// of the browser and go on to other pages. A name or code goes on to the page of its own.
func (p pages) postSearch(w http.ResponseWriter, r *web.Request) error {
	text := strings.TrimSpace(r.PostForm.Get("q"))
	area := r.Who.Unit
	if id, ok := formInt(r, "unit"); ok {
		area = unit.ID(id)
	}
	if !household.LooksLikeNumber(text) {
		to := []string{"q", text}
		if area != r.Who.Unit {
			to = append(to, "unit", r.PostForm.Get("unit"))
		}
		return r.SeeOther(w, r.Link("/search", to...))
	}
	u, err := r.UnitOf(area, account.ReadHouseholds)
	if err != nil {
		return err
	}
	page := web.Page{Title: r.T("householdweb.search_title"), Help: "page-search", Unit: u, Crumb: r.T("householdweb.search"), Section: web.Households}
	v := searchView{Box: searchBox{Unit: u, Focus: true}}
	// Codes of households may be digits too.
	hits, err := household.Search(r.Context(), r.DB(), household.Query{Text: text, Area: u.ID, Limit: maxHits})
	if err != nil {
		return err
	}
	if r.Who.Can(account.SeeNumbers) {
		found, err := p.households.FindNumber(r.Context(), r.Who, text, u.ID)
		if err != nil {
			return err
		}
		for _, h := range found {
			hits = append(hits, household.Hit{Household: h})
		}
	}
	// What was typed is not told back: the page may be printed or left open.
	switch {
	case len(hits) > 0:
		v.Count = r.T("householdweb.number_hits", "Hits", len(hits), "Count", len(hits), "Unit", u.TitleIn(r.Lang))
		err = fillHits(r, r.DB(), u, hits, &page, &v)
	case r.Who.Can(account.SeeNumbers):
		v.Empty = web.Empty{Title: r.T("householdweb.no_number_hit", "Unit", u.TitleIn(r.Lang)), Text: r.T("householdweb.no_number_hit_text")}
	default:
		v.Empty = web.Empty{Title: r.T("householdweb.number_search"), Text: r.T("householdweb.number_search_right")}
	}
	if err != nil {
		return err
	}
	return r.Render(w, page, searchPage(v))
}

// formInt is a whole number in a form.
func formInt(r *web.Request, name string) (int64, bool) {
	n, err := strconv.ParseInt(r.PostForm.Get(name), 10, 64)
	return n, err == nil
}
