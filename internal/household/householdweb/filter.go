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
// that chose it: ?round= &class= &movement= &deprived= &cause= &need= &flag= &ethnic= &minority= &village=.
type filter struct {
	review.Filter
	village unit.ID
}

// names are the values of the address that narrow the list, in the order of their chips.
var names = []string{"class", "movement", "minority", "ethnic", "deprived", "cause", "need", "flag", "village"}

var errFilter = fault.New(fault.NotFound, "householdweb.unknown_filter")

// readFilter reads the address. A value that does not exist is refused: shown as if it were not
// there, the list would be another one than asked for.
func readFilter(r *web.Request, u unit.Unit, round review.Round) (filter, error) {
	f := filter{Filter: review.Filter{Round: round.ID, Area: u.ID, Limit: pageSize + 1}}
	values := r.URL.Query()
	for _, s := range listed(values["class"]) {
		c, err := standard.ParseClass(s)
		if err != nil {
			return f, errFilter
		}
		f.Classes = append(f.Classes, c)
	}
	for _, s := range listed(values["movement"]) {
		if !slices.Contains(review.Movements, review.Movement(s)) {
			return f, errFilter
		}
		f.Movements = append(f.Movements, review.Movement(s))
	}
	switch s := values.Get("minority"); s {
	case "":
	case "1", "0":
		yes := s == "1"
		f.Minority = &yes
	default:
		return f, errFilter
	}
	if s := values.Get("ethnic"); s != "" {
		if f.Ethnic = household.Ethnic(s); !f.Ethnic.Known() {
			return f, errFilter
		}
	}
	if s := values.Get("flag"); s != "" {
		i := slices.IndexFunc(household.AllFlags(), func(x household.Flags) bool { return x.Code() == s })
		if i < 0 {
			return f, errFilter
		}
		f.Flag = household.AllFlags()[i]
	}
	var cause, need int
	for _, n := range []struct {
		name string
		most int
		to   *int
	}{{"deprived", standard.MaxIndicators, &f.Deprived}, {"cause", 8, &cause}, {"need", 6, &need}} {
		s := values.Get(n.name)
		if s == "" {
			continue
		}
		v, err := strconv.Atoi(s)
		if err != nil || v < 1 || v > n.most {
			return f, errFilter
		}
		*n.to = v
	}
	f.Cause, f.Need = household.Cause(cause), household.Need(need)
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

// listed splits repeated and comma-separated values.
func listed(values []string) (out []string) {
	for _, v := range values {
		for s := range strings.SplitSeq(v, ",") {
			if s != "" {
				out = append(out, s)
			}
		}
	}
	return out
}

// narrowed tells whether the filter leaves any household out.
func (f filter) narrowed(r *web.Request) bool {
	values := r.URL.Query()
	return slices.ContainsFunc(names, func(n string) bool { return values.Get(n) != "" })
}

// chips show what narrows the list; following one takes it away.
func (f filter) chips(r *web.Request, edition *standard.Edition, village unit.Unit) (out []web.Chip) {
	add := func(name, label string) {
		out = append(out, web.Chip{Label: label + " ×", Href: r.With(name, "", "after", ""), On: true})
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
	for _, name := range []string{"round", "class", "ethnic"} {
		for _, v := range values[name] {
			hidden = append(hidden, web.Option{Value: v, Label: name})
		}
	}
	return fields, hidden
}
