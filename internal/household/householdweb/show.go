package householdweb

import (
	"net/http"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/freeze"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/roster"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// showView is the page of one household as it is printed.
type showView struct {
	Ended  string
	Frozen string // that nothing may be changed for the time being
	// Restricted says that the household's data are handed on no more.
	Restricted string
	Facts      []fact
	Class      standard.Class
	Reviewed   bool
	Explain    *explanation
	Causes     []string
	Needs      []string
	Members    *web.Table
	Shut       string // why there is no table of members
	Numbers    *numbersForm
	History    *web.Table
	Lists      *onLists
	Acts       []web.Link // what the reader may do with this household
}

// fact is a label with its value; Why says why it is withheld.
type fact struct{ Label, Value, Why string }

func (p pages) show(w http.ResponseWriter, r *web.Request) error {
	ref, err := household.ParseRef(r.PathValue("commune") + "/" + r.PathValue("id"))
	if err != nil {
		return err
	}
	h, err := p.households.Get(r.Context(), r.Who, ref)
	if err != nil {
		return err
	}
	history, err := review.History(r.Context(), r.DB(), ref)
	if err != nil {
		return err
	}
	at, err := home(r, h)
	if err != nil {
		return err
	}
	shown, err := chosen(history, r.URL.Query().Get("round"))
	if err != nil {
		return err
	}
	page := web.Page{Title: h.Head, Help: "page-household", Unit: at, Crumb: r.T("householdweb.crumb", "Code", h.Code), Section: web.Households}
	v := showView{Facts: facts(r, h), Numbers: p.numbersForm(r, h)}
	if r.Who.Reads(account.Members) {
		v.Members = members(r, h)
	} else {
		v.Shut = closedWhy(r.Lang, account.Members)
	}
	if h.Ended != "" {
		v.Ended = r.T("householdweb.ended", "Day", r.Lang.Date(h.Ended))
	}
	restricted, err := household.RestrictionOf(r.Context(), r.DB(), ref)
	if err != nil {
		return err
	}
	if restricted != nil {
		v.Restricted = r.T("householdweb.restricted", "Day", r.Lang.Date(restricted.Since))
	}
	if shown != nil {
		rounds := make([]review.Round, len(history))
		for i, j := range history {
			rounds[i] = j.In
		}
		page.Period = period(r, rounds, shown.In)
		page.Source = shown.In.Source
		v.Reviewed, v.Class = true, shown.Class
		if v.Explain, err = explain(r, *shown); err != nil {
			return err
		}
		v.Causes = items(r, shown.Causes.List(), household.Causes(), household.Cause.Name)
		v.Needs = items(r, shown.Needs.List(), household.Needs(), household.Need.Name)
		if v.History, err = historyTable(r, history, shown.In.ID); err != nil {
			return err
		}
	}
	if r.Who.Can(account.WriteHouseholds) || r.Who.Can(account.RequestChanges) {
		if v.Frozen, err = freeze.Says(r.Context(), r.DB(), r.Lang, h.Commune, day.Of(r.Now())); err != nil {
			return err
		}
	}
	if v.Lists, err = p.onLists(r, ref); err != nil {
		return err
	}
	if v.Acts, err = acts(r, h); err != nil {
		return err
	}
	if err := r.SawHousehold(ref.Commune, ref.String(), "page"); err != nil {
		return err
	}
	return r.Render(w, page, showPage(v))
}

// home is the village the household lives in, its commune when the village is not known.
func home(r *web.Request, h household.Household) (unit.Unit, error) {
	if h.Village != 0 {
		return unit.Get(r.Context(), r.DB(), h.Village)
	}
	return unit.Get(r.Context(), r.DB(), h.Commune)
}

// chosen is the assessment of the round that the address asks for, the newest when it asks for none,
// nil when there is none at all.
func chosen(history []review.Judged, asked string) (*review.Judged, error) {
	if asked == "" {
		if len(history) == 0 {
			return nil, nil
		}
		return &history[0], nil
	}
	for i := range history {
		if strconv.FormatInt(int64(history[i].In.ID), 10) == asked {
			return &history[i], nil
		}
	}
	// A round kept from another page in which this household was not reviewed.
	if _, err := strconv.ParseInt(asked, 10, 64); err == nil && len(history) > 0 {
		return &history[0], nil
	}
	return nil, fault.New(fault.NotFound, "review.round_not_here")
}

func facts(r *web.Request, h household.Household) []fact {
	l := r.Lang
	out := []fact{
		{Label: r.T("householdweb.code"), Value: r.T("householdweb.code_of", "Code", h.Code, "Year", strconv.Itoa(h.CodeYear))},
		{Label: r.T("householdweb.address"), Value: orUnknown(h.Address)},
		{Label: r.T("householdweb.ethnic"), Value: h.Ethnic.Name(l)},
		{Label: r.T("householdweb.members"), Value: l.Int(int64(h.Members))},
		{Label: r.T("householdweb.phone"), Value: orUnknown(h.Phone.Mask())},
		{Label: r.T("householdweb.bank"), Value: lang.Unknown},
	}
	if h.Bank != "" {
		out[5].Value = r.T("householdweb.bank_line", "Number", h.Bank.Mask(), "Bank", h.BankName)
	}
	if h.EthnicList == household.List1979 && h.EthnicGiven != string(h.Ethnic) {
		out[2].Value += " (" + r.T("householdweb.ethnic_given", "Code", h.EthnicGiven, "List", strconv.Itoa(h.EthnicList)) + ")"
	}
	for i, s := range []account.Section{"", account.Identity, account.Identity, account.Members, account.Identity, account.Bank} {
		if s != "" && !r.Who.Reads(s) {
			out[i].Value, out[i].Why = r.T("householdweb.withheld"), closedWhy(l, s)
		}
	}
	if marks := items(r, h.Flags.List(), household.AllFlags(), household.Flags.Name); marks != nil {
		out = append(out, fact{Label: r.T("householdweb.flags"), Value: strings.Join(marks, "; ")})
	}
	return out
}

// items names those of some facts that the reader may see, and says of which sections he may not see any, be they
// there or not.
func items[T interface{ Section() account.Section }](r *web.Request, list, all []T, name func(T, lang.Lang) string) []string {
	var out []string
	for _, x := range open(r.Who, list) {
		out = append(out, name(x, r.Lang))
	}
	var sections []account.Section
	for _, x := range all {
		sections = append(sections, x.Section())
	}
	if also := alsoClosed(r.Lang, r.Who.Closed(sections...)); also != "" {
		out = append(out, also)
	}
	return out
}

func orUnknown(s string) string {
	if s == "" {
		return lang.Unknown
	}
	return s
}

// sheetRow is the sheet of all that is held on one person.
const sheetRow = "GET /households/{commune}/{id}/persons/{n}"

func members(r *web.Request, h household.Household) *web.Table {
	if len(h.Persons) == 0 {
		return nil
	}
	t := &web.Table{Caption: r.T("householdweb.members_caption"), Wide: true, Columns: []web.Column{
		{Label: r.T("householdweb.name")},
		{Label: r.T("householdweb.relation")},
		{Label: r.T("householdweb.sex"), Secondary: true},
		{Label: r.T("householdweb.born"), Secondary: true},
		{Label: r.T("householdweb.ethnic"), Secondary: true},
		{Label: r.T("householdweb.identity"), Secondary: true},
	}}
	for i, p := range h.Persons {
		name := web.Cell{Text: p.Name}
		if r.Opens(sheetRow) {
			name.Href = householdPath(h.Ref) + "/persons/" + strconv.Itoa(i+1)
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			name,
			{Text: p.Relation.Name(r.Lang)},
			{Text: p.Sex.Name(r.Lang)},
			{Text: born(r.Lang, p.Born)},
			{Text: p.Ethnic.Name(r.Lang)},
			{Text: orUnknown(p.Identity.Mask())},
		}})
	}
	return t
}

// born writes a birth date, or the year where only that is known.
func born(l lang.Lang, s string) string {
	if d, err := day.Parse(s); err == nil {
		return l.Date(d)
	}
	return orUnknown(s)
}

func historyTable(r *web.Request, history []review.Judged, shown review.RoundID) (*web.Table, error) {
	t := &web.Table{Caption: r.T("householdweb.history_caption"), Wide: true, Columns: []web.Column{
		{Label: r.T("householdweb.round")},
		{Label: r.T("householdweb.class")},
		{Label: r.T("householdweb.movement"), Secondary: true},
		{Label: r.T("householdweb.points_a"), Number: true, Secondary: true},
		{Label: r.T("householdweb.points_b"), Number: true, Secondary: true},
		{Label: r.T("householdweb.standard"), Secondary: true},
	}}
	for i, j := range history {
		edition, err := j.Edition()
		if err != nil {
			return nil, err
		}
		round := strconv.FormatInt(int64(j.In.ID), 10)
		if i == 0 {
			round = ""
		}
		first := web.Cell{Text: j.In.Period(r.Lang), Href: r.With("round", round)}
		if j.In.ID == shown {
			first.Href, first.Sub = "", r.T("householdweb.shown")
		}
		cells := []web.Cell{first}
		s, x := shape{reader: r.Who, round: j.In, edition: edition}, line{Line: roster.Line{Found: j.Assessment, Reviewed: true}}
		for _, c := range []roster.Column{roster.ColClass, roster.ColMovement, roster.ColA, roster.ColB} {
			cells = append(cells, s.cell(r, nil, c, x))
		}
		t.Rows = append(t.Rows, web.Row{Cells: append(cells, web.Cell{Text: edition.Title(r.Lang), Href: editionPath(edition, "")})})
	}
	return t, nil
}
