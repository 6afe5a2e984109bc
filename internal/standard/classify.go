package standard

import "giamngheo/internal/fault"

// Facts are what the review found of a household, as far as its class rests on it.
type Facts struct {
	Area     Area
	PointsA  int          // điểm A (B1) of the score card, -1 when not counted
	Income   int64        // declared income in đồng per head and month, -1 when not declared
	Deprived Deprivations // điểm B (B2) is 10 for each
}

// Result is a household's class with the permanent codes of the rules that decided it: first the
// rule, then one code for each deprivation. Codes is shared: read it, do not write to it.
type Result struct {
	Class Class
	Codes []string

	edition *Edition
	rule    *Rule
	facts   Facts
}

// Classify tells the class of a household. Points A decide between poor, near-poor and above; only
// without them does declared income. Average needs declared income, and an edition that has that
// line. Figures on a line are within it, and the cut-off number of deprivations is enough. Facts that Check refuses give class None.
func (e *Edition) Classify(f Facts) Result {
	r := Result{edition: e, facts: f}
	if r.rule = e.rules[e.decide(f)]; r.rule != nil {
		r.Class = r.rule.class
		r.Codes = e.codes(r.rule, f.Deprived)
	}
	return r
}

// Class is Classify without the reasons, for counting millions.
func (e *Edition) Class(f Facts) Class { return outcomes[e.decide(f)].class }

// decide is the rule itself.
func (e *Edition) decide(f Facts) outcome {
	switch {
	case f.PointsA < -1:
		return badPoints
	case f.Income < -1:
		return badIncome
	case f.Deprived&^e.mask != 0:
		return badIndicator
	}
	var lim *limits
	switch f.Area {
	case Rural:
		lim = &e.rural
	case Urban:
		lim = &e.urban
	default:
		return noArea
	}
	if f.PointsA >= 0 {
		points := int64(f.PointsA)
		switch {
		case lim.points < 0:
			return noPointsRule
		case points <= lim.pointsLow:
			return poorLowPoints
		case points <= lim.points && e.many(f.Deprived):
			return poorPoints
		case points <= lim.points:
			return nearPoorPoints
		case f.Income < 0 || lim.average < 0:
			return notPoorPoints
		case f.Income <= lim.average:
			return averagePoints
		}
		return notPoorBoth
	}
	switch {
	case f.Income < 0:
		return noFigure
	case lim.income < 0:
		return noIncomeRule
	case f.Income <= lim.incomeLow:
		return poorLowIncome
	case f.Income <= lim.income && e.many(f.Deprived):
		return poorIncome
	case f.Income <= lim.income:
		return nearPoorIncome
	case lim.average < 0:
		return aboveIncome
	case f.Income <= lim.average:
		return averageIncome
	}
	return notPoorIncome
}

// many tells whether the deprivations reach the cut-off (B ≥ 30).
func (e *Edition) many(d Deprivations) bool { return d.Count() >= e.cutOff }

// limits are an area's lines for the rule: -1 is within nothing, a line the edition does not have.
type limits struct{ pointsLow, points, incomeLow, income, average int64 }

// outcome is a branch of decide. Each branch that gives a class has one permanent rule code.
type outcome int

const (
	noFigure outcome = iota
	badPoints
	badIncome
	badIndicator
	noArea
	noPointsRule
	noIncomeRule
	poorLowPoints
	poorPoints
	nearPoorPoints
	averagePoints
	notPoorPoints
	notPoorBoth
	poorLowIncome
	poorIncome
	nearPoorIncome
	averageIncome
	notPoorIncome
	aboveIncome // above the line, in an edition whose average living standard is not known
	outcomeCount
)

var outcomes = [outcomeCount]struct {
	name  string // in an edition's file, and the end of its message key
	class Class
}{
	poorLowPoints:  {"poor_low_points", Poor},
	poorPoints:     {"poor_points", Poor},
	nearPoorPoints: {"near_poor_points", NearPoor},
	averagePoints:  {"average_points", Average},
	notPoorPoints:  {"not_poor_points", NotPoor},
	notPoorBoth:    {"not_poor_both", NotPoor},
	poorLowIncome:  {"poor_low_income", Poor},
	poorIncome:     {"poor_income", Poor},
	nearPoorIncome: {"near_poor_income", NearPoor},
	averageIncome:  {"average_income", Average},
	notPoorIncome:  {"not_poor_income", NotPoor},
	aboveIncome:    {"above_income", NotPoor},
}

// Check tells whether the facts suffice and make sense; its fault says what is missing or wrong.
func (e *Edition) Check(f Facts) error {
	switch e.decide(f) {
	case badPoints:
		return fault.New(fault.Invalid, "standard.negative_points")
	case badIncome:
		return fault.New(fault.Invalid, "standard.negative_income")
	case badIndicator:
		return fault.New(fault.Invalid, "standard.unknown_indicator", "N", (f.Deprived &^ e.mask).List()[0], "Max", len(e.Indicators), "Edition", e.ID)
	case noArea:
		return fault.New(fault.Invalid, "standard.unknown_area", "Area", string(f.Area))
	case noFigure:
		return fault.New(fault.Invalid, "standard.no_figure")
	case noPointsRule:
		return fault.New(fault.Invalid, "standard.no_points_rule", "Edition", e.ID)
	case noIncomeRule:
		return fault.New(fault.Invalid, "standard.no_income_rule", "Edition", e.ID)
	}
	return nil
}

// codes is a rule's code and those of the deprivations; made once for each pair, then shared.
func (e *Edition) codes(r *Rule, d Deprivations) []string {
	if made := r.codes[d].Load(); made != nil {
		return *made
	}
	list := make([]string, 1, 1+d.Count())
	list[0] = r.Code
	for _, n := range d.List() {
		list = append(list, e.IndicatorCode(n))
	}
	r.codes[d].Store(&list)
	return list
}
