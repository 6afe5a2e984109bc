package householdweb

import (
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// filter is what the address asks of a list. Every figure of the product leads here with the values
// that chose it, as review.FilterOf reads them, and &village=.
type filter struct {
	review.Filter
	village unit.ID
}

// narrowing are the values of the address that narrow the list, in the order of their chips.
var narrowing = []string{"area", "class", "before", "movement", "minority", "ethnic", "not_ethnic", "group", "lacks", "deprived", "cause", "need", "flag", "village"}

var errFilter = fault.New(fault.NotFound, "householdweb.unknown_filter")

// readFilter reads the address. A value that does not exist is refused: shown as if it were not
// there, the list would be another one than asked for.
func readFilter(r *web.Request, u unit.Unit, round review.Round) (filter, error) {
	values := r.URL.Query()
	chosen, err := review.FilterOf(values)
	if err != nil {
		return filter{}, errFilter
	}
	chosen.Round, chosen.Area = round.ID, u.ID
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
	return slices.ContainsFunc(narrowing, func(n string) bool { return values.Get(n) != "" })
}

// chips show what narrows the list; following one takes it away.
func (f filter) chips(r *web.Request, edition *standard.Edition, village unit.Unit) (out []web.Chip) {
	add := func(name, label string) {
		out = append(out, web.Chip{Label: lang.Capital(label) + " ×", Href: r.With(name, "", "after", ""), On: true})
	}
	join := func(n int, name func(i int) string) string {
		all := make([]string, n)
		for i := range all {
			all[i] = name(i)
		}
		return strings.Join(all, ", ")
	}
	l := r.Lang
	if f.In != "" {
		add("area", f.In.Name(l))
	}
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
	if len(f.NotEthnic) > 0 {
		add("not_ethnic", r.T("householdweb.ethnic_not", "Names", join(len(f.NotEthnic), func(i int) string { return f.NotEthnic[i].Name(l) })))
	}
	if f.Other {
		add("group", r.T("householdweb.group_other"))
	}
	if f.Lacks != 0 {
		var lacks []int
		for n := 1; n <= standard.MaxIndicators; n++ {
			if f.Lacks.Has(n) {
				lacks = append(lacks, n)
			}
		}
		add("lacks", r.T("householdweb.lacks_any", "Names", join(len(lacks), func(i int) string { return indicatorName(r, edition, lacks[i]) })))
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
