package standard

import (
	"regexp"
	"sync/atomic"

	"giamngheo/internal/day"
)

// ReadEdition reads an edition from TOML and checks it whole. With problems or an error there is no
// edition: one that is half right would judge people.
func ReadEdition(b []byte) (*Edition, []Problem, error) {
	e := new(Edition)
	problems, err := decode(b, e)
	if err != nil {
		return nil, nil, err
	}
	if len(problems) > 0 {
		return nil, problems, nil
	}
	if problems := e.check(); len(problems) > 0 {
		return nil, problems, nil
	}
	e.compile()
	return e, nil, nil
}

var (
	idForm       = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	codeForm     = regexp.MustCompile(`^[a-z0-9]+(_[a-z0-9]+)*$`)
	ruleCodeForm = regexp.MustCompile(`^[A-Z0-9]+-[A-Z]+-[0-9]{2}$`)
	prefixForm   = regexp.MustCompile(`^[A-Z0-9]+$`)
)

// check finds every mistake of an edition.
func (e *Edition) check() []Problem {
	f := new(finder)
	f.must(idForm.MatchString(e.ID), "id", "bad_id", "Value", e.ID)
	f.must(prefixForm.MatchString(e.Code), "code", "bad_code", "Value", e.Code)
	f.text(e.Name, "title")
	f.date(e.Since, "since")
	f.date(e.Until, "until")
	f.must(e.Since < e.Until, "until", "ends_before_it_begins")
	e.checkSources(f)
	e.checkIndicators(f)
	e.checkValue(f, e.CutOff, "cut_off", true)
	f.must(e.CutOff.N >= 1 && e.CutOff.N <= int64(len(e.Indicators)), "cut_off.value", "out_of_range", "Value", e.CutOff.N, "Min", 1, "Max", len(e.Indicators))
	e.checkValue(f, e.PointsEach, "points_each", true)
	f.must(e.PointsEach.N > 0, "points_each.value", "out_of_range", "Value", e.PointsEach.N, "Min", 1, "Max", 100)
	e.checkLines(f, e.Rural, "rural")
	e.checkLines(f, e.Urban, "urban")
	e.checkAreasAgree(f)
	e.checkRules(f)
	return f.found
}

func (f *finder) date(d day.Date, key string) {
	parsed, err := day.Parse(string(d))
	f.must(err == nil && parsed == d, key, "bad_date", "Value", string(d))
}

func (f *finder) mark(m Mark, key string) {
	f.must(m == Verified || m == SecondHand || m == Unverified, key, "bad_mark", "Value", string(m))
}

func (e *Edition) checkSources(f *finder) {
	seen := map[string]bool{}
	f.must(len(e.Sources) > 0, "sources", "missing")
	for i, s := range e.Sources {
		key := at("sources", i)
		f.must(idForm.MatchString(s.ID), key+".id", "bad_id", "Value", s.ID)
		f.must(!seen[s.ID], key+".id", "duplicate", "Value", s.ID)
		seen[s.ID] = true
		f.text(s.Kind, key+".kind")
		f.text(s.Issuer, key+".issuer")
		f.must(s.Number != "", key+".number", "missing")
		f.must((s.Title.Vi == "") == (s.Title.En == ""), key+".title", "one_language")
		if s.Date != "" {
			f.date(s.Date, key+".date")
		}
		f.mark(s.Mark, key+".mark")
	}
}

func (e *Edition) checkIndicators(f *finder) {
	services, used, seen := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i, s := range e.Services {
		key := at("services", i)
		f.must(codeForm.MatchString(s.Code), key+".code", "bad_code", "Value", s.Code)
		f.must(!services[s.Code], key+".code", "duplicate", "Value", s.Code)
		f.text(s.Name, key+".name")
		services[s.Code] = true
	}
	n := len(e.Indicators)
	f.must(n >= 1 && n <= MaxIndicators, "indicators", "out_of_range", "Value", n, "Min", 1, "Max", MaxIndicators)
	for i, ind := range e.Indicators {
		key := at("indicators", i)
		f.must(ind.N == i+1, key+".n", "out_of_order", "Value", ind.N, "Want", i+1)
		f.must(codeForm.MatchString(ind.Code), key+".code", "bad_code", "Value", ind.Code)
		f.must(!seen[ind.Code], key+".code", "duplicate", "Value", ind.Code)
		f.must(services[ind.Service], key+".service", "unknown_service", "Value", ind.Service)
		f.text(ind.Title, key+".name")
		f.mark(ind.Mark, key+".mark")
		f.mark(ind.ThresholdMark, key+".threshold_mark")
		f.must((ind.Threshold.Vi == "") == (ind.Threshold.En == ""), key+".threshold", "one_language")
		f.must(ind.Threshold.Vi != "" || ind.ThresholdMark == Unverified, key+".threshold_mark", "mark_without_text")
		f.must((ind.Note.Vi == "") == (ind.Note.En == ""), key+".note", "one_language")
		seen[ind.Code], used[ind.Service] = true, true
	}
	for i, s := range e.Services {
		f.must(used[s.Code], at("services", i)+".code", "unused_service", "Value", s.Code)
	}
}

// checkValue asks that a value is either left out whole or given with its mark and source.
func (e *Edition) checkValue(f *finder, v Value, key string, needed bool) {
	if v == (Value{}) {
		f.must(!needed, key, "missing")
		return
	}
	f.mark(v.Mark, key+".mark")
	f.must(v.N >= 0, key+".value", "negative", "Value", v.N)
	_, ok := e.Source(v.Source)
	f.must(ok, key+".source", "unknown_source", "Value", v.Source)
}

func (e *Edition) checkLines(f *finder, lines Lines, area string) {
	for _, x := range []struct {
		name string
		line Line
	}{{"income", lines.Income}, {"points", lines.Points}} {
		key := area + "." + x.name
		e.checkValue(f, x.line.Low, key+".low", false)
		e.checkValue(f, x.line.Line, key+".line", x.line != (Line{}))
		e.checkValue(f, x.line.Average, key+".average", false)
		f.must(!x.line.Low.Known() || x.line.Low.N < x.line.Line.N, key+".low", "lines_out_of_order")
		f.must(!x.line.Average.Known() || x.line.Average.N > x.line.Line.N, key+".average", "lines_out_of_order")
	}
	f.must(!lines.Points.Average.Known(), area+".points.average", "average_by_points")
	f.must(lines.Income.Line.Known() || lines.Points.Line.Known(), area, "missing")
}

// checkAreasAgree asks that both areas have the same kinds of lines, and that town lines are not lower.
func (e *Edition) checkAreasAgree(f *finder) {
	for _, x := range []struct {
		key         string
		rural, town Value
	}{
		{"urban.income.low", e.Rural.Income.Low, e.Urban.Income.Low},
		{"urban.income.line", e.Rural.Income.Line, e.Urban.Income.Line},
		{"urban.income.average", e.Rural.Income.Average, e.Urban.Income.Average},
		{"urban.points.low", e.Rural.Points.Low, e.Urban.Points.Low},
		{"urban.points.line", e.Rural.Points.Line, e.Urban.Points.Line},
	} {
		f.must(x.rural.Known() == x.town.Known(), x.key, "areas_differ")
		f.must(x.town.N >= x.rural.N, x.key, "town_below_country")
	}
}

// checkRules asks for exactly one code for each branch that the edition's lines can reach.
func (e *Edition) checkRules(f *finder) {
	income, points := e.Rural.Income, e.Rural.Points
	reach := map[string]bool{
		"poor_low_points":  points.Low.Known(),
		"poor_points":      points.Line.Known(),
		"near_poor_points": points.Line.Known(),
		"not_poor_points":  points.Line.Known(),
		"average_points":   points.Line.Known() && income.Average.Known(),
		"not_poor_both":    points.Line.Known() && income.Average.Known(),
		"poor_low_income":  income.Low.Known(),
		"poor_income":      income.Line.Known(),
		"near_poor_income": income.Line.Known(),
		"average_income":   income.Average.Known(),
		"not_poor_income":  income.Average.Known(),
		"above_income":     income.Line.Known() && !income.Average.Known(),
	}
	codes, given := map[string]bool{}, map[string]bool{}
	for i, r := range e.Rules {
		key := at("rules", i)
		f.must(ruleCodeForm.MatchString(r.Code) && len(r.Code) > len(e.Code) && r.Code[:len(e.Code)+1] == e.Code+"-", key+".code", "bad_code", "Value", r.Code)
		f.must(!codes[r.Code], key+".code", "duplicate", "Value", r.Code)
		f.must(!given[r.Outcome], key+".outcome", "duplicate", "Value", r.Outcome)
		f.must(reach[r.Outcome], key+".outcome", "unknown_outcome", "Value", r.Outcome)
		_, ok := e.Source(r.Source)
		f.must(ok, key+".source", "unknown_source", "Value", r.Source)
		f.mark(r.Mark, key+".mark")
		codes[r.Code], given[r.Outcome] = true, true
	}
	for _, o := range outcomes {
		f.must(!reach[o.name] || given[o.name], "rules", "rule_missing", "Value", o.name)
	}
}

// compile lays the checked numbers out for the rule.
func (e *Edition) compile() {
	e.mask = 1<<len(e.Indicators) - 1
	e.cutOff = int(e.CutOff.N)
	e.rural, e.urban = e.Rural.limits(), e.Urban.limits()
	for i := range e.Rules {
		r := &e.Rules[i]
		r.codes = make([]atomic.Pointer[[]string], 1<<len(e.Indicators))
		for o, known := range outcomes {
			if known.name == r.Outcome {
				r.class, e.rules[o] = known.class, r
			}
		}
	}
}

func (l Lines) limits() limits {
	n := func(v Value) int64 {
		if !v.Known() {
			return -1
		}
		return v.N
	}
	return limits{n(l.Points.Low), n(l.Points.Line), n(l.Income.Low), n(l.Income.Line), n(l.Income.Average)}
}
