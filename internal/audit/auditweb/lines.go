package auditweb

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

const perPage = 100

// lines shows the audit lines of the reader's area, of one record when ?thing= names it.
func lines(w http.ResponseWriter, r *web.Request) error {
	u, err := r.UnitOf(r.Who.Unit, account.ReadAudit)
	if err != nil {
		return err
	}
	thing := r.URL.Query().Get("thing")
	before, _ := r.QueryInt("before")
	// Lines of no unit (failed sign-ins, maintenance) are for those who answer for a whole province.
	whole := u.Level == unit.Province || u.Level == unit.Country
	found, err := audit.List(r.Context(), r.DB(), audit.Filter{Area: int64(u.ID), Whole: whole, Thing: thing, Before: before, Limit: perPage + 1})
	if err != nil {
		return err
	}
	pager := web.Pager{}
	if before > 0 {
		pager.First = r.With("before", "")
	}
	if len(found) > perPage {
		found = found[:perPage]
		pager.Next = r.With("before", strconv.FormatInt(found[perPage-1].ID, 10))
	}
	table := web.Table{Caption: r.T("audit.caption", "Unit", u.TitleIn(r.Lang)), Wide: true, Columns: []web.Column{
		{Label: r.T("audit.at")},
		{Label: r.T("audit.actor")},
		{Label: r.T("audit.act")},
		{Label: r.T("audit.thing"), Secondary: true},
		{Label: r.T("audit.change"), Secondary: true},
	}}
	for _, e := range found {
		table.Rows = append(table.Rows, web.Row{Cells: []web.Cell{
			{Text: r.Lang.Time(e.At)},
			{Text: e.Actor.Name},
			{Text: act(r, e.Act), Sub: e.Act},
			{Text: e.Thing, Href: r.With("thing", e.Thing, "before", "")},
			{Text: change(e)},
		}})
	}
	page := web.Page{Title: r.T("audit.title"), Help: "page-audit", Unit: u, Crumb: r.T("audit.title"), Section: web.Administration, Lead: r.T("audit.lead")}
	return r.Render(w, page, linesPage(table, pager, thing, r.With("thing", "", "before", "")))
}

// act is the act in words, or its name where there are none yet.
func act(r *web.Request, name string) string {
	key := "audit.act_" + strings.ReplaceAll(name, ".", "_")
	if r.Lang.Has(key) {
		return r.T(key)
	}
	return name
}

// change is what became of the record, name by name.
func change(e audit.Entry) string {
	before, _ := e.Before.(string)
	after, _ := e.After.(string)
	switch {
	case before == "":
		return plain(after)
	case after == "":
		return plain(before) + " → ∅"
	default:
		return plain(before) + " → " + plain(after)
	}
}

// plain writes a recorded JSON object as "name: value; name: value", and anything else as it is.
func plain(recorded string) string {
	var fields map[string]json.RawMessage
	if json.Unmarshal([]byte(recorded), &fields) != nil {
		return recorded
	}
	parts := make([]string, 0, len(fields))
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		parts = append(parts, name+": "+strings.Trim(string(fields[name]), `"`))
	}
	return strings.Join(parts, "; ")
}
