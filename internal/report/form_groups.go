package report

import (
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
)

// groups are the columns of form 8; a household may stand in several groups.
func groups(layout) []Column {
	var all []Column
	for _, c := range lists {
		one := func(label words, narrow func(*review.Filter), n func(s *stand) (households, persons int64)) Column {
			x := counted(label, c, narrow, nil)
			x.Unit = nil
			x.value = func(s *stand, b Breakdown) Value {
				households, persons := n(s)
				if b == OfPersons {
					return known(persons)
				}
				return known(households)
			}
			return x
		}
		all = append(all, under(className(c),
			one(say("report.total"), nil, func(s *stand) (int64, int64) { return s.of(c).Households, s.of(c).Persons }),
			one(say("report.minority"), minority(true), func(s *stand) (int64, int64) { return s.minority(c).Households, s.minority(c).Persons }),
			one(flagName(household.NoLabour), flagged(household.NoLabour), func(s *stand) (int64, int64) { return s.of(c).NoLabour, s.of(c).NoLabourPersons }),
			one(flagName(household.Merit), flagged(household.Merit), func(s *stand) (int64, int64) { return s.of(c).Merit, s.of(c).MeritPersons }),
			one(say("report.no_group"), func(f *review.Filter) { f.Other = true }, func(s *stand) (int64, int64) { return s.of(c).Other, s.of(c).OtherPersons }),
		)...)
	}
	return all
}

func flagName(x household.Flags) words { return x.Name }

// ethnics are the columns of form 9: every group native to the place has one of its own.
func ethnics(x layout) []Column {
	var all []Column
	for _, c := range lists {
		columns := []Column{
			counted(say("report.total"), c, nil, func(s *stand) int64 { return s.of(c).Households }),
			counted(household.Kinh.Name, c, ofEthnic(household.Kinh), func(s *stand) int64 { return s.ethnic(c, household.Kinh) }),
			counted(say("report.minorities"), c, minority(true), func(s *stand) int64 { return s.minority(c).Households }),
		}
		for _, e := range x.local {
			one := counted(e.Name, c, ofEthnic(e), func(s *stand) int64 { return s.ethnic(c, e) })
			columns = append(columns, under(say("report.among_minorities"), one)...)
		}
		others := counted(say("report.other_minorities"), c, func(f *review.Filter) {
			minority(true)(f)
			f.NotEthnic = x.local
		}, func(s *stand) int64 {
			n := s.minority(c).Households
			for _, e := range x.local {
				n -= s.ethnic(c, e)
			}
			return n
		})
		columns = append(columns, under(say("report.among_minorities"), others)...)
		if x.unknown {
			columns = append(columns, counted(say("report.foreign_or_unknown"), c, func(f *review.Filter) {
				minority(false)(f)
				f.NotEthnic = []household.Ethnic{household.Kinh}
			}, func(s *stand) int64 {
				return s.of(c).Households - s.minority(c).Households - s.ethnic(c, household.Kinh)
			}))
		}
		all = append(all, under(className(c), columns...)...)
	}
	return all
}

func ofEthnic(e household.Ethnic) func(*review.Filter) {
	return func(f *review.Filter) { f.Ethnic = e }
}

// causes are the columns of form 10; a household may have several causes.
func causes(layout) []Column {
	var all []Column
	for _, c := range lists {
		columns := []Column{counted(say("report.total"), c, nil, func(s *stand) int64 { return s.of(c).Households })}
		for _, x := range household.Causes() {
			one := counted(x.Name, c, func(f *review.Filter) { f.Cause = x }, nil)
			one.value = func(s *stand, _ Breakdown) Value { return s.detailed(s.of(c).Causes[x-1]) }
			columns = append(columns, one)
		}
		all = append(all, under(className(c), columns...)...)
	}
	return all
}

// children are the columns of form 11: children under 16 of households that lack the service.
func children(x layout) []Column {
	var health, school standard.Deprivations
	for _, i := range x.edition.Indicators {
		switch {
		case i.Service == "health":
			health |= standard.DeprivedIn(i.N)
		case i.Code == "child_schooling":
			school |= standard.DeprivedIn(i.N)
		}
	}
	var all []Column
	for _, c := range lists {
		one := func(label words, narrow func(*review.Filter), value func(s *stand) Value) Column {
			return Column{
				Label: label, Unit: unitChildren, sums: true, behind: behind(c, narrow),
				value: func(s *stand, _ Breakdown) Value { return value(s) },
			}
		}
		lacking := func(d standard.Deprivations) func(*review.Filter) {
			return func(f *review.Filter) { f.Lacks = d }
		}
		all = append(all, under(className(c),
			one(say("report.children"), nil, func(s *stand) Value { return known(s.of(c).Children) }),
			one(say("report.children_health"), lacking(health), func(s *stand) Value { return s.detailed(s.of(c).ChildHealth) }),
			one(say("report.children_school"), lacking(school), func(s *stand) Value { return s.detailed(s.of(c).ChildSchool) }),
		)...)
	}
	return all
}

// summary are the columns of forms 12 and 13: one list against the whole population, by ethnic group
// and by mark. How many households and persons of the population are of a group native to the place is
// in no source; those columns stay empty.
func summary(x layout) []Column {
	c := x.list
	nobody := func(label, unit words) Column {
		return Column{Label: label, Unit: unit, value: func(*stand, Breakdown) Value { return Value{} }}
	}
	total, kinh, minorities, native := say("report.total"), say("report.kinh"), say("report.minority_short"), say("report.local_short")
	all := under(say("report.all_households"),
		base(total, unitHouseholds, func(s *stand) int64 { return s.base.Households }),
		base(kinh, unitHouseholds, func(s *stand) int64 { return less(s.base.Households, s.base.MinorityHouseholds) }),
		base(minorities, unitHouseholds, func(s *stand) int64 { return s.base.MinorityHouseholds }),
		nobody(native, unitHouseholds))
	all = append(all, under(say("report.all_persons"),
		base(total, unitPersons, func(s *stand) int64 { return s.base.Persons }),
		base(kinh, unitPersons, func(s *stand) int64 { return less(s.base.Persons, s.base.MinorityPersons) }),
		base(minorities, unitPersons, func(s *stand) int64 { return s.base.MinorityPersons }),
		nobody(native, unitPersons))...)
	all = append(all, under(className(c),
		counted(total, c, nil, func(s *stand) int64 { return s.of(c).Households }),
		counted(kinh, c, minority(false), func(s *stand) int64 { return s.of(c).Households - s.minority(c).Households }),
		counted(minorities, c, minority(true), func(s *stand) int64 { return s.minority(c).Households }),
		counted(native, c, flagged(household.Local), func(s *stand) int64 { return s.of(c).Local }),
		rate(say("report.rate_of_all"), 9, 1),
		rate(say("report.rate_of_minority"), 11, 3),
		rate(say("report.rate_of_local"), 12, 4))...)
	all = append(all,
		counted(flagName(household.Merit), c, flagged(household.Merit), func(s *stand) int64 { return s.of(c).Merit }),
		counted(flagName(household.NoLabour), c, flagged(household.NoLabour), func(s *stand) int64 { return s.of(c).NoLabour }),
		counted(flagName(household.FemaleHead), c, flagged(household.FemaleHead), func(s *stand) int64 { return s.of(c).FemaleHead }))
	persons := []Column{
		counted(total, c, nil, func(s *stand) int64 { return s.of(c).Persons }),
		counted(kinh, c, minority(false), func(s *stand) int64 { return s.of(c).Persons - s.minority(c).Persons }),
		counted(minorities, c, minority(true), func(s *stand) int64 { return s.minority(c).Persons }),
		counted(native, c, flagged(household.Local), func(s *stand) int64 { return s.of(c).LocalPersons }),
	}
	for i := range persons {
		persons[i].Unit = unitPersons
	}
	return append(all, under(personsOf(c), persons...)...)
}

// less is a difference of two figures of the base, -1 when either is not known.
func less(whole, part int64) int64 {
	if whole < 0 || part < 0 {
		return -1
	}
	return whole - part
}
