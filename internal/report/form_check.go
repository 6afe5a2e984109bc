package report

import (
	"strings"

	"giamngheo/internal/lang"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// Finding is a figure that does not reconcile.
type Finding struct {
	Code      string // one of the codes below, for programs
	Unit      unit.Unit
	Area      standard.Area // when given, of the urban or of the rural communes of Unit
	Breakdown Breakdown
	Column    int   // number of the column, 0 when the finding is of the whole row
	Want      int64 // what the figure should be by the others
	Have      int64 // what it is

	key  string
	args func(l lang.Lang) []any
}

// The codes of findings.
const (
	// FlowGap says that opening − decreases + increases is not the closing.
	FlowGap = "flow"
	// ClosingDiffers says that the closing of a movement is not the number of households on the list.
	ClosingDiffers = "closing"
	// PartsDiffer says that a total is not the sum of its columns.
	PartsDiffer = "parts"
	// MoreThanAll says that a list has more households or persons than the population.
	MoreThanAll = "more_than_all"
	// BelowDiffers says that the units below do not add up to the unit.
	BelowDiffers = "below"
	// NoVillage says the same of a commune some of whose households have no village written down.
	NoVillage = "no_village"
)

// Difference is by how much the figure is off.
func (f Finding) Difference() int64 { return f.Have - f.Want }

// Place is the unit that the finding is about, in words.
func (f Finding) Place(l lang.Lang) string {
	if f.Area != "" {
		return f.Unit.TitleIn(l) + ", " + f.Area.Name(l)
	}
	return f.Unit.TitleIn(l)
}

// Text is the finding in a sentence: where, which figures, by how much.
func (f Finding) Text(l lang.Lang) string {
	args := []any{"Unit", f.Place(l), "Want", l.Int(f.Want), "Have", l.Int(f.Have), "Difference", l.Int(max(f.Difference(), -f.Difference()))}
	if f.args != nil {
		args = append(args, f.args(l)...)
	}
	return l.T(f.key, args...)
}

// FindingsOf are what does not reconcile in a row itself or in the units below it.
func (f Filled) FindingsOf(r FormRow) []Finding { return f.Findings[r.first:r.last] }

// check looks at every row, by itself and against the rows below it.
func (f *Filled) check() {
	for i := range f.Rows {
		r := &f.Rows[i]
		r.first = len(f.Findings)
		f.checkFlow(r)
		f.checkTotals(r)
		f.checkBelow(i)
		r.last = len(f.Findings)
	}
}

func (f *Filled) found(r *FormRow, x Finding) {
	x.Unit, x.Area, x.Breakdown = r.Unit, r.Area, r.Breakdown
	f.Findings = append(f.Findings, x)
}

// listsOf are the lists that the form has figures of.
func (f *Filled) listsOf() []standard.Class {
	if f.Form.List != standard.None {
		return []standard.Class{f.Form.List}
	}
	return lists
}

// checkFlow proves opening − decreases + increases = closing, and the closing equal to the number of
// households that forms 1 and 4 to 13 count.
func (f *Filled) checkFlow(r *FormRow) {
	for _, list := range f.listsOf() {
		for _, b := range []Breakdown{OfHouseholds, OfPersons} {
			if f.Form.TwoLines && b != r.Breakdown {
				continue
			}
			line := r.stand.line(list, b)
			if line.Gap() != 0 && f.Round.Moves() {
				f.found(r, Finding{
					Code: FlowGap, Want: line.Closing + line.Gap(), Have: line.Closing, key: "report.finding_flow",
					args: func(l lang.Lang) []any {
						return []any{
							"List", list.Name(l), "What", b.Name(l), "Opening", l.Int(line.Opening), "Out", l.Int(line.Out()), "In", l.Int(line.In()),
						}
					},
				})
			}
			if n := b.in(r.stand.of(list)); n != line.Closing {
				f.found(r, Finding{
					Code: ClosingDiffers, Want: n, Have: line.Closing, key: "report.finding_closing",
					args: func(l lang.Lang) []any { return []any{"List", list.Name(l), "What", b.Name(l)} },
				})
			}
		}
	}
}

// checkTotals proves the totals of a row against its own parts, and the lists against the population.
func (f *Filled) checkTotals(r *FormRow) {
	for _, list := range f.listsOf() {
		c := r.stand.of(list)
		if f.Round.Detail {
			var sum int64
			for _, n := range c.Deprived {
				sum += n
			}
			if sum != c.PointsB {
				f.found(r, Finding{
					Code: PartsDiffer, Want: sum, Have: c.PointsB, key: "report.finding_parts",
					args: func(l lang.Lang) []any { return []any{"List", list.Name(l)} },
				})
			}
		}
		for _, x := range []struct {
			b    Breakdown
			n    int64
			base int64
		}{{OfHouseholds, c.Households, r.stand.base.Households}, {OfPersons, c.Persons, r.stand.base.Persons}} {
			if x.base >= 0 && x.n > x.base && (!f.Form.TwoLines || x.b == r.Breakdown) {
				f.found(r, Finding{
					Code: MoreThanAll, Want: x.base, Have: x.n, key: "report.finding_more_than_all",
					args: func(l lang.Lang) []any { return []any{"List", list.Name(l), "What", x.b.Name(l)} },
				})
			}
		}
	}
}

// checkBelow proves that the rows below a row add up to it, column by column. A column of which a unit
// below knows nothing is left alone.
func (f *Filled) checkBelow(at int) {
	r := &f.Rows[at]
	if r.Area != "" {
		return
	}
	var below []*FormRow
	for i := at + 1; i < len(f.Rows); i++ {
		x := &f.Rows[i]
		if x.Depth <= r.Depth && (x.Unit.ID != r.Unit.ID || x.Area != "") {
			break
		}
		if x.Depth == r.Depth+1 && x.Area == "" && x.Breakdown == r.Breakdown {
			below = append(below, x)
		}
	}
	if len(below) == 0 {
		return
	}
	for i, c := range f.Columns {
		if !c.sums || !r.Cells[i].Known {
			continue
		}
		sum := int64(0)
		all := true
		for _, x := range below {
			all = all && x.Cells[i].Known
			sum += x.Cells[i].N
		}
		if !all || sum == r.Cells[i].N {
			continue
		}
		code, key := BelowDiffers, "report.finding_below"
		if r.Unit.Level == unit.Commune && sum < r.Cells[i].N && c.behind != nil {
			code, key = NoVillage, "report.finding_no_village"
		}
		f.found(r, Finding{
			Code: code, Column: i + 1, Want: sum, Have: r.Cells[i].N, key: key,
			args: func(l lang.Lang) []any { return []any{"Column", l.Int(int64(i + 1)), "Name", c.Name(l)} },
		})
	}
}

// Name is a column's name with its headings: "Hộ nghèo: Số hộ".
func (c Column) Name(l lang.Lang) string {
	var parts []string
	for _, g := range c.Groups {
		parts = append(parts, g(l))
	}
	return strings.Join(append(parts, c.Label(l)), ": ")
}

// CheckText says of a row whether it reconciles: in forms 2 and 3 with its sum, opening − decreases +
// increases = closing.
func (f Filled) CheckText(l lang.Lang, r FormRow) string {
	n := len(f.FindingsOf(r))
	if !f.movement() || !f.Round.Moves() {
		if n > 0 {
			return l.T("report.check_wrong", "Findings", n)
		}
		if f.movement() {
			return l.T("report.check_no_opening")
		}
		return l.T("report.check_right")
	}
	line := r.stand.line(f.Form.List, r.Breakdown)
	key := "report.check_sum_right"
	if n > 0 {
		key = "report.check_sum_wrong"
	}
	return l.T(key, "Opening", l.Int(line.Opening), "Out", l.Int(line.Out()), "In", l.Int(line.In()), "Closing", l.Int(line.Closing))
}

func (f Filled) movement() bool { return f.Form.Number == 2 || f.Form.Number == 3 }

// Verdict says of the whole form whether it reconciles.
func (f Filled) Verdict(l lang.Lang) string {
	n := len(f.Findings)
	switch {
	case n > 0:
		return l.T("report.verdict_wrong", "Findings", n)
	case f.movement() && f.Round.Moves():
		return l.T("report.verdict_flow")
	case f.movement():
		return l.T("report.verdict_no_opening")
	}
	return l.T("report.verdict_right")
}
