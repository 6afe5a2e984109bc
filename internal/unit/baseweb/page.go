package baseweb

import (
	"net/http"
	"slices"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// facts is what the page stands on.
type facts struct {
	unit    unit.Unit
	day     day.Date
	days    []day.Date // that have figures, newest first, and the one shown
	rows    []unit.Unit
	stored  map[unit.ID]unit.Base // for exactly the day
	derived map[unit.ID]unit.Base // summed up from communes for the day, where nothing is stored
	may     bool                  // the reader may write
}

// view is the page as it is printed.
type view struct {
	Days     []web.Chip
	DayField web.Field
	Action   string // of the form that chooses another day
	Empty    *web.Empty
	Form     *web.GridForm
	Table    *web.Table
	Sums     *web.Table
}

// columns are the figures in the order of the grid and of the printed tables.
var columns = []struct {
	name string
	of   func(b *unit.Base) *int64
}{
	{"households", func(b *unit.Base) *int64 { return &b.Households }},
	{"persons", func(b *unit.Base) *int64 { return &b.Persons }},
	{"minority_households", func(b *unit.Base) *int64 { return &b.MinorityHouseholds }},
	{"minority_persons", func(b *unit.Base) *int64 { return &b.MinorityPersons }},
}

func show(w http.ResponseWriter, r *web.Request) error {
	f, err := gather(r, account.ReadFigures)
	if err != nil {
		return err
	}
	g := grid(r.Lang, f)
	return render(w, r, f, g, input{}, nil)
}

// gather reads the unit, the day that is asked for (else the newest with figures, else the end of last
// year), and what stands.
func gather(r *web.Request, p account.Permission) (f facts, err error) {
	if f.unit, err = r.Unit(p); err != nil {
		return f, err
	}
	err = r.DB().Read(r.Context(), func(q db.Querier) (err error) {
		if f.days, err = unit.BaseDays(r.Context(), q, f.unit.ID); err != nil {
			return err
		}
		if err := f.choose(r); err != nil {
			return err
		}
		if f.rows, err = unit.Children(r.Context(), q, f.unit.ID, f.day); err != nil {
			return err
		}
		if f.stored, err = unit.BasesOn(r.Context(), q, f.unit.ID, f.day); err != nil {
			return err
		}
		below, err := unit.BasesBelow(r.Context(), q, f.unit.ID, f.day)
		if err != nil {
			return err
		}
		f.derived = map[unit.ID]unit.Base{}
		for id, b := range below {
			if _, has := f.stored[id]; !has && b.Day == f.day {
				f.derived[id] = b
			}
		}
		err = r.Who.May(r.Context(), q, account.WriteBase, f.unit.ID)
		if err != nil && fault.KindOf(err) == fault.Internal {
			return err
		}
		f.may = err == nil
		return nil
	})
	return f, err
}

func (f *facts) choose(r *web.Request) (err error) {
	f.day = day.EndOf(day.Of(r.Now()).Year() - 1)
	if len(f.days) > 0 {
		f.day = f.days[0]
	}
	if s := r.FormValue("day"); s != "" {
		if f.day, err = day.Parse(s); err != nil {
			return fault.New(fault.Invalid, "baseweb.bad_day")
		}
	}
	if !slices.Contains(f.days, f.day) {
		f.days = append(f.days, f.day)
		slices.Sort(f.days)
		slices.Reverse(f.days)
	}
	return nil
}

// all are the unit and those below it, in the order of the rows.
func (f facts) all() []unit.Unit { return append([]unit.Unit{f.unit}, f.rows...) }

// base is what stands for a unit on the day, NoBase when nothing does.
func (f facts) base(id unit.ID) unit.Base {
	if b, ok := f.stored[id]; ok {
		return b
	}
	return unit.NoBase
}

// grid is what stands, ready to be typed over: the unit itself first, then those below.
func grid(l lang.Lang, f facts) web.Grid {
	g := web.Grid{Caption: caption(l, f), Head: l.T("baseweb.unit"), Sum: true}
	for _, c := range columns {
		g.Columns = append(g.Columns, web.GridColumn{Name: c.name, Label: l.T("baseweb." + c.name), Unit: l.T("baseweb.unit_" + c.name)})
	}
	for _, u := range f.all() {
		row := web.GridRow{ID: strconv.FormatInt(int64(u.ID), 10), Label: u.TitleIn(l), Keys: web.GridKeys(u), Whole: u.ID == f.unit.ID}
		if row.Whole {
			row.Sub = l.T("baseweb.whole")
		}
		b, derived := f.base(u.ID), f.derived[u.ID]
		_, summed := f.derived[u.ID]
		for _, c := range columns {
			cell := web.GridCell{}
			if n := *c.of(&b); n >= 0 {
				cell.Value = l.Int(n)
			}
			if n := *c.of(&derived); summed && n >= 0 {
				cell.Hint = l.T("baseweb.summed", "N", l.Int(n))
			}
			row.Cells = append(row.Cells, cell)
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func caption(l lang.Lang, f facts) string {
	return l.T("baseweb.caption", "Unit", f.unit.TitleIn(l), "Day", l.Date(f.day))
}

// page is the frame around every one of these pages.
func page(r *web.Request, f facts) web.Page {
	p := web.Page{
		Title: r.T("baseweb.title"), Unit: f.unit, Help: "page-base", Crumb: r.T("baseweb.crumb"), Section: web.Administration,
		Period: web.Period{Label: r.Lang.Date(f.day)}, Lead: r.T("baseweb.lead"),
	}
	if b, ok := f.stored[f.unit.ID]; ok {
		p.Source = b.Source + "."
	}
	return p
}

// render shows the figures: a grid for who may write, a table for who may only read.
func render(w http.ResponseWriter, r *web.Request, f facts, g web.Grid, in input, problems web.Problems) error {
	p := page(r, f)
	v := view{
		Action:   Path(f.unit.ID),
		DayField: web.Field{ID: "day", Label: r.T("baseweb.day"), Type: "date", Value: string(f.day), Narrow: true, Required: true, Help: r.T("baseweb.day_help")},
	}
	for _, d := range f.days {
		v.Days = append(v.Days, web.Chip{Label: r.Lang.Date(d), Href: r.Link(path(f.unit.ID, d)), On: d == f.day})
	}
	switch {
	case len(f.rows) == 0 && !f.may:
		v.Empty = &web.Empty{Title: r.T("baseweb.empty"), Text: r.T("baseweb.empty_text")}
	case f.may:
		v.Form = form(r, f, g, in, problems)
	default:
		t := table(r.Lang, f)
		v.Table = &t
	}
	if t, ok := sums(r.Lang, f, standing(f)); ok {
		v.Sums = &t
	}
	if len(problems) > 0 {
		p.Status = http.StatusUnprocessableEntity
	}
	return r.Render(w, p, basePage(v))
}

// standing are the stored bases of the unit and those below, NoBase where there is none.
func standing(f facts) map[unit.ID]unit.Base {
	out := map[unit.ID]unit.Base{}
	for _, u := range f.all() {
		out[u.ID] = f.base(u.ID)
	}
	return out
}

// table is the figures for who may only read them.
func table(l lang.Lang, f facts) web.Table {
	t := web.Table{Caption: caption(l, f), Columns: []web.Column{{Label: l.T("baseweb.unit")}}}
	for i, c := range columns {
		t.Columns = append(t.Columns, web.Column{Label: l.T("baseweb." + c.name), Unit: l.T("baseweb.unit_" + c.name), Number: true, Secondary: i > 0})
	}
	for _, u := range f.all() {
		b := f.base(u.ID)
		cells := []web.Cell{{Text: u.TitleIn(l)}}
		for _, c := range columns {
			cells = append(cells, web.Cell{Text: figure(l, *c.of(&b))})
		}
		t.Rows = append(t.Rows, web.Row{Cells: cells, Total: u.ID == f.unit.ID})
	}
	return t
}

func figure(l lang.Lang, n int64) string {
	if n < 0 {
		return lang.Unknown
	}
	return l.Int(n)
}

// sums sets the sum of the units below against the unit's own figure; ok is false when nothing can be
// compared.
func sums(l lang.Lang, f facts, bases map[unit.ID]unit.Base) (t web.Table, ok bool) {
	t = web.Table{Caption: l.T("baseweb.sums"), Columns: []web.Column{
		{Label: l.T("baseweb.figure")},
		{Label: l.T("baseweb.own"), Number: true},
		{Label: l.T("baseweb.sum"), Number: true},
		{Label: l.T("baseweb.difference"), Number: true},
	}}
	own := bases[f.unit.ID]
	for _, c := range columns {
		whole, sum, known := *c.of(&own), int64(0), len(f.rows) > 0
		for _, u := range f.rows {
			b := bases[u.ID]
			n := *c.of(&b)
			known = known && n >= 0
			sum += n
		}
		row := []web.Cell{{Text: l.T("baseweb." + c.name)}, {Text: figure(l, whole)}, {Text: lang.Unknown}, {Text: lang.Unknown}}
		if known {
			row[2].Text = l.Int(sum)
		}
		if known && whole >= 0 {
			ok = true
			row[3].Text = l.Int(sum - whole)
			if sum != whole {
				row[3].Sub = l.T("baseweb.differs")
			}
		}
		t.Rows = append(t.Rows, web.Row{Cells: row})
	}
	return t, ok
}
