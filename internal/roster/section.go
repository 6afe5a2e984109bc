package roster

import (
	"giamngheo/internal/account"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
)

// Sections are the sections of a household's data that a column tells of. Of class, movement and place every
// reader of households is told.
func (c Column) Sections(e *standard.Edition) []account.Section {
	switch c {
	case ColA:
		return []account.Section{account.Income}
	case ColB:
		return account.Services // a sum tells of each of its parts
	case ColEthnic, ColAddress:
		return []account.Section{account.Identity}
	case ColMembers:
		return []account.Section{account.Members}
	case ColDeprived:
		return IndicatorSections(e)
	case ColNeeds:
		return []account.Section{account.Support}
	case ColCauses:
		var out []account.Section
		for _, x := range household.Causes() {
			out = append(out, x.Section())
		}
		return out
	case ColMarks:
		var out []account.Section
		for _, x := range household.AllFlags() {
			out = append(out, x.Section())
		}
		return out
	}
	return nil
}

// Divides tells whether a column lists facts of several sections, so that a reader may see a part of it.
func (c Column) Divides() bool { return c == ColDeprived || c == ColCauses || c == ColMarks }

// Shut tells whether nothing of a column may be shown to a reader.
func (c Column) Shut(who account.Actor, e *standard.Edition) bool {
	all := c.Sections(e)
	if !c.Divides() {
		return !who.Reads(all...)
	}
	for _, s := range all {
		if who.Reads(s) {
			return false
		}
	}
	return len(all) > 0
}

// IndicatorSections are the sections of the indicators of a standard, in their order.
func IndicatorSections(e *standard.Edition) []account.Section {
	if e == nil {
		return nil
	}
	var out []account.Section
	for _, i := range e.Indicators {
		out = append(out, account.SectionOfService(i.Service))
	}
	return out
}

// Sections are the sections that a list's choice of households tells of: by its count alone one would learn of
// each household what it is narrowed by.
func (a Asked) Sections(e *standard.Edition) []account.Section {
	out := a.Order.By.sections()
	add := func(on bool, s ...account.Section) {
		if on {
			out = append(out, s...)
		}
	}
	indicator := func(n int) []account.Section {
		if e != nil {
			if i, ok := e.Indicator(n); ok {
				return []account.Section{account.SectionOfService(i.Service)}
			}
		}
		return account.Services
	}
	f := a.Filter
	add(f.Minority != nil || f.Ethnic != "" || len(f.NotEthnic) > 0, account.Identity)
	add(f.Other, account.Identity, household.NoLabour.Section(), household.Merit.Section())
	for n := 1; n <= standard.MaxIndicators; n++ {
		add(f.Lacks.Has(n) || f.Deprived == n, indicator(n)...)
	}
	add(f.Cause != 0, f.Cause.Section())
	add(f.Need != 0, f.Need.Section())
	add(f.Flag != 0, f.Flag.Section())
	return out
}

// sections are those that an order tells of.
func (b By) sections() []account.Section {
	switch b {
	case ByMembers:
		return []account.Section{account.Members}
	case ByA:
		return []account.Section{account.Income}
	case ByB:
		return account.Services
	}
	return nil
}

// Open tells whether a reader may have a list in this order.
func (b By) Open(who account.Actor) bool { return who.Reads(b.sections()...) }

// Opens tells whether a reader may see whom a filter chooses in a round of an edition: a number leads to its
// list only then.
func Opens(who account.Actor, f review.Filter, edition string) bool {
	e, err := standard.ByID(edition)
	return err == nil && who.MayRead(Asked{Filter: f}.Sections(e)...) == nil
}
