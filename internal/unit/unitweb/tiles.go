package unitweb

import (
	"strings"

	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
	"giamngheo/internal/web"
)

// tiles is the map of the units below; a unit with one child or none has none.
func tiles(r *web.Request, f facts) *web.Tiles {
	if len(f.children) < 2 {
		return nil
	}
	l := r.Lang
	t := &web.Tiles{Note: l.T("unitweb.tiles_note"), Legend: func(p percent.Points) string { return scaleText(l, p) }}
	var worst *child
	var most percent.Points
	grid, width := gridOf(f.unit, f.children)
	for i, c := range f.children {
		p, ok := c.rate()
		tile := web.Tile{
			Name: tileName(l, c), Href: r.Link(web.UnitPath(c.unit.ID)), Value: p, Known: ok, Text: lang.Unknown,
			Hint: c.unit.TitleIn(l) + ": " + l.T("unitweb.base_unknown"),
		}
		if ok {
			tile.Text = l.Points(p)
			tile.Hint = l.T("unitweb.tile_hint", "Unit", c.unit.TitleIn(l), "Rate", l.Percent(p), "Of", rateHint(l, c))
			if worst == nil || p > most {
				worst, most = &f.children[i], p
			}
		}
		if at, ok := grid[c.unit.ID]; ok {
			tile.Col, tile.Row = at[0], at[1]
		}
		t.Tiles = append(t.Tiles, tile)
	}
	if worst == nil {
		return nil
	}
	t.Columns = width
	if width == 0 {
		t.Note = l.T("unitweb.tiles_note_order")
	}
	t.Title = l.T("unitweb.tiles_worst", "Unit", worst.unit.TitleIn(l), "Rate", l.Percent(most))
	return t
}

// scaleText writes a boundary of the colour scale without decimals that say nothing: "10 %".
func scaleText(l lang.Lang, p percent.Points) string {
	if p%100 != 0 {
		return l.Percent(p)
	}
	if l == lang.En {
		return l.Int(int64(p/100)) + "%"
	}
	return l.Int(int64(p/100)) + " %"
}

// tileName is the bare name; a name that is only a number, as of residential groups, keeps its kind.
func tileName(l lang.Lang, c child) string {
	if strings.Trim(c.unit.Name, "0123456789") == "" {
		return c.unit.TitleIn(l)
	}
	return c.unit.Name
}
