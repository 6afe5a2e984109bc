package report

import (
	"context"
	"slices"
	"strconv"

	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// Filled is a form of a unit and a round with its figures: the unit's own row on top, then the units
// below it.
type Filled struct {
	Form     Form
	Unit     unit.Unit
	Round    review.Round
	Edition  *standard.Edition
	Deep     bool // the units below the units below stand under each
	Demo     bool // the households are invented
	Columns  []Column
	Rows     []FormRow
	Findings []Finding // what does not reconcile, in the order of the rows
	Base     unit.Base // of the unit itself, for its source
}

// FormRow is one line of a form.
type FormRow struct {
	Order     string // TT: "", "I", "1", "1.1"
	Unit      unit.Unit
	Area      standard.Area // when given, the row is of the urban or of the rural communes of Unit
	Depth     int           // 0 the unit of the form, 1 and 2 those below it
	Breakdown Breakdown
	Cells     []FormCell

	stand *stand
	first int // number of findings before this row's own
	last  int
}

// FormCell is a figure with the households behind it.
type FormCell struct {
	Value
	// Behind are the households that the figure counts or whose members it counts; nil when the figure
	// is 0, not known, or no count of households in a round.
	Behind *review.Filter
}

// Fill makes a form of a unit in a round, with the figures of the units directly below and, when deep,
// those one level further down. It takes the same number of queries however many units there are.
// Who may see it is asked before. Forms 14 and 15 have no figures: see People.
func Fill(ctx context.Context, q db.Querier, form Form, u unit.Unit, round review.Round, deep bool) (Filled, error) {
	f := Filled{Form: form, Unit: u, Round: round, Deep: deep}
	if form.Detailed {
		return f, fault.New(fault.Invalid, "report.form_is_a_list", "Number", strconv.Itoa(form.Number))
	}
	var err error
	if f.Edition, err = standard.ByID(round.Edition); err != nil {
		return f, err
	}
	mark, err := db.Setting(ctx, q, db.SettingDemo)
	if err != nil {
		return f, err
	}
	f.Demo = mark != ""
	whole, err := review.FiguresOf(ctx, q, round.ID, round.Unit)
	if err != nil {
		return f, err
	}
	f.Columns = form.columns(layout{list: form.List, edition: f.Edition, local: native(whole), unknown: foreign(whole)})
	if err := f.read(ctx, q); err != nil {
		return f, err
	}
	for i := range f.Rows {
		f.compute(&f.Rows[i])
	}
	f.check()
	return f, nil
}

// native are the ethnic groups of households on a list that are marked as native to the place, in the
// order of their codes. They are those of the whole round, so that every unit's form has the same columns.
func native(f review.Figures) []household.Ethnic {
	var out []household.Ethnic
	for i := range f.Cells {
		c := &f.Cells[i]
		if slices.Contains(lists, c.Class) && c.Local > 0 && c.Ethnic.Minority() && !slices.Contains(out, c.Ethnic) {
			out = append(out, c.Ethnic)
		}
	}
	slices.Sort(out)
	return out
}

// foreign tells whether a household on a list is of foreigners or of a group that is not known.
func foreign(f review.Figures) bool {
	return slices.ContainsFunc(f.Cells, func(c review.Cell) bool {
		return slices.Contains(lists, c.Class) && c.Households > 0 && c.Ethnic != household.Kinh && !c.Ethnic.Minority()
	})
}

// read makes the rows without their figures, each kind of figure in one query.
func (f *Filled) read(ctx context.Context, q db.Querier) error {
	on, id, u := f.Round.Day, f.Round.ID, f.Unit.ID
	result, err := review.ResultOf(ctx, q, id, u)
	if err != nil {
		return err
	}
	base, based, err := unit.BaseOf(ctx, q, u, on)
	if err != nil {
		return err
	}
	own := newStand(f.Round, result, base, based)
	f.Base = own.base
	f.add(FormRow{Unit: f.Unit}, own)
	below, err := unit.Children(ctx, q, u, on)
	if err != nil || len(below) == 0 {
		return err
	}
	read := reader{ctx, q, f.Round, u}
	stands, err := read.level(below[0].Level)
	if err != nil {
		return err
	}
	var within []unit.Unit
	var deeper map[unit.ID]*stand
	if next := levelBelow(below[0].Level); f.Deep && next != "" {
		if within, err = unit.Below(ctx, q, u, next, on); err != nil {
			return err
		}
		if deeper, err = read.level(next); err != nil {
			return err
		}
	}
	areas, err := unit.AreasBelow(ctx, q, u, on)
	if err != nil {
		return err
	}
	n := 0
	for _, b := range blocks(below, areas) {
		if b.area != "" {
			var of []*stand
			for _, x := range b.units {
				of = append(of, read.of(stands, x.ID))
			}
			f.add(FormRow{Order: b.order, Unit: f.Unit, Area: b.area, Depth: 1}, join(f.Round, of))
		}
		for _, x := range b.units {
			n++
			order := strconv.Itoa(n)
			f.add(FormRow{Order: order, Unit: x, Depth: 1}, read.of(stands, x.ID))
			m := 0
			for _, y := range within {
				if y.Parent == x.ID {
					m++
					f.add(FormRow{Order: order + "." + strconv.Itoa(m), Unit: y, Depth: 2}, read.of(deeper, y.ID))
				}
			}
		}
	}
	return nil
}

// add adds a unit's row, or its two.
func (f *Filled) add(r FormRow, s *stand) {
	r.stand = s
	f.Rows = append(f.Rows, r)
	if f.Form.TwoLines {
		r.Breakdown = OfPersons
		f.Rows = append(f.Rows, r)
	}
}

// compute fills a row's cells.
func (f *Filled) compute(r *FormRow) {
	r.Cells = make([]FormCell, len(f.Columns))
	for i, c := range f.Columns {
		cell := &r.Cells[i]
		switch {
		case c.value != nil:
			cell.Value = c.value(r.stand, r.Breakdown)
		case r.Cells[c.Part-1].Known && r.Cells[c.Whole-1].Known:
			cell.Value = share(r.Cells[c.Part-1].N, r.Cells[c.Whole-1].N)
		}
		if c.behind != nil && cell.Known && (cell.N != 0 || cell.Rate != 0) {
			b := *c.behind
			b.Round, b.Area, b.In = f.Round.ID, r.Unit.ID, r.Area
			cell.Behind = &b
		}
	}
}

// block is a group of units under one heading: the urban communes or the rural ones.
type block struct {
	order string
	area  standard.Area
	units []unit.Unit
}

// blocks sets urban and rural communes apart (I khu vực thành thị, II khu vực nông thôn) where there
// are both; otherwise there is one block without a heading.
func blocks(units []unit.Unit, areas map[unit.ID]standard.Area) []block {
	urban, rural := block{order: "I", area: standard.Urban}, block{order: "II", area: standard.Rural}
	for _, u := range units {
		switch areas[u.ID] {
		case standard.Urban:
			urban.units = append(urban.units, u)
		case standard.Rural:
			rural.units = append(rural.units, u)
		default:
			return []block{{units: units}}
		}
	}
	if len(urban.units) == 0 || len(rural.units) == 0 {
		return []block{{units: units}}
	}
	return []block{urban, rural}
}

// levelBelow is the level of the units below a district or a commune, "" below a village.
func levelBelow(l unit.Level) unit.Level {
	switch l {
	case unit.District:
		return unit.Commune
	case unit.Commune:
		return unit.Village
	}
	return ""
}

// reader reads the stands of all units of a level within a unit.
type reader struct {
	ctx   context.Context
	q     db.Querier
	round review.Round
	u     unit.ID
}

func (r reader) level(l unit.Level) (map[unit.ID]*stand, error) {
	results, err := review.ResultsAt(r.ctx, r.q, r.round.ID, r.u, l, r.round.Day)
	if err != nil {
		return nil, err
	}
	bases, err := unit.BasesAt(r.ctx, r.q, r.u, l, r.round.Day)
	if err != nil {
		return nil, err
	}
	out := map[unit.ID]*stand{}
	ids := map[unit.ID]bool{}
	for id := range results {
		ids[id] = true
	}
	for id := range bases {
		ids[id] = true
	}
	for id := range ids {
		b, ok := bases[id]
		out[id] = newStand(r.round, results[id], b, ok)
	}
	return out, nil
}

// of is the stand of a unit; one in which nothing was reviewed has zeros.
func (r reader) of(stands map[unit.ID]*stand, id unit.ID) *stand {
	if s := stands[id]; s != nil {
		return s
	}
	return newStand(r.round, review.Result{}, unit.Base{}, false)
}
