// Package standardweb has the page of a poverty standard: its lines, indicators and rules, each at an
// address of its own, so that the explanation of a household's class leads to what it rests on.
package standardweb

import (
	"net/http"
	"strconv"

	"giamngheo/internal/lang"
	"giamngheo/internal/standard"
	"giamngheo/internal/web"
)

// Routes mounts the page. A standard is public law; whoever is signed in may read it.
func Routes(m *web.Mux) {
	m.Page("GET /standards/{id}", web.SignedIn, show)
}

// view is the page as it is printed.
type view struct {
	Others     []web.Chip
	Lines      web.Table
	Indicators web.Table
	Rules      web.Table
	Sources    []source
}

type source struct{ Cite, Title, Mark string }

func show(w http.ResponseWriter, r *web.Request) error {
	e, err := standard.ByID(r.PathValue("id"))
	if err != nil {
		return err
	}
	l := r.Lang
	last := e.Until.Time().AddDate(0, 0, -1)
	page := web.Page{Title: lang.Capital(e.Title(l)), Help: "page-standard", Lead: l.T("standardweb.period", "From", e.Since.Year(), "To", last.Year())}
	v := view{Lines: lines(r, e), Indicators: indicators(r, e), Rules: rules(r, e)}
	for _, other := range standard.All() {
		v.Others = append(v.Others, web.Chip{Label: lang.Capital(other.Title(l)), Href: "/standards/" + other.ID, On: other.ID == e.ID})
	}
	for _, s := range e.Sources {
		v.Sources = append(v.Sources, source{s.Cite(l), s.Title.In(l), s.Mark.Name(l)})
	}
	return r.Render(w, page, standardPage(v))
}

func lines(r *web.Request, e *standard.Edition) web.Table {
	t := web.Table{Caption: r.T("standardweb.lines"), Columns: []web.Column{
		{Label: r.T("standardweb.line")},
		{Label: r.T("standardweb.rural"), Number: true},
		{Label: r.T("standardweb.urban"), Number: true},
		{Label: r.T("standardweb.basis"), Secondary: true},
	}}
	add := func(key string, rural, urban standard.Value) {
		if rural.Known() || urban.Known() {
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: r.T(key)}, value(r, rural), value(r, urban), {Text: basis(r, e, rural.Source, rural.Article)}}})
		}
	}
	add("standardweb.income_low", e.Rural.Income.Low, e.Urban.Income.Low)
	add("standardweb.income_line", e.Rural.Income.Line, e.Urban.Income.Line)
	add("standardweb.income_average", e.Rural.Income.Average, e.Urban.Income.Average)
	add("standardweb.points_low", e.Rural.Points.Low, e.Urban.Points.Low)
	add("standardweb.points_line", e.Rural.Points.Line, e.Urban.Points.Line)
	add("standardweb.cut_off", e.CutOff, e.CutOff)
	return t
}

func value(r *web.Request, v standard.Value) web.Cell {
	if !v.Known() {
		return web.Cell{Text: lang.Unknown}
	}
	c := web.Cell{Text: r.Lang.Int(v.N)}
	if v.Mark != standard.Verified {
		c.Body = marked(c.Text, sentence(r, v.Mark))
	}
	return c
}

func sentence(r *web.Request, m standard.Mark) string {
	if m == standard.SecondHand {
		return r.T("standardweb.second_hand")
	}
	return r.T("standardweb.unverified")
}

func indicators(r *web.Request, e *standard.Edition) web.Table {
	l := r.Lang
	t := web.Table{Caption: r.T("standardweb.indicators"), Wide: true, Columns: []web.Column{
		{Label: r.T("standardweb.indicator")}, {Label: r.T("standardweb.code")}, {Label: r.T("standardweb.threshold"), Secondary: true},
	}}
	for _, i := range e.Indicators {
		threshold := web.Cell{Text: i.Threshold.In(l)}
		if threshold.Text == "" {
			threshold.Text = lang.Unknown
		}
		if i.ThresholdMark != standard.Verified {
			threshold.Body = marked(threshold.Text, sentence(r, i.ThresholdMark))
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: strconv.Itoa(i.N) + ". " + lang.Capital(i.Name(l)), Sub: lang.Capital(e.Service(i.Service, l))},
			{Body: anchor(e.IndicatorCode(i.N))},
			threshold,
		}})
	}
	return t
}

func rules(r *web.Request, e *standard.Edition) web.Table {
	t := web.Table{Caption: r.T("standardweb.rules"), Wide: true, Columns: []web.Column{
		{Label: r.T("standardweb.code")}, {Label: r.T("standardweb.class")}, {Label: r.T("standardweb.basis"), Secondary: true},
	}}
	for i := range e.Rules {
		rule := &e.Rules[i]
		cell := web.Cell{Text: basis(r, e, rule.Source, rule.Article)}
		if rule.Mark != standard.Verified {
			cell.Body = marked(cell.Text, sentence(r, rule.Mark))
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Body: anchor(rule.Code)}, {Body: web.ClassBadge(rule.Class())}, cell}})
	}
	return t
}

// basis is the document and article on which a value or rule rests.
func basis(r *web.Request, e *standard.Edition, id, article string) string {
	if s, ok := e.Source(id); ok {
		return s.CiteArticle(article, r.Lang)
	}
	return lang.Unknown
}
