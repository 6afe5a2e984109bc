// Package target holds the targets (chỉ tiêu) of the programme and how they go down the unit tree.
//
// A target has three faces: households to come off the list, percentage points, and the rate that
// results. Households are the truth; the others derive from them with a named denominator, and what
// the deciding paper prints is kept beside.
package target

import (
	"giamngheo/internal/percent"
	"giamngheo/internal/unit"
)

// PoorReduction is the indicator of plan 64/KH-UBND's annex: the fall of the poverty rate in points of
// all households.
const PoorReduction = "poor_reduction"

// Target is what one unit is to reach in one year of one indicator.
type Target struct {
	Unit       unit.ID
	Year       int
	Indicator  string
	Households int64          // to come off the list in the year
	Points     percent.Points // as the deciding paper prints it, -1 when it gives only households
	Parent     unit.ID        // the unit that handed it down, 0 for a unit's own
	Position   int            // row in the deciding paper's table
	Label      string         // the unit's name as that paper prints it, "" for the official name
	Rule       string         // how the value came about: Given, or a proposal rule's name
	Manual     bool           // set by hand against the rule
	Reason     string         // why, when set by hand
	Basis      string         // the deciding paper
	Version    int64          // guards against overwriting another's change; 0 when new
}

// Given is the rule of a target that was taken from a paper as it stands.
const Given = "given"

// Stand is where a unit stands at the end of the year before: the denominator of the indicator and
// the households of it that are poor.
type Stand struct {
	Unit       unit.ID
	Households int64
	Poor       int64
}

// Child is a unit below with its stand and, when it has one, its target.
type Child struct {
	Stand  Stand
	Target *Target
}
