package unit

import (
	"slices"

	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/unit/boundary"
)

// Located is a feature of a boundary file with the unit it is of, or why it is of none.
type Located struct {
	Feature boundary.Feature
	Unit    Unit
	Problem error // a fault that names the feature; nil when the unit is certain
}

// Locate finds the unit of each feature among the units of a level that stand on a day below a unit
// (CountryID for all). A code decides, but only when the name beside it is that unit's: codes come back
// for other places, so a file of another year would else be laid over the wrong units. Without a code
// the name must be one unit's alone. No unit has two features.
func (d *Directory) Locate(features []boundary.Feature, under ID, level Level, on day.Date) []Located {
	out := make([]Located, len(features))
	taken := map[ID]boundary.Feature{}
	for i, f := range features {
		out[i] = Located{Feature: f}
		u, err := d.locate(f, under, level, on)
		if err == nil {
			if other, ok := taken[u.ID]; ok {
				err = wrong(f, "unit.boundary_twice", "Other", other.N, "Unit", u.Title())
			} else {
				taken[u.ID] = f
			}
		}
		out[i].Unit, out[i].Problem = u, err
	}
	return out
}

func (d *Directory) locate(f boundary.Feature, under ID, level Level, on day.Date) (Unit, error) {
	var named []Candidate
	if f.Name != "" {
		named = d.FindBelow(f.Name, under, level, on)
	}
	if f.Code != "" {
		u, ok := d.ByCode(level, f.Code, on)
		switch {
		case !ok || !d.within(under, u.ID):
			return Unit{}, wrong(f, "unit.boundary_no_code", "Code", f.Code)
		case f.Name != "" && !slices.ContainsFunc(named, func(c Candidate) bool { return c.Unit.ID == u.ID }):
			return Unit{}, wrong(f, "unit.boundary_other_name", "Code", f.Code, "Unit", u.Title())
		}
		return u, nil
	}
	switch len(named) {
	case 0:
		return Unit{}, wrong(f, "unit.boundary_no_name")
	case 1:
		return named[0].Unit, nil
	default:
		return Unit{}, wrong(f, "unit.boundary_ambiguous", "Count", len(named))
	}
}

func wrong(f boundary.Feature, key string, args ...any) error {
	return fault.New(fault.Invalid, key, append([]any{"N", f.N, "Title", f.Title()}, args...)...)
}

// Unlocated are the siblings of located units that no feature is of: they will be missing on the map.
func (d *Directory) Unlocated(all []Located, on day.Date) []Unit {
	have, parents := map[ID]bool{}, map[ID]bool{}
	var order []ID
	for _, l := range all {
		if l.Problem != nil {
			continue
		}
		have[l.Unit.ID] = true
		if !parents[l.Unit.Parent] {
			parents[l.Unit.Parent] = true
			order = append(order, l.Unit.Parent)
		}
	}
	var out []Unit
	for _, p := range order {
		for _, u := range d.Children(p, on) {
			if !have[u.ID] {
				out = append(out, u)
			}
		}
	}
	return out
}
