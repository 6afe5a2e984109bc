package baseweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// input is what the form holds beside the grid.
type input struct {
	source string
	notes  []string // what could not be placed when a block was pasted
	// shown are the figures as the reader saw them when he began, for whoever changes them meanwhile.
	shown map[unit.ID]unit.Base
}

// form is the grid in its form.
func form(r *web.Request, f facts, g web.Grid, in input, problems web.Problems) *web.GridForm {
	source := web.Field{ID: "source", Label: r.T("baseweb.source"), Value: in.source, Required: true, Help: r.T("baseweb.source_help"), Problem: problems.Of("source")}
	return &web.GridForm{
		Action: r.Link(Path(f.unit.ID)), Problems: problems, Notes: in.notes, Grid: g, Fields: []web.Field{source},
		Hidden: append([][2]string{{"day", string(f.day)}}, shown(f, in)...),
		Submit: r.T("baseweb.preview"), Cancel: web.Link{Label: r.T("baseweb.cancel"), Href: r.Link(path(f.unit.ID, f.day))},
	}
}

// shown writes down, in hidden fields, what the reader saw.
func shown(f facts, in input) (out [][2]string) {
	for _, u := range f.all() {
		b, ok := in.shown[u.ID]
		if !ok {
			b = f.base(u.ID)
		}
		var figures []string
		for _, c := range columns {
			figures = append(figures, strconv.FormatInt(*c.of(&b), 10))
		}
		out = append(out, [2]string{wasField(u.ID), strings.Join(figures, " ")})
	}
	return out
}

func wasField(id unit.ID) string { return "was-" + strconv.FormatInt(int64(id), 10) }

// readShown reads what shown wrote; ok is false when a unit is missing: it was not there when the form
// was opened.
func readShown(r *web.Request, f facts) (map[unit.ID]unit.Base, bool) {
	out := map[unit.ID]unit.Base{}
	for _, u := range f.all() {
		figures := strings.Fields(r.PostFormValue(wasField(u.ID)))
		if len(figures) != len(columns) {
			return nil, false
		}
		b := unit.NoBase
		for i, c := range columns {
			n, err := strconv.ParseInt(figures[i], 10, 64)
			if err != nil {
				return nil, false
			}
			*c.of(&b) = n
		}
		out[u.ID] = b
	}
	return out, true
}

// post reads what was typed and pasted; then it shows it beside what stands, stores it, or goes back to
// the grid, as the button says.
func post(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "web.bad_form")
	}
	f, err := gather(r, account.WriteBase)
	if err != nil {
		return err
	}
	in := input{source: lang.NFC(strings.TrimSpace(r.PostFormValue("source")))}
	var ok bool
	if in.shown, ok = readShown(r, f); !ok {
		return fault.New(fault.Conflict, "unit.base_changed")
	}
	g := grid(r.Lang, f)
	g.Fill(r.PostForm)
	if block := r.PostFormValue(web.PasteBox); strings.TrimSpace(block) != "" {
		_, in.notes = g.Paste(r.Lang, block)
	}
	bases := read(r.Lang, f, &g)
	step := r.PostFormValue("step")
	problems := g.Problems(r.Lang)
	switch {
	case in.source == "":
		problems = append(problems, web.Problem{Field: "source", Text: r.T("unit.base_source")})
	case utf8.RuneCountInString(in.source) > 300:
		problems = append(problems, web.Problem{Field: "source", Text: r.T("baseweb.source_long")})
	}
	if step == "edit" {
		return render(w, r, f, g, in, nil)
	}
	if len(problems) > 0 || len(in.notes) > 0 {
		return render(w, r, f, g, in, problems)
	}
	var changes []unit.BaseChange
	for _, u := range f.all() {
		if was := in.shown[u.ID]; !was.SameFigures(bases[u.ID]) {
			changes = append(changes, unit.BaseChange{Unit: u.ID, Before: was, After: bases[u.ID]})
		}
	}
	if step != "save" {
		return preview(w, r, f, g, in, bases)
	}
	allow := func(ctx context.Context, q db.Querier, id unit.ID) error {
		return r.Who.May(ctx, q, account.WriteBase, id)
	}
	err = unit.SetBases(r.Context(), r.DB(), r.Who.Audit(), allow, f.unit.ID, f.day, in.source, changes)
	if fault.KindOf(err) == fault.Conflict {
		// What was typed stays; the next preview is made against what stands now.
		in.shown = nil
		return render(w, r, f, g, in, web.Problems{{Text: r.Lang.Error(err)}})
	}
	if err != nil {
		return err
	}
	r.Flash(w, r.T("baseweb.saved", "Count", len(changes)))
	return r.SeeOther(w, r.Link(path(f.unit.ID, f.day)))
}

// read takes the figures out of the grid and refuses those that cannot be.
func read(l lang.Lang, f facts, g *web.Grid) map[unit.ID]unit.Base {
	out := map[unit.ID]unit.Base{}
	for i, u := range f.all() {
		b := unit.NoBase
		for j, c := range columns {
			*c.of(&b) = g.Count(l, i, j)
		}
		if b.Households >= 0 && b.MinorityHouseholds > b.Households {
			g.Refuse(i, 2, l.T("baseweb.more_than_all"))
		}
		if b.Persons >= 0 && b.MinorityPersons > b.Persons {
			g.Refuse(i, 3, l.T("baseweb.more_than_all"))
		}
		out[u.ID] = b
	}
	return out
}

// preview shows what would change.
func preview(w http.ResponseWriter, r *web.Request, f facts, g web.Grid, in input, bases map[unit.ID]unit.Base) error {
	l := r.Lang
	v := web.GridPreview{
		Action: r.Link(Path(f.unit.ID)), Confirm: l.T("baseweb.save"), Back: l.T("baseweb.back"),
		Hidden: append(append([][2]string{{"day", string(f.day)}, {"source", in.source}}, shown(f, in)...), g.Pairs()...),
	}
	v.Changes = web.Table{Caption: l.T("baseweb.changes"), Columns: []web.Column{{Label: l.T("baseweb.unit")}}}
	for _, c := range columns {
		v.Changes.Columns = append(v.Changes.Columns, web.Column{Label: l.T("baseweb." + c.name), Unit: l.T("baseweb.unit_" + c.name), Number: true})
	}
	emptied := false
	for _, u := range f.all() {
		was, now := in.shown[u.ID], bases[u.ID]
		if was.SameFigures(now) {
			continue
		}
		row := web.Row{Cells: []web.Cell{{Text: u.TitleIn(l)}}, Total: u.ID == f.unit.ID}
		for _, c := range columns {
			emptied = emptied || *c.of(&was) >= 0 && *c.of(&now) < 0
			row.Cells = append(row.Cells, web.Moved(l, *c.of(&was), *c.of(&now)))
		}
		if d, ok := f.derived[u.ID]; ok && d.Households >= 0 && now.Households >= 0 && d.Households != now.Households {
			row.Cells[1].Sub = l.T("baseweb.not_summed", "N", l.Int(d.Households))
		}
		v.Changes.Rows = append(v.Changes.Rows, row)
	}
	if len(v.Changes.Rows) == 0 {
		v.None = l.T("baseweb.no_change")
	} else {
		v.Confirm = l.T("baseweb.save_count", "Count", len(v.Changes.Rows))
	}
	if emptied {
		v.Warn = append(v.Warn, l.T("baseweb.emptied"))
	}
	if t, ok := sums(l, f, bases); ok {
		v.Sums = &t
	}
	p := page(r, f)
	p.Title, p.Lead, p.Source = l.T("baseweb.preview_title"), l.T("baseweb.preview_lead", "Source", in.source), ""
	return r.Render(w, p, web.GridPreviewView(v))
}
