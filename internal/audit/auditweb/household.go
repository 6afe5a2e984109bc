package auditweb

import (
	"net/http"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/fault"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// householdView is who has had to do with one household.
type householdView struct {
	Ways    []web.Chip
	Page    web.Link // to the household itself, for who may read it
	Summary web.Table
	Lines   web.Table
	More    web.Link
}

// household answers "who has looked at this family": every officer, then the newest lines. It reads the log
// alone, and names nobody of the household.
func household(w http.ResponseWriter, r *web.Request) error {
	commune, ok := r.PathInt("commune")
	id, ok2 := r.PathInt("id")
	if !ok || !ok2 {
		return fault.New(fault.NotFound, "web.unknown_page")
	}
	u, err := r.UnitOf(unit.ID(commune), account.ReadAudit)
	if err != nil {
		return err
	}
	ref := strconv.FormatInt(commune, 10) + "/" + strconv.FormatInt(id, 10)
	thing := "household:" + ref
	all, err := audit.VisitorsOf(r.Context(), r.DB(), thing)
	if err != nil {
		return err
	}
	found, err := audit.List(r.Context(), r.DB(), audit.Filter{Area: int64(r.Who.Unit), Whole: true, Thing: thing, Limit: perPage + 1})
	if err != nil {
		return err
	}
	v := householdView{Ways: ways(r, ""), Summary: visitors(r, all)}
	if len(found) > perPage {
		found = found[:perPage]
		v.More = web.Link{Label: r.T("audit.all_lines"), Href: linesOf("thing", thing)}
	}
	v.Lines = table(r, u, found)
	v.Lines.Caption = r.T("audit.household_lines")
	if r.Opens("GET /households/{commune}/{id}") {
		v.Page = web.Link{Label: r.T("audit.to_household"), Href: r.Link("/households/" + ref)}
	}
	if err := saw(r, u, thing, nil); err != nil {
		return err
	}
	page := web.Page{
		Title: r.T("audit.household_title", "Ref", ref), Help: "page-audit", Unit: u, Above: web.Link{Label: r.T("audit.title"), Href: "/audit"}, Crumb: r.T("audit.household_crumb"), Section: web.Administration,
		Lead: r.T("audit.household_lead"),
	}
	return r.Render(w, page, householdPage(v))
}

func visitors(r *web.Request, all []audit.Visitor) web.Table {
	t := web.Table{Caption: r.T("audit.household_caption", "Officers", len(all), "Count", len(all)), Wide: true, Columns: []web.Column{
		{Label: r.T("audit.actor")},
		{Label: r.T("audit.group_looks"), Number: true},
		{Label: r.T("audit.group_searches"), Number: true, Secondary: true},
		{Label: r.T("audit.group_changes"), Number: true, Secondary: true},
		{Label: r.T("audit.last")},
	}}
	for _, x := range all {
		who := web.Cell{Text: account.ActorName(r.Lang, x.Actor.Name)}
		if x.Actor.ID != 0 {
			who.Href = linesOf("person", strconv.FormatInt(x.Actor.ID, 10))
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			who,
			{Text: r.Lang.Int(x.Counts[audit.Looks])},
			{Text: r.Lang.Int(x.Counts[audit.Searches])},
			{Text: r.Lang.Int(x.Counts[audit.Changes])},
			{Text: r.Lang.Time(x.Last)},
		}})
	}
	return t
}
