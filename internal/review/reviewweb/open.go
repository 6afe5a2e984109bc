package reviewweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// openView is the form that opens a round.
type openView struct {
	Problems web.Problems
	Unit     string
	Fields   []web.Field
	Cancel   web.Link
}

// openForm is what the form holds, as typed.
type openForm struct{ year, kind, day, edition, card, region, source string }

// fresh is the form for the year after the newest round: the yearly review, standing at the year's end.
func (p pages) fresh(w http.ResponseWriter, r *web.Request) error {
	u, err := p.writable(r)
	if err != nil {
		return err
	}
	year := day.Of(r.Now()).Year()
	f := openForm{kind: string(review.Periodic)}
	last, ok, err := review.Latest(r.Context(), r.DB(), u.ID)
	if err != nil {
		return err
	}
	if ok {
		year = last.Year + 1
		f.card, f.region = last.Card, string(last.Region)
	}
	f.year, f.day = strconv.Itoa(year), r.Lang.Date(day.EndOf(year))
	if e := standard.InForce(day.EndOf(year)); e != nil {
		f.edition = e.ID
	}
	return p.showForm(w, r, u, f, nil)
}

// open opens the round that the form describes.
func (p pages) open(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "web.bad_form")
	}
	u, err := p.writable(r)
	if err != nil {
		return err
	}
	value := func(name string) string { return lang.NFC(strings.TrimSpace(r.PostFormValue(name))) }
	f := openForm{value("year"), value("kind"), value("day"), value("edition"), value("card"), value("region"), value("source")}
	round, problems := f.round(r, u.ID)
	if len(problems) == 0 {
		id, err := p.reviews.Open(r.Context(), r.Who, round)
		switch kind := fault.KindOf(err); {
		case err == nil:
			r.Flash(w, r.T("reviewweb.opened", "Year", f.year))
			return r.SeeOther(w, address(id, u.ID))
		case kind == fault.Invalid, kind == fault.Conflict:
			problems = web.Problems{{Text: r.Lang.Error(err)}}
		default:
			return err
		}
	}
	return p.showForm(w, r, u, f, problems)
}

// writable is the unit of ?unit= or the reader's own, when the reader may review there.
func (p pages) writable(r *web.Request) (unit.Unit, error) {
	id, ok := r.QueryInt("unit")
	if !ok {
		id = int64(r.Who.Unit)
	}
	return r.UnitOf(unit.ID(id), account.WriteReview)
}

// round reads the form.
func (f openForm) round(r *web.Request, u unit.ID) (out review.Round, problems web.Problems) {
	wrong := func(field, key string) { problems = append(problems, web.Problem{Field: field, Text: r.T(key)}) }
	year, err := strconv.Atoi(f.year)
	if err != nil || year < 2000 || year > 2100 {
		wrong("year", "reviewweb.bad_year")
	}
	on, ok := lang.ParseDate(f.day)
	if !ok {
		wrong("day", "reviewweb.bad_day")
	}
	if _, err := standard.ByID(f.edition); err != nil {
		wrong("edition", "reviewweb.no_edition")
	}
	if f.card != "" && !slices.Contains(standard.Regions, standard.Region(f.region)) {
		wrong("region", "reviewweb.no_region")
	}
	if f.card == "" {
		f.region = ""
	}
	return review.Round{
		Year: year, Kind: review.Kind(f.kind), Edition: f.edition, Card: f.card, Region: standard.Region(f.region),
		Unit: u, Day: on, Detail: true, Source: f.source,
	}, problems
}

func (p pages) showForm(w http.ResponseWriter, r *web.Request, u unit.Unit, f openForm, problems web.Problems) error {
	l := r.Lang
	cards, err := review.Cards(r.Context(), r.DB())
	if err != nil {
		return err
	}
	v := openView{Problems: problems, Unit: strconv.FormatInt(int64(u.ID), 10), Cancel: web.Link{Label: r.T("reviewweb.cancel"), Href: "/rounds?unit=" + strconv.FormatInt(int64(u.ID), 10)}}
	kinds := []web.Option{}
	for _, k := range []review.Kind{review.Periodic, review.Monthly} {
		kinds = append(kinds, web.Option{Value: string(k), Label: r.T("review.kind_" + string(k)), On: f.kind == string(k)})
	}
	var editions, regions []web.Option
	for _, e := range standard.All() {
		editions = append(editions, web.Option{Value: e.ID, Label: e.Title(l), On: e.ID == f.edition})
	}
	choices := []web.Option{{Label: r.T("reviewweb.no_card"), On: f.card == ""}}
	for _, c := range cards {
		label := c.Title(l)
		if c.Illustrative {
			label += " – " + r.T("reviewweb.card_illustrative")
		}
		choices = append(choices, web.Option{Value: c.ID, Label: label, On: c.ID == f.card})
	}
	regions = append(regions, web.Option{Label: lang.Unknown, On: f.region == ""})
	for _, x := range standard.Regions {
		regions = append(regions, web.Option{Value: string(x), Label: x.Name(l), On: string(x) == f.region})
	}
	v.Fields = []web.Field{
		{ID: "year", Label: r.T("reviewweb.field_year"), Help: r.T("help.field_year"), Value: f.year, Mode: "numeric", Narrow: true, Required: true},
		{ID: "kind", Label: r.T("reviewweb.field_kind"), Help: r.T("reviewweb.field_kind_help"), Options: kinds},
		{ID: "day", Label: r.T("reviewweb.field_day"), Help: r.T("reviewweb.field_day_help"), Value: f.day, Mode: "numeric", Narrow: true, Required: true},
		{ID: "edition", Label: r.T("reviewweb.field_edition"), Help: r.T("help.field_edition"), Options: editions},
		{ID: "card", Label: r.T("reviewweb.field_card"), Help: r.T("reviewweb.field_card_help"), Options: choices},
		{ID: "region", Label: r.T("reviewweb.field_region"), Help: r.T("reviewweb.field_region_help"), Options: regions},
		{ID: "source", Label: r.T("reviewweb.field_source"), Help: r.T("reviewweb.field_source_help"), Value: f.source},
	}
	for i := range v.Fields {
		v.Fields[i].Problem = problems.Of(v.Fields[i].ID)
	}
	page := web.Page{
		Title: r.T("reviewweb.open_title", "Unit", u.TitleIn(l)), Unit: u, Help: "review", Crumb: r.T("reviewweb.open_crumb"), Section: web.Review,
		Lead: r.T("reviewweb.open_lead"),
	}
	if len(problems) > 0 {
		page.Status = http.StatusUnprocessableEntity
	}
	return r.Render(w, page, openPage(v))
}
