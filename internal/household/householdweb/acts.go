package householdweb

import (
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/web"
)

// acts are the ways on from a household: to change it, and to record its review in each open round.
func acts(r *web.Request, h household.Household) (out []web.Link, err error) {
	add := func(pattern, path, label string) {
		if r.Opens(pattern) {
			out = append(out, web.Link{Label: label, Href: path})
		}
	}
	add("GET /households/{commune}/{id}/changes", householdPath(h.Ref)+"/changes", r.T("householdweb.changes"))
	add("GET /households/{commune}/{id}/history", householdPath(h.Ref)+"/history", r.T("householdweb.values_history"))
	add("GET /audit/households/{commune}/{id}", "/audit"+householdPath(h.Ref), r.T("audit.household_crumb"))
	if h.Ended != "" {
		return out, nil
	}
	add("GET /households/{commune}/{id}/edit", householdPath(h.Ref)+"/edit", r.T("householdform.change"))
	if !r.Who.Can(account.WriteReview) {
		return out, nil
	}
	rounds, err := review.Covering(r.Context(), r.DB(), h.Commune)
	if err != nil {
		return nil, err
	}
	for _, x := range rounds {
		if x.Status == review.Open {
			add("GET /rounds/{round}/households/{commune}/{id}", "/rounds/"+strconv.FormatInt(int64(x.ID), 10)+householdPath(h.Ref),
				r.T("householdform.review", "Period", x.Period(r.Lang)))
		}
	}
	return out, nil
}
