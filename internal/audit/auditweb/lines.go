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
	"giamngheo/internal/day"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

const perPage = 100

// linesView is the log as it is printed.
type linesView struct {
	Ways      []web.Chip
	Chips     []web.Chip
	Form      filterForm
	Downloads []web.Link
	Table     web.Table
	Pager     web.Pager
}

// lines shows the audit lines of the reader's area, narrowed as the address asks.
func lines(w http.ResponseWriter, r *web.Request) error {
	a, err := readAsked(r)
	if err != nil {
		return err
	}
	a.Limit = perPage + 1
	found, err := audit.List(r.Context(), r.DB(), a.Filter)
	if err != nil {
		return err
	}
	below, err := unit.Children(r.Context(), r.DB(), a.unit.ID, day.Of(r.Now()))
	if err != nil {
		return err
	}
	v := linesView{Ways: ways(r, "/audit"), Form: a.form(r, below), Downloads: downloads(r)}
	if a.Before > 0 {
		v.Pager.First = r.With("before", "")
	}
	if len(found) > perPage {
		found = found[:perPage]
		v.Pager.Next = r.With("before", strconv.FormatInt(found[perPage-1].ID, 10))
	}
	person := "#" + strconv.FormatInt(a.Account, 10)
	if a.Account != 0 && len(found) > 0 {
		person = account.ActorName(r.Lang, found[0].Actor.Name)
	}
	v.Chips = a.chips(r, person)
	v.Table = table(r, a.unit, found)
	about := a.Thing
	if len(found) == 0 {
		about = "" // an address may hold anything
	}
	if err := saw(r, a.unit, about, a.told()); err != nil {
		return err
	}
	page := web.Page{Title: r.T("audit.title"), Help: "page-audit", Unit: a.unit, Crumb: r.T("audit.title"), Section: web.Administration, Lead: r.T("audit.lead")}
	return r.Render(w, page, linesPage(v))
}

// ways are the auditor's pages, beside each other.
func ways(r *web.Request, here string) (out []web.Chip) {
	for _, x := range [][2]string{{"/audit", "audit.title"}, {"/audit/people", "audit.people"}, {"/audit/chain", "audit.chain"}} {
		out = append(out, web.Chip{Label: r.T(x[1]), Href: x[0], On: x[0] == here})
	}
	return out
}

// table lays out lines; officers and records lead to what else there is of them.
func table(r *web.Request, u unit.Unit, found []audit.Entry) web.Table {
	t := web.Table{Caption: r.T("audit.caption", "Unit", u.TitleIn(r.Lang)), Wide: true, Columns: []web.Column{
		{Label: r.T("audit.at")},
		{Label: r.T("audit.actor")},
		{Label: r.T("audit.act")},
		{Label: r.T("audit.thing"), Secondary: true},
		{Label: r.T("audit.change"), Secondary: true},
	}}
	for _, e := range found {
		who := web.Cell{Text: account.ActorName(r.Lang, e.Actor.Name)}
		if e.Actor.ID != 0 {
			who.Href = linesOf("person", strconv.FormatInt(e.Actor.ID, 10))
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: r.Lang.Time(e.At)},
			who,
			{Text: e.ActName(r.Lang), Sub: e.Act},
			{Text: e.Thing, Href: aboutThing(e.Thing)},
			{Text: change(e)},
		}})
	}
	return t
}

// linesOf is the log narrowed by one value.
func linesOf(name, value string) string {
	return web.Address("/audit", name, value)
}

// aboutThing is where all that concerns a record is read.
func aboutThing(thing string) string {
	if ref, ok := strings.CutPrefix(thing, "household:"); ok {
		return "/audit/households/" + ref
	}
	return linesOf("thing", thing)
}

// change is what became of the record, name by name.
func change(e audit.Entry) string {
	if e.Act == "audit.anchor" {
		return "" // hashes, which are compared and not read
	}
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
		value := string(fields[name])
		var text string
		if json.Unmarshal(fields[name], &text) == nil {
			value = strings.ReplaceAll(text, "&", " & ") // of an address, which may then be broken into lines
		}
		parts = append(parts, name+": "+value)
	}
	return strings.Join(parts, "; ")
}
