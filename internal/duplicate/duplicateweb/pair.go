package duplicateweb

import (
	"net/http"
	"net/url"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/duplicate"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// pairView is a pair as it is printed.
type pairView struct {
	Elsewhere string // the sentence when the reader does not see both sides
	Before    string // that an earlier decision is in question
	Decided   string // who decided, when
	Facts     *web.Table
	Whys      []why
	Action    string
	Digest    string
	Problems  web.Problems
	Choice    web.Field
	Note      web.Field
	Merge     web.Link // where a pair found the same is mended
	Homes     []web.Link
}

// why is what speaks for and against two persons being one.
type why struct {
	Title        string
	For, Against []string
}

func (p pages) pair(w http.ResponseWriter, r *web.Request) error { return p.show(w, r, nil) }

func (p pages) read(r *web.Request) (duplicate.Sides, error) {
	k, err := keyOf(r.PathValue("commune"), r.PathValue("id"), r.PathValue("other"), r.PathValue("second"))
	if err != nil {
		return duplicate.Sides{}, err
	}
	return p.doubles.Get(r.Context(), r.Who, k)
}

func (p pages) show(w http.ResponseWriter, r *web.Request, refused error) error {
	x, err := p.read(r)
	if err != nil {
		return err
	}
	home := x.A.Commune
	if x.First == nil {
		home = x.B.Commune
	}
	at, err := r.UnitOf(home, account.JudgeDuplicates)
	if err != nil {
		return err
	}
	for _, h := range []*household.Household{x.First, x.Second} {
		if h == nil {
			continue // of another area: nothing of it is shown
		}
		if err := r.SawHousehold(h.Commune, h.Ref.String(), "pair"); err != nil {
			return err
		}
	}
	page := web.Page{
		Title: r.T("duplicateweb.pair_title", "Decision", x.Decision.Name(r.Lang)), Unit: at,
		Above: web.Link{Label: r.T("duplicateweb.menu"), Href: web.UnitPath(at.ID) + "/duplicates"}, Crumb: r.T("duplicateweb.pair_crumb"), Section: web.Households, Help: "page-duplicates",
		Lead: r.T("duplicateweb.pair_lead", "Points", x.Points, "Threshold", duplicate.Threshold),
	}
	v := pairView{Action: pairPath(x.Key), Digest: x.Digest}
	if refused != nil {
		v.Problems = web.Problems{{Text: r.Lang.Error(refused)}}
		page.Status = http.StatusUnprocessableEntity
	}
	if !x.Whole() {
		page.Lead = ""
		v.Elsewhere = r.T("duplicateweb.ask", "Unit", x.Ask.TitleIn(r.Lang))
		one := x.First
		if one == nil {
			one = x.Second
		}
		v.Homes = []web.Link{{Label: r.T("duplicateweb.household", "Code", one.Code, "Head", one.Head), Href: "/households/" + one.Ref.String()}}
		return r.Render(w, page, pairPage(v))
	}
	if err := fill(r, &v, x); err != nil {
		return err
	}
	return r.Render(w, page, pairPage(v))
}

func fill(r *web.Request, v *pairView, x duplicate.Sides) error {
	l := r.Lang
	if x.Before != "" {
		v.Before = r.T("duplicateweb.before", "Decision", x.Before.Name(l))
	}
	if !x.Decided.IsZero() {
		names, err := account.Names(r.Context(), r.DB(), []int64{x.By})
		if err != nil {
			return err
		}
		who := names[x.By]
		if who == "" {
			who = lang.Unknown
		}
		v.Decided = r.T("duplicateweb.decided", "Who", who, "Time", l.Time(x.Decided))
	}
	for _, h := range []*household.Household{x.First, x.Second} {
		v.Homes = append(v.Homes, web.Link{Label: r.T("duplicateweb.household", "Code", h.Code, "Head", h.Head), Href: "/households/" + h.Ref.String()})
	}
	if x.A == x.B {
		v.Homes = v.Homes[:1]
	}
	var err error
	if v.Facts, err = sideBySide(r, x); err != nil {
		return err
	}
	for _, m := range x.Matches {
		one := why{Title: r.T("duplicateweb.match", "First", nameAt(*x.First, m.A), "Second", nameAt(*x.Second, m.B), "Points", m.Points)}
		for _, reason := range m.Why {
			if reason.For() {
				one.For = append(one.For, reason.Say(l))
			} else {
				one.Against = append(one.Against, reason.Say(l))
			}
		}
		v.Whys = append(v.Whys, one)
	}
	v.Choice = web.Field{ID: "decision", Label: r.T("duplicateweb.decision"), Help: r.T("duplicateweb.decision_help"), Narrow: true}
	for _, d := range []duplicate.Decision{duplicate.Same, duplicate.Different, duplicate.Unsure} {
		v.Choice.Options = append(v.Choice.Options, web.Option{Value: string(d), Label: d.Name(l), On: d == x.Decision})
	}
	if !x.Decision.Valid() {
		v.Choice.Options = append([]web.Option{{Label: r.T("duplicateweb.choose"), On: true}}, v.Choice.Options...)
	}
	v.Note = web.Field{ID: "note", Label: r.T("duplicateweb.note"), Help: r.T("duplicateweb.note_help"), Value: x.Note, Auto: "off"}
	if x.Decision == duplicate.Same && x.A != x.B && !x.Across() && r.Opens(changeRow) {
		v.Merge = web.Link{Label: r.T("duplicateweb.merge"), Href: "/households/" + x.A.String() + "/changes/merge?other=" + url.QueryEscape(x.Second.Code)}
	}
	return nil
}

// changeRow begins a request of change, where pairs found the same are mended.
const changeRow = "GET /households/{commune}/{id}/changes/{kind}"

// sideBySide is both records, a fact a row; where they differ a word says so.
func sideBySide(r *web.Request, x duplicate.Sides) (*web.Table, error) {
	l := r.Lang
	units, err := unit.ByIDs(r.Context(), r.DB(), []unit.ID{x.A.Commune, x.B.Commune, x.First.Village, x.Second.Village})
	if err != nil {
		return nil, err
	}
	t := &web.Table{Caption: r.T("duplicateweb.side_by_side"), Wide: true, Columns: []web.Column{
		{Label: r.T("duplicateweb.fact")}, {Label: r.T("duplicateweb.first")}, {Label: r.T("duplicateweb.second")},
	}}
	add := func(label, a, b string) {
		cells := []web.Cell{{Text: label}, {Text: orUnknown(a)}, {Text: orUnknown(b)}}
		if a != b {
			cells[2].Body = differs(orUnknown(b))
		}
		t.Rows = append(t.Rows, web.Row{Cells: cells})
	}
	a, b := x.First, x.Second
	if x.A != x.B {
		add(r.T("duplicateweb.head"), a.Head, b.Head)
		add(r.T("duplicateweb.code"), a.Code+" ("+strconv.Itoa(a.CodeYear)+")", b.Code+" ("+strconv.Itoa(b.CodeYear)+")")
		add(r.T("duplicateweb.commune"), units[a.Commune].TitleIn(l), units[b.Commune].TitleIn(l))
		add(r.T("duplicateweb.village"), units[a.Village].TitleIn(l), units[b.Village].TitleIn(l))
		add(r.T("duplicateweb.address"), a.Address, b.Address)
		add(r.T("duplicateweb.members"), l.Int(int64(a.Members)), l.Int(int64(b.Members)))
		add(r.T("duplicateweb.ended"), date(l, string(a.Ended)), date(l, string(b.Ended)))
	}
	matched := map[[2]int]bool{}
	for _, m := range x.Matches {
		p, q, ok := persons(a, b, m)
		if !ok {
			continue
		}
		matched[[2]int{0, m.A}], matched[[2]int{1, m.B}] = true, true
		add(r.T("duplicateweb.name"), p.Name, q.Name)
		add(r.T("duplicateweb.sex"), p.Sex.Name(l), q.Sex.Name(l))
		add(r.T("duplicateweb.born"), date(l, p.Born), date(l, q.Born))
		add(r.T("duplicateweb.relation"), p.Relation.Name(l), q.Relation.Name(l))
		add(r.T("duplicateweb.identity"), p.Identity.Mask(), q.Identity.Mask())
	}
	if x.A != x.B {
		add(r.T("duplicateweb.others"), rest(l, a, 0, matched), rest(l, b, 1, matched))
	}
	return t, nil
}

// persons are the two of a match, as far as both households still list them.
func persons(a, b *household.Household, m duplicate.Match) (p, q household.Person, ok bool) {
	if m.A < 1 || m.A > len(a.Persons) || m.B < 1 || m.B > len(b.Persons) {
		return p, q, false
	}
	return a.Persons[m.A-1], b.Persons[m.B-1], true
}

func nameAt(h household.Household, position int) string {
	if position < 1 || position > len(h.Persons) {
		return lang.Unknown
	}
	return h.Persons[position-1].Name
}

// rest are the members who are like nobody of the other household.
func rest(l lang.Lang, h *household.Household, side int, matched map[[2]int]bool) string {
	out := ""
	for _, p := range h.Persons {
		if matched[[2]int{side, p.Position}] {
			continue
		}
		if out != "" {
			out += "; "
		}
		out += p.Name + " (" + date(l, p.Born) + ")"
	}
	return out
}

// date writes a day, or the year where only that is known.
func date(l lang.Lang, s string) string {
	if d, err := day.Parse(s); err == nil {
		return l.Date(d)
	}
	return s
}

func orUnknown(s string) string {
	if s == "" {
		return lang.Unknown
	}
	return s
}

// decide stores what an officer says of the pair.
func (p pages) decide(w http.ResponseWriter, r *web.Request) error {
	k, err := keyOf(r.PathValue("commune"), r.PathValue("id"), r.PathValue("other"), r.PathValue("second"))
	if err != nil {
		return err
	}
	d := duplicate.Decision(r.PostForm.Get("decision"))
	err = p.doubles.Decide(r.Context(), r.Who, k, d, r.PostForm.Get("note"), r.PostForm.Get("digest"))
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Conflict {
		return p.show(w, r, err)
	}
	if err != nil {
		return err
	}
	r.Flash(w, r.T("duplicateweb.stored", "Decision", d.Name(r.Lang)))
	if d == duplicate.Same {
		return r.SeeOther(w, pairPath(k))
	}
	return r.SeeOther(w, queuePath(r.Who.Unit))
}
