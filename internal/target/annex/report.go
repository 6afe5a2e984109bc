package annex

import (
	"strconv"

	"giamngheo/internal/percent"
)

// Report is what a check found: the table as it was read, the figures as they come out when
// recomputed, and the findings. Its JSON form is an interface that others rely on.
type Report struct {
	File      string `json:"file"`
	Table     string `json:"table"`     // where the table stands: a sheet's name, "Bảng 2", …
	Unit      string `json:"unit"`      // code of the unit whose plan this is
	UnitName  string `json:"unit_name"` // official title: "Tỉnh Gia Lai"
	UnitLevel string `json:"unit_level"`
	Year      int    `json:"year"` // the plan's year; the results are those of the end of the year before

	Households Count `json:"households"`
	Poor       Count `json:"poor"`
	Rate       Rate  `json:"rate"`

	Rows     []Row     `json:"rows"`
	Target   Target    `json:"target"`
	Checks   []Checked `json:"checks"`
	Findings []Finding `json:"findings"`
}

// Row is one unit's line of the table.
type Row struct {
	Order            string `json:"order"` // as printed: "7", "VII", ""
	Unit             string `json:"unit"`  // code, "" when the name matched none
	Name             string `json:"name"`  // as printed
	NameOfficial     string `json:"name_official"`
	Households       Count  `json:"households"`
	Poor             Count  `json:"poor"`
	RateStated       Rate   `json:"rate_stated"`
	Rate             Rate   `json:"rate"`
	TargetPoints     Rate   `json:"target_points"`
	TargetHouseholds Count  `json:"target_households"`
	RateIfMet        Rate   `json:"rate_if_met"`
}

// Target sets what the parent asks against what its children's targets add up to.
type Target struct {
	ParentPoints     Rate  `json:"province_points"`
	ParentHouseholds Count `json:"province_households"`
	SumHouseholds    Count `json:"sum_households"`
	SumPoints        Rate  `json:"sum_points"`
	// Gap is what the parent asks less what the children promise: positive when households
	// are assigned to nobody.
	Gap          Count `json:"gap_households"`
	RateIfMet    Rate  `json:"rate_if_met"`
	RatePromised Rate  `json:"rate_promised"`
}

// Checked is one thing that was verified, and whether it held.
type Checked struct {
	Code    string `json:"code"`
	OK      bool   `json:"ok"`
	Message string `json:"message"`
}

// Finding is one fault or remark. Its code keeps its meaning for ever (see codes.go).
type Finding struct {
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	Where    string   `json:"where"`
	Message  string   `json:"message"`
}

// Severity tells how grave a finding is.
type Severity string

// The severities, gravest first. Only an Error makes the plan one that does not add up.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Clean tells whether there is no finding of severity error.
func (r Report) Clean() bool {
	for _, f := range r.Findings {
		if f.Severity == Error {
			return false
		}
	}
	return true
}

// Count is a number of households, or unknown.
type Count struct {
	N     int64
	Known bool
}

// Some is a known count.
func Some(n int64) Count { return Count{n, true} }

// MarshalJSON writes the number, or null when it is not known.
func (c Count) MarshalJSON() ([]byte, error) {
	if !c.Known {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, c.N, 10), nil
}

// Rate is a percentage or a number of percentage points, or unknown.
type Rate struct {
	P     percent.Points
	Known bool
}

// Pct is a known rate.
func Pct(p percent.Points) Rate { return Rate{p, true} }

// MarshalJSON writes the rate in percent (10.06), or null when it is not known.
func (r Rate) MarshalJSON() ([]byte, error) {
	if !r.Known {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, r.P.Float(), 'f', -1, 64), nil
}
