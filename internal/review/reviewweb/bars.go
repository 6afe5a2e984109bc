package reviewweb

import (
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/web"
)

// bar is one thing counted among the households of a list.
type bar struct {
	label  string
	n      int64
	chosen review.Filter
}

// lacks are the deprivations of each list (sheets 4 to 7), in the order of the form.
func lacks(r *web.Request, f facts) []web.Bars {
	say := func(part string, args ...any) string { return r.T("reviewweb.lacks_"+part, args...) }
	return perClass(r, f, say, func(n review.Counts) []bar {
		var out []bar
		for _, i := range f.edition.Indicators {
			out = append(out, bar{i.Name(r.Lang), n.Deprived[i.N-1], review.Filter{Deprived: i.N}})
		}
		return out
	})
}

// causes are the causes of poverty of each list (sheet 10).
func causes(r *web.Request, f facts) []web.Bars {
	say := func(part string, args ...any) string { return r.T("reviewweb.causes_"+part, args...) }
	return perClass(r, f, say, func(n review.Counts) []bar {
		var out []bar
		for _, c := range household.Causes() {
			out = append(out, bar{c.Name(r.Lang), n.Causes[c-1], review.Filter{Cause: c}})
		}
		return out
	})
}

// needs are what each list needs support in.
func needs(r *web.Request, f facts) []web.Bars {
	say := func(part string, args ...any) string { return r.T("reviewweb.needs_"+part, args...) }
	return perClass(r, f, say, func(n review.Counts) []bar {
		var out []bar
		for _, x := range household.Needs() {
			out = append(out, bar{x.Name(r.Lang), n.Needs[x-1], review.Filter{Need: x}})
		}
		return out
	})
}

// perClass is one chart for each list that has households; shares are of the households of the list.
func perClass(r *web.Request, f facts, say func(part string, args ...any) string, count func(review.Counts) []bar) []web.Bars {
	l := r.Lang
	var charts []web.Bars
	for _, c := range lists {
		n := f.figures.Of(c)
		if n.Households == 0 {
			continue
		}
		all := count(n)
		most := 0
		for i := range all {
			if all[i].n > all[most].n {
				most = i
			}
		}
		chart := web.Bars{
			Title: say(c.String(), "Most", all[most].label),
			Note:  l.T("reviewweb.of_list_"+c.String(), "Households", l.Int(n.Households)),
			Label: say("label"), Value: l.T("reviewweb.households_head"), ShareHead: l.T("reviewweb.share"), Max: n.Households,
		}
		for i, b := range all {
			share, _ := percent.Of(b.n, n.Households)
			one := web.Bar{Label: lang.Capital(b.label), Value: b.n, Text: l.Int(b.n), Share: l.Percent(share), Mark: i == most && b.n > 0}
			if b.n > 0 {
				b.chosen.Classes = []standard.Class{c}
				one.Href = link(r, f, f.unit.ID, b.chosen)
			}
			chart.Rows = append(chart.Rows, one)
		}
		charts = append(charts, chart)
	}
	return charts
}
