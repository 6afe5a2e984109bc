package householdweb

import (
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// filter is what the address asks of a list. Every figure of the product leads here with the values
// that chose it: ?round= &class= &before= &movement= &deprived= &cause= &need= &flag= &ethnic= &minority= &village=.
type filter struct {
	review.Filter
	village unit.ID
}

// names are the values of the address that narrow the list, in the order of their chips.
var names = []string{"class", "before", "movement", "minority", "ethnic", "deprived", "cause", "need", "flag", "village"}

var errFilter = fault.New(fault.NotFound, "householdweb.unknown_filter")

// readFilter reads the address. A value that does not exist is refused: shown as if it were not
// there, the list would be another one than asked for.
func readFilter(r *web.Request, u unit.Unit, round review.Round) (filter, error) {
	values := r.URL.Query()
	chosen, err := review.FilterOf(values)
	if err != nil {
		return filter{}, errFilter
	}
	chosen.Round, chosen.Area, chosen.Limit = round.ID, u.ID, pageSize+1
	f := filter{Filter: chosen}
	if s := values.Get("village"); s != "" {
		id, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return f, errFilter
		}
		within, err := unit.Within(r.Context(), r.DB(), u.ID, unit.ID(id))
		if err != nil {
			return f, err
		}
		if !within {
			return f, errFilter
		}
		f.village = unit.ID(id)
		f.Area = f.village
	}
	if s := values.Get("after"); s != "" {
		var err error
		if f.After, err = household.ParseRef(s); err != nil {
			return f, err
		}
	}
	return f, nil
}

// narrowed tells whether the filter leaves any household out.
func (f filter) narrowed(r *web.Request) bool {
	values := r.URL.Query()
	return slices.ContainsFunc(names, func(n string) bool { return values.Get(n) != "" })
}

// chips show what narrows the list; following one takes it away.
func (f filter) chips(r *web.Request, edition *standard.Edition, village unit.Unit) (out []web.Chip) {
	add := func(name, label string) {
		out = append(out, web.Chip{Label: upperFirst(label) + " ×", Href: r.With(name, "", "after", ""), On: true})
	}
	join := func(n int, name func(i int) string) string {
		all := make([]string, n)
		for i := range all {
			all[i] = name(i)
		}
		return strings.Join(all, ", ")
	}
	l := r.Lang
	if len(f.Classes) > 0 {
		add("class", join(len(f.Classes), func(i int) string { return f.Classes[i].Name(l) }))
	}
	if len(f.Before) > 0 {
		add("before", r.T("householdweb.before_is", "Class", join(len(f.Before), func(i int) string { return f.Before[i].Name(l) })))
	}
	if len(f.Movements) > 0 {
		add("movement", join(len(f.Movements), func(i int) string { return movementName(r, f.Movements[i], f.Classes) }))
	}
	if f.Minority != nil {
		key := "householdweb.minority_no"
		if *f.Minority {
			key = "householdweb.minority_yes"
		}
		add("minority", r.T(key))
	}
	if f.Ethnic != "" {
		add("ethnic", r.T("householdweb.ethnic_is", "Name", f.Ethnic.Name(l)))
	}
	if f.Deprived != 0 {
		add("deprived", r.T("householdweb.deprived_in", "Name", indicatorName(r, edition, f.Deprived)))
	}
	if f.Cause != 0 {
		add("cause", r.T("householdweb.cause_is", "Name", f.Cause.Name(l)))
	}
	if f.Need != 0 {
		add("need", r.T("householdweb.need_is", "Name", f.Need.Name(l)))
	}
	if f.Flag != 0 {
		add("flag", f.Flag.Name(l))
	}
	if f.village != 0 {
		add("village", village.TitleIn(l))
	}
	return out
}

// movementName is a movement in the words of the list that is shown.
func movementName(r *web.Request, m review.Movement, classes []standard.Class) string {
	list := standard.Poor
	if len(classes) == 1 {
		list = classes[0]
	}
	return m.Name(r.Lang, list)
}

func indicatorName(r *web.Request, e *standard.Edition, n int) string {
	if e != nil {
		if i, ok := e.Indicator(n); ok {
			return i.Name(r.Lang)
		}
	}
	return r.T("householdweb.indicator", "N", n)
}

// form offers the other ways to narrow the list; it works without script.
func (f filter) form(r *web.Request, edition *standard.Edition, villages []unit.Unit) (fields []web.Field, hidden []web.Option) {
	values := r.URL.Query()
	choice := func(name string, options []web.Option) {
		all := append([]web.Option{{Label: r.T("householdweb.any")}}, options...)
		for i := range all {
			all[i].On = all[i].Value == values.Get(name)
		}
		fields = append(fields, web.Field{ID: name, Label: r.T("householdweb.choose_" + name), Options: all})
	}
	l := r.Lang
	var movements []web.Option
	for _, m := range review.Movements {
		movements = append(movements, web.Option{Value: string(m), Label: movementName(r, m, f.Classes)})
	}
	choice("movement", movements)
	choice("minority", []web.Option{{Value: "1", Label: r.T("householdweb.minority_yes")}, {Value: "0", Label: r.T("householdweb.minority_no")}})
	if edition != nil {
		var lacks []web.Option
		for _, i := range edition.Indicators {
			lacks = append(lacks, web.Option{Value: strconv.Itoa(i.N), Label: i.Name(l)})
		}
		choice("deprived", lacks)
	}
	var causes, needs, flags, places []web.Option
	for _, c := range household.Causes() {
		causes = append(causes, web.Option{Value: strconv.Itoa(int(c)), Label: c.Name(l)})
	}
	for _, n := range household.Needs() {
		needs = append(needs, web.Option{Value: strconv.Itoa(int(n)), Label: n.Name(l)})
	}
	for _, x := range household.AllFlags() {
		flags = append(flags, web.Option{Value: x.Code(), Label: x.Name(l)})
	}
	choice("cause", causes)
	choice("need", needs)
	choice("flag", flags)
	if len(villages) > 0 {
		for _, v := range villages {
			places = append(places, web.Option{Value: strconv.FormatInt(int64(v.ID), 10), Label: v.TitleIn(l)})
		}
		choice("village", places)
	}
	for _, name := range []string{"round", "class", "before", "ethnic"} {
		for _, v := range values[name] {
			hidden = append(hidden, web.Option{Value: v, Label: name})
		}
	}
	return fields, hidden
}
