package unitweb

import (
	"slices"
	"strings"

	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// mapView is the map of the units below: by their boundaries where there are any, else as tiles.
type mapView struct {
	Chips []web.Chip
	Map   *web.Map
	Tiles *web.Tiles
}

// mapOf is the map of the measure that the address asks for; nil with fewer than two units below, or
// when nothing is known of them.
func mapOf(r *web.Request, f facts) *mapView {
	all := known(f.children)
	if f.partial() {
		all = slices.DeleteFunc(all, func(m measure) bool { return m.falls })
	}
	if len(f.children) < 2 || len(all) == 0 {
		return nil
	}
	l, m := r.Lang, pick(r, all)
	worst, most, _ := m.extreme(f.children)
	var values []percent.Points
	for _, c := range f.children {
		if v, ok := m.value(c); ok {
			values = append(values, v)
		}
	}
	v := &mapView{Chips: chips(r, all, m, f.round.Year)}
	title, scale := m.title(l, worst, most, f.round.Year), m.scale(l, values)
	if len(f.boundaries) > 0 {
		v.Map = drawn(r, f, m)
		v.Map.Title, v.Map.Scale = title, scale
		return v
	}
	v.Tiles = tiles(r, f, m)
	v.Tiles.Title, v.Tiles.Scale = title, scale
	return v
}

const below = "#below" // where the table stands, the map's text form

// drawn is the map by boundaries.
func drawn(r *web.Request, f facts, m measure) *web.Map {
	l := r.Lang
	out := &web.Map{Note: l.T("unitweb.map_note_" + m.name), Skip: below}
	var sources []string
	for _, c := range f.children {
		b, ok := f.boundaries[c.unit.ID]
		if !ok {
			out.Missing = append(out.Missing, web.Link{Label: c.unit.TitleIn(l), Href: r.Link(web.UnitPath(c.unit.ID))})
			continue
		}
		a := web.Area{Name: tileName(l, c), Href: r.Link(web.UnitPath(c.unit.ID)), Text: lang.Unknown, Hint: c.unit.TitleIn(l) + ": " + l.T("unitweb.map_unknown"), Shape: b.Shape}
		if a.Value, a.Known = m.value(c); a.Known {
			a.Text, a.Hint = m.text(l, a.Value), m.hint(l, c, a.Value)
		}
		out.Areas = append(out.Areas, a)
		if s := boundarySource(l, b); !slices.Contains(sources, s) {
			sources = append(sources, s)
		}
	}
	slices.Sort(sources)
	out.Source = l.T("unitweb.map_source", "Source", strings.Join(sources, "; "))
	return out
}

// boundarySource names who drew a boundary and under which licence.
func boundarySource(l lang.Lang, b unit.Boundary) string {
	if b.Licence == "" {
		return l.T("unitweb.map_licence_unknown", "Source", b.Source)
	}
	return l.T("unitweb.map_licence", "Source", b.Source, "Licence", b.Licence)
}
