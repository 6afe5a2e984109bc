package target

import (
	_ "embed"
	"fmt"
	"slices"
	"sync"

	"github.com/BurntSushi/toml"

	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// PoorReduction is the indicator of plan 64/KH-UBND's annex: the fall of the poverty rate in points of
// all households. MinorityPoorReduction is that of the ethnic minorities, in points of theirs.
const (
	PoorReduction         = "poor_reduction"
	MinorityPoorReduction = "minority_poor_reduction"
)

// Counted is what an indicator counts: households, or what they lack.
type Counted string

// What is counted.
const (
	CountPoor         Counted = "poor"
	CountMinorityPoor Counted = "minority_poor"
	CountLacks        Counted = "lacks"
)

// Title is what is counted, as a column is headed: "Hộ nghèo".
func (c Counted) Title(l lang.Lang) string { return l.T("target.counted_" + string(c)) }

// Denominator names what an indicator's points and rates are of.
type Denominator string

// The denominators.
const (
	OfHouseholds         Denominator = "households"
	OfMinorityHouseholds Denominator = "minority_households"
	OfPossibleLacks      Denominator = "possible_lacks"
)

// Title is the denominator's name: "tổng số hộ dân cư".
func (d Denominator) Title(l lang.Lang) string { return l.T("target.of_" + string(d)) }

// In is the denominator in a population base; ok is false when the base does not know it.
func (d Denominator) In(b unit.Base) (households int64, ok bool) {
	switch d {
	case OfHouseholds:
		return b.Households, b.Households >= 0
	case OfMinorityHouseholds:
		return b.MinorityHouseholds, b.MinorityHouseholds >= 0
	}
	return 0, false
}

// Indicator (chỉ tiêu) is what is to be brought down, how it is counted and what its points are of.
type Indicator struct {
	ID           string      `toml:"id"`
	Vi           string      `toml:"vi"`
	En           string      `toml:"en"`
	Counted      Counted     `toml:"counted"`
	Deprivations []int       `toml:"deprivations"` // of CountLacks, in the order of the poverty standard
	Denominator  Denominator `toml:"denominator"`
	Basis        string      `toml:"basis"`
	Verified     bool        `toml:"verified"` // whether measure and denominator were read in the basis
}

// Name is the indicator's name in a language.
func (i *Indicator) Name(l lang.Lang) string {
	if l == lang.En {
		return i.En
	}
	return i.Vi
}

//go:embed indicators.toml
var indicatorFile string

// Indicators lists the indicators in the order of the plan.
var Indicators = sync.OnceValue(func() []*Indicator {
	var f struct {
		Indicator []*Indicator `toml:"indicator"`
	}
	if _, err := toml.Decode(indicatorFile, &f); err != nil {
		panic(fmt.Sprintf("target: indicators.toml: %v", err))
	}
	return f.Indicator
})

// IndicatorByID finds an indicator; a fault when there is none of that name.
func IndicatorByID(id string) (*Indicator, error) {
	all := Indicators()
	if i := slices.IndexFunc(all, func(x *Indicator) bool { return x.ID == id }); i >= 0 {
		return all[i], nil
	}
	return nil, fault.New(fault.Invalid, "target.no_indicator", "ID", id)
}
