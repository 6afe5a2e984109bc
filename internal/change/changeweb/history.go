package changeweb

import (
	"net/http"
	"strings"

	"giamngheo/internal/change"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/web"
)

// historyView is the page as it is printed.
type historyView struct {
	Sources *web.Table   // where each value of today comes from
	Events  []*web.Table // what changed, the newest first
	Reviews *web.Table   // assessments of closed rounds as they were judged before a correction
	Empty   web.Empty
}

// history shows who changed which value when, and from where each value of today comes.
func (p pages) history(w http.ResponseWriter, r *web.Request) error {
	h, u, err := p.household(r)
	if err != nil {
		return err
	}
	events, err := household.History(r.Context(), r.DB(), h.Ref)
	if err != nil {
		return err
	}
	v := historyView{}
	if v.Sources, err = sources(r, h, events); err != nil {
		return err
	}
	for _, e := range events {
		t := beforeAfter(r, r.Lang.Time(e.At)+" · "+source(r, h, e)+" · "+who(r, e), nil)
		if !e.Undone.IsZero() {
			t.Caption += " · " + r.T("changeweb.undone", "At", r.Lang.Time(e.Undone))
		}
		if e.Entered {
			t.Rows = []web.Row{{Cells: []web.Cell{{Text: r.T("changeweb.field_household")}, {Text: r.T("changeweb.not_there")}, {Text: r.T("changeweb.entered")}}}}
		} else if t.Rows, err = rows(r, e.Changes); err != nil {
			return err
		}
		v.Events = append(v.Events, t)
	}
	if v.Reviews, err = reviews(r, h); err != nil {
		return err
	}
	if len(events) == 0 && v.Reviews == nil {
		v.Empty = web.Empty{Title: r.T("changeweb.no_history"), Text: r.T("changeweb.no_history_text"), Act: web.Link{Label: r.T("changeweb.to_household"), Href: householdPath(h.Ref)}}
	}
	page := web.Page{Title: r.T("changeweb.history_title", "Head", h.Head), Unit: u, Above: above(r, h), Crumb: r.T("changeweb.history_crumb"), Section: web.Households, Help: "page-household-history"}
	if err := r.SawHousehold(h.Ref.Commune, h.Ref.String(), "history"); err != nil {
		return err
	}
	return r.Render(w, page, historyPage(v))
}

// reviews are the assessments of closed rounds that were corrected, as they were judged before.
func reviews(r *web.Request, h household.Household) (*web.Table, error) {
	versions, err := review.Versions(r.Context(), r.DB(), h.Ref)
	if err != nil || len(versions) == 0 {
		return nil, err
	}
	t := &web.Table{Caption: r.T("changeweb.versions"), Wide: true, Columns: []web.Column{
		{Label: r.T("changeweb.round")}, {Label: r.T("changeweb.judged")}, {Label: r.T("changeweb.until")}, {Label: r.T("changeweb.source")},
	}}
	for _, x := range versions {
		round, err := review.Get(r.Context(), r.DB(), x.Round)
		if err != nil {
			return nil, err
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: round.Period(r.Lang)},
			{Text: x.Class.Name(r.Lang), Sub: x.MovementName(r.Lang)},
			{Text: r.Lang.Time(x.Until)},
			{Text: r.T("changeweb.by_request", "Number", x.Request), Href: path(change.Key{Commune: h.Commune, ID: x.Request})},
		}})
	}
	return t, nil
}

// sources is where each value of today comes from: the last act that set it, else the one that entered the
// household. A value that stands since before the history began has no source.
func sources(r *web.Request, h household.Household, events []household.Event) (*web.Table, error) {
	if len(events) == 0 {
		return nil, nil
	}
	t := &web.Table{Caption: r.T("changeweb.sources"), Wide: true, Columns: []web.Column{
		{Label: r.T("changeweb.what")}, {Label: r.T("changeweb.now")}, {Label: r.T("changeweb.source")}, {Label: r.T("changeweb.when"), Secondary: true},
	}}
	blank := household.Household{Ref: h.Ref}
	for _, d := range household.Differences(blank, h) {
		if strings.HasPrefix(d.Field, "flag_") && d.After == "0" {
			continue
		}
		text, err := value(r, d.Field, d.After)
		if err != nil {
			return nil, err
		}
		cells := []web.Cell{{Text: field(r, d)}, {Text: text}, {Text: r.T("changeweb.source_unknown")}, {}}
		for _, e := range events {
			if e.Undone.IsZero() && (e.Entered || touches(e, d)) {
				cells[2] = web.Cell{Text: source(r, h, e), Sub: who(r, e)}
				if e.Source.Kind == household.ByRequest {
					cells[2].Href = path(change.Key{Commune: h.Commune, ID: e.Source.ID})
				}
				cells[3].Text = r.Lang.Time(e.At)
				break
			}
		}
		t.Rows = append(t.Rows, web.Row{Cells: cells})
	}
	return t, nil
}

// touches tells whether an act set a value; of a member, whether it touched him.
func touches(e household.Event, d household.Difference) bool {
	for _, c := range e.Changes {
		if c.Field == d.Field && c.Person == d.Person {
			return true
		}
		if d.Field == "person_in" && (c.Person == d.Person || c.Field == "person_name" && c.After == d.Person) {
			return true
		}
	}
	return false
}

// source is the way by which a value came, in words.
func source(r *web.Request, h household.Household, e household.Event) string {
	switch e.Source.Kind {
	case household.ByImport, household.ByRequest:
		return r.T("changeweb.by_"+string(e.Source.Kind), "Number", e.Source.ID)
	}
	return r.T("changeweb.by_" + string(e.Source.Kind))
}

func who(r *web.Request, e household.Event) string {
	name, _, _ := strings.Cut(e.Who, " (")
	return name
}
