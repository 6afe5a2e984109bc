package committeeweb

import (
	"net/http"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/committee"
	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// view is the page as it is printed.
type view struct {
	Path     string
	Problems web.Problems
	Members  []memberView
	Over     *web.Table // who answers for this unit
	Past     *web.Table
	Appoint  []web.Field // nil for who may only read
	Day      web.Field
	Empty    web.Empty
}

// memberView is somebody with the forms of the acts on him.
type memberView struct {
	Duty, Name, From, Sub string
	Places                []placeView
	End                   *actForm
	Charge                *actForm
}

// placeView is a place that somebody answers for.
type placeView struct {
	Title, Sub string
	End        *actForm
}

// actForm is a form of few fields.
type actForm struct {
	Action string
	Fields []web.Field
}

func (p pages) show(w http.ResponseWriter, r *web.Request) error {
	u, err := r.Unit(account.ReadCommittee)
	if err != nil {
		return err
	}
	return p.render(w, r, u, func(string) string { return "" }, nil)
}

// asked is the day that the address asks for, today when it asks for none.
func asked(r *web.Request) day.Date {
	if on, ok := lang.ParseDate(r.URL.Query().Get("day")); ok {
		return on
	}
	return day.Of(r.Now())
}

func (p pages) render(w http.ResponseWriter, r *web.Request, u unit.Unit, value func(string) string, problems web.Problems) error {
	on := asked(r)
	members, err := p.committees.Of(r.Context(), r.Who, u.ID, on)
	if err != nil {
		return err
	}
	over, err := p.committees.InCharge(r.Context(), r.Who, u.ID, on)
	if err != nil {
		return err
	}
	past, err := p.committees.Past(r.Context(), r.Who, u.ID, on)
	if err != nil {
		return err
	}
	v := view{Path: path(u.ID), Problems: problems, Past: pastTable(r, past), Day: web.Field{ID: "day", Label: r.T("committeeweb.day"), Value: r.Lang.Date(on), Help: r.T("committeeweb.day_help"), Narrow: true}}
	writes := r.Who.Can(account.WriteCommittee)
	places, err := placesOf(r, members, over)
	if err != nil {
		return err
	}
	var below []unit.Unit
	if writes {
		if below, err = unit.Children(r.Context(), r.DB(), u.ID, min(on, before(u.To))); err != nil {
			return err
		}
		v.Appoint = appointFields(r, value, problems)
	}
	for _, m := range members {
		v.Members = append(v.Members, memberOf(r, u, m, places, below, writes))
	}
	if len(members) == 0 {
		v.Empty = web.Empty{Title: r.T("committeeweb.none"), Text: r.T("committeeweb.none_text")}
	}
	v.Over = overTable(r, over, places)
	page := web.Page{
		Title: r.T("committeeweb.title", "Unit", u.TitleIn(r.Lang)), Unit: u, Crumb: r.T("committeeweb.menu"), Help: "page-committee",
		Section: web.Administration, Lead: r.T("committeeweb.lead"),
	}
	if len(problems) > 0 {
		page.Status = http.StatusUnprocessableEntity
	}
	return r.Render(w, page, committeePage(v))
}

// before is the last day of a period that ends on a day.
func before(to day.Date) day.Date {
	if to == day.Forever {
		return to
	}
	return day.Date(to.Time().AddDate(0, 0, -1).Format("2006-01-02"))
}

func placesOf(r *web.Request, members []committee.Member, over []committee.Answerable) (map[unit.ID]unit.Unit, error) {
	var ids []unit.ID
	for _, m := range members {
		for _, c := range m.Charges {
			ids = append(ids, c.Place)
		}
	}
	for _, a := range over {
		ids = append(ids, a.Member.Unit)
	}
	return unit.ByIDs(r.Context(), r.DB(), ids)
}

func memberOf(r *web.Request, u unit.Unit, m committee.Member, places map[unit.ID]unit.Unit, below []unit.Unit, writes bool) memberView {
	id := strconv.FormatInt(m.ID, 10)
	x := memberView{Duty: m.Duty.Title(r.Lang), Name: m.Name, From: period(r, m.Period), Sub: join(m.Post, m.Office, m.Basis)}
	today := r.Lang.Date(day.Of(r.Now()))
	for _, c := range m.Charges {
		pv := placeView{Title: places[c.Place].TitleIn(r.Lang), Sub: join(period(r, c.Period), c.Basis)}
		if writes {
			n := strconv.FormatInt(c.ID, 10)
			pv.End = &actForm{Action: web.UnitPath(u.ID) + "/charges/" + n, Fields: []web.Field{
				{ID: "charge-" + n, Label: r.T("committeeweb.until"), Value: today, Help: r.T("committeeweb.until_help"), Narrow: true},
			}}
		}
		x.Places = append(x.Places, pv)
	}
	if !writes {
		return x
	}
	x.End = &actForm{Action: path(u.ID) + "/" + id, Fields: []web.Field{
		{ID: "end-" + id, Label: r.T("committeeweb.until"), Value: today, Help: r.T("committeeweb.until_help"), Narrow: true},
	}}
	place := web.Field{ID: "place-" + id, Label: r.T("committeeweb.place"), Help: r.T("committeeweb.place_help")}
	for _, b := range append(below, u) {
		place.Options = append(place.Options, web.Option{Value: strconv.FormatInt(int64(b.ID), 10), Label: b.TitleIn(r.Lang)})
	}
	x.Charge = &actForm{Action: path(u.ID) + "/" + id + "/places", Fields: []web.Field{
		place,
		{ID: "from-" + id, Label: r.T("committeeweb.from"), Value: today, Help: r.T("committeeweb.from_help"), Narrow: true},
		{ID: "basis-" + id, Label: r.T("committeeweb.basis"), Help: r.T("committeeweb.basis_help")},
	}}
	return x
}

func join(parts ...string) string {
	var out []string
	for _, s := range parts {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " · ")
}

func period(r *web.Request, p day.Period) string {
	if p.To == day.Forever {
		return r.T("committeeweb.since", "From", r.Lang.Date(p.From))
	}
	return r.T("committeeweb.from_to", "From", r.Lang.Date(p.From), "To", r.Lang.Date(p.To))
}

func overTable(r *web.Request, over []committee.Answerable, places map[unit.ID]unit.Unit) *web.Table {
	if len(over) == 0 {
		return nil
	}
	t := &web.Table{Caption: r.T("committeeweb.over_caption"), Columns: []web.Column{
		{Label: r.T("committeeweb.name")}, {Label: r.T("committeeweb.duty")}, {Label: r.T("committeeweb.time"), Secondary: true},
	}}
	for _, a := range over {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: a.Name, Sub: join(a.Post, a.Office)},
			{Text: a.Duty.Title(r.Lang), Sub: places[a.Member.Unit].TitleIn(r.Lang)},
			{Text: period(r, a.Charge.Period), Sub: a.Charge.Basis},
		}})
	}
	return t
}

func pastTable(r *web.Request, past []committee.Member) *web.Table {
	if len(past) == 0 {
		return nil
	}
	t := &web.Table{Caption: r.T("committeeweb.past_caption"), Columns: []web.Column{
		{Label: r.T("committeeweb.name")}, {Label: r.T("committeeweb.duty")}, {Label: r.T("committeeweb.time"), Secondary: true},
	}}
	for _, m := range past {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: m.Name, Sub: join(m.Post, m.Office)}, {Text: m.Duty.Title(r.Lang)}, {Text: period(r, m.Period), Sub: m.Basis},
		}})
	}
	return t
}

func appointFields(r *web.Request, value func(string) string, problems web.Problems) []web.Field {
	duty := web.Field{ID: "duty", Label: r.T("committeeweb.duty"), Help: r.T("committeeweb.duty_help")}
	for _, d := range committee.Duties {
		duty.Options = append(duty.Options, web.Option{Value: string(d), Label: d.Title(r.Lang), On: string(d) == value("duty")})
	}
	fields := []web.Field{
		duty,
		{ID: "name", Label: r.T("committeeweb.name"), Help: r.T("committeeweb.name_help"), Required: true},
		{ID: "post", Label: r.T("committeeweb.post"), Help: r.T("committeeweb.post_help")},
		{ID: "office", Label: r.T("committeeweb.office"), Help: r.T("committeeweb.office_help")},
		{ID: "basis", Label: r.T("committeeweb.basis"), Help: r.T("committeeweb.basis_help")},
		{ID: "from", Label: r.T("committeeweb.from"), Help: r.T("committeeweb.from_help"), Narrow: true},
		{ID: "to", Label: r.T("committeeweb.until"), Help: r.T("committeeweb.until_help"), Narrow: true},
	}
	for i := range fields[1:] {
		fields[i+1].Value, fields[i+1].Problem = value(fields[i+1].ID), problems.Of(fields[i+1].ID)
	}
	return fields
}

// dayOf reads a day of the form, otherwise when it is left out.
func dayOf(r *web.Request, field string, otherwise day.Date) (day.Date, error) {
	text := r.PostFormValue(field)
	if text == "" && otherwise != "" {
		return otherwise, nil
	}
	on, ok := lang.ParseDate(text)
	if !ok {
		return "", fault.New(fault.Invalid, "committeeweb.no_day")
	}
	return on, nil
}

// done answers an act: with a sentence, or with what was wrong on the page as it was.
func (p pages) done(w http.ResponseWriter, r *web.Request, u unit.Unit, err error, key string) error {
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict) {
		return p.render(w, r, u, r.PostFormValue, web.Problems{{Text: r.Lang.Error(err)}})
	}
	if err != nil {
		return err
	}
	r.Flash(w, r.T(key))
	return r.SeeOther(w, path(u.ID))
}

func (p pages) appoint(w http.ResponseWriter, r *web.Request) error {
	u, err := r.Unit(account.WriteCommittee)
	if err != nil {
		return err
	}
	m := committee.Member{
		Unit: u.ID, Duty: committee.Duty(r.PostFormValue("duty")), Name: r.PostFormValue("name"), Post: r.PostFormValue("post"),
		Office: r.PostFormValue("office"), Basis: r.PostFormValue("basis"),
	}
	if m.From, err = dayOf(r, "from", day.Of(r.Now())); err == nil {
		m.To, err = dayOf(r, "to", day.Forever)
	}
	if err == nil {
		_, err = p.committees.Appoint(r.Context(), r.Who, m)
	}
	return p.done(w, r, u, err, "committeeweb.appointed")
}

func (p pages) end(w http.ResponseWriter, r *web.Request) error {
	u, err := r.Unit(account.WriteCommittee)
	if err != nil {
		return err
	}
	id, _ := r.PathInt("member")
	on, err := dayOf(r, "end-"+strconv.FormatInt(id, 10), "")
	if err == nil {
		err = p.committees.End(r.Context(), r.Who, u.ID, id, on)
	}
	return p.done(w, r, u, err, "committeeweb.ended")
}

func (p pages) charge(w http.ResponseWriter, r *web.Request) error {
	u, err := r.Unit(account.WriteCommittee)
	if err != nil {
		return err
	}
	id, _ := r.PathInt("member")
	n := strconv.FormatInt(id, 10)
	place, _ := strconv.ParseInt(r.PostFormValue("place-"+n), 10, 64)
	c := committee.Charge{Member: id, Place: unit.ID(place), Basis: r.PostFormValue("basis-" + n)}
	c.To = day.Forever
	if c.From, err = dayOf(r, "from-"+n, day.Of(r.Now())); err == nil {
		err = p.committees.Charge(r.Context(), r.Who, u.ID, c)
	}
	return p.done(w, r, u, err, "committeeweb.charged")
}

func (p pages) relieve(w http.ResponseWriter, r *web.Request) error {
	u, err := r.Unit(account.WriteCommittee)
	if err != nil {
		return err
	}
	id, _ := r.PathInt("charge")
	on, err := dayOf(r, "charge-"+strconv.FormatInt(id, 10), "")
	if err == nil {
		err = p.committees.Relieve(r.Context(), r.Who, u.ID, id, on)
	}
	return p.done(w, r, u, err, "committeeweb.relieved")
}
