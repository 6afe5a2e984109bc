package targetweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/report"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// The columns of the grid.
const (
	colPoor, colNow, colHouseholds, colPoints = 0, 1, 2, 3
)

// draft is what the grid holds: what stands, or what was typed and pasted over it.
type draft struct {
	asked
	cascade  report.Cascade // what stands
	grid     web.Grid
	given    map[unit.ID]target.Target // what the grid says, as far as it can be read
	versions map[unit.ID]int64         // of the targets as the reader saw them
	rule     target.Rule               // by which the rest would be shared out
	basis    string
	reason   string
	notes    []string // what could not be placed when a block was pasted
}

// editPath is the address of the page that changes all targets below a unit.
func editPath(u unit.ID) string { return Path(u) + "/edit" }

// edit shows the grid and what comes of its figures. The figures stand in the address, so that a trial
// can be kept, sent on and printed; nothing is stored.
func (p pages) edit(w http.ResponseWriter, r *web.Request) error {
	d, err := read(r, r.URL.Query())
	if err != nil {
		return err
	}
	if r.URL.Query().Get("part") != "" {
		return r.Part(w, whatIfPart(whatIf(r, d)))
	}
	return renderDraft(w, r, d, d.grid.Problems(r.Lang), 0)
}

// read takes a draft from an address or a form.
func read(r *web.Request, form url.Values) (d draft, err error) {
	u, err := r.Unit(account.WriteTargets)
	if err != nil {
		return d, err
	}
	err = r.DB().Read(r.Context(), func(q db.Querier) (err error) {
		if d.asked, err = ask(r, q, u); err != nil {
			return err
		}
		d.cascade, err = report.CascadeOf(r.Context(), q, u, d.year, d.indicator)
		return err
	})
	if err != nil {
		return d, err
	}
	d.basis, d.reason = lang.NFC(strings.TrimSpace(form.Get("basis"))), lang.NFC(strings.TrimSpace(form.Get("reason")))
	if d.rule = target.Rule(form.Get("rule")); d.rule == "" {
		d.rule = target.EqualEffort
	}
	d.grid = gridOf(r.Lang, d.cascade)
	d.versions = map[unit.ID]int64{}
	for _, row := range d.cascade.Rows {
		d.versions[row.Unit] = row.Target.Version
	}
	if form.Has("typed") {
		d.grid.Fill(form)
		for u := range d.versions {
			if d.versions[u], err = strconv.ParseInt(form.Get(versionField(u)), 10, 64); err != nil {
				return d, fault.New(fault.Conflict, "target.changed")
			}
		}
	}
	if block := form.Get(web.PasteBox); strings.TrimSpace(block) != "" {
		_, d.notes = d.grid.Paste(r.Lang, block)
	}
	d.take(r)
	return d, nil
}

// gridOf is what stands, ready to be typed over.
func gridOf(l lang.Lang, c report.Cascade) web.Grid {
	counted := l.T("targetweb.unit_" + string(c.Indicator.Counted))
	g := web.Grid{
		Caption: l.T("targetweb.grid_caption", "Unit", c.Unit.TitleIn(l)), Head: l.T("targetweb.col_unit"), Sum: true,
		Columns: []web.GridColumn{
			{Name: "poor", Label: c.Indicator.Counted.Title(l), Unit: counted, Fixed: true},
			{Name: "now", Label: l.T("target.col_before"), Unit: counted, Fixed: true},
			{Name: "households", Label: l.T("targetweb.col_new"), Unit: counted},
			{Name: "points", Label: l.T("targetweb.col_points_new"), Unit: l.T("web.points"), Rate: true},
		},
	}
	for i, row := range c.Rows {
		u := c.Units[i]
		r := web.GridRow{ID: id(u.ID), Label: u.TitleIn(l), Keys: web.GridKeys(u, row.Target.Label), Cells: make([]web.GridCell, 4)}
		r.Cells[colPoor].Value = known(c.HasRound, l.Int(row.Stand.Poor))
		r.Cells[colNow].Value = lang.Unknown
		if row.HasTarget {
			r.Cells[colNow].Value = l.Int(row.Households)
			r.Cells[colHouseholds].Value = l.Int(row.Households)
			if row.Target.Points >= 0 {
				r.Cells[colPoints].Value = l.Points(row.Target.Points)
			}
			if row.Target.Manual {
				r.Sub = l.T("target.by_hand") + ": " + row.Target.Reason
			}
		}
		g.Rows = append(g.Rows, r)
	}
	return g
}

// take reads the targets out of the grid. Households are the truth: points that were left standing
// beside changed households fall away, and points changed alone give the households.
func (d *draft) take(r *web.Request) {
	l, g := r.Lang, &d.grid
	d.given = map[unit.ID]target.Target{}
	for i, row := range d.cascade.Rows {
		households, points := g.Count(l, i, colHouseholds), g.Points(l, i, colPoints)
		if c := g.Rows[i].Cells; c[colHouseholds].Problem+c[colPoints].Problem != "" {
			continue
		}
		old := row.Target
		if !row.HasTarget {
			old.Households, old.Points = -1, -1
		}
		switch {
		case households != old.Households && points == old.Points:
			points = -1
		case households == old.Households && points < 0:
			points = old.Points
		case households == old.Households && points != old.Points && points >= 0:
			if row.Stand.Households == 0 {
				g.Refuse(i, colPoints, l.T("targetweb.no_base"))
				continue
			}
			households = points.Households(row.Stand.Households)
			g.Rows[i].Cells[colHouseholds].Value = l.Int(households)
		}
		if households < 0 {
			if row.HasTarget {
				g.Refuse(i, colHouseholds, l.T("targetweb.not_emptied"))
			}
			continue
		}
		if row.Stand.Poor > 0 && households > row.Stand.Poor {
			g.Refuse(i, colHouseholds, l.T("targetweb.too_many", "Poor", l.Int(row.Stand.Poor)))
			continue
		}
		t := row.Target
		t.Unit, t.Households, t.Points = row.Unit, households, points
		d.given[row.Unit] = t
	}
}

// changed are the targets that differ from those that stand, ready to be stored.
func (d draft) changed() (out []target.Target) {
	for i, row := range d.cascade.Rows {
		t, ok := d.given[row.Unit]
		if !ok || row.HasTarget && t.Households == row.Target.Households && t.Points == row.Target.Points {
			continue
		}
		t.Parent, t.Year, t.Indicator, t.Version = d.unit.ID, d.year, d.indicator, d.versions[row.Unit]
		t.Manual, t.Reason, t.Basis, t.Rule = d.reason != "", d.reason, d.basis, target.Given
		if t.Position == 0 {
			t.Position = i + 1
		}
		out = append(out, t)
	}
	return out
}

// hidden are what the form carries along beside what is typed.
func (d draft) hidden() [][2]string {
	out := [][2]string{{"year", strconv.Itoa(d.year)}, {"indicator", d.indicator}, {"typed", "1"}}
	for _, row := range d.cascade.Rows {
		out = append(out, [2]string{versionField(row.Unit), strconv.FormatInt(d.versions[row.Unit], 10)})
	}
	return out
}

// renderDraft shows the grid with what comes of it; status 0 is 200.
func renderDraft(w http.ResponseWriter, r *web.Request, d draft, problems web.Problems, status int) error {
	l := r.Lang
	page := web.Page{
		Title: r.T("targetweb.edit_title", "Year", strconv.Itoa(d.year)), Unit: d.unit, Help: "page-targets", Crumb: r.T("targetweb.edit_crumb"), Section: web.Targets,
		Period: web.Period{Label: r.T("targetweb.period", "Year", strconv.Itoa(d.year), "Before", strconv.Itoa(d.year-1))},
		Lead:   d.cascade.Indicator.Name(l) + ". " + r.T("targetweb.edit_lead"), Status: status,
	}
	back := web.Link{Label: r.T("targetweb.cancel"), Href: r.Link(path(d.unit.ID, d.year, d.indicator))}
	if len(d.cascade.Rows) == 0 {
		return r.Render(w, page, web.EmptyState(web.Empty{Title: r.T("targetweb.edit_empty"), Text: r.T("targetweb.edit_empty_text"), Act: back}))
	}
	f := web.GridForm{
		Action: r.Link(editPath(d.unit.ID)), Hidden: d.hidden(), Problems: problems, Notes: d.notes, Grid: d.grid,
		Submit: r.T("targetweb.to_preview"), Try: r.T("targetweb.try"), TryAction: editPath(d.unit.ID), Cancel: back,
	}
	rules := web.Field{ID: "rule", Label: r.T("targetweb.rest_by"), Help: d.rule.Explain(l)}
	for _, rule := range target.Rules {
		rules.Options = append(rules.Options, web.Option{Value: string(rule), Label: rule.Title(l), On: rule == d.rule})
	}
	f.Fields = []web.Field{
		{ID: "basis", Label: r.T("targetweb.field_basis"), Value: d.basis, Help: r.T("targetweb.field_basis_all_help"), Problem: problems.Of("basis")},
		{ID: "reason", Label: r.T("targetweb.field_reason"), Value: d.reason, Help: r.T("targetweb.field_reason_all_help"), Problem: problems.Of("reason")},
	}
	return r.Render(w, page, editPage(f, rules, editPath(d.unit.ID), whatIf(r, d)))
}
