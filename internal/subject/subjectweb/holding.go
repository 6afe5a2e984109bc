package subjectweb

import (
	"net/http"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/help"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/subject"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// fact is a label with its value; Mark says that it rests on a text that nobody read.
type fact struct{ Label, Value, Mark string }

// holdingView is the sheet as it is printed.
type holdingView struct {
	Restricted string
	Person     []fact
	Household  []fact
	Law        []fact
	Tables     []web.Table
	Problems   web.Problems
	Action     string
	Fields     []web.Field
}

// typed is the form of a request as it was sent.
type typed struct{ wish, asker, text, asked, due string }

func (p pages) holding(w http.ResponseWriter, r *web.Request) error {
	return p.show(w, r, typed{}, nil)
}

func personOf(r *web.Request) (household.Ref, int, error) {
	ref, err := household.ParseRef(r.PathValue("commune") + "/" + r.PathValue("id"))
	if err != nil {
		return ref, 0, err
	}
	n, ok := r.PathInt("n")
	if !ok || n > 1000 {
		return ref, 0, fault.New(fault.NotFound, "subject.no_person")
	}
	return ref, int(n), nil
}

func (p pages) show(w http.ResponseWriter, r *web.Request, t typed, refused error) error {
	ref, n, err := personOf(r)
	if err != nil {
		return err
	}
	x, err := p.subjects.Hold(r.Context(), r.Who, ref, n)
	if err != nil {
		return err
	}
	at, err := r.UnitOf(ref.Commune, account.AnswerSubjects)
	if err != nil {
		return err
	}
	l, on := r.Lang, day.Of(r.Now())
	page := web.Page{
		Title: r.T("subjectweb.holding_title", "Name", x.Person.Name), Unit: at, Above: web.Link{Label: r.T("householdweb.crumb", "Code", x.Household.Code), Href: "/households/" + ref.String()},
		Crumb: r.T("subjectweb.holding_crumb"), Section: web.Households,
		Help: "page-subject", Lead: r.T("subjectweb.holding_lead", "Day", l.Date(on)), Source: r.T("subjectweb.holding_source"),
	}
	v := holdingView{Action: personPath(ref, n)}
	if x.Restriction != nil {
		v.Restricted = r.T("subjectweb.restricted", "Day", l.Date(x.Restriction.Since))
	}
	units, err := unit.ByIDs(r.Context(), r.DB(), []unit.ID{x.Household.Commune, x.Household.Village})
	if err != nil {
		return err
	}
	v.Person = []fact{
		{Label: r.T("subjectweb.name"), Value: x.Person.Name},
		{Label: r.T("subjectweb.sex"), Value: x.Person.Sex.Name(l)},
		{Label: r.T("subjectweb.born"), Value: born(l, x.Person.Born)},
		{Label: r.T("subjectweb.ethnic"), Value: x.Person.Ethnic.Name(l)},
		{Label: r.T("subjectweb.relation"), Value: x.Person.Relation.Name(l)},
		{Label: r.T("subjectweb.identity"), Value: orUnknown(x.Person.Identity.Mask())},
	}
	h := x.Household
	v.Household = []fact{
		{Label: r.T("subjectweb.code"), Value: h.Code + " (" + strconv.Itoa(h.CodeYear) + ")"},
		{Label: r.T("subjectweb.head"), Value: h.Head},
		{Label: r.T("subjectweb.place"), Value: units[h.Village].TitleIn(l) + ", " + units[h.Commune].TitleIn(l)},
		{Label: r.T("subjectweb.address"), Value: orUnknown(h.Address)},
		{Label: r.T("subjectweb.members"), Value: l.Int(int64(h.Members))},
	}
	for _, f := range h.Flags.List() {
		v.Household = append(v.Household, fact{Label: r.T("subjectweb.mark"), Value: f.Name(l)})
	}
	v.Law = law(r, on)
	v.Tables = tables(r, x)
	v.Fields = requestFields(r, t, on)
	if refused != nil {
		v.Problems, page.Status = web.Problems{{Text: l.Error(refused)}}, http.StatusUnprocessableEntity
	}
	if err := r.SawHousehold(ref.Commune, ref.String(), "person"); err != nil {
		return err
	}
	return r.Render(w, page, holdingPage(v))
}

// law is what the processing rests on, each with its mark.
func law(r *web.Request, on day.Date) []fact {
	l := r.Lang
	var out []fact
	for _, b := range subject.Shipped.LawOn(on) {
		out = append(out, cited(r, r.T("subjectweb.law"), b))
	}
	x := subject.Shipped.Lawful
	f := fact{Label: r.T("subjectweb.why"), Value: x.Say(l)}
	if x.Mark != "verified" {
		f.Mark = r.T("subjectweb.not_read")
	}
	return append(out, f)
}

func cited(r *web.Request, label string, b help.Basis) fact {
	c := b.Cite(r.Lang)
	f := fact{Label: label, Value: c.Text}
	if !c.Verified() {
		f.Mark = r.T("subjectweb.not_read")
	}
	return f
}

func tables(r *web.Request, x subject.Holding) []web.Table {
	l := r.Lang
	var out []web.Table
	if len(x.Assessments) > 0 {
		t := web.Table{Caption: r.T("subjectweb.assessments"), Wide: true, Columns: []web.Column{
			{Label: r.T("subjectweb.round")}, {Label: r.T("subjectweb.class")}, {Label: r.T("subjectweb.lacks"), Secondary: true}, {Label: r.T("subjectweb.movement"), Secondary: true},
		}}
		for _, j := range x.Assessments {
			lacks := l.Int(int64(j.Deprived.Count()))
			if !j.In.Detail {
				lacks = lang.Unknown
			}
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: j.In.Period(l)}, {Text: lang.Capital(j.Class.Name(l))}, {Text: lacks}, {Text: j.MovementName(l)}}})
		}
		out = append(out, t)
	}
	if len(x.Imports) > 0 {
		t := web.Table{Caption: r.T("subjectweb.imports"), Wide: true, Columns: []web.Column{{Label: r.T("subjectweb.file")}, {Label: r.T("subjectweb.when")}}}
		for _, i := range x.Imports {
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: i.File}, {Text: l.Time(i.At)}}})
		}
		out = append(out, t)
	}
	if len(x.Requests) > 0 {
		out = append(out, *requestTable(r, x.Requests, nil))
	}
	for _, part := range []struct {
		caption string
		entries []audit.Entry
	}{{"subjectweb.acts", x.Acts}, {"subjectweb.looks", x.Looks}} {
		if len(part.entries) == 0 {
			continue
		}
		t := web.Table{Caption: r.T(part.caption), Wide: true, Columns: []web.Column{{Label: r.T("subjectweb.when")}, {Label: r.T("subjectweb.who")}, {Label: r.T("subjectweb.act"), Secondary: true}}}
		for _, e := range part.entries {
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: l.Time(e.At)}, {Text: account.ActorName(l, e.Actor.Name)}, {Text: e.ActName(l)}}})
		}
		out = append(out, t)
	}
	return out
}

func requestFields(r *web.Request, t typed, on day.Date) []web.Field {
	l := r.Lang
	wish := web.Field{ID: "wish", Label: r.T("subjectweb.wish"), Help: r.T("subjectweb.wish_help"), Narrow: true}
	for _, x := range subject.Wishes {
		wish.Options = append(wish.Options, web.Option{Value: string(x), Label: x.Name(l), On: string(x) == t.wish})
	}
	if t.asked == "" {
		t.asked = l.Date(on)
	}
	return []web.Field{
		wish,
		{ID: "asker", Label: r.T("subjectweb.asker"), Help: r.T("subjectweb.asker_help"), Value: t.asker, Required: true, Auto: "off"},
		{ID: "text", Label: r.T("subjectweb.text"), Help: r.T("subjectweb.text_help"), Value: t.text, Auto: "off"},
		{ID: "asked", Label: r.T("subjectweb.asked"), Help: r.T("subjectweb.asked_help"), Value: t.asked, Narrow: true, Auto: "off"},
		{ID: "due", Label: r.T("subjectweb.due"), Help: r.T("subjectweb.due_help", "Days", subject.Shipped.Answer.Days), Value: t.due, Narrow: true, Auto: "off"},
	}
}

// enter writes down what the person asks.
func (p pages) enter(w http.ResponseWriter, r *web.Request) error {
	ref, n, err := personOf(r)
	if err != nil {
		return err
	}
	get := r.PostForm.Get
	t := typed{get("wish"), get("asker"), get("text"), get("asked"), get("due")}
	q := subject.Request{Household: ref, Position: n, Wish: subject.Wish(t.wish), Asker: t.asker, Text: t.text}
	for _, x := range []struct {
		text string
		into *day.Date
	}{{t.asked, &q.Asked}, {t.due, &q.Due}} {
		d, ok := lang.ParseDate(x.text)
		if x.text != "" && !ok {
			return p.show(w, r, t, fault.New(fault.Invalid, "subject.day_unreadable", "Day", x.text))
		}
		*x.into = d
	}
	id, err := p.subjects.Enter(r.Context(), r.Who, q)
	if fault.KindOf(err) == fault.Invalid {
		return p.show(w, r, t, err)
	}
	if err != nil {
		return err
	}
	r.Flash(w, r.T("subjectweb.entered"))
	return r.SeeOther(w, requestPath(ref.Commune, id))
}

func personPath(ref household.Ref, n int) string {
	return "/households/" + ref.String() + "/persons/" + strconv.Itoa(n)
}

func requestPath(commune unit.ID, id subject.RequestID) string {
	return "/subjects/" + strconv.FormatInt(int64(commune), 10) + "/" + strconv.FormatInt(int64(id), 10)
}

// born writes a birth date, or the year where only that is known.
func born(l lang.Lang, s string) string {
	if d, err := day.Parse(s); err == nil {
		return l.Date(d)
	}
	return orUnknown(s)
}

func orUnknown(s string) string {
	if s == "" {
		return lang.Unknown
	}
	return s
}
