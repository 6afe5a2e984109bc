package subjectweb

import (
	"net/http"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/subject"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// mostRequests are the most requests that a page shows.
const mostRequests = 200

// requestsView is the list as it is printed.
type requestsView struct {
	Table *web.Table
	Empty web.Empty
}

func (p pages) requests(w http.ResponseWriter, r *web.Request) error {
	u, err := r.Unit(account.AnswerSubjects)
	if err != nil {
		return err
	}
	list, err := p.subjects.Requests(r.Context(), r.Who, u.ID, mostRequests)
	if err != nil {
		return err
	}
	v := requestsView{Empty: web.Empty{
		Title: r.T("subjectweb.no_requests"), Text: r.T("subjectweb.no_requests_text"),
		Act: web.Link{Label: r.T("subjectweb.to_households"), Href: web.UnitPath(u.ID) + "/households"},
	}}
	if len(list) > 0 {
		refs := make([]household.Ref, len(list))
		for i, x := range list {
			refs[i] = x.Household
		}
		found, err := household.ByRefs(r.Context(), r.DB(), refs)
		if err != nil {
			return err
		}
		heads := map[household.Ref]household.Household{}
		for _, h := range found {
			heads[h.Ref] = h
		}
		v.Table = requestTable(r, list, heads)
	}
	page := web.Page{Title: r.T("subjectweb.requests_title"), Unit: u, Crumb: r.T("subjectweb.menu_requests"), Section: web.Administration, Help: "page-subject", Lead: r.T("subjectweb.requests_lead")}
	if err := r.SawList("unit:"+strconv.FormatInt(int64(u.ID), 10), u.ID, len(list), "subject_requests"); err != nil {
		return err
	}
	return r.Render(w, page, requestsPage(v))
}

// requestTable lists requests; heads name their households, nil on the sheet of one.
func requestTable(r *web.Request, list []subject.Request, heads map[household.Ref]household.Household) *web.Table {
	l, today := r.Lang, day.Of(r.Now())
	t := &web.Table{Caption: r.T("subjectweb.requests_caption"), Wide: true, Columns: []web.Column{
		{Label: r.T("subjectweb.wish")}, {Label: r.T("subjectweb.due")}, {Label: r.T("subjectweb.state")}, {Label: r.T("subjectweb.asker"), Secondary: true},
	}}
	if heads != nil {
		t.Columns = append(t.Columns, web.Column{Label: r.T("subjectweb.household"), Secondary: true})
	}
	for _, x := range list {
		state := web.Cell{Text: x.Outcome.Name(l)}
		if x.Late(today) {
			state.Sub = r.T("subjectweb.late")
		}
		if x.Answered != "" {
			state.Sub = l.Date(x.Answered)
		}
		row := web.Row{Cells: []web.Cell{
			{Text: x.Wish.Name(l), Href: requestPath(x.Household.Commune, x.ID), Sub: l.Date(x.Asked)}, {Text: l.Date(x.Due)}, state, {Text: x.Asker},
		}}
		if heads != nil {
			h := heads[x.Household]
			row.Cells = append(row.Cells, web.Cell{Text: orUnknown(h.Head), Sub: h.Code})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// requestView is one request as it is printed.
type requestView struct {
	Facts    []fact
	Links    []web.Link
	Problems web.Problems
	Action   string
	Open     bool
	Fields   []web.Field
	Hint     string
}

func (p pages) request(w http.ResponseWriter, r *web.Request) error {
	return p.showRequest(w, r, nil)
}

func (p pages) read(r *web.Request) (subject.Request, error) {
	commune, ok1 := r.PathInt("commune")
	id, ok2 := r.PathInt("request")
	if !ok1 || !ok2 {
		return subject.Request{}, fault.New(fault.NotFound, "subject.no_request")
	}
	return p.subjects.Get(r.Context(), r.Who, unit.ID(commune), subject.RequestID(id))
}

// changeRow begins a request of change, by which a fact is set right.
const changeRow = "GET /households/{commune}/{id}/changes/{kind}"

func (p pages) showRequest(w http.ResponseWriter, r *web.Request, refused error) error {
	x, err := p.read(r)
	if err != nil {
		return err
	}
	at, err := r.UnitOf(x.Household.Commune, account.AnswerSubjects)
	if err != nil {
		return err
	}
	l := r.Lang
	page := web.Page{Title: r.T("subjectweb.request_title", "Wish", x.Wish.Name(l)), Unit: at, Above: web.Link{Label: r.T("subjectweb.menu_requests"), Href: web.UnitPath(at.ID) + "/subjects"}, Crumb: x.Wish.Name(l), Section: web.Administration, Help: "page-subject"}
	v := requestView{Action: requestPath(x.Household.Commune, x.ID), Open: x.Outcome == subject.Open, Hint: r.T("subjectweb.hint_" + string(x.Wish))}
	v.Facts = []fact{
		{Label: r.T("subjectweb.asker"), Value: x.Asker},
		{Label: r.T("subjectweb.text"), Value: orUnknown(x.Text)},
		{Label: r.T("subjectweb.asked"), Value: l.Date(x.Asked)},
		{Label: r.T("subjectweb.due"), Value: l.Date(x.Due)},
		{Label: r.T("subjectweb.state"), Value: x.Outcome.Name(l)},
	}
	if !v.Open {
		names, err := account.Names(r.Context(), r.DB(), []int64{x.By})
		if err != nil {
			return err
		}
		v.Facts = append(v.Facts, fact{Label: r.T("subjectweb.answer"), Value: x.Answer}, fact{Label: r.T("subjectweb.answered"), Value: l.Date(x.Answered) + " · " + orUnknown(names[x.By])})
	}
	v.Links = []web.Link{{Label: r.T("subjectweb.open_household"), Href: "/households/" + x.Household.String()}}
	if x.Position > 0 {
		v.Links = append(v.Links, web.Link{Label: r.T("subjectweb.open_sheet"), Href: personPath(x.Household, x.Position)})
	}
	if x.Wish == subject.Correct && r.Opens(changeRow) {
		v.Links = append(v.Links, web.Link{Label: r.T("subjectweb.to_change"), Href: "/households/" + x.Household.String() + "/changes"})
	}
	v.Fields = []web.Field{
		{ID: "outcome", Label: r.T("subjectweb.outcome"), Help: r.T("subjectweb.outcome_help"), Narrow: true, Options: []web.Option{
			{Label: r.T("subjectweb.choose"), On: true}, {Value: string(subject.Done), Label: subject.Done.Name(l)}, {Value: string(subject.Refused), Label: subject.Refused.Name(l)},
		}},
		{ID: "answer", Label: r.T("subjectweb.answer"), Help: r.T("subjectweb.answer_help"), Value: r.PostFormValue("answer"), Auto: "off"},
	}
	if refused != nil {
		v.Problems, page.Status = web.Problems{{Text: l.Error(refused)}}, http.StatusUnprocessableEntity
	}
	if err := r.SawHousehold(x.Household.Commune, x.Household.String(), "subject_request"); err != nil {
		return err
	}
	return r.Render(w, page, requestPage(v))
}

func (p pages) answer(w http.ResponseWriter, r *web.Request) error {
	x, err := p.read(r)
	if err != nil {
		return err
	}
	err = p.subjects.Answer(r.Context(), r.Who, x.Household.Commune, x.ID, subject.Outcome(r.PostForm.Get("outcome")), r.PostForm.Get("answer"))
	if k := fault.KindOf(err); k == fault.Invalid || k == fault.Conflict {
		return p.showRequest(w, r, err)
	}
	if err != nil {
		return err
	}
	r.Flash(w, r.T("subjectweb.answered_now"))
	return r.SeeOther(w, requestPath(x.Household.Commune, x.ID))
}
