package web

import (
	"math"
	"slices"
	"strings"

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
	Scale   Scale
	// Skip is the address of the table below, for who walks by keyboard; "" when there is none.
	Skip string
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
	for i, tile := range t.Tiles {
		if auto {
			tile.Col, tile.Row = i%columns, i/columns
		}
		rows = max(rows, tile.Row+1)
		p := placed{Tile: tile, X: tile.Col * (tileW + tileGap), Y: tile.Row * (tileH + tileGap), Lines: wrap(tile.Name)}
		for _, line := range p.Lines {
			p.Small = p.Small || len([]rune(line)) > 7
		}
		p.Step = t.Scale.step(tile.Value, tile.Known)
		tiles = append(tiles, p)
	}
	return tiles, columns*(tileW+tileGap) - tileGap, rows*(tileH+tileGap) - tileGap
}

func (t Tiles) unknown() bool {
	return slices.ContainsFunc(t.Tiles, func(x Tile) bool { return !x.Known })
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
