package unitweb

import (
	"strconv"

	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// headFigures are the figures at the head of the page, the one that matters first.
func headFigures(r *web.Request, f facts) []web.Figure {
	l := r.Lang
	households := l.T("unitweb.households")
	since := ""
	if f.compares() {
		since = l.T("unitweb.since", "Year", strconv.Itoa(f.before.Year))
	}
	source := web.Link{Label: l.T("unitweb.review_of", "Year", strconv.Itoa(f.round.Year))}

	rate := web.Figure{Label: l.T("unitweb.rate"), Value: lang.Unknown, Lead: true, Source: []web.Link{source}}
	poor := f.figures.Poor()
	if f.based {
		if p, ok := percent.Of(poor, f.base.Households); ok {
			rate.Value = l.Percent(p)
			if old, ok := percent.Of(f.previous.Poor(), f.oldBase.Households); ok && f.oldBased && f.compares() {
				rate.Change = web.RateChange(l, p, old, since)
			}
		}
		rate.Of = l.T("unitweb.of_households", "Poor", l.Int(poor), "Households", l.Int(f.base.Households))
		if !f.base.Verified {
			rate.Mark = l.T("unitweb.base_unverified")
		}
	} else {
		rate.Of = l.T("unitweb.base_unknown")
	}
	if f.partial() {
		rate.Mark = l.T("unitweb.partial", "Count", l.Int(f.missing))
	}
	if rate.Change == nil && f.compares() {
		rate.Change = web.CountChange(l, poor, f.previous.Poor(), l.T("unitweb.poor_households"), since)
	}

	count := func(label string, chosen review.Filter, now, before int64, share string) web.Figure {
		fig := web.Figure{Label: l.T(label), Value: l.Int(now), Unit: households, Of: share}
		if f.compares() {
			fig.Change = web.CountChange(l, now, before, households, since)
			// More near-poor households may be fewer poor ones: neither good nor bad by itself.
			fig.Change.Plain = chosen.Classes[0] == standard.NearPoor
		}
		if href := listLink(r, f, f.unit.ID, chosen); href != "" {
			fig.Source = []web.Link{{Label: l.T("unitweb.see_list"), Href: href}}
		}
		return fig
	}
	share := func(part int64, whole int64, key string) string {
		p, ok := percent.Of(part, whole)
		if !ok {
			return ""
		}
		return l.T(key, "Share", l.Percent(p))
	}
	base := int64(0)
	if f.based {
		base = f.base.Households
	}
	near := f.figures.NearPoor()
	minority := f.figures.MinorityPoor()
	out := []web.Figure{
		rate,
		count("unitweb.poor", of(standard.Poor), poor, f.previous.Poor(), persons(l, f.figures, standard.Poor)),
		count("unitweb.near_poor", of(standard.NearPoor), near, f.previous.NearPoor(), share(near, base, "unitweb.share_households")),
		count("unitweb.minority_poor", minorityPoor(), minority, f.previous.MinorityPoor(), share(minority, poor, "unitweb.share_poor")),
	}
	if rate := minorityRate(l, f.base, f.based, minority); rate != "" {
		out[3].Of = rate
	}
	return out
}

// compares tells whether the figures can be held against those of the round before.
func (f facts) compares() bool { return f.before.ID != 0 && !f.partial() }

// persons is how many people live in the households of a class.
func persons(l lang.Lang, f review.Figures, c standard.Class) string {
	return l.T("unitweb.persons", "Count", l.Int(f.Of(c).Persons))
}

// minorityRate is the rate among households of ethnic minorities, where their number is known.
func minorityRate(l lang.Lang, base unit.Base, based bool, poor int64) string {
	if !based {
		return ""
	}
	p, ok := percent.Of(poor, base.MinorityHouseholds)
	if !ok {
		return ""
	}
	return l.T("unitweb.of_minority", "Rate", l.Percent(p), "Households", l.Int(base.MinorityHouseholds))
}

// source is what the figures rest on.
func source(l lang.Lang, f facts) string {
	s := roundSource(l, f.round)
	if f.based {
		s += " " + l.T("unitweb.base_source", "Source", f.base.Source, "Day", l.Date(f.base.Day))
	}
	return s
}

func roundSource(l lang.Lang, r review.Round) string {
	return l.T("unitweb.round_source", "Year", strconv.Itoa(r.Year), "Source", r.Source)
}
