package subjectweb

import (
	"fmt"
	"io"
	"net/http"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/roster"
	"giamngheo/internal/subject"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// researchView is the page as it is printed.
type researchView struct {
	Refused string
	Look    web.Link // count what a file would hold
	Figures []web.Figure
	Levels  *web.Table
	Says    string
	Files   []web.Link
	Below   []web.Link // the districts, each with a file of its own
}

func (p pages) research(w http.ResponseWriter, r *web.Request) error {
	u, err := r.Unit(account.ExportResearch)
	if err != nil {
		return err
	}
	l := r.Lang
	page := web.Page{Title: r.T("subjectweb.research_title"), Unit: u, Crumb: r.T("subjectweb.menu_research"), Section: web.Administration, Help: "page-research", Lead: r.T("subjectweb.research_lead", "K", subject.K)}
	v := researchView{Look: web.Link{Label: r.T("subjectweb.look"), Href: r.With("look", "1")}}
	if u.Level != unit.Province && u.Level != unit.District {
		v.Refused = r.T("subject.research_level")
		return r.Render(w, page, researchPage(v))
	}
	if r.URL.Query().Has("look") {
		m, err := subject.Research(r.Context(), r.DB(), r.Who, u.ID, r.URL.Query().Get("round"))
		if fault.KindOf(err) == fault.Invalid {
			v.Refused = l.Error(err)
			return r.Render(w, page, researchPage(v))
		}
		if err != nil {
			return err
		}
		page.Period = web.Period{Label: m.Round.Period(l)}
		page.Source = m.Round.Source
		v.made(r, m)
	}
	for _, f := range []roster.Format{roster.XLSX, roster.CSV} {
		v.Files = append(v.Files, web.Link{Label: r.T("subjectweb.download_" + string(f)), Href: r.Link(web.UnitPath(u.ID) + "/research/" + string(f))})
	}
	if u.Level == unit.Province {
		below, err := unit.Below(r.Context(), r.DB(), u.ID, unit.District, day.Of(r.Now()))
		if err != nil {
			return err
		}
		for _, d := range below {
			v.Below = append(v.Below, web.Link{Label: d.TitleIn(l), Href: r.Link(web.UnitPath(d.ID) + "/research")})
		}
	}
	return r.Render(w, page, researchPage(v))
}

// made is what a file of this moment would hold.
func (v *researchView) made(r *web.Request, m *subject.Made) {
	l := r.Lang
	v.Look = web.Link{}
	v.Says = m.Says(l)
	v.Figures = []web.Figure{
		{Label: r.T("subjectweb.research_households"), Value: l.Int(m.Households), Lead: true},
		{Label: r.T("subjectweb.research_suppressed"), Value: l.Int(m.Suppressed)},
		{Label: r.T("subjectweb.research_smallest"), Value: l.Int(m.Smallest), Of: r.T("subjectweb.research_k", "K", subject.K)},
	}
	v.Levels = &web.Table{Caption: r.T("subjectweb.levels"), Columns: []web.Column{{Label: r.T("subjectweb.level")}, {Label: r.T("subjectweb.research_households"), Number: true}}}
	for i, n := range m.ByLevel {
		v.Levels.Rows = append(v.Levels.Rows, web.Row{Cells: []web.Cell{{Text: r.T("subjectweb.level_" + strconv.Itoa(i))}, {Text: l.Int(n)}}})
	}
}

// file sends the households as a file.
func (p pages) file(f roster.Format) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		u, err := r.Unit(account.ExportResearch)
		if err != nil {
			return err
		}
		m, err := subject.Research(r.Context(), r.DB(), r.Who, u.ID, r.URL.Query().Get("round"))
		if err != nil {
			return err
		}
		name := fmt.Sprintf("nghien-cuu-%s-%d.%s", u.Code, m.Round.Year, f)
		return web.SendMade(w, f.Type(), name, func(to io.Writer) error {
			return m.Write(r.Context(), r.DB(), r.Who, f, r.Lang, to)
		})
	}
}
