package unitweb

import (
	"cmp"
	"slices"

	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
	"giamngheo/internal/standard"
	"giamngheo/internal/web"
)

// mostLacks is how many of the twelve deprivations the page shows; the rest stand in the reports.
const mostLacks = 8

// lacks are what poor households lack most often, as bars; nil when the round has no deprivations.
func lacks(r *web.Request, f facts) *web.Bars {
	edition, err := standard.ByID(f.round.Edition)
	if err != nil || !f.round.Detail {
		return nil
	}
	l := r.Lang
	counts := f.figures.Of(standard.Poor)
	if counts.Households == 0 {
		return nil
	}
	type lack struct {
		indicator standard.Indicator
		n         int64
	}
	var all []lack
	for _, i := range edition.Indicators {
		if i.N >= 1 && i.N <= len(counts.Deprived) {
			all = append(all, lack{i, counts.Deprived[i.N-1]})
		}
	}
	slices.SortStableFunc(all, func(a, b lack) int { return cmp.Compare(b.n, a.n) })
	if len(all) == 0 || all[0].n == 0 {
		return nil
	}
	b := &web.Bars{
		Title: l.T("unitweb.lacks_title", "Lack", all[0].indicator.Name(l)),
		Note:  l.T("unitweb.lacks_note", "Households", l.Int(counts.Households)),
		Label: l.T("unitweb.lack"), Value: l.T("unitweb.households_head"), ShareHead: l.T("unitweb.share_head"),
		Max: counts.Households,
	}
	for i, x := range all[:min(mostLacks, len(all))] {
		share, _ := percent.Of(x.n, counts.Households)
		chosen := of(standard.Poor)
		chosen.Deprived = x.indicator.N
		b.Rows = append(b.Rows, web.Bar{
			Label: lang.Capital(x.indicator.Name(l)), Href: listLink(r, f, f.unit.ID, chosen),
			Value: x.n, Text: l.Int(x.n), Share: l.Percent(share), Mark: i == 0,
		})
	}
	return b
}
