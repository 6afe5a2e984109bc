package review

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/standard"
)

// FilterOf reads a filter as it stands in the address of a list: round=2, class=poor,near_poor,
// before=poor, movement=escaped, minority=1, ethnic=10, deprived=4, cause=2, need=5, flag=merit.
// Area, After and Limit are the page's own. What cannot be read is a fault.
func FilterOf(v url.Values) (Filter, error) {
	var f Filter
	round, err := number64(v, "round", 1, 1<<62)
	if err != nil {
		return f, err
	}
	f.Round = RoundID(round)
	if f.Classes, err = classesOf(v, "class"); err != nil {
		return f, err
	}
	if f.Before, err = classesOf(v, "before"); err != nil {
		return f, err
	}
	for _, s := range words(v, "movement") {
		if !slices.Contains(Movements, Movement(s)) {
			return f, unreadable("movement", s)
		}
		f.Movements = append(f.Movements, Movement(s))
	}
	switch s := v.Get("minority"); s {
	case "":
	case "0", "1":
		yes := s == "1"
		f.Minority = &yes
	default:
		return f, unreadable("minority", s)
	}
	if f.Ethnic = household.Ethnic(v.Get("ethnic")); !known(f.Ethnic) {
		return f, unreadable("ethnic", string(f.Ethnic))
	}
	deprived, err := number64(v, "deprived", 1, standard.MaxIndicators)
	if err != nil {
		return f, err
	}
	cause, err := number64(v, "cause", 1, 8)
	if err != nil {
		return f, err
	}
	need, err := number64(v, "need", 1, 6)
	if err != nil {
		return f, err
	}
	f.Deprived, f.Cause, f.Need = int(deprived), household.Cause(cause), household.Need(need)
	if s := v.Get("flag"); s != "" {
		i := slices.IndexFunc(household.AllFlags(), func(x household.Flags) bool { return x.Code() == s })
		if i < 0 {
			return f, unreadable("flag", s)
		}
		f.Flag = household.AllFlags()[i]
	}
	return f, nil
}

// Address is the filter as FilterOf reads it: pairs of names and values, "" for what it leaves open.
func (f Filter) Address() []string {
	minority := ""
	if f.Minority != nil {
		minority = strconv.FormatInt(number(*f.Minority), 10)
	}
	movements := make([]string, len(f.Movements))
	for i, m := range f.Movements {
		movements[i] = string(m)
	}
	return []string{
		"round", positive(int64(f.Round)), "class", classWords(f.Classes), "before", classWords(f.Before),
		"movement", strings.Join(movements, ","), "minority", minority, "ethnic", string(f.Ethnic),
		"deprived", positive(int64(f.Deprived)), "cause", positive(int64(f.Cause)), "need", positive(int64(f.Need)),
		"flag", f.Flag.Code(),
	}
}

func unreadable(name, value string) error {
	return fault.New(fault.Invalid, "review.filter_unreadable", "Name", name, "Value", value)
}

// words are the values of a name, written apart (class=a&class=b) or together (class=a,b).
func words(v url.Values, name string) []string {
	var out []string
	for _, s := range v[name] {
		for w := range strings.SplitSeq(s, ",") {
			if w != "" {
				out = append(out, w)
			}
		}
	}
	return out
}

func classesOf(v url.Values, name string) ([]standard.Class, error) {
	var out []standard.Class
	for _, s := range words(v, name) {
		c, err := standard.ParseClass(s)
		if err != nil {
			return nil, unreadable(name, s)
		}
		out = append(out, c)
	}
	return out, nil
}

func classWords(cs []standard.Class) string {
	out := make([]string, len(cs))
	for i, c := range cs {
		out[i] = c.String()
	}
	return strings.Join(out, ",")
}

// number64 is a number within bounds, 0 when the name is not there.
func number64(v url.Values, name string, least, most int64) (int64, error) {
	s := v.Get(name)
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < least || n > most {
		return 0, unreadable(name, s)
	}
	return n, nil
}

func positive(n int64) string {
	if n <= 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}
