package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/unit"
)

// Section is a place in the menu; the menu follows the order of the year.
type Section int

// The sections in the order of the year, administration last.
const (
	NoSection Section = iota
	Overview
	Households
	Review
	Targets
	Plans
	Programmes
	Support
	Supervision
	Administration
)

// The search box leads to this row of the route table.
const (
	searchPattern    = "GET /search"
	searchPermission = account.ReadHouseholds
)

// Entry is one line of the menu.
type Entry struct {
	Section    Section
	Label      string // message key
	Permission account.Permission
	// Href is the entry's page for the unit that the reader is looking at.
	Href func(u unit.ID) string
	// Count is how much waits there for this reader; nil or 0 shows no number.
	Count func(r *Request) (int64, error)
}

// Menu adds a line to the menu; only readers whose role holds the permission see it.
func (m *Mux) Menu(e Entry) {
	m.entries = append(m.entries, e)
	slices.SortStableFunc(m.entries, func(a, b Entry) int { return cmp.Compare(a.Section, b.Section) })
}

// menuLink is an entry as one reader sees it.
type menuLink struct {
	Link
	Section Section
	Admin   bool  // the first of those below the line
	Waits   int64 // how much waits there
}

func (m *Mux) menuFor(r *Request, p Page) ([]menuLink, error) {
	u := p.Unit.ID
	if u == 0 {
		u = r.Who.Unit
	}
	var out []menuLink
	below := false
	current := m.currentEntry(r, p, u)
	for i, e := range m.entries {
		if !r.Who.Can(e.Permission) {
			continue
		}
		l := menuLink{Link: Link{Label: r.T(e.Label), Href: r.Link(e.Href(u))}, Section: e.Section}
		l.Current = i == current
		if e.Section >= Administration && !below {
			l.Admin, below = true, true
		}
		if e.Count != nil {
			n, err := e.Count(r)
			if err != nil {
				return nil, err
			}
			l.Waits = n
		}
		out = append(out, l)
	}
	return out, nil
}

// currentEntry is the entry of the page being shown: the one with its address or with one above it, else
// the first of its section that the reader sees; -1 when there is none.
func (m *Mux) currentEntry(r *Request, p Page, u unit.ID) int {
	first := -1
	for i, e := range m.entries {
		if e.Section != p.Section || !r.Who.Can(e.Permission) {
			continue
		}
		if path, _, _ := strings.Cut(e.Href(u), "?"); path == r.URL.Path || path == p.Above.Href || strings.HasPrefix(r.URL.Path, path+"/") {
			return i
		}
		if first < 0 {
			first = i
		}
	}
	return first
}

// phoneEntries is how many lines of the menu stand at the foot of a phone's screen.
const phoneEntries = 4

// forPhone divides a menu that is too long for the foot of a phone: there the first line of each section, as
// far as there is room; a button beside them opens the whole menu, with the others.
func forPhone(menu []menuLink) (foot, more []menuLink) {
	if len(menu) <= phoneEntries {
		return menu, nil
	}
	last := NoSection
	for _, e := range menu {
		if e.Section != last && len(foot) < phoneEntries {
			foot, last = append(foot, e), e.Section
		} else {
			more = append(more, e)
		}
	}
	return foot, more
}

// isCurrent tells whether one of several lines is of the page being shown.
func isCurrent(menu []menuLink) bool {
	return slices.ContainsFunc(menu, func(e menuLink) bool { return e.Current })
}

// waits is how much waits behind several lines.
func waits(menu []menuLink) (n int64) {
	for _, e := range menu {
		n += e.Waits
	}
	return n
}

// UnitPath is the address of a unit's page.
func UnitPath(id unit.ID) string { return "/units/" + strconv.FormatInt(int64(id), 10) }
