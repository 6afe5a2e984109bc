package householdweb

import (
	"net/http"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/roster"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// sizes are how many households a page may show; the first is the usual one.
var sizes = []int{50, 25, 100, 200}

// withheld are the columns that a reader sees who may see figures and no households: how many members a
// household has would tell in a village which one it is.
var withheld = []roster.Column{roster.ColClass, roster.ColMovement, roster.ColA, roster.ColB, roster.ColPlace, roster.ColEthnic}

// listView is the page as it is printed.
type listView struct {
	Search    *searchBox
	Masked    bool       // who the households are is withheld
	Classes   []web.Chip // the classes with their counts
	Chips     []web.Chip // what narrows the list
	Count     string     // how many households the list has
	Order     string     // in which order it stands, when that must be said
	Form      *listForm
	Downloads []web.Link
	Table     *web.Table
	Pick      *pickForm
	Pager     web.Pager
	Empty     web.Empty
	Told      string // the filter as the audit remembers it
}

// listOf is what an address asks for.
type listOf struct {
	unit     unit.Unit
	rounds   []review.Round
	round    review.Round
	edition  *standard.Edition
	filter   filter
	columns  []roster.Column
	chosen   bool // the columns were chosen, not the usual ones
	order    roster.Order
	size     int
	villages []unit.Unit
	village  unit.Unit
}

func (x listOf) asked() roster.Asked { return roster.Asked{Filter: x.filter.Filter, Order: x.order} }

// readListOf reads the address of a list of a unit's households.
func readListOf(r *web.Request, q db.Querier, u unit.Unit) (x listOf, err error) {
	ctx := r.Context()
	x.unit = u
	if x.rounds, err = review.Covering(ctx, q, u.ID); err != nil {
		return x, err
	}
	if x.round, err = review.Pick(x.rounds, r.URL.Query().Get("round")); err != nil {
		return x, err
	}
	if x.filter, err = readFilter(r, u, x.round); err != nil {
		return x, err
	}
	if x.columns, x.chosen, err = columnsOf(r); err != nil {
		return x, err
	}
	var ok bool
	if x.order, ok = roster.ParseOrder(r.URL.Query().Get("sort")); !ok {
		return x, errFilter
	}
	x.size = sizes[0]
	for _, n := range sizes {
		if r.URL.Query().Get("size") == strconv.Itoa(n) {
			x.size = n
		}
	}
	if x.round.ID != 0 {
		if x.edition, err = standard.ByID(x.round.Edition); err != nil {
			return x, err
		}
	}
	if !r.Who.Can(account.ReadHouseholds) {
		x.order = roster.Order{} // the order of names would tell of the names
	}
	if err := r.Who.MayRead(x.asked().Sections(x.edition)...); err != nil {
		return x, err
	}
	if x.round.ID == 0 {
		return x, nil
	}
	if u.Level == unit.Commune {
		if x.villages, err = unit.Children(ctx, q, u.ID, x.round.Day); err != nil {
			return x, err
		}
	}
	if x.filter.village != 0 {
		x.village, err = unit.Get(ctx, q, x.filter.village)
	}
	return x, err
}

// list shows the households of a unit. Who may read figures but no households sees how many there are of
// which class, and not who they are.
func (p pages) list(w http.ResponseWriter, r *web.Request) error {
	u, err := r.Unit(account.ReadFigures)
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
	if v.Table != nil && !v.Masked {
		if v.Pick, err = p.pickForm(r, u, v); err != nil {
			return err
		}
	}
	if v.Table != nil && !v.Masked {
		if err := r.SawList("unit:"+strconv.FormatInt(int64(u.ID), 10), u.ID, len(v.Table.Rows), v.Told); err != nil {
			return err
		}
	}
	return r.Render(w, page, listPage(v))
}

func readList(r *web.Request, q db.Querier, u unit.Unit) (web.Page, listView, error) {
	ctx := r.Context()
	page := web.Page{Title: r.T("householdweb.list_title", "Unit", u.TitleIn(r.Lang)), Help: "page-households", Unit: u, Crumb: r.T("web.menu_households"), Section: web.Households}
	v := listView{Masked: !r.Who.Can(account.ReadHouseholds)}
	x, err := readListOf(r, q, u)
	if err != nil {
		return page, v, err
	}
	if v.Masked {
		x.columns, x.size = withheld, sizes[0] // columns that tell of nobody
	} else {
		v.Search = &searchBox{Unit: u}
		page.Act = web.Link{Label: r.T("householdweb.my_lists"), Href: "/lists"}
	}
	if x.round.ID != 0 {
		page.Period = period(r, x.rounds, x.round)
		page.Source = r.T("householdweb.source", "Round", page.Period.Label, "Edition", x.edition.Title(r.Lang))
		if v.Classes, err = classChips(r, q, x.filter); err != nil {
			return page, v, err
		}
		v.Chips = x.filter.chips(r, x.edition, x.village)
	}
	n, exact, err := roster.Count(ctx, q, x.asked())
	if err != nil {
		return page, v, err
	}
	v.Told = x.asked().Told()
	found, err := roster.Read(ctx, q, x.asked(), x.size)
	if err != nil {
		return page, v, err
	}
	if len(found.Lines) == 0 {
		v.Empty = nothing(r, x)
		if x.round.ID != 0 {
			v.Count = countSentence(r, n, exact, v.Chips)
			v.Form = x.form(r, v.Masked, false)
		}
		return page, v, nil
	}
	v.Count = countSentence(r, n, exact, v.Chips)
	sortable := exact && n <= roster.SortLimit && !v.Masked
	v.Form = x.form(r, v.Masked, sortable)
	v.Order = orderSentence(r, x.order, found.Kept)
	v.Pager = x.pager(r, found)
	if !v.Masked && r.Who.Can(account.ExportHouseholds) {
		v.Downloads = downloads(r, u)
	}
	places, err := roster.Places(ctx, q, found.Lines)
	if err != nil {
		return page, v, err
	}
	lines := make([]line, len(found.Lines))
	for i := range found.Lines {
		lines[i].Line = found.Lines[i]
	}
	v.Table = table(r, places, shape{
		reader: r.Who, at: u, round: x.round, edition: x.edition, columns: x.columns, order: found.Kept, sorts: sortable, ticks: !v.Masked, masked: v.Masked,
		caption: r.T("householdweb.list_caption"),
	}, lines)
	return page, v, nil
}

// nothing is what an empty list teaches.
func nothing(r *web.Request, x listOf) web.Empty {
	if x.round.ID == 0 {
		return web.Empty{Title: r.T("householdweb.empty"), Text: r.T("householdweb.empty_text")}
	}
	e := web.Empty{Title: r.T("householdweb.none"), Text: r.T("householdweb.none_text")}
	if x.filter.narrowed(r) {
		e.Act = web.Link{Label: r.T("householdweb.all_households"), Href: r.Link(listPath(x.unit.ID))}
	}
	return e
}

// orderSentence says in which order the list stands, and why not in the one asked for.
func orderSentence(r *web.Request, asked, kept roster.Order) string {
	switch {
	case asked != kept:
		return r.T("householdweb.not_sorted", "Most", r.Lang.Int(roster.SortLimit), "Order", r.T("householdweb.by_"+string(asked.By)))
	case kept.By == roster.ByKey:
		return ""
	case kept.Down:
		return r.T("householdweb.sorted_down", "Order", r.T("householdweb.by_"+string(kept.By)))
	}
	return r.T("householdweb.sorted", "Order", r.T("householdweb.by_"+string(kept.By)))
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
			Label: lang.Capital(c.Name(r.Lang)), Href: r.With("class", c.String(), "after", ""),
			On: len(f.Classes) == 1 && f.Classes[0] == c, Count: r.Lang.Int(figures.Of(c).Households),
		})
	}
	return chips, nil
}

// countSentence says how many households the list has and, on paper too, what narrows it.
func countSentence(r *web.Request, n int64, exact bool, chips []web.Chip) string {
	if len(chips) == 0 && exact {
		return r.T("householdweb.count_all", "Households", r.Lang.Int(n), "Count", n)
	} else if len(chips) == 0 {
		return r.T("householdweb.count_many", "Households", r.Lang.Int(n), "Count", n)
	}
	chosen := make([]string, len(chips))
	for i, c := range chips {
		chosen[i] = strings.TrimSuffix(c.Label, " ×")
	}
	key := "householdweb.count_chosen"
	if !exact {
		key = "householdweb.count_more"
	}
	return r.T(key, "Households", r.Lang.Int(n), "Chosen", strings.Join(chosen, "; "), "Count", n)
}

func (x listOf) pager(r *web.Request, found roster.Page) web.Pager {
	p := web.Pager{Text: r.T("householdweb.on_page", "Households", len(found.Lines))}
	if x.filter.After != (household.Ref{}) {
		p.First = r.With("after", "")
	}
	if found.More {
		p.Next = r.With("after", found.Lines[len(found.Lines)-1].Ref.String())
	}
	return p
}
