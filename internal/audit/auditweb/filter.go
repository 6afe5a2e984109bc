package auditweb

import (
	"slices"
	"strconv"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// asked is what an address asks for of the log.
type asked struct {
	audit.Filter
	unit     unit.Unit
	from, to day.Date
}

// readAsked reads the address; the unit is the reader's own or one below it.
func readAsked(r *web.Request) (a asked, err error) {
	q := r.URL.Query()
	id := int64(r.Who.Unit)
	if n, ok := r.QueryInt("unit"); ok {
		id = n
	}
	if a.unit, err = r.UnitOf(unit.ID(id), account.ReadAudit); err != nil {
		return a, err
	}
	a.Area = int64(a.unit.ID)
	// Lines of no unit (failed sign-ins, maintenance) are for those who answer for a whole province.
	a.Whole = a.unit.Level == unit.Province || a.unit.Level == unit.Country
	a.Thing = q.Get("thing")
	a.Account, _ = r.QueryInt("person")
	a.Before, _ = r.QueryInt("before")
	if a.Group = audit.Group(q.Get("group")); a.Group != audit.AnyGroup && !slices.Contains(audit.Groups, a.Group) {
		return a, fault.New(fault.Invalid, "audit.unknown_group")
	}
	if a.from, a.From, err = dayAsked(q.Get("from"), 0); err != nil {
		return a, err
	}
	a.to, a.To, err = dayAsked(q.Get("to"), 1)
	return a, err
}

// dayAsked is a day and the instant at which it, or the one so many days later, begins in Vietnam.
func dayAsked(s string, later int) (d day.Date, at time.Time, err error) {
	if s == "" {
		return "", at, nil
	}
	if d, err = day.Parse(s); err != nil {
		return "", at, fault.New(fault.Invalid, "audit.bad_day")
	}
	at, err = time.ParseInLocation(time.DateOnly, string(d), audit.Vietnam)
	return d, at.AddDate(0, 0, later), err
}

// told is what was asked for, as the line of the reading has it: nothing that was typed and led nowhere.
func (a asked) told() map[string]any {
	out := map[string]any{}
	for name, v := range map[string]string{"group": string(a.Group), "from": string(a.from), "to": string(a.to)} {
		if v != "" {
			out[name] = v
		}
	}
	if a.Account != 0 {
		out["person"] = a.Account
	}
	return out
}

// saw records that the log was read; the reading of one record's lines, when there are any, is a line of that record.
func saw(r *web.Request, u unit.Unit, thing string, after any) error {
	if thing == "" {
		thing = "audit"
	}
	return r.Saw(audit.Line{Act: "audit.look", Thing: thing, UnitID: int64(u.ID), After: after}, audit.Volume{})
}

// chips are what narrows the log, each to be taken away.
func (a asked) chips(r *web.Request, person string) (out []web.Chip) {
	add := func(label, name string) {
		out = append(out, web.Chip{Label: label, Href: r.With(name, "", "before", ""), On: true})
	}
	if a.unit.ID != r.Who.Unit {
		add(a.unit.TitleIn(r.Lang), "unit")
	}
	if a.Thing != "" {
		add(a.Thing, "thing")
	}
	if a.Account != 0 {
		add(person, "person")
	}
	if a.Group != "" {
		add(r.T("audit.group_"+string(a.Group)), "group")
	}
	if a.from != "" {
		add(r.T("audit.since", "Day", r.Lang.Date(a.from)), "from")
	}
	if a.to != "" {
		add(r.T("audit.until", "Day", r.Lang.Date(a.to)), "to")
	}
	return out
}

// filterForm narrows the log.
type filterForm struct {
	Fields []web.Field
	Hidden [][2]string
}

func (a asked) form(r *web.Request, below []unit.Unit) filterForm {
	var f filterForm
	groups := []web.Option{{Label: r.T("audit.group_any")}}
	for _, g := range audit.Groups {
		groups = append(groups, web.Option{Value: string(g), Label: r.T("audit.group_" + string(g)), On: g == a.Group})
	}
	f.Fields = []web.Field{
		{ID: "group", Label: r.T("audit.act"), Help: r.T("audit.group_help"), Options: groups},
		{ID: "from", Label: r.T("audit.from"), Help: r.T("audit.from_help"), Type: "date", Value: string(a.from)},
		{ID: "to", Label: r.T("audit.to"), Help: r.T("audit.to_help"), Type: "date", Value: string(a.to)},
	}
	if len(below) > 0 {
		units := []web.Option{{Value: strconv.FormatInt(int64(a.unit.ID), 10), Label: a.unit.TitleIn(r.Lang), On: true}}
		for _, u := range below {
			units = append(units, web.Option{Value: strconv.FormatInt(int64(u.ID), 10), Label: u.TitleIn(r.Lang)})
		}
		f.Fields = append(f.Fields, web.Field{ID: "unit", Label: r.T("audit.unit"), Help: r.T("audit.unit_help"), Options: units})
	} else if a.unit.ID != r.Who.Unit {
		f.Hidden = append(f.Hidden, [2]string{"unit", strconv.FormatInt(int64(a.unit.ID), 10)})
	}
	if a.Thing != "" {
		f.Hidden = append(f.Hidden, [2]string{"thing", a.Thing})
	}
	if a.Account != 0 {
		f.Hidden = append(f.Hidden, [2]string{"person", strconv.FormatInt(a.Account, 10)})
	}
	return f
}
