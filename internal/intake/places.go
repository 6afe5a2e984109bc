package intake

import (
	"context"
	"slices"
	"strings"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// places finds the units that rows name, all within the area of the import.
type places struct {
	dir      *unit.Directory
	area     unit.Unit
	on       day.Date
	communes map[string]foundUnit
	villages map[villageName]foundUnit
	areas    map[unit.ID]standard.Area
	added    []Village               // villages that are not in the list, in the order in which they were met
	pending  map[villageName]unit.ID // what stands for them until they are: negative ids
}

type foundUnit struct {
	id  unit.ID
	err error
}

type villageName struct {
	commune unit.ID
	name    string // folded
}

// Village is a village that rows name and the list of units does not have.
type Village struct {
	Commune unit.ID   `json:"commune"`
	Kind    unit.Kind `json:"kind"`
	Name    string    `json:"name"`
	Shown   string    `json:"shown"` // "Làng Kte, Xã Yang Trung"
}

func newPlaces(ctx context.Context, q db.Querier, area unit.ID, on day.Date) (*places, error) {
	p := &places{
		on: on, communes: map[string]foundUnit{}, villages: map[villageName]foundUnit{}, areas: map[unit.ID]standard.Area{},
		pending: map[villageName]unit.ID{},
	}
	units, err := unit.Ancestors(ctx, q, area)
	if err != nil {
		return nil, err
	}
	for _, l := range unit.Levels {
		below, err := unit.Below(ctx, q, area, l, on)
		if err != nil {
			return nil, err
		}
		units = append(units, below...)
	}
	p.dir = unit.NewDirectory(units, nil, nil)
	p.area, _ = p.dir.Get(area)
	return p, nil
}

// commune finds the commune of a row by its code or its name; with neither it is the area itself, when
// that is a commune.
func (p *places) commune(code, name, district string) (unit.ID, error) {
	if code == "" && name == "" {
		if p.area.Level == unit.Commune {
			return p.area.ID, nil
		}
		return 0, fault.New(fault.Invalid, "intake.commune_required")
	}
	key := code + "\x00" + name + "\x00" + district
	f, ok := p.communes[key]
	if !ok {
		f.id, f.err = p.findCommune(code, name, district)
		p.communes[key] = f
	}
	return f.id, f.err
}

func (p *places) findCommune(code, name, district string) (unit.ID, error) {
	if code != "" {
		padded := code
		if len(code) < 5 && strings.Trim(code, "0123456789") == "" {
			padded = strings.Repeat("0", 5-len(code)) + code
		}
		for _, c := range []string{code, padded} {
			if u, ok := p.dir.ByCode(unit.Commune, c, p.on); ok && p.inside(u.ID) {
				return u.ID, nil
			}
		}
		return 0, fault.New(fault.Invalid, "intake.commune_unknown", "Commune", code, "Area", p.area.Title())
	}
	if p.area.Level == unit.Commune {
		if found := p.dir.Match(name, p.area.Parent, p.on); len(found) == 1 && found[0].Unit.ID == p.area.ID {
			return p.area.ID, nil
		}
		return 0, fault.New(fault.Invalid, "intake.commune_unknown", "Commune", name, "Area", p.area.Title())
	}
	under := p.area.ID
	if district != "" && p.area.Level != unit.District {
		d := p.dir.FindBelow(district, p.area.ID, unit.District, p.on)
		if len(d) != 1 {
			return 0, fault.New(fault.Invalid, "intake.district_unknown", "District", district, "Area", p.area.Title())
		}
		under = d[0].Unit.ID
	}
	found := p.dir.FindBelow(name, under, unit.Commune, p.on)
	switch len(found) {
	case 0:
		return 0, fault.New(fault.Invalid, "intake.commune_unknown", "Commune", name, "Area", p.area.Title())
	case 1:
		return found[0].Unit.ID, nil
	}
	return 0, fault.New(fault.Invalid, "intake.commune_several", "Commune", name)
}

// inside tells whether a unit is the area or lies below it.
func (p *places) inside(id unit.ID) bool {
	return id == p.area.ID || slices.ContainsFunc(p.dir.Ancestors(id), func(u unit.Unit) bool { return u.ID == p.area.ID })
}

// village finds a village of a commune by its name. One that is not in the list gets a negative id, and
// stands in added from then on.
func (p *places) village(commune unit.ID, name string) (unit.ID, error) {
	key := villageName{commune, name}
	f, ok := p.villages[key]
	if !ok {
		f.id, f.err = p.findVillage(commune, name)
		p.villages[key] = f
	}
	return f.id, f.err
}

func (p *places) findVillage(commune unit.ID, name string) (unit.ID, error) {
	found := slices.DeleteFunc(p.dir.Match(name, commune, p.on), func(c unit.Candidate) bool { return c.Unit.Level != unit.Village })
	switch len(found) {
	case 1:
		return found[0].Unit.ID, nil
	case 0:
	default:
		return 0, fault.New(fault.Invalid, "intake.village_several", "Village", name)
	}
	kind, bare := unit.ReadVillage(name)
	key := villageName{commune, unit.FoldName(bare)}
	if id, ok := p.pending[key]; ok {
		return id, nil
	}
	u, _ := p.dir.Get(commune)
	v := Village{commune, kind, bare, ""}
	v.Shown = unit.Unit{Kind: kind, Name: bare, Level: unit.Village}.Title() + ", " + u.Title()
	p.added = append(p.added, v)
	p.pending[key] = -unit.ID(len(p.added))
	return p.pending[key], nil
}

// title is the name of a unit, "" for one that is not known.
func (p *places) title(id unit.ID) string {
	if id < 0 {
		v := p.added[-id-1]
		return unit.Unit{Kind: v.Kind, Name: v.Name, Level: unit.Village}.Title()
	}
	u, _ := p.dir.Get(id)
	return u.Title()
}

// settled is the area (urban, rural) of a commune.
func (p *places) settled(ctx context.Context, q db.Querier, commune unit.ID) (standard.Area, error) {
	if a, ok := p.areas[commune]; ok {
		return a, nil
	}
	a, err := unit.AreaOf(ctx, q, commune, p.on)
	if err == nil {
		p.areas[commune] = a
	}
	return a, err
}

// unitOf finds a unit of any level by its code or name, the area itself among them.
func (p *places) unitOf(code, name string) (unit.ID, error) {
	if code != "" {
		for _, l := range unit.Levels {
			if u, ok := p.dir.ByCode(l, code, p.on); ok && p.inside(u.ID) {
				return u.ID, nil
			}
		}
		if name == "" {
			return 0, fault.New(fault.Invalid, "intake.unit_unknown", "Unit", code, "Area", p.area.Title())
		}
	}
	found := p.dir.FindBelow(name, p.area.ID, "", p.on)
	if len(found) == 0 {
		for _, c := range p.dir.Match(name, p.area.Parent, p.on) {
			if c.Unit.ID == p.area.ID {
				found = append(found, c)
			}
		}
	}
	if len(found) > 1 {
		// Of several levels the highest is meant where the rows are of that level: Chư Sê the district.
		found = slices.DeleteFunc(found, func(c unit.Candidate) bool { return c.Unit.Parent != p.area.ID })
	}
	switch len(found) {
	case 1:
		return found[0].Unit.ID, nil
	case 0:
		return 0, fault.New(fault.Invalid, "intake.unit_unknown", "Unit", name, "Area", p.area.Title())
	}
	return 0, fault.New(fault.Invalid, "intake.unit_several", "Unit", name)
}
