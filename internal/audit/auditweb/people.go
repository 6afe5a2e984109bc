package auditweb

import (
	"net/http"
	"strconv"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// span is how many days the page looks back.
const span = 60

// mostOfficers bounds the rows of the page; those with unusual days stand first.
const mostOfficers = 500

// peopleView is how much each officer did.
type peopleView struct {
	Ways    []web.Chip
	Rule    string
	Unusual web.Table
	All     web.Table
}

// people shows how much each officer looked at, searched and took out, and the days that stand out.
func people(w http.ResponseWriter, r *web.Request) error {
	u, err := r.UnitOf(r.Who.Unit, account.ReadAudit)
	if err != nil {
		return err
	}
	// The days are counted by officer, not by unit: only who answers for a whole province sees them all.
	if u.Level != unit.Province && u.Level != unit.Country {
		return fault.New(fault.Forbidden, "audit.people_province")
	}
	all, err := audit.OfficersOf(r.Context(), r.DB(), r.Now().In(audit.Vietnam).AddDate(0, 0, -span).Format(time.DateOnly))
	if err != nil {
		return err
	}
	l := r.Lang
	v := peopleView{
		Ways:    ways(r, "/audit/people"),
		Rule:    r.T("audit.rule", "Times", audit.Times, "Seen", l.Int(audit.Floor[audit.Seen]), "Taken", l.Int(audit.Floor[audit.Taken]), "Days", span),
		Unusual: unusual(r, all),
		All:     officers(r, all),
	}
	if err := saw(r, u, "", map[string]string{"page": "people"}); err != nil {
		return err
	}
	page := web.Page{
		Title: r.T("audit.people"), Help: "page-audit-people", Unit: u, Above: web.Link{Label: r.T("audit.title"), Href: "/audit"}, Crumb: r.T("audit.people"), Section: web.Administration,
		Lead: r.T("audit.people_lead", "Days", span),
	}
	return r.Render(w, page, peoplePage(v))
}

func unusual(r *web.Request, all []audit.Officer) web.Table {
	l := r.Lang
	t := web.Table{Caption: r.T("audit.unusual"), Wide: true, Columns: []web.Column{
		{Label: r.T("audit.actor")},
		{Label: r.T("audit.day")},
		{Label: r.T("audit.measure"), Secondary: true},
		{Label: r.T("audit.value"), Number: true},
		{Label: r.T("audit.own_median"), Number: true, Secondary: true},
		{Label: r.T("audit.role_median"), Number: true, Secondary: true},
	}}
	for _, o := range all {
		for _, x := range o.Unusual {
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
				{Text: account.ActorName(l, o.Actor.Name)},
				{Text: l.Date(day.Date(x.Day)), Href: web.Address("/audit", "person", strconv.FormatInt(o.Actor.ID, 10), "from", x.Day, "to", x.Day)},
				{Text: r.T("audit.measure_" + string(x.Measure))},
				{Text: l.Int(x.Value)},
				{Text: l.Int(x.Own)},
				{Text: l.Int(x.Role)},
			}})
		}
	}
	return t
}

func officers(r *web.Request, all []audit.Officer) web.Table {
	l := r.Lang
	t := web.Table{Caption: r.T("audit.people_caption", "Officers", len(all), "Count", len(all)), Wide: true, Columns: []web.Column{
		{Label: r.T("audit.actor")},
		{Label: r.T("audit.days"), Number: true, Secondary: true},
		{Label: r.T("audit.group_looks"), Number: true},
		{Label: r.T("audit.group_searches"), Number: true},
		{Label: r.T("audit.group_exports"), Number: true, Secondary: true},
		{Label: r.T("audit.taken"), Number: true, Secondary: true},
	}}
	for _, o := range all[:min(len(all), mostOfficers)] {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: account.ActorName(l, o.Actor.Name), Href: linesOf("person", strconv.FormatInt(o.Actor.ID, 10))},
			{Text: l.Int(o.Days)},
			{Text: l.Int(o.Total.Looks)},
			{Text: l.Int(o.Total.Searches)},
			{Text: l.Int(o.Total.Exports)},
			{Text: l.Int(o.Total.Taken)},
		}})
	}
	return t
}
