package review_test

import (
	"net/url"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
)

// query is an address made of pairs.
func query(pairs []string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return v
}

func TestAFilterReadsBackFromItsAddress(t *testing.T) {
	t.Parallel()
	class := rapid.SampledFrom([]standard.Class{none, poor, nearPoor, average, notPoor})
	rapid.Check(t, func(t *rapid.T) {
		f := review.Filter{
			Round:    review.RoundID(rapid.Int64Range(0, 99).Draw(t, "round")),
			Deprived: rapid.IntRange(0, 12).Draw(t, "deprived"),
			Cause:    household.Cause(rapid.IntRange(0, 8).Draw(t, "cause")),
			Need:     household.Need(rapid.IntRange(0, 6).Draw(t, "need")),
			Ethnic:   rapid.SampledFrom([]household.Ethnic{"", household.Jrai, household.Kinh, household.Foreigner}).Draw(t, "ethnic"),
			Flag:     rapid.SampledFrom(append(household.AllFlags(), 0)).Draw(t, "flag"),
		}
		if n := rapid.IntRange(0, 2).Draw(t, "minority"); n < 2 {
			yes := n == 1
			f.Minority = &yes
		}
		f.In = rapid.SampledFrom([]standard.Area{"", standard.Urban, standard.Rural}).Draw(t, "area")
		f.Other, f.Lacks = rapid.Bool().Draw(t, "other"), standard.Deprivations(rapid.IntRange(0, 1<<12-1).Draw(t, "lacks"))
		if es := rapid.SliceOfN(rapid.SampledFrom([]household.Ethnic{household.Jrai, household.Kinh}), 0, 2).Draw(t, "not"); len(es) > 0 {
			f.NotEthnic = es
		}
		if cs := rapid.SliceOfN(class, 0, 3).Draw(t, "classes"); len(cs) > 0 {
			f.Classes = cs
		}
		if cs := rapid.SliceOfN(class, 0, 2).Draw(t, "before"); len(cs) > 0 {
			f.Before = cs
		}
		if ms := rapid.SliceOfN(rapid.SampledFrom(review.Movements), 0, 2).Draw(t, "movements"); len(ms) > 0 {
			f.Movements = ms
		}
		got, err := review.FilterOf(query(f.Address()))
		if err != nil || !reflect.DeepEqual(got, f) {
			t.Fatalf("FilterOf(%v) = %+v, %v, want %+v", f.Address(), got, err, f)
		}
	})
}

func TestAnUnreadableFilterIsAFault(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"round=x", "round=-1", "class=rich", "before=1", "movement=up", "minority=yes", "ethnic=77",
		"deprived=13", "cause=9", "need=0", "flag=tall", "not_ethnic=10,77", "group=all", "area=forest", "lacks=3,13",
	} {
		v, _ := url.ParseQuery(s)
		if _, err := review.FilterOf(v); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", s, err)
		}
	}
}
