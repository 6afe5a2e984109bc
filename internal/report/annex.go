// Package report makes official tables out of what the other houses hold: the annex of targets (biểu
// tổng hợp chỉ tiêu giảm nghèo) over the results of the year before. It reads across houses and writes
// none of their tables; papers follow Nghị định 30/2020/NĐ-CP.
package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/percent"
	"giamngheo/internal/review"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
)

// Annex is a unit's table of targets for a year over its units' results at the end of the year before.
type Annex struct {
	Unit   unit.Unit
	Year   int
	Day    day.Date // on which the results stand
	Basis  string   // the paper that gives the targets, "" when none is recorded
	Source string   // where number of households and results come from
	Demo   bool     // the households are invented
	Total  Line
	Lines  []Line
}

// Line is one unit's line; what is not known is empty in every form.
type Line struct {
	Order      string
	Unit       unit.Unit
	Name       string // as the deciding paper prints it, else the official title
	Households int64
	Poor       int64
	Counted    bool // households and poor are known
	Target     int64
	Points     percent.Points
	HasTarget  bool
}

// Rate is the line's poverty rate; ok is false where households are not known.
func (l Line) Rate() (percent.Points, bool) {
	if !l.Counted {
		return 0, false
	}
	return percent.Of(l.Poor, l.Households)
}

// AnnexOf reads a unit's annex: its own line and one for each unit below it. The units stand in the
// order, and under the names, in which the deciding paper has them; those that it does not name follow
// by code. Who may see it is asked before.
func AnnexOf(ctx context.Context, q db.Querier, u unit.Unit, year int) (Annex, error) {
	a := Annex{Unit: u, Year: year, Day: day.EndOf(year - 1)}
	round, ok, err := review.RoundOf(ctx, q, u.ID, year-1)
	if err != nil {
		return a, err
	}
	if !ok {
		return a, fault.New(fault.NotFound, "report.no_round", "Unit", u.Title(), "Year", year-1)
	}
	base, ok, err := unit.BaseOf(ctx, q, u.ID, a.Day)
	if err != nil {
		return a, fmt.Errorf("annex of %s: %w", u.Code, err)
	}
	if !ok || base.Households < 0 {
		return a, fault.New(fault.NotFound, "report.no_base", "Unit", u.Title(), "Year", year-1)
	}
	figures, err := review.FiguresOf(ctx, q, round.ID, u.ID)
	if err != nil {
		return a, err
	}
	a.Total = Line{
		Order: "I", Unit: u, Households: base.Households, Poor: figures.Poor(), Counted: true,
		Name: "Tổng cộng toàn " + string(u.Kind) + ":",
	}
	a.Source = sources(round, base)
	if mark, err := db.Setting(ctx, q, db.SettingDemo); err != nil {
		return a, err
	} else if mark != "" {
		a.Demo = true
	}
	if t, ok, err := target.Get(ctx, q, u.ID, year, target.PoorReduction); err != nil {
		return a, err
	} else if ok {
		a.Total.aim(t)
		a.Basis = t.Basis
	}
	return a, a.read(ctx, q, round)
}

// read fills the lines of the units below, each kind of figure in one query.
func (a *Annex) read(ctx context.Context, q db.Querier, round review.Round) error {
	children, err := unit.Children(ctx, q, a.Unit.ID, a.Day)
	if err != nil {
		return err
	}
	bases, err := unit.BasesBelow(ctx, q, a.Unit.ID, a.Day)
	if err != nil {
		return err
	}
	figures, err := review.FiguresBelow(ctx, q, round.ID, a.Unit.ID, a.Day)
	if err != nil {
		return err
	}
	targets, err := target.Below(ctx, q, a.Unit.ID, a.Year, target.PoorReduction)
	if err != nil {
		return err
	}
	given := map[unit.ID]target.Target{}
	for _, t := range targets {
		given[t.Unit] = t
	}
	for _, u := range children {
		l := Line{Unit: u, Name: u.Title(), Poor: figures[u.ID].Poor()}
		if b, ok := bases[u.ID]; ok && b.Households >= 0 {
			l.Households, l.Counted = b.Households, true
		}
		if t, ok := given[u.ID]; ok {
			l.aim(t)
			if a.Basis == "" {
				a.Basis = t.Basis
			}
		}
		a.Lines = append(a.Lines, l)
	}
	slices.SortStableFunc(a.Lines, func(x, y Line) int {
		return cmp.Or(cmp.Compare(place(given[x.Unit.ID]), place(given[y.Unit.ID])), cmp.Compare(x.Unit.Code, y.Unit.Code))
	})
	for i := range a.Lines {
		a.Lines[i].Order = strconv.Itoa(i + 1)
	}
	return nil
}

// place is a target's row in the deciding paper; units that it does not have come last.
func place(t target.Target) int {
	if t.Position <= 0 {
		return 1 << 30
	}
	return t.Position
}

// aim sets a line's target, in points as printed or as its households amount to.
func (l *Line) aim(t target.Target) {
	l.Target, l.HasTarget = t.Households, true
	l.Points = t.PointsIn(target.Stand{Unit: l.Unit.ID, Households: l.Households, Poor: l.Poor})
	if t.Label != "" {
		l.Name = t.Label
	}
}

func sources(r review.Round, b unit.Base) string {
	s := "Tổng số hộ: " + b.Source
	if r.Source != "" {
		s += ". Hộ nghèo: " + r.Source
	}
	return s + "."
}
