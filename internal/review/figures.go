package review

import (
	"giamngheo/internal/household"
	"giamngheo/internal/standard"
)

// Cell counts the households of one class and ethnic group.
type Cell struct {
	Class  standard.Class
	Ethnic household.Ethnic
	Counts
}

// Figures are the counts of one unit in one round, by class and ethnic group. The zero value is a
// unit in which nothing was reviewed.
type Figures struct{ Cells []Cell }

// Of counts a class; a class without households is all zero.
func (f Figures) Of(c standard.Class) Counts {
	return f.sum(c, func(household.Ethnic) bool { return true })
}

// Minority counts the households of ethnic minorities (hộ DTTS) in a class.
func (f Figures) Minority(c standard.Class) Counts { return f.sum(c, household.Ethnic.Minority) }

// Kinh counts the households that are not of an ethnic minority in a class.
func (f Figures) Kinh(c standard.Class) Counts {
	return f.sum(c, func(e household.Ethnic) bool { return !e.Minority() })
}

// Ethnic counts the households of one ethnic group in a class.
func (f Figures) Ethnic(c standard.Class, e household.Ethnic) Counts {
	return f.sum(c, func(other household.Ethnic) bool { return other == e })
}

func (f Figures) sum(c standard.Class, in func(household.Ethnic) bool) Counts {
	var n Counts
	for i := range f.Cells {
		if f.Cells[i].Class == c && in(f.Cells[i].Ethnic) {
			n.add(&f.Cells[i].Counts, 1)
		}
	}
	return n
}

// Add adds another unit's figures to these.
func (f *Figures) Add(other Figures) {
	for _, c := range other.Cells {
		f.cell(c.Class, c.Ethnic).add(&c.Counts, 1)
	}
}

func (f *Figures) cell(c standard.Class, e household.Ethnic) *Counts {
	for i := range f.Cells {
		if f.Cells[i].Class == c && f.Cells[i].Ethnic == e {
			return &f.Cells[i].Counts
		}
	}
	f.Cells = append(f.Cells, Cell{Class: c, Ethnic: e})
	return &f.Cells[len(f.Cells)-1].Counts
}

// Reviewed is the number of households that were judged, whatever their class.
func (f Figures) Reviewed() int64 { return f.households(func(*Cell) bool { return true }) }

// Poor is the number of poor households.
func (f Figures) Poor() int64 { return f.of(standard.Poor, false) }

// NearPoor is the number of near-poor households.
func (f Figures) NearPoor() int64 { return f.of(standard.NearPoor, false) }

// MinorityPoor is the number of poor households of ethnic minorities.
func (f Figures) MinorityPoor() int64 { return f.of(standard.Poor, true) }

// MinorityNearPoor is the number of near-poor households of ethnic minorities.
func (f Figures) MinorityNearPoor() int64 { return f.of(standard.NearPoor, true) }

func (f Figures) of(c standard.Class, minority bool) int64 {
	return f.households(func(cell *Cell) bool { return cell.Class == c && (!minority || cell.Ethnic.Minority()) })
}

func (f Figures) households(in func(*Cell) bool) int64 {
	var n int64
	for i := range f.Cells {
		if in(&f.Cells[i]) {
			n += f.Cells[i].Households
		}
	}
	return n
}
