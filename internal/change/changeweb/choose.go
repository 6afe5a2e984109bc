package changeweb

import (
	"net/http"

	"giamngheo/internal/account"
	"giamngheo/internal/change"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// chooseView is the page as it is printed.
type chooseView struct {
	Frozen  string
	Settled string // that the household belongs to a closed review
	Kinds   []kindLink
	Table   *web.Table // requests on the household so far
	Back    string
}

// kindLink leads to the form of a kind.
type kindLink struct{ Label, Help, Href string }

// household is the one that the path names, for a reader who may see it, with the unit that it lives in.
func (p pages) household(r *web.Request) (household.Household, unit.Unit, error) {
	ref, err := household.ParseRef(r.PathValue("commune") + "/" + r.PathValue("id"))
	if err != nil {
		return household.Household{}, unit.Unit{}, err
	}
	h, err := p.households.Get(r.Context(), r.Who, ref)
	if err != nil {
		return h, unit.Unit{}, err
	}
	at := h.Village
	if at == 0 {
		at = h.Commune
	}
	u, err := unit.Get(r.Context(), r.DB(), at)
	return h, u, err
}

// choose offers the kinds of request, and lists those on the household so far.
func (p pages) choose(w http.ResponseWriter, r *web.Request) error {
	h, u, err := p.household(r)
	if err != nil {
		return err
	}
	v := chooseView{Back: householdPath(h.Ref)}
	if v.Frozen, err = frozen(r, h.Commune); err != nil {
		return err
	}
	settled, err := review.Settled(r.Context(), r.DB(), h.Commune, []household.ID{h.ID})
	if err != nil {
		return err
	}
	if round, ok := settled[h.ID]; ok {
		v.Settled = r.T("changeweb.settled", "Period", round.Period(r.Lang))
	}
	if r.Who.Can(account.RequestChanges) && h.Ended == "" {
		for _, k := range change.Kinds {
			v.Kinds = append(v.Kinds, kindLink{k.Name(r.Lang), r.T("changeweb.help_" + string(k)), householdPath(h.Ref) + "/changes/" + string(k)})
		}
	}
	list, err := p.changes.List(r.Context(), r.Who, change.Filter{Area: r.Who.Unit, Household: h.Ref, Limit: pageSize})
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	if len(list) > 0 {
		if v.Table, err = p.table(r, list); err != nil {
			return err
		}
	}
	page := web.Page{Title: r.T("changeweb.choose_title", "Head", h.Head), Unit: u, Above: above(r, h), Crumb: r.T("changeweb.choose_crumb"), Section: web.Households, Help: "page-change-ask"}
	if err := r.SawHousehold(h.Ref.Commune, h.Ref.String(), "changes"); err != nil {
		return err
	}
	return r.Render(w, page, choosePage(v))
}

// above is the step from a page about a household back to it.
func above(r *web.Request, h household.Household) web.Link {
	return web.Link{Label: r.T("householdweb.crumb", "Code", h.Code), Href: householdPath(h.Ref)}
}

func householdPath(ref household.Ref) string { return "/households/" + ref.String() }
