package changeweb

import (
	"net/url"
	"strconv"
	"strings"

	"giamngheo/internal/change"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// typed is what was typed as a wish, with what could not be read.
type typed struct {
	wish     change.Wish
	problems web.Problems
}

func (p pages) typed(r *web.Request, v url.Values, k change.Kind, h household.Household) (typed, error) {
	t := typed{wish: change.Wish{Kind: k, Household: h.Ref, Reviewed: v.Get("reviewed") == "1"}}
	w := &t.wish
	get := func(name string) string { return strings.TrimSpace(lang.NFC(v.Get(name))) }
	fail := func(field, key string) {
		t.problems = append(t.problems, web.Problem{Field: field, Text: r.T(key)})
	}
	whole := func(name string) int {
		s := strings.NewReplacer(".", "", ",", "", " ", "").Replace(get(name))
		if s == "" {
			return -1
		}
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 {
			fail(name, "changeweb.number_unreadable")
			return -1
		}
		return n
	}
	if s := get("day"); s != "" {
		d, ok := lang.ParseDate(s)
		if !ok {
			fail("day", "changeweb.day_unreadable")
		}
		w.Day = d
	}
	w.Person, _ = strconv.Atoi(get("person"))
	w.Head, _ = strconv.Atoi(get("head"))
	w.NewHead, _ = strconv.Atoi(get("new_head"))
	for _, s := range v["persons"] {
		if n, err := strconv.Atoi(s); err == nil {
			w.Persons = append(w.Persons, n)
		}
	}
	for name := range v {
		if n, ok := strings.CutPrefix(name, "relation-"); ok && v.Get(name) != "" {
			if i, err := strconv.Atoi(n); err == nil {
				if w.Relation == nil {
					w.Relation = map[int]household.Relation{}
				}
				w.Relation[i] = household.Relation(v.Get(name))
			}
		}
	}
	if n, ok := parse(get("village")); ok {
		w.Village = unit.ID(n)
	}
	if n, ok := parse(get("to")); ok {
		w.Commune = unit.ID(n)
	}
	var flags household.Flags
	for _, f := range household.AllFlags() {
		if contains(v["flags"], f.Code()) {
			flags |= f
		}
	}
	switch k {
	case change.CorrectHousehold:
		w.Ethnic, w.Flags = household.Ethnic(get("ethnic")), flags
		if len(h.Persons) == 0 {
			w.Members = max(whole("members"), 0)
		}
	case change.CorrectPerson, change.AddMember:
		w.As = &change.Someone{
			Name: strings.Join(strings.Fields(get("name")), " "), Sex: household.Sex(get("sex")), Born: household.ReadBorn(get("born")),
			Ethnic: household.Ethnic(get("ethnic")), Relation: household.Relation(get("relation")), Identity: get("identity"),
		}
		if w.As.Name == "" {
			fail("name", "changeweb.name_missing")
		}
	case change.TransferMember, change.Merge:
		o, err := p.other(r, get("other"), h)
		if err != nil && fault.KindOf(err) == fault.Internal {
			return t, err
		}
		if err != nil {
			t.problems = append(t.problems, web.Problem{Field: "other", Text: r.Lang.Error(err)})
		}
		w.Other = o.Ref
	case change.CorrectReview:
		n, _ := parse(get("round"))
		w.Round = review.RoundID(n)
		was, ok, err := review.Found(r.Context(), r.DB(), w.Round, h.Ref)
		if err != nil {
			return t, err
		}
		if !ok {
			fail("round", "changeweb.no_closed_review")
			return t, nil
		}
		f := change.FindingOf(was)
		if v.Has("points") {
			f.PointsA, f.Income, f.Deprived = whole("points"), int64(whole("income")), 0
			for _, s := range v["deprived"] {
				if n, err := strconv.Atoi(s); err == nil {
					f.Deprived |= standard.DeprivedIn(n)
				}
			}
		}
		f.Members, f.Children = max(whole("members"), 0), max(whole("children"), 0)
		f.Ethnic, f.Flags = household.Ethnic(get("ethnic")), flags
		w.Finding = &f
	}
	return t, nil
}
