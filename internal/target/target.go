// Package target holds the targets (chỉ tiêu) of the programme and how they go down the unit tree.
//
// A target has three faces: households to come off the list, percentage points, and the rate that
// results. Households are the truth; the others derive from them with a named denominator, and what
// the deciding paper prints is kept beside.
//
//	indicator.go  what is brought down, how counted, of what (indicators.toml)
//	target.go     Target and its faces
//	cascade.go    a unit's target against those below: sum, gap, who could absorb it
//	share.go      the one way to share households out, exact and within bounds
//	propose.go    the rules by which targets are proposed
//	service.go    Set and Accept: the acts
//	store.go      SQL
package target

import (
	"giamngheo/internal/percent"
	"giamngheo/internal/unit"
)

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

// Stand is where a unit stands at the end of the year before: the indicator's denominator and the
// households that count, such as the poor.
type Stand struct {
	Unit       unit.ID
	Households int64
	Poor       int64
}

// Rate is the households that count over the denominator, 0 without a denominator.
func (s Stand) Rate() percent.Points {
	p, _ := percent.Of(s.Poor, s.Households)
	return p
}

// After is the rate when so many households have come off the list.
func (s Stand) After(households int64) percent.Points {
	p, _ := percent.Of(s.Poor-households, s.Households)
	return p
}

// Points is what households amount to in points of the stand's denominator.
func (s Stand) Points(households int64) percent.Points {
	p, _ := percent.Of(households, s.Households)
	return p
}

// PointsIn is the target in points: as printed, or what its households amount to.
func (t Target) PointsIn(s Stand) percent.Points {
	if t.Points >= 0 {
		return t.Points
	}
	return s.Points(t.Households)
}

// agree tells whether the printed points and the households are faces of one target: each paper
// derives one from the other and rounds it.
func agree(households int64, p percent.Points, of int64) bool {
	q, ok := percent.Of(households, of)
	return ok && (q == p || p.Households(of) == households)
}

// Child is a unit below with its stand and, when it has one, its target.
type Child struct {
	Stand  Stand
	Target *Target
}
