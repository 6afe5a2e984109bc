package unitweb

import (
	"strings"

	"giamngheo/internal/lang"
	"giamngheo/internal/web"
)

// tiles is the map of the units below while no boundary is known.
func tiles(r *web.Request, f facts, m measure) *web.Tiles {
	l := r.Lang
	t := &web.Tiles{Skip: below}
	grid, width := gridOf(f.unit, f.children)
	for _, c := range f.children {
		tile := web.Tile{
			Name: tileName(l, c), Href: r.Link(web.UnitPath(c.unit.ID)), Text: lang.Unknown,
			Hint: c.unit.TitleIn(l) + ": " + l.T("unitweb.map_unknown"),
		}
		if tile.Value, tile.Known = m.value(c); tile.Known {
			tile.Text, tile.Hint = m.text(l, tile.Value), m.hint(l, c, tile.Value)
		}
		if at, ok := grid[c.unit.ID]; ok {
			tile.Col, tile.Row = at[0], at[1]
		}
		t.Tiles = append(t.Tiles, tile)
	}
	t.Columns = width
	t.Note = l.T("unitweb.map_note_"+m.name) + " " + l.T("unitweb.tiles_placed")
	if width == 0 {
		t.Note = l.T("unitweb.map_note_"+m.name) + " " + l.T("unitweb.tiles_in_order")
	}
	return t
}

// tileName is the bare name; a name that is only a number, as of residential groups, keeps its kind.
func tileName(l lang.Lang, c child) string {
	if strings.Trim(c.unit.Name, "0123456789") == "" {
		return c.unit.TitleIn(l)
	}
	return c.unit.Name
}
