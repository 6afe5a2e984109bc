package householdweb

import (
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/roster"
	"giamngheo/internal/standard"
	"giamngheo/internal/web"
)

// listForm offers the ways to narrow, to lay out and to order the list; it works without script, and all
// it sets stands in the address.
type listForm struct {
	Action  string
	Hidden  []web.Option // Label is the name
	Filters []web.Field
	Columns []web.Option // Value is the column; none for a reader who may not choose
	Layout  []web.Field  // order and size
	Note    string       // why the order cannot be chosen
	Closed  string       // by what the reader can neither narrow nor sort
}

// form lays the form out as the address has set it.
func (x listOf) form(r *web.Request, masked, sortable bool) *listForm {
	values := r.URL.Query()
	f := &listForm{Action: listPath(x.unit.ID)}
	var all []account.Section
	for _, c := range roster.Columns {
		all = append(all, c.Sections(x.edition)...)
	}
	if shut := r.Who.Closed(all...); shut != nil {
		f.Closed = r.T("householdweb.closed_filters", "Sections", account.SectionList(shut))
	}
	keep := []string{"round", "before", "not_ethnic", "group", "lacks"}
	if x.round.ID != 0 {
		f.Filters = x.filters(r)
	} else {
		keep = append(keep, narrowing...)
	}
	for _, name := range slices.Compact(slices.Sorted(slices.Values(keep))) {
		for _, v := range values[name] {
			if v != "" {
				f.Hidden = append(f.Hidden, web.Option{Value: v, Label: name})
			}
		}
	}
	if masked {
		return f
	}
	for _, c := range roster.Columns {
		if (!c.OfReview() || x.round.ID != 0) && !c.Shut(r.Who, x.edition) {
			f.Columns = append(f.Columns, web.Option{Value: string(c), Label: c.Label(r.Lang), On: slices.Contains(x.columns, c)})
		}
	}
	if sortable {
		order := []web.Option{{Label: r.T("householdweb.by_")}}
		for _, by := range roster.Orders {
			if x.round.ID == 0 && (by == roster.ByA || by == roster.ByB) || !by.Open(r.Who) {
				continue
			}
			name := r.T("householdweb.by_" + string(by))
			order = append(order, web.Option{Value: string(by), Label: name}, web.Option{Value: "-" + string(by), Label: r.T("householdweb.by_down", "Order", name)})
		}
		f.Layout = append(f.Layout, choice(r, "sort", order))
	} else {
		f.Note = r.T("householdweb.too_long_to_sort", "Most", r.Lang.Int(roster.SortLimit))
		if s := values.Get("sort"); s != "" {
			f.Hidden = append(f.Hidden, web.Option{Value: s, Label: "sort"})
		}
	}
	var size []web.Option
	for i, n := range sizes {
		value := strconv.Itoa(n)
		if i == 0 {
			value = ""
		}
		size = append(size, web.Option{Value: value, Label: r.T("householdweb.size_of", "Households", n, "Count", n)})
	}
	f.Layout = append(f.Layout, choice(r, "size", size))
	return f
}

// choice is a select that stands as the address has it.
func choice(r *web.Request, name string, options []web.Option) web.Field {
	now := strings.Join(r.URL.Query()[name], ",")
	for i := range options {
		options[i].On = options[i].Value == now
	}
	return web.Field{ID: name, Label: r.T("householdweb.choose_" + name), Help: r.T("householdform.filter_" + name), Options: options}
}

// filters are the selects that narrow the list.
func (x listOf) filters(r *web.Request) (fields []web.Field) {
	l, f := r.Lang, x.filter
	add := func(name string, options []web.Option) {
		if len(options) == 0 {
			return // of a section that is closed to the reader
		}
		fields = append(fields, choice(r, name, append([]web.Option{{Label: r.T("householdweb.any")}}, options...)))
	}
	var classes []web.Option
	for _, c := range standard.Classes {
		classes = append(classes, web.Option{Value: c.String(), Label: lang.Capital(c.Name(l))})
	}
	both := []standard.Class{standard.Poor, standard.NearPoor}
	classes = append(classes, web.Option{Value: "poor,near_poor", Label: lang.Capital(classNames(r, both))})
	if now := strings.Join(r.URL.Query()["class"], ","); len(f.Classes) > 1 && now != "poor,near_poor" {
		classes = append(classes, web.Option{Value: now, Label: lang.Capital(classNames(r, f.Classes))})
	}
	add("class", classes)
	var movements []web.Option
	for _, m := range review.Movements {
		movements = append(movements, web.Option{Value: string(m), Label: movementName(r, m, f.Classes)})
	}
	if len(f.Movements) > 1 {
		movements = append(movements, web.Option{
			Value: strings.Join(r.URL.Query()["movement"], ","),
			Label: names(f.Movements, func(m review.Movement) string { return movementName(r, m, f.Classes) }),
		})
	}
	add("movement", movements)
	if r.Who.Reads(account.Identity) {
		add("minority", []web.Option{{Value: "1", Label: r.T("householdweb.minority_yes")}, {Value: "0", Label: r.T("householdweb.minority_no")}})
	}
	var groups, lacks, causes, needs, flags, places []web.Option
	for _, e := range household.Ethnics() {
		groups = append(groups, web.Option{Value: string(e), Label: e.Name(l)})
	}
	if r.Who.Reads(account.Identity) {
		add("ethnic", groups)
	}
	indicators, _ := openIndicators(r.Who, x.edition)
	for _, i := range indicators {
		lacks = append(lacks, web.Option{Value: strconv.Itoa(i.N), Label: i.Name(l)})
	}
	add("deprived", lacks)
	for _, c := range open(r.Who, household.Causes()) {
		causes = append(causes, web.Option{Value: strconv.Itoa(int(c)), Label: c.Name(l)})
	}
	add("cause", causes)
	for _, n := range open(r.Who, household.Needs()) {
		needs = append(needs, web.Option{Value: strconv.Itoa(int(n)), Label: n.Name(l)})
	}
	add("need", needs)
	for _, m := range open(r.Who, household.AllFlags()) {
		flags = append(flags, web.Option{Value: m.Code(), Label: m.Name(l)})
	}
	add("flag", flags)
	if len(x.villages) > 0 {
		for _, v := range x.villages {
			places = append(places, web.Option{Value: strconv.FormatInt(int64(v.ID), 10), Label: v.TitleIn(l)})
		}
		add("village", places)
	}
	return fields
}

func classNames(r *web.Request, classes []standard.Class) string {
	return names(classes, func(c standard.Class) string { return c.Name(r.Lang) })
}
