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

// FilterOf reads a filter as it stands in the address of a list: round=2, area=urban, class=poor,near_poor,
// before=poor, movement=escaped, minority=1, ethnic=10, not_ethnic=10,12, group=other, deprived=4,
// lacks=3,4 (any of them), cause=2, need=5, flag=merit.
// Area, After and Limit are the page's own. What cannot be read is a fault.
func FilterOf(v url.Values) (Filter, error) {
	var f Filter
	round, err := number64(v, "round", 1, 1<<62)
	if err != nil {
		return f, err
	}
	f.Round = RoundID(round)
	if f.In = standard.Area(v.Get("area")); f.In != "" && !f.In.Valid() {
		return f, unreadable("area", string(f.In))
	}
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
	for _, s := range words(v, "not_ethnic") {
		if !known(household.Ethnic(s)) {
			return f, unreadable("not_ethnic", s)
		}
		f.NotEthnic = append(f.NotEthnic, household.Ethnic(s))
	}
	switch s := v.Get("group"); s {
	case "":
	case "other":
		f.Other = true
	default:
		return f, unreadable("group", s)
	}
	for _, s := range words(v, "lacks") {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > standard.MaxIndicators {
			return f, unreadable("lacks", s)
		}
		f.Lacks |= standard.DeprivedIn(n)
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
	not := make([]string, len(f.NotEthnic))
	for i, e := range f.NotEthnic {
		not[i] = string(e)
	}
	group := ""
	if f.Other {
		group = "other"
	}
	var lacks []string
	for n := 1; n <= standard.MaxIndicators; n++ {
		if f.Lacks.Has(n) {
			lacks = append(lacks, strconv.Itoa(n))
		}
	}
	return []string{
		"round", positive(int64(f.Round)), "area", string(f.In), "class", classWords(f.Classes), "before", classWords(f.Before),
		"movement", strings.Join(movements, ","), "minority", minority, "ethnic", string(f.Ethnic),
		"not_ethnic", strings.Join(not, ","), "group", group, "lacks", strings.Join(lacks, ","),
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
