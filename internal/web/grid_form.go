package web

import "giamngheo/internal/lang"

// GridForm is the page's form around a grid: fields, the box to paste into, the way on.
type GridForm struct {
	Action   string
	Hidden   [][2]string
	Problems Problems
	Notes    []string // what could not be placed when a block was pasted
	Grid     Grid
	Fields   []Field
	Submit   string // leads to the preview
	// Try is the button that works the page out anew with what stands in the grid and stores nothing; it
	// asks TryAction by GET. "" leaves it out.
	Try, TryAction string
	Cancel         Link
}

// GridPreview shows what would change before it is stored.
type GridPreview struct {
	Changes Table  // one row per changed unit
	Sums    *Table // sums against the whole
	None    string // a sentence when nothing would change
	Warn    []string
	Action  string
	Hidden  [][2]string
	Confirm string
	Back    string // the button back to the grid, with what was typed
}

// PasteBox is the name of the text box that takes a copied block.
const PasteBox = "paste"

// Moved is a cell of a preview: before and after with the difference, or the one figure that stays.
func Moved(l lang.Lang, before, after int64) Cell {
	written := func(n int64) string {
		if n < 0 {
			return lang.Unknown
		}
		return l.Int(n)
	}
	if before == after {
		return Cell{Text: written(after)}
	}
	c := Cell{Body: moved(written(before), written(after))}
	if before >= 0 && after >= 0 {
		c.Sub = signed(l.Int(after-before), after > before)
	}
	return c
}
