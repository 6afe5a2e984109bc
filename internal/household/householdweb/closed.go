package householdweb

import (
	"giamngheo/internal/account"
	"giamngheo/internal/lang"
	"giamngheo/internal/standard"
	"giamngheo/internal/web"
)

// closed is a value that the reader may not see, said as such: never empty, and never 0.
func closed(l lang.Lang, sections ...account.Section) web.Cell {
	return web.Cell{Text: l.T("householdweb.withheld"), Note: closedWhy(l, sections...)}
}

// closedWhy says which sections are closed.
func closedWhy(l lang.Lang, sections ...account.Section) string {
	return l.T("householdweb.closed_why", "Sections", account.SectionList(sections))
}

// alsoClosed is the end of a list of which the reader may see only a part, "" when he may see all.
func alsoClosed(l lang.Lang, sections []account.Section) string {
	if len(sections) == 0 {
		return ""
	}
	return l.T("householdweb.also_closed", "Sections", account.SectionList(sections))
}

// openIndicators are the indicators that a reader may see, and the sections of the others.
func openIndicators(who account.Actor, e *standard.Edition) (open []standard.Indicator, shut []account.Section) {
	var all []account.Section
	for _, i := range e.Indicators {
		s := account.SectionOfService(i.Service)
		all = append(all, s)
		if who.Reads(s) {
			open = append(open, i)
		}
	}
	return open, who.Closed(all...)
}

// open are those of some facts that a reader may see.
func open[T interface{ Section() account.Section }](who account.Actor, list []T) (out []T) {
	for _, x := range list {
		if who.Reads(x.Section()) {
			out = append(out, x)
		}
	}
	return out
}

// listed is a cell that names some facts, and below them what the reader may not see.
func listed[T any](list []T, name func(T) string, also string) web.Cell {
	text := names(list, name)
	if text == "" && also == "" {
		text = lang.Unknown
	}
	return web.Cell{Text: text, Sub: also}
}
