package householdweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// pageSize is how many households one page shows.
const pageSize = 50

// listView is the page as it is printed.
type listView struct {
	Search  searchBox
	Classes []web.Chip // the classes with their counts
	Chips   []web.Chip // what narrows the list
	Count   string     // how many households the list has
	Fields  []web.Field
	Hidden  []web.Option
	Open    bool // the filter form stands open
	Action  string
	Table   *web.Table
	Pager   web.Pager
	Empty   web.Empty
}

// line is one household of a list with what its review found.
type line struct {
	household.Household
	found    review.Assessment
	reviewed bool
	alike    bool
}

func list(w http.ResponseWriter, r *web.Request) error {
	u, err := r.Unit(account.ReadHouseholds)
	if err != nil {
		return err
	}
	var v listView
	var page web.Page
	err = r.DB().Read(r.Context(), func(q db.Querier) error {
		page, v, err = readList(r, q, u)
		return err
	})
	if err != nil {
		return err
	}
	return r.Render(w, page, listPage(v))
}

func readList(r *web.Request, q db.Querier, u unit.Unit) (web.Page, listView, error) {
	ctx := r.Context()
	page := web.Page{Title: r.T("householdweb.list_title", "Unit", u.TitleIn(r.Lang)), Unit: u, Crumb: r.T("web.menu_households"), Section: web.Households}
	v := listView{Search: searchBox{Unit: u}, Action: listPath(u.ID)}
	rounds, err := review.Covering(ctx, q, u.ID)
	if err != nil {
		return page, v, err
	}
	round, err := review.Pick(rounds, r.URL.Query().Get("round"))
	if err != nil {
		return page, v, err
	}
	f, err := readFilter(r, u, round)
	if err != nil {
		return page, v, err
	}
	if round.ID == 0 {
		err := readUnreviewed(r, q, u, f, &v)
		return page, v, err
	}
	page.Period = period(r, rounds, round)
	edition, err := standard.ByID(round.Edition)
	if err != nil {
		return page, v, err
	}
	page.Source = r.T("householdweb.source", "Round", page.Period.Label, "Edition", edition.Title(r.Lang))
	var villages []unit.Unit
	if u.Level == unit.Commune {
		if villages, err = unit.Children(ctx, q, u.ID, round.Day); err != nil {
			return page, v, err
		}
	}
	var village unit.Unit
	if f.village != 0 {
		if village, err = unit.Get(ctx, q, f.village); err != nil {
			return page, v, err
		}
	}
	if v.Classes, err = classChips(r, q, f); err != nil {
		return page, v, err
	}
	v.Chips = f.chips(r, edition, village)
	v.Fields, v.Hidden = f.form(r, edition, villages)
	n, exact, err := review.CountOf(ctx, q, f.Filter)
	if err != nil {
		return page, v, err
	}
	v.Count = countSentence(r, n, exact, v.Chips)
	found, err := review.List(ctx, q, f.Filter)
	if err != nil {
		return page, v, err
	}
	more := len(found) > pageSize
	found = found[:min(len(found), pageSize)]
	lines, err := withNames(ctx, q, found)
	if err != nil {
		return page, v, err
	}
	if len(lines) == 0 {
		v.Empty = web.Empty{Title: r.T("householdweb.none"), Text: r.T("householdweb.none_text")}
		if f.narrowed(r) {
			v.Empty.Act = web.Link{Label: r.T("householdweb.all_households"), Href: r.Link(listPath(u.ID))}
		}
		return page, v, nil
	}
	v.Pager = pager(r, f.After, lines, more)
	v.Table, err = table(r, q, u, round, edition, lines, r.T("householdweb.list_caption"))
	return page, v, err
}

// readUnreviewed shows the register where nothing has been reviewed yet.
func readUnreviewed(r *web.Request, q db.Querier, u unit.Unit, f filter, v *listView) error {
	households, err := household.List(r.Context(), q, household.Filter{Area: f.Area, Minority: f.Minority, After: f.After, Limit: pageSize + 1})
	if err != nil {
		return err
	}
	if len(households) == 0 {
		v.Empty = web.Empty{Title: r.T("householdweb.empty"), Text: r.T("householdweb.empty_text")}
		return nil
	}
	n, err := household.Count(r.Context(), q, f.Area)
	if err != nil {
		return err
	}
	v.Count = countSentence(r, n, true, nil)
	more := len(households) > pageSize
	lines := make([]line, 0, pageSize)
	for _, h := range households[:min(len(households), pageSize)] {
		lines = append(lines, line{Household: h})
	}
	v.Pager = pager(r, f.After, lines, more)
	v.Table, err = table(r, q, u, review.Round{}, nil, lines, r.T("householdweb.list_caption"))
	return err
}

// withNames adds what the register knows to what the review found.
func withNames(ctx context.Context, q db.Querier, found []review.Assessment) ([]line, error) {
	refs := make([]household.Ref, len(found))
	by := make(map[household.Ref]review.Assessment, len(found))
	for i, a := range found {
		refs[i] = a.Household
		by[a.Household] = a
	}
	households, err := household.ByRefs(ctx, q, refs)
	if err != nil {
		return nil, err
	}
	lines := make([]line, len(households))
	for i, h := range households {
		lines[i] = line{Household: h, found: by[h.Ref], reviewed: true}
	}
	return lines, nil
}

// classChips are the classes as choices, with how many households of the area each has.
func classChips(r *web.Request, q db.Querier, f filter) ([]web.Chip, error) {
	figures, err := review.FiguresOf(r.Context(), q, f.Round, f.Area)
	if err != nil {
		return nil, err
	}
	// All of them, those that left since the beginning too.
	all, _, err := review.CountOf(r.Context(), q, review.Filter{Round: f.Round, Area: f.Area})
	if err != nil {
		return nil, err
	}
	chips := []web.Chip{{Label: r.T("householdweb.all_classes"), Href: r.With("class", "", "after", ""), On: len(f.Classes) == 0, Count: r.Lang.Int(all)}}
	for _, c := range standard.Classes {
		chips = append(chips, web.Chip{
			Label: upperFirst(c.Name(r.Lang)), Href: r.With("class", c.String(), "after", ""),
			On: len(f.Classes) == 1 && f.Classes[0] == c, Count: r.Lang.Int(figures.Of(c).Households),
		})
	}
	return chips, nil
}

// countSentence says how many households the list has and, on paper too, what narrows it.
func countSentence(r *web.Request, n int64, exact bool, chips []web.Chip) string {
	if len(chips) == 0 {
		return r.T("householdweb.count_all", "Households", r.Lang.Int(n))
	}
	chosen := make([]string, len(chips))
	for i, c := range chips {
		chosen[i] = strings.TrimSuffix(c.Label, " ×")
	}
	key := "householdweb.count_chosen"
	if !exact {
		key = "householdweb.count_more"
	}
	return r.T(key, "Households", r.Lang.Int(n), "Chosen", strings.Join(chosen, "; "))
}

func pager(r *web.Request, after household.Ref, lines []line, more bool) web.Pager {
	p := web.Pager{Text: r.T("householdweb.on_page", "Households", len(lines))}
	if !after.IsZero() {
		p.First = r.With("after", "")
	}
	if more {
		p.Next = r.With("after", lines[len(lines)-1].Ref.String())
	}
	return p
}

// table is the list itself; on a phone it shows who and which class, the rest on tap.
func table(r *web.Request, q db.Querier, at unit.Unit, round review.Round, edition *standard.Edition, lines []line, caption string) (*web.Table, error) {
	l := r.Lang
	places, err := placesOf(r.Context(), q, lines)
	if err != nil {
		return nil, err
	}
	t := &web.Table{Caption: caption, Wide: true, Columns: []web.Column{{Label: r.T("householdweb.head")}}}
	if round.ID != 0 {
		t.Columns = append(t.Columns, web.Column{Label: r.T("householdweb.class")},
			web.Column{Label: r.T("householdweb.movement"), Secondary: true},
			web.Column{Label: r.T("householdweb.points_a"), Number: true, Secondary: true, Note: r.T("householdweb.points_a_note")},
			web.Column{Label: r.T("householdweb.points_b"), Number: true, Secondary: true, Note: r.T("householdweb.points_b_note")})
	}
	t.Columns = append(t.Columns,
		web.Column{Label: r.T("householdweb.place"), Secondary: true},
		web.Column{Label: r.T("householdweb.ethnic"), Secondary: true},
		web.Column{Label: r.T("householdweb.members"), Number: true, Secondary: true})
	for _, x := range lines {
		sub := x.Code
		if x.alike {
			sub += " · " + r.T("householdweb.alike")
		}
		cells := []web.Cell{{Text: x.Head, Href: r.Link(householdPath(x.Ref)), Sub: sub}}
		if round.ID != 0 {
			cells = append(cells, reviewCells(r, round, edition, x)...)
		}
		cells = append(cells, web.Cell{Text: places.title(l, x, at)}, web.Cell{Text: x.Ethnic.Name(l)}, web.Cell{Text: l.Int(int64(x.Members))})
		t.Rows = append(t.Rows, web.Row{Cells: cells})
	}
	return t, nil
}

func reviewCells(r *web.Request, round review.Round, edition *standard.Edition, x line) []web.Cell {
	if !x.reviewed {
		return []web.Cell{{Text: r.T("householdweb.not_reviewed")}, {Text: lang.Unknown}, {Text: lang.Unknown}, {Text: lang.Unknown}}
	}
	a := x.found
	b := lang.Unknown
	if round.Detail {
		b = r.Lang.Int(int64(edition.PointsB(a.Deprived)))
	}
	return []web.Cell{{Body: web.ClassBadge(a.Class)}, {Text: review.Judged{Assessment: a, In: round}.MovementName(r.Lang)}, {Text: measured(r, a)}, {Text: b}}
}

// measured is điểm A, or the declared income where points were not counted.
func measured(r *web.Request, a review.Assessment) string {
	switch {
	case a.PointsA >= 0:
		return strconv.Itoa(a.PointsA)
	case a.Income >= 0:
		return r.T("householdweb.dong", "Amount", r.Lang.Int(a.Income))
	}
	return lang.Unknown
}

// places are the units that a page of households lives in.
type places map[unit.ID]unit.Unit

func placesOf(ctx context.Context, q db.Querier, lines []line) (places, error) {
	seen := map[unit.ID]bool{}
	var ids []unit.ID
	for _, x := range lines {
		for _, id := range []unit.ID{x.Village, x.Commune} {
			if id != 0 && !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return unit.ByIDs(ctx, q, ids)
}

// title is where a household lives, as far as the page's own unit does not say it.
func (p places) title(l lang.Lang, x line, at unit.Unit) string {
	text := ""
	if v, ok := p[x.Village]; ok {
		text = v.TitleIn(l)
	}
	if c, ok := p[x.Commune]; ok && at.Level != unit.Commune && at.Level != unit.Village {
		if text != "" {
			text += ", "
		}
		text += c.TitleIn(l)
	}
	if text == "" {
		return lang.Unknown
	}
	return text
}
