package web

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
)

// Tiles is a map of equal tiles, one per unit, standing roughly where the unit lies: small and large
// units are read alike, and every tile is a link.
type Tiles struct {
	Title string // the question or its answer
	Note  string // what the values are
	Tiles []Tile
	// Columns is the grid's width; 0 lays the tiles out row by row in the order given.
	Columns int
	// Legend writes a boundary of the scale: "10 %".
	Legend func(percent.Points) string
}

// Tile is one unit.
type Tile struct {
	Name  string
	Href  string
	Value percent.Points
	Known bool
	Text  string // value as written
	Hint  string // one sentence: name, value, denominator
	Col   int
	Row   int
}

const (
	tileW, tileH = 100, 92
	tileGap      = 4
	steps        = 5
)

// placed is a tile where it is drawn.
type placed struct {
	Tile
	X, Y  int
	Lines []string
	Step  string // class of its colour
	Small bool   // a line is too long for the usual size
}

// layout places the tiles and chooses their colours.
func (t Tiles) layout() (tiles []placed, width, height int) {
	columns := t.Columns
	auto := columns == 0
	if auto {
		columns = min(6, max(3, int(math.Ceil(math.Sqrt(float64(len(t.Tiles))*1.3)))))
		columns = min(columns, max(1, len(t.Tiles)))
	}
	rows := 0
	scale := t.scale()
	for i, tile := range t.Tiles {
		if auto {
			tile.Col, tile.Row = i%columns, i/columns
		}
		rows = max(rows, tile.Row+1)
		p := placed{Tile: tile, X: tile.Col * (tileW + tileGap), Y: tile.Row * (tileH + tileGap), Lines: wrap(tile.Name)}
		for _, line := range p.Lines {
			p.Small = p.Small || len([]rune(line)) > 7
		}
		p.Step = "tile-none"
		if tile.Known {
			p.Step = "tile-" + strconv.Itoa(stepOf(tile.Value, scale))
		}
		tiles = append(tiles, p)
	}
	return tiles, columns*(tileW+tileGap) - tileGap, rows*(tileH+tileGap) - tileGap
}

// scale is the width of one step of the colour scale: the roundest with which seven tiles in ten lie
// in the first four steps. The last step is open, so that one very poor unit does not bleach the rest.
func (t Tiles) scale() percent.Points {
	var known []percent.Points
	for _, tile := range t.Tiles {
		if tile.Known {
			known = append(known, tile.Value)
		}
	}
	if len(known) == 0 {
		return 100
	}
	slices.Sort(known)
	most := known[(len(known)-1)*7/10]
	for _, s := range []percent.Points{20, 50, 100, 200, 300, 400, 500, 600, 800, 1000, 1500} {
		if s*(steps-1) >= most {
			return s
		}
	}
	return 2000
}

func stepOf(v, scale percent.Points) int { return min(int(v/scale), steps-1) }

// legendRow is one step of the colour scale.
type legendRow struct{ Step, Text string }

func (t Tiles) legend(l lang.Lang) []legendRow {
	s := t.scale()
	var out []legendRow
	for i := range steps {
		from, to := t.Legend(s*percent.Points(i)), t.Legend(s*percent.Points(i+1))
		text := l.T("web.legend_step", "From", from, "To", to)
		switch i {
		case 0:
			text = l.T("web.legend_first", "To", to)
		case steps - 1:
			text = l.T("web.legend_last", "From", from)
		}
		out = append(out, legendRow{"tile-" + strconv.Itoa(i), text})
	}
	return out
}

// wrap breaks a name into at most two lines that fit a tile.
func wrap(name string) []string {
	const fits = 7
	if len([]rune(name)) <= fits {
		return []string{name}
	}
	words := strings.Fields(name)
	first, rest := name, ""
	best := math.MaxInt
	for i := 1; i < len(words); i++ {
		a, b := strings.Join(words[:i], " "), strings.Join(words[i:], " ")
		if n := max(len([]rune(a)), len([]rune(b))); n < best {
			best, first, rest = n, a, b
		}
	}
	lines := []string{shorten(first)}
	if rest != "" {
		lines = append(lines, shorten(rest))
	}
	return lines
}

func shorten(s string) string {
	const most = 11
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most-1]) + "…"
}
