package reportweb

import (
	"net/http"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/report"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// listView is the page of all forms as it is printed.
type listView struct {
	Empty *web.Empty
	Forms []entry
	Annex annexView
}

// entry is one form with what it answers and the ways to it.
type entry struct {
	Number string
	Title  string
	Href   string // "" for a list of members, which is only a file
	About  string
	Files  []web.Link
}

// annexView is the annex of targets over the round's results, as files.
type annexView struct {
	Title string
	About string
	Files []web.Link
}

// list shows the forms of a unit in the round of the address, or the newest.
func list(w http.ResponseWriter, r *web.Request) error {
	u, err := r.Unit(account.ReadFigures)
	if err != nil {
		return err
	}
	rounds, round, err := pick(r, r.DB(), u)
	if err != nil {
		return err
	}
	page := web.Page{Title: r.T("reportweb.title"), Unit: u, Help: "page-forms", Crumb: r.T("reportweb.crumb"), Section: web.Review}
	if round.ID == 0 {
		empty := web.Empty{Title: r.T("reportweb.no_round"), Text: r.T("reportweb.no_round_text")}
		return r.Render(w, page, listPage(listView{Empty: &empty}))
	}
	page.Period = period(r, rounds, round)
	page.Lead = r.T("reportweb.lead")
	page.Source = round.Source
	v := listView{}
	for _, f := range report.Forms {
		e := entry{Number: strconv.Itoa(f.Number), Title: f.Title(r.Lang, round), About: f.About(r.Lang)}
		if !f.Detailed {
			e.Href = r.Link(formPath(u.ID, f.Number))
		}
		if !f.Detailed || r.Opens(peoplePattern) {
			e.Files = files(r, u.ID, f, false)
		}
		v.Forms = append(v.Forms, e)
	}
	counted := false
	if (u.Level == unit.Province || u.Level == unit.District) && r.Opens(annexPattern) {
		base, ok, err := unit.BaseOf(r.Context(), r.DB(), u.ID, day.EndOf(round.Year))
		if err != nil {
			return err
		}
		counted = ok && base.Households >= 0
	}
	if counted { // without a number of households the annex has no rates
		year := strconv.Itoa(round.Year + 1)
		v.Annex = annexView{Title: r.T("reportweb.annex", "Year", year), About: r.T("reportweb.annex_about", "Year", year)}
		for _, format := range []report.Format{report.XLSX, report.DOCX} {
			v.Annex.Files = append(v.Annex.Files, web.Link{
				Label: r.T("reportweb.download_" + string(format)),
				Href:  r.Link(web.UnitPath(u.ID)+"/annex/"+string(format), "round", "", "year", year),
			})
		}
	}
	return r.Render(w, page, listPage(v))
}

// pick is the round that the address names among those that cover the unit.
func pick(r *web.Request, q db.Querier, u unit.Unit) ([]review.Round, review.Round, error) {
	rounds, err := review.Covering(r.Context(), q, u.ID)
	if err != nil {
		return nil, review.Round{}, err
	}
	round, err := review.Pick(rounds, r.URL.Query().Get("round"))
	return rounds, round, err
}

// period is the round with the others that the page can show.
func period(r *web.Request, rounds []review.Round, round review.Round) web.Period {
	p := web.Period{Label: round.Period(r.Lang)}
	for _, x := range rounds {
		p.Choices = append(p.Choices, web.Link{
			Label: x.Period(r.Lang), Href: r.With("round", strconv.FormatInt(int64(x.ID), 10)), Current: x.ID == round.ID,
		})
	}
	return p
}

func formPath(u unit.ID, n int) string { return Path(u) + "/" + strconv.Itoa(n) }

// files are a form's files.
func files(r *web.Request, u unit.ID, f report.Form, deep bool) []web.Link {
	on := ""
	if deep {
		on = "1"
	}
	var out []web.Link
	for _, format := range []report.Format{report.XLSX, report.CSV} {
		out = append(out, web.Link{
			Label: r.T("reportweb.download_" + string(format)), Href: r.Link(formPath(u, f.Number)+"/"+string(format), "deep", on),
		})
	}
	return out
}
