package householdweb

import (
	"net/http"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/roster"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// searchBox is the search field of a page.
type searchBox struct {
	Unit  unit.Unit
	Text  string
	Focus bool
}

// maxHits is how many households a search shows.
const maxHits = 100

// search finds households by name or code in the reader's area, or in the unit that ?unit= names.
func search(w http.ResponseWriter, r *web.Request) error {
	area := r.Who.Unit
	if id, ok := r.QueryInt("unit"); ok {
		area = unit.ID(id)
	}
	u, err := r.UnitOf(area, account.ReadHouseholds)
	if err != nil {
		return err
	}
	text := strings.TrimSpace(r.URL.Query().Get("q"))
	if household.LooksLikeNumber(text) {
		// An address with a number leads away from it; the form asks without one.
		r.Flash(w, r.T("householdweb.number_in_address"))
		return r.SeeOther(w, r.With("q", ""))
	}
	page := web.Page{Title: r.T("householdweb.search_title"), Help: "page-search", Unit: u, Crumb: r.T("householdweb.search"), Section: web.Households}
	v := searchView{Box: searchBox{Unit: u, Text: text, Focus: text == ""}}
	if text == "" {
		return r.Render(w, page, searchPage(v))
	}
	err = r.DB().Read(r.Context(), func(q db.Querier) error { return readSearch(r, q, u, text, &page, &v) })
	if err != nil {
		return err
	}
	if err := sawSearch(r, u, text, v.hits); err != nil {
		return err
	}
	return r.Render(w, page, searchPage(v))
}

// searchView is the page as it is printed.
type searchView struct {
	Box   searchBox
	Count string
	Table *web.Table
	Empty web.Empty
	hits  []household.Ref
}

// sawSearch records a search by how many words it had, never by the words: they are names. A search that led to
// one household is a line of that household.
func sawSearch(r *web.Request, u unit.Unit, text string, hits []household.Ref) error {
	thing := "unit:" + strconv.FormatInt(int64(u.ID), 10)
	if len(hits) == 1 {
		thing = "household:" + hits[0].String()
	}
	return r.Saw(audit.Line{
		Act: "household.search", Thing: thing, UnitID: int64(u.ID),
		After: map[string]int{"words": len(strings.Fields(text)), "households": len(hits)},
	}, audit.Volume{Searches: 1})
}

func readSearch(r *web.Request, q db.Querier, u unit.Unit, text string, page *web.Page, v *searchView) error {
	ctx := r.Context()
	hits, err := household.Search(ctx, q, household.Query{Text: text, Area: u.ID, Limit: maxHits})
	if err != nil {
		return err
	}
	for _, h := range hits {
		v.hits = append(v.hits, h.Ref)
	}
	if len(hits) == 0 {
		v.Empty = web.Empty{Title: r.T("householdweb.no_hit", "Text", text, "Unit", u.TitleIn(r.Lang)), Text: r.T("householdweb.no_hit_text")}
		return nil
	}
	key := "householdweb.hits"
	if len(hits) == maxHits {
		key = "householdweb.hits_first"
	}
	v.Count = r.T(key, "Hits", len(hits), "Count", len(hits), "Text", text, "Unit", u.TitleIn(r.Lang))
	return fillHits(r, q, u, hits, page, v)
}

// fillHits lays the households that were found out as a table, with what the round of the page found of them.
func fillHits(r *web.Request, q db.Querier, u unit.Unit, hits []household.Hit, page *web.Page, v *searchView) error {
	ctx := r.Context()
	rounds, err := review.Covering(ctx, q, u.ID)
	if err != nil {
		return err
	}
	round, err := review.Pick(rounds, r.URL.Query().Get("round"))
	if err != nil {
		return err
	}
	var edition *standard.Edition
	var found map[household.Ref]review.Assessment
	if round.ID != 0 {
		page.Period = period(r, rounds, round)
		if edition, err = standard.ByID(round.Edition); err != nil {
			return err
		}
		refs := make([]household.Ref, len(hits))
		for i, h := range hits {
			refs[i] = h.Ref
		}
		if found, err = review.OfHouseholds(ctx, q, round.ID, refs); err != nil {
			return err
		}
	}
	lines := make([]line, len(hits))
	for i, h := range hits {
		a, ok := found[h.Ref]
		lines[i] = line{Line: roster.Line{Household: h.Household, Found: a, Reviewed: ok}, alike: h.Alike}
	}
	plain := make([]roster.Line, len(lines))
	for i := range lines {
		plain[i] = lines[i].Line
	}
	places, err := roster.Places(ctx, q, plain)
	if err != nil {
		return err
	}
	v.Table = table(r, places, shape{reader: r.Who, at: u, round: round, edition: edition, columns: roster.Usual, caption: r.T("householdweb.hits_caption")}, lines)
	return nil
}
